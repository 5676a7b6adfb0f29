"""The course of a conversation: where it leads next, steps and their undoing, the date."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samtalerum.dialogues import actions
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


@require_GET
def show(request: Request, dialogue: UUID) -> HttpResponse:
    """To where this person goes next."""
    return redirect("dialogues:answer", seat_or_404(request.user, dialogue).dialogue_id)


@require_POST
def take(request: Request, dialogue: UUID, step: str) -> HttpResponse:
    """Take a step."""
    seat = seat_or_404(request.user, dialogue)
    return redirect("dialogues:show", seat.dialogue_id, step)


@require_POST
def undo(request: Request, dialogue: UUID) -> HttpResponse:
    """Take the last step back."""
    seat = seat_or_404(request.user, dialogue)
    actions.undo(seat=seat, at=timezone.now())
    return redirect("dialogues:show", seat.dialogue_id)


@require_http_methods(["GET", "HEAD", "POST"])
def date(request: Request, dialogue: UUID) -> HttpResponse:
    """Agree on when and where."""
    return render(request, "dialogues/date.html", {"seat": seat_or_404(request.user, dialogue)})


@require_GET
def poll(request: Request, dialogue: UUID) -> HttpResponse:
    """Has anything changed?"""
    seat_or_404(request.user, dialogue)
    return HttpResponse(status=204)
