"""Before the conversation: each side's own preparation."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.requests import Request


def prepare(request: Request, dialogue: UUID) -> HttpResponse:
    """The preparation of whoever is signed in: the owner's topics, or the partner's part."""
    return render(request, "dialogues/prepare.html", {"seat": seat_or_404(request.user, dialogue)})


def printed(request: Request, dialogue: UUID) -> HttpResponse:
    """The same on paper, empty or filled."""
    return render(request, "dialogues/prepare_print.html", {"seat": seat_or_404(request.user, dialogue)})


@require_POST
def checklist(request: Request, dialogue: UUID) -> HttpResponse:
    """The partner's checklist, ticked."""
    seat_or_404(request.user, dialogue)
    return redirect("dialogues:prepare", dialogue)


def fragments(request: Request, seat: Seat, at: datetime) -> HttpResponse:
    """What has changed on an open preparation page since it was loaded."""
    return HttpResponse(status=204)
