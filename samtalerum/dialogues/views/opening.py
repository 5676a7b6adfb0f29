"""Opening both at once: the owner's choice, and each one's "I am ready"."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Opens
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.ground.refusals import Conflict, Forbidden, WrongMoment
from samtalerum.ground.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, dialogue: UUID) -> HttpResponse:
    """When what both share opens."""
    seat, refused = seat_or_404(request.user, dialogue), ""
    if seat.side != "owner":
        raise Forbidden
    if not actions.may_choose_opening(seat):
        raise WrongMoment
    if request.method == "POST":
        try:
            actions.choose_opening(seat, request.POST.get("opens", ""), at=timezone.now())
        except Conflict as refusal:
            refused = str(refusal)
        else:
            return redirect(f"{reverse('dialogues:prepare', args=[seat.dialogue_id])}#opening")
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "name": other(seat).person.first_name,
        "choices": Opens.choices,
        "refused": refused,
    }
    return render(request, "dialogues/opening.html", context, status=409 if refused else 200)


@require_POST
def ready(request: Request, dialogue: UUID) -> HttpResponse:
    """I am ready, or not yet after all."""
    seat = seat_or_404(request.user, dialogue)
    actions.say_ready(seat, ready=request.POST.get("ready") == "yes", at=timezone.now())
    return redirect(f"{reverse('dialogues:prepare', args=[seat.dialogue_id])}#opening")
