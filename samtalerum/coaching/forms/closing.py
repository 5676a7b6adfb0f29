"""Closing a course, and what is still there afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints.schema import Text
from samtalerum.coaching import retention
from samtalerum.coaching.actions.requesting import read_hope
from samtalerum.coaching.models import Course
from samtalerum.dialogues.actions.course import undo_ends, undoable
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import local_date
from samtalerum.vault import api as vault


@dataclass
class Closing:
    """What was hoped for, what has become of it, and what is kept until when."""

    seat: Seat
    course: Course
    hope: str
    places: list[Writing]  # for the one who writes
    said: list[tuple[Text, str]]  # for the other
    notes: Writing | None
    erased: retention.Erased
    undo_until: datetime | None

    @property
    def troubles(self) -> list[Writing]:
        """Places with something to mend."""
        every = [*self.places, *([self.notes] if self.notes else [])]
        return [place for place in every if place.trouble]

    @property
    def may_evaluate(self) -> bool:
        """The coachee, once, when it is over."""
        over = self.seat.dialogue.phase == Phase.CLOSED
        return over and self.seat.side == Side.OWNER and not self.course.evaluated


def closing(seat: Seat, *, now: datetime, back: str, troubles: Mapping[str, Trouble] | None = None) -> Closing:
    """What this seat sees at the closing and after it. `back`: the page on which it stands."""
    keys, coaching = ring(seat), seat.dialogue.edition.coaching
    items = [*coaching.closing, *([coaching.notes] if seat.side == coaching.notes.writer else [])]
    readings = read(seat, keys, at=now, items=[item.key for item in items])
    desk = Desk(seat, readings, keys, other(seat).person.first_name, now, troubles or {}, back=back)
    course = Course.objects.get(pk=seat.dialogue_id)
    erased = retention.dates(seat.dialogue)
    keeps_notes = seat.side == coaching.notes.writer and (not erased.notes or local_date(now) < erased.notes)
    theirs = [(item, readings.theirs(item.key)) for item in coaching.closing if seat.side not in item.writers()]
    last = undoable(seat, at=now)
    return Closing(
        seat=seat,
        course=course,
        hope=_hope(seat, course, at=now),
        places=[desk.place(item) for item in coaching.closing if seat.side in item.writers()],
        said=[(item.questions[0], found.text or "") for item, found in theirs if found and (found.text or "").strip()],
        notes=desk.place(coaching.notes) if keeps_notes else None,
        erased=erased,
        undo_until=undo_ends(last) if last else None,
    )


class EvaluationForm(forms.Form):
    """How far each statement is true, from 1 to its last number. Whoever wants to say nothing leaves it alone."""

    def __init__(self, data: Any = None, *, seat: Seat, say: Any) -> None:
        super().__init__(data)
        for question in seat.dialogue.edition.coaching.evaluation:
            self.fields[question.key] = forms.TypedChoiceField(
                label=say(question.text, seat.side),
                choices=[(number, str(number)) for number in range(1, question.scale + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a number."), "invalid_choice": _("Choose a number.")},
                help_text=_("1: not at all. %(last)s: very much.") % {"last": question.scale},
            )


def _hope(seat: Seat, course: Course, *, at: datetime) -> str:
    """The lines of the request; both read them."""
    owner = seat if seat.side == Side.OWNER else other(seat)
    keys = vault.ring(seat.person_id, [course.scope])
    if course.hope is None or not keys.has(course.scope):
        return ""
    return read_hope(keys, course, owner.person, at=at) or ""
