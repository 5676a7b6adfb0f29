"""Sharing, taking back, and seeing it as the other one sees it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


def share(request: Request, dialogue: UUID) -> HttpResponse:
    """Choose what to share, with a preview; then share it."""
    return render(request, "dialogues/share.html", {"seat": seat_or_404(request.user, dialogue)})


@require_POST
def stop_sharing(request: Request, dialogue: UUID) -> HttpResponse:
    """Take shared words back."""
    seat_or_404(request.user, dialogue)
    return redirect("dialogues:prepare", dialogue)


def as_seen(request: Request, dialogue: UUID) -> HttpResponse:
    """Exactly what the other one sees of what I have shared."""
    return render(request, "dialogues/as_seen.html", {"seat": seat_or_404(request.user, dialogue)})
