"""The journal of whoever is coached, and what the coach reads of it, at one address."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.coaching import visibility
from samtalerum.coaching.actions.journal import erase_passage
from samtalerum.coaching.forms import journal as forms
from samtalerum.coaching.forms import own
from samtalerum.coaching.views.ways import status_of
from samtalerum.dialogues.forms.writing import Trouble
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.seats import other
from samtalerum.ground.requests import Request


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request, dialogue: UUID) -> HttpResponse:
    """Write, change, share, take back, erase; for the coach: read."""
    seat, now = visibility.seat_with_pages(request.user, dialogue), timezone.now()
    if request.method != "POST":
        return _page(request, seat)
    troubles = own.save(seat, request.POST, seat.dialogue.edition.coaching.passages(), at=now)
    if troubles:
        return _page(request, seat, troubles)
    if gone := request.POST.get("gone"):
        item, slot = own.place_named(gone)
        erase_passage(seat=seat, item=item, slot=slot, at=now)
        return redirect(f"{reverse('coaching:notes', args=[dialogue])}#h-new")
    return _go_on(request, seat)


def _go_on(request: Request, seat: Seat) -> HttpResponse:
    here = reverse("coaching:notes", args=[seat.dialogue_id])
    begun = request.POST.get("begin", "")
    if begun.isdecimal() and len(begun) < 4:
        return redirect(f"{here}?begin={int(begun)}#h-new")
    about = own.share_or_stop(seat, request.POST, at=timezone.now())
    return redirect(f"{here}#place-{about}" if about else f"{here}#h-new")


def _page(request: Request, seat: Seat, troubles: Mapping[str, Trouble] | None = None) -> HttpResponse:
    now, across = timezone.now(), other(seat).person
    context = {"section": "home", "seat": seat, "dialogue": seat.dialogue, "across": across, "name": across.first_name}
    context["title"] = seat.dialogue.edition.coaching.journal.title
    if seat.side != Side.OWNER:
        context["days"] = forms.shared_with_coach(seat, now=now)
        return render(request, "coaching/journal_shared.html", context)
    page = forms.journal(seat, forms.Looked.at(request.GET), now=now, troubles=troubles)
    context |= {"journal": page, "days": page.days, "has_errors": bool(troubles)}
    return render(request, "coaching/journal.html", context, status=status_of(troubles))
