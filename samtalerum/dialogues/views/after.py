"""After the conversation: steps, looking back, and what is kept how long."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.dialogues import actions
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


@require_safe
def after(request: Request, dialogue: UUID) -> HttpResponse:
    """Follow-up."""
    return render(request, "dialogues/after.html", {"seat": seat_or_404(request.user, dialogue)})


@require_POST
def steps(request: Request, dialogue: UUID) -> HttpResponse:
    """Done, open again, dropped."""
    return redirect("dialogues:after", seat_or_404(request.user, dialogue).dialogue_id)


@require_POST
def add_step(request: Request, dialogue: UUID) -> HttpResponse:
    """A step of one's own."""
    return redirect("dialogues:after", seat_or_404(request.user, dialogue).dialogue_id)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request, dialogue: UUID) -> HttpResponse:
    """Erase one's own private parts."""
    seat = seat_or_404(request.user, dialogue)
    if request.method == "POST":
        actions.erase_private(seat, at=timezone.now())
        return redirect("dialogues:after", seat.dialogue_id)
    return render(request, "dialogues/erase.html", {"seat": seat})
