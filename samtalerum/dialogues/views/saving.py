"""Saving what was typed, and what happens when it was typed in two places."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


@require_POST
def save(request: Request, dialogue: UUID, item: str, slot: int = 0) -> HttpResponse:
    """Save one item."""
    seat_or_404(request.user, dialogue)
    return redirect("dialogues:prepare", dialogue)


@require_POST
def conflict(request: Request, dialogue: UUID, item: str, slot: int) -> HttpResponse:
    """Both texts side by side."""
    seat_or_404(request.user, dialogue)
    return redirect("dialogues:prepare", dialogue)
