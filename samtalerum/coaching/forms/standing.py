"""The page about where a request stands: in words, for whoever asked and for the coach who took it."""

from datetime import datetime
from typing import Any

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import requesting
from samtalerum.coaching.forms import waiting, wording
from samtalerum.coaching.models import Coach, Course
from samtalerum.dialogues.actions.course import undo_ends, undoable
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import ENDED, Kind, Phase, Side, Step, steps
from samtalerum.ground.dates import day_year, local_date
from samtalerum.vault import api as vault


def where_it_stands(seat: Seat, *, at: datetime) -> dict[str, Any]:
    """Opens the lines for whoever wrote them, and for the coach until the request has come to nothing."""
    dialogue, owner, today = seat.dialogue, seat.side == Side.OWNER, local_date(at)
    course = Course.objects.select_related("wished__person").get(pk=dialogue.pk)
    phase, across = Phase(dialogue.phase), seat.opposite
    begins = visibility.anything_begins()
    undo = undoable(seat, at=at) if begins else None
    ends = undo_ends(undo) if undo else None
    return {
        "seat": seat,
        "dialogue": dialogue,
        "coaching": dialogue.edition.coaching,
        "course": course,
        "owner": owner,
        "phase": phase.value,
        "begins": begins,
        "ended": phase in ENDED,
        "may": {step.value: True for step in steps(phase, Side(seat.side), Kind.COACHING)},
        "other": across.person if across else None,
        "coach": Coach.objects.filter(pk=across.person_id).first() if across and owner else None,
        "waited": wording.waited(wording.days_waited(requesting.asked_at(dialogue), today)),
        "usually": waiting.usual(today) if begins and phase == Phase.ASKED else "",
        "language": wording.language(course),
        "form_words": wording.form(course),
        "hope": _hope(seat, course, at=at) if owner or phase not in ENDED else None,
        "undo_until": day_year(ends) if ends else "",
        "may_change": begins and owner and phase == Phase.ASKED,
        "withdraw": owner and Step.WITHDRAW in steps(phase, Side.OWNER, Kind.COACHING),
    }


def _hope(seat: Seat, course: Course, *, at: datetime) -> str | None:
    author = seat.person if seat.side == Side.OWNER else seat.opposite and seat.opposite.person
    return requesting.read_hope(vault.ring(seat.person_id, [course.scope]), course, author, at=at)
