"""The way to the own leader: pick, put into words, see how it would read, take it along."""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import bridge as actions
from samtalerum.coaching.forms import bridge as forms
from samtalerum.coaching.forms import own
from samtalerum.coaching.views.ways import around, status_of
from samtalerum.dialogues.forms.writing import Trouble
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.ground.refusals import Invalid, Refusal
from samtalerum.ground.requests import Request


class Nowhere(Invalid):
    """None of the places that are offered."""

    message = _("Choose where it should go.")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: Request, dialogue: UUID) -> HttpResponse:
    """The coachee's alone."""
    seat = visibility.seat_with_pages(request.user, dialogue)
    if seat.side != Side.OWNER:
        raise Http404
    if request.method == "POST":
        return _saved(request, seat)
    return _page(request, seat, taken="taken" in request.GET)


def _saved(request: Request, seat: Seat) -> HttpResponse:
    """Save the words; then copy, show or take along, as the pressed button says."""
    now, here = timezone.now(), reverse("coaching:carry", args=[seat.dialogue_id])
    troubles = own.save(seat, request.POST, seat.dialogue.edition.coaching.bridge.questions, at=now)
    if troubles:
        return _page(request, seat, troubles)
    try:
        if question := request.POST.get("copy"):
            picked = [own.place_named(name) for name in request.POST.getlist("pick")]
            actions.copy_into(seat=seat, question=question, picked=picked, at=now)
        elif then := request.POST.get("then"):
            return _onward(request, seat, then)
    except Refusal as refusal:
        return _page(request, seat, refusal=refusal)
    return redirect(f"{here}#h-words")


def _onward(request: Request, seat: Seat, then: str) -> HttpResponse:
    now, here = timezone.now(), reverse("coaching:carry", args=[seat.dialogue_id])
    named = "named" in request.POST
    text = forms.words(seat, named=named, at=now)
    if not text:
        raise actions.NothingToTake
    if request.POST.get("to") == forms.PAPER:
        paper_ = reverse("dialogues:prepare-print", args=[seat.dialogue_id])
        return redirect(f"{paper_}?named=1" if named else paper_)
    topic = next((one for one in forms.topics(seat) if one.value == request.POST.get("to")), None)
    if topic is None:
        raise Nowhere
    seen = forms.preview(seat, topic, text, at=now)
    read = request.POST.get("read", "")
    if then != "take" or not read or not compare_digest(read.encode(), seen.fingerprint.encode()):
        return _page(request, seat, preview=seen, changed=then == "take")
    actions.take_along(to=topic.to, topic=topic.item.key, text=text, at=now)
    return redirect(f"{here}?taken=1#taken")


def _page(request: Request, seat: Seat, troubles: Mapping[str, Trouble] | None = None, **more: Any) -> HttpResponse:
    now = timezone.now()
    refusal: Refusal | None = more.get("refusal")
    context = around(seat, now=now) | {
        "bridge": forms.bridge(seat, now=now, troubles=troubles),
        "chosen": request.POST.get("to", ""),
        "named": "named" in request.POST,
        "picked": request.POST.getlist("pick"),
        "has_errors": bool(troubles or refusal),
        **more,
    }
    return render(request, "coaching/carry.html", context, status=status_of(troubles, refusal))


@require_GET
def paper(request: Request, dialogue: UUID) -> HttpResponse:
    """A sheet for a conversation elsewhere. It says nothing of where it was written: browsers print title and address on
    it, so both are those of a conversation's own preparation on paper."""
    seat, now = visibility.seat_with_pages(request.user, dialogue), timezone.now()
    if seat.side != Side.OWNER:
        raise Http404
    text = forms.words(seat, named="named" in request.GET, at=now)
    return render(request, "coaching/carry_paper.html", around(seat, now=now) | {"text": text})
