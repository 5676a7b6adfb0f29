"""Meetings of a course: agreed, moved, taken out, held or not."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.coaching.actions import meeting as actions
from samtalerum.coaching.forms import meeting as forms
from samtalerum.coaching.models import Meeting
from samtalerum.coaching.views.ways import around, status_of
from samtalerum.dialogues.forms.writing import Trouble, everything_typed, save_all
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.paused import holds_of
from samtalerum.dialogues.phases import Kind, Phase
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.refusals import Refusal, WrongMoment
from samtalerum.ground.requests import Request
from samtalerum.people.holds import ErasingPaused


@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: Request, dialogue: UUID) -> HttpResponse:
    """Write down when the two meet, or have met."""
    seat, now = _underway(request, dialogue), timezone.now()
    form = forms.MeetingForm(request.POST if request.method == "POST" else None, dialogue=seat.dialogue, at=now)
    if form.is_valid():
        agreed = actions.agree(seat=seat, when=form.when, at=now)
        if agreed.starts_at <= now:  # it has been: whether it took place is asked on its page
            return redirect("coaching:meeting", dialogue, agreed.pk)
        return redirect(f"{reverse('dialogues:room', args=[dialogue])}#h-meet")
    context = around(seat, now=now) | {"form": form, "zone": forms.zone()}
    return render(request, "coaching/agree.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: Request, dialogue: UUID, meeting: UUID) -> HttpResponse:
    """One meeting: what is written at it, whether it was held, another time, or out."""
    seat, now = _underway(request, dialogue), timezone.now()
    found = get_object_or_404(Meeting, pk=meeting, dialogue=seat.dialogue_id)
    if request.method != "POST":
        return _page(request, seat, found, now=now)
    troubles = save_all(seat, ring(seat), everything_typed(request.POST), at=now)
    if troubles:
        return _page(request, seat, found, now=now, troubles=troubles)
    if "move" in request.POST:
        form = forms.MeetingForm(request.POST, dialogue=seat.dialogue, at=now, meeting=found)
        if not form.is_valid():
            return _page(request, seat, found, now=now, form=form)
        actions.move(seat=seat, meeting=found, when=form.when, at=now)
        return redirect("coaching:meeting", dialogue, meeting)
    try:
        return _acted(request, seat, found, now=now)
    except (actions.NotYet, ErasingPaused) as refusal:
        return _page(request, seat, found, now=now, refusal=refusal)


def _acted(request: Request, seat: Seat, found: Meeting, *, now: datetime) -> HttpResponse:
    """Out, held or not, as the pressed button says; else back to the page."""
    if "out" in request.POST:
        actions.take_out(seat=seat, meeting=found, at=now)
        return redirect(f"{reverse('dialogues:room', args=[seat.dialogue_id])}#h-meet")
    if "state" in request.POST:
        actions.say(seat=seat, meeting=found, state=request.POST["state"], at=now)
    return redirect("coaching:meeting", seat.dialogue_id, found.pk)


def _underway(request: Request, dialogue: UUID) -> Seat:
    """This person's place in a course that goes on."""
    seat = seat_or_404(request.user, dialogue, Kind.COACHING)
    if Phase(seat.dialogue.phase) not in {Phase.BEFORE, Phase.DURING}:
        raise WrongMoment
    return seat


def _page(
    request: Request,
    seat: Seat,
    found: Meeting,
    *,
    now: datetime,
    troubles: Mapping[str, Trouble] | None = None,
    form: forms.MeetingForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = around(seat, now=now) | {
        "page": forms.meeting_page(seat, found, now=now, troubles=troubles),
        "meeting": found,
        "form": form or forms.MeetingForm(dialogue=seat.dialogue, at=now, meeting=found),
        "zone": forms.zone(),
        "refusal": refusal,
        "holds": holds_of(seat) if isinstance(refusal, ErasingPaused) else (),
        "has_errors": bool(troubles or refusal),
    }
    return render(request, "coaching/meeting.html", context, status=status_of(troubles, refusal))
