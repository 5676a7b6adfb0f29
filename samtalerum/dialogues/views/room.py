"""The room: what the two look at while they talk, and the sheet they write there."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


@require_safe
def room(request: Request, dialogue: UUID) -> HttpResponse:
    """The room."""
    return render(request, "dialogues/room.html", {"seat": seat_or_404(request.user, dialogue)})


@require_POST
def show(request: Request, dialogue: UUID) -> HttpResponse:
    """When the other one sees what I write at an item; or now."""
    return redirect("dialogues:room", seat_or_404(request.user, dialogue).dialogue_id)


@require_POST
def time(request: Request, dialogue: UUID) -> HttpResponse:
    """How long the two have."""
    return redirect("dialogues:room", seat_or_404(request.user, dialogue).dialogue_id)


@require_POST
def confirm(request: Request, dialogue: UUID) -> HttpResponse:
    """This is what we agreed on."""
    seat = seat_or_404(request.user, dialogue)
    actions.confirm(seat, fingerprint=request.POST.get("fingerprint", ""), at=timezone.now())
    return redirect("dialogues:room", seat.dialogue_id)


@require_GET
def sheet(request: Request, dialogue: UUID) -> HttpResponse:
    """The sheet that both confirmed last."""
    return render(request, "dialogues/sheet.html", {"seat": seat_or_404(request.user, dialogue)})


def fragments(request: Request, seat: Seat, at: datetime) -> HttpResponse:
    """What the other one may have changed."""
    return HttpResponse(status=204)
