"""Closing a course, what is there afterwards, and the anonymous evaluation."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.coaching.actions import closing as actions
from samtalerum.coaching.forms import closing as forms
from samtalerum.coaching.views.ways import around, onward, status_of
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import Trouble, everything_typed, save_all
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Phase
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.requests import Request
from samtalerum.vault import retention


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def over(request: Request, dialogue: UUID) -> HttpResponse:
    """Before closing: what was hoped for, what has become clearer. Either closes; whoever did takes it back (`undo`)."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    if request.method == "POST" and "undo" in request.POST:
        actions.undo_close(seat=seat, at=now)
        return onward(seat)
    if Phase(seat.dialogue.phase) != Phase.DURING:
        return onward(seat)
    if request.method != "POST":
        return _page(request, seat, "over", now=now)
    troubles = save_all(seat, ring(seat), everything_typed(request.POST), at=now)
    if troubles:
        return _page(request, seat, "over", now=now, troubles=troubles)
    if "close" in request.POST:
        actions.close(seat=seat, at=now)
        return onward(seat_or_404(request.user, dialogue, Kind.COACHING))
    return redirect("coaching:over", dialogue)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: Request, dialogue: UUID) -> HttpResponse:
    """A course that is over, as long as it is kept."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    if Phase(seat.dialogue.phase) != Phase.CLOSED:
        return onward(seat)
    if request.method != "POST":
        return _page(request, seat, "after", now=now)
    troubles = save_all(seat, ring(seat), everything_typed(request.POST), at=now)
    if troubles:
        return _page(request, seat, "after", now=now, troubles=troubles)
    return redirect("dialogues:after", dialogue)


@sensitive_post_parameters()
@require_POST
def answers(request: Request, dialogue: UUID) -> HttpResponse:
    """The evaluation, once; what was answered is added up and kept nowhere else."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    form = forms.EvaluationForm(request.POST, seat=seat, say=wording.said)
    if Phase(seat.dialogue.phase) == Phase.CLOSED and not form.is_valid():
        return _page(request, seat, "after", now=now, form=form)
    actions.evaluate(seat=seat, answers=form.cleaned_data if form.is_valid() else {}, at=now)
    return redirect(f"{reverse('dialogues:after', args=[dialogue])}#h-answers")


def _page(
    request: Request,
    seat: Seat,
    where: str,
    *,
    now: datetime,
    troubles: Mapping[str, Trouble] | None = None,
    form: forms.EvaluationForm | None = None,
) -> HttpResponse:
    page = forms.closing(seat, now=now, back=where, troubles=troubles)
    context = around(seat, now=now) | {
        "page": page,
        "form": form or forms.EvaluationForm(seat=seat, say=wording.said),
        "has_errors": bool(troubles),
        "course_kept": wording.period(retention.COACHING_COURSE),
        "notes_kept": wording.period(retention.COACH_NOTES),
        "notes_until": page.erased.notes,
    }
    return render(request, f"coaching/{where}.html", context, status=status_of(troubles))
