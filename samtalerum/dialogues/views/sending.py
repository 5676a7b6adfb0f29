"""A confirmed sheet for a third reader: sending it, stopping it, reading it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms import sending as forms
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, dialogue: UUID) -> HttpResponse:
    """To whom, until when, and exactly what that person would read."""
    seat, now = _owner(request, dialogue), timezone.now()
    form = forms.SendForm(request.POST or None, seat=seat, today=local_date(now))
    if form.is_valid():
        try:
            actions.send_sheet(seat, form.chosen, until=form.cleaned_data["until"], at=now)
        except Refusal as refusal:
            form.add_error("reader", str(refusal))
        else:
            return redirect(f"{reverse('dialogues:send', args=[seat.dialogue_id])}?sent=1#done")
    standing = actions.standing_version(seat, ring(seat), at=now)
    sheet = standing[1] if standing else None
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "name": other(seat).person.first_name,
        "blueprint": seat.dialogue.edition.blueprint,
        "passages": forms.passages(seat.dialogue, sheet.lines, seat, other(seat)) if sheet else [],
        "sent": forms.sent(seat.dialogue),
        "form": form,
        "today": local_date(now),
        "done": "sent" in request.GET,
        "now": now,
    }
    return render(request, "dialogues/send.html", context, status=400 if form.errors else 200)


@require_POST
def stop(request: Request, dialogue: UUID) -> HttpResponse:
    """The third reader reads nothing from now on."""
    seat = _owner(request, dialogue)
    try:
        sent = UUID(request.POST.get("sent", ""))
    except ValueError:
        raise Http404 from None
    actions.stop_sending(seat, sent, at=timezone.now())
    return redirect(f"{reverse('dialogues:send', args=[seat.dialogue_id])}#h-sent")


@require_safe
def received(request: Request, sheet: UUID) -> HttpResponse:
    """The sheet, for the one it was sent to: to read and to print."""
    now = timezone.now()
    found = actions.read_sent(request.user, sheet, at=now)
    dialogue = found.sent.dialogue
    context = {
        "section": "home",
        "sent": found.sent,
        "dialogue": dialogue,
        "blueprint": dialogue.edition.blueprint,
        "owner": found.owner.person,
        "partner": found.partner.person,
        "passages": forms.passages(dialogue, found.lines, found.owner, found.partner),
        "now": now,
    }
    return render(request, "dialogues/received.html", context)


def _owner(request: Request, dialogue: UUID) -> Seat:
    """The owner's place: for the partner this page does not exist."""
    seat = seat_or_404(request.user, dialogue)
    if seat.side != Side.OWNER:
        raise Http404
    return seat
