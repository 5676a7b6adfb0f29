"""A change of coach, from either side."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import handing_over as actions
from samtalerum.coaching.actions.requesting import refuse_beginning
from samtalerum.coaching.doors import stands_at_desk
from samtalerum.coaching.forms.handing_over import AnotherForm, no_longer_coaches
from samtalerum.coaching.views.ways import around, onward
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request
from samtalerum.vault import retention


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def another(request: Request, dialogue: UUID) -> HttpResponse:
    """The coachee chooses what goes along; the coach only says that somebody else should go on."""
    seat = visibility.seat_with_pages(request.user, dialogue)
    if seat.side == Side.OWNER:
        refuse_beginning()
    open_ = Phase(seat.dialogue.phase) in actions.OPEN
    if not open_ and not actions.may_ask_anew(seat):
        return onward(seat)
    return _of_coachee(request, seat, open_=open_) if seat.side == Side.OWNER else _of_coach(request, seat)


def _of_coach(request: Request, seat: Seat) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        actions.leave_it_to_another(seat=seat, at=now)
        return redirect("coaching:desk") if stands_at_desk(request.user) else onward(seat)
    return render(request, "coaching/another_coach.html", around(seat, now=now) | _periods())


def _of_coachee(request: Request, seat: Seat, *, open_: bool) -> HttpResponse:
    now = timezone.now()
    form = AnotherForm(request.POST or None, seat=seat, at=now)
    refusal: Refusal | None = None
    if form.is_valid():
        hope, wishes = form.cleaned_data["hope"], form.wishes
        try:
            asked = actions.ask_for_another(seat=seat, picked=form.picked, hope=hope, wishes=wishes, at=now)
        except Refusal as found:
            refusal = found
        else:
            return redirect("dialogues:answer", asked.pk)
    context = around(seat, now=now) | {
        "form": form,
        "goes_on": open_,
        "gone": no_longer_coaches(seat, at=now),
        "refusal": refusal,
        **_periods(),
    }
    status = refusal.status if refusal else 400 if form.errors else 200
    return render(request, "coaching/another.html", context, status=status)


def _periods() -> dict[str, Any]:
    return {
        "course_kept": wording.period(retention.COACHING_COURSE),
        "notes_kept": wording.period(retention.COACH_NOTES),
    }
