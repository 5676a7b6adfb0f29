"""How a conversation starts: ask, invite, answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask somebody for a conversation."""
    return render(request, "dialogues/ask.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request) -> HttpResponse:
    """One letter to one or several people."""
    return render(request, "dialogues/invite.html", {})


@require_http_methods(["GET", "HEAD"])
def answer(request: Request, dialogue: UUID) -> HttpResponse:
    """A question or invitation, with what can be answered."""
    return render(request, "dialogues/answer.html", {"seat": seat_or_404(request.user, dialogue)})


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: Request, dialogue: UUID) -> HttpResponse:
    """Suggest somebody else."""
    return render(request, "dialogues/suggest.html", {"seat": seat_or_404(request.user, dialogue)})


@require_POST
def ask_suggested(request: Request, dialogue: UUID) -> HttpResponse:
    """Ask the one who was suggested."""
    return redirect("dialogues:show", seat_or_404(request.user, dialogue).dialogue_id)
