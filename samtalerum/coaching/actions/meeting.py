"""Meetings of a course: agreed, moved, held or missed. Facts, not words; what is said there is written at the items."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching.models import Course, Form, LoggedHour, Meeting
from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.paused import refuse_while_paused
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Invalid, WrongMoment

MOST = 150  # meetings of a course: as many as are useful, and a page stays a page


class NotYet(Conflict):
    """It has not begun."""

    message = _("This meeting has not begun yet. You can say that it was held once it has.")


@dataclass(frozen=True)
class When:
    """When, how long and where two people meet."""

    starts_at: datetime
    minutes: int = 60
    form: str = Form.IN_PERSON
    place: str = ""


def agree(*, seat: Seat, when: When, at: datetime) -> Meeting:
    """Write down when the two meet; either of them does."""
    with transaction.atomic():
        dialogue = _locked(seat)
        slot = _next_slot(dialogue)
        if slot >= MOST:
            raise Invalid
        meeting = Meeting.objects.create(dialogue=dialogue, slot=slot, **vars(when))
        _tell(seat, at=at)
    return meeting


def move(*, seat: Seat, meeting: Meeting, when: When, at: datetime) -> None:
    """Another time, length or place for a meeting that has not been held."""
    with transaction.atomic():
        _locked(seat)
        found = _of(seat, meeting)
        if found.state == Meeting.State.HELD:
            raise WrongMoment
        for name, value in {**vars(when), "state": Meeting.State.AGREED}.items():
            setattr(found, name, value)
        found.save()
        _tell(seat, at=at)


def take_out(*, seat: Seat, meeting: Meeting, at: datetime) -> None:
    """It was agreed on by mistake, or is no longer wanted. Not while a legal hold pauses erasing."""
    with transaction.atomic():
        dialogue = _locked(seat)
        found = _of(seat, meeting)
        if found.state == Meeting.State.HELD:
            raise WrongMoment
        refuse_while_paused(dialogue)
        found.delete()
        _tell(seat, at=at)


def say(*, seat: Seat, meeting: Meeting, state: str, at: datetime) -> None:
    """It was held, or did not take place, or neither after all. What was held stands in the coach's log of hours."""
    if state not in Meeting.State.values:
        raise Invalid
    with transaction.atomic():
        dialogue = _locked(seat)
        found = _of(seat, meeting)
        if state != Meeting.State.AGREED and found.starts_at > at:
            raise NotYet
        found.state = Meeting.State(state)
        found.save(update_fields=["state"])
        _log(dialogue, found)
        touch(dialogue, at=at, seen=True)


def today(seat: Seat, *, at: datetime) -> Meeting | None:
    """The meeting that the two look at now: the one that runs or comes next, else the last."""
    return of_now(seat.dialogue.meetings.all(), at=at)


def of_now(every: Iterable[Meeting], *, at: datetime) -> Meeting | None:
    """The same of meetings that have been fetched, in their order."""
    meetings = [one for one in every if one.state != Meeting.State.MISSED]
    ahead = [one for one in meetings if one.starts_at + timedelta(minutes=one.minutes) > at]
    return ahead[0] if ahead else (meetings[-1] if meetings else None)


def _next_slot(dialogue: Dialogue) -> int:
    """One that neither a meeting has nor words of a meeting that was taken out."""
    coaching = dialogue.edition.coaching
    items = [coaching.opening.key, coaching.taking_along.key]
    used = [
        dialogue.meetings.aggregate(last=Max("slot"))["last"],
        Entry.objects.filter(dialogue=dialogue.pk, item__in=items).aggregate(last=Max("slot"))["last"],
    ]
    return max((one + 1 for one in used if one is not None), default=0)


def _locked(seat: Seat) -> Dialogue:
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if dialogue.phase not in {Phase.BEFORE, Phase.DURING}:
        raise WrongMoment
    return dialogue


def _of(seat: Seat, meeting: Meeting) -> Meeting:
    found = Meeting.objects.select_for_update().filter(pk=meeting.pk, dialogue=seat.dialogue_id).first()
    if found is None:  # the other one has taken it out meanwhile
        raise WrongMoment
    return found


def _tell(seat: Seat, *, at: datetime) -> None:
    notices.date_agreed(seat, at=at)
    touch(seat.dialogue, at=at, seen=True)


def _log(dialogue: Dialogue, meeting: Meeting) -> None:
    """A line for the coach's log, which outlives the course and leads nowhere."""
    LoggedHour.objects.filter(meeting=meeting.pk).delete()
    number = Course.objects.get(pk=dialogue.pk).number
    if meeting.state == Meeting.State.HELD and number is not None:
        coach = Seat.every.get(dialogue=dialogue.pk, side=Side.PARTNER).person_id
        LoggedHour.objects.create(
            coach_id=coach,
            meeting=meeting.pk,
            client=number,
            on=local_date(meeting.starts_at),
            minutes=meeting.minutes,
            form=meeting.form,
        )
