"""Moving a conversation to another partner."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.moving import MoveForm
from samtalerum.dialogues.phases import Phase, Side, Step, row
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, dialogue: UUID) -> HttpResponse:
    """Whom instead, what comes along, and what happens to the rest."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    row(Step.MOVE, Phase(seat.dialogue.phase), Side(seat.side))
    form = MoveForm(request.POST or None, seat=seat, at=now)
    if form.is_valid():
        given = form.cleaned_data
        try:
            asked = actions.move_to(seat, form.chosen, items=given["item"], words=given["words"], at=now)
        except Refusal as refusal:
            form.add_error("who", str(refusal))
        else:
            return redirect("dialogues:answer", asked.pk)
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "blueprint": seat.dialogue.edition.blueprint,
        "name": other(seat).person.first_name,
        "form": form,
    }
    return render(request, "dialogues/move.html", context, status=400 if form.errors else 200)
