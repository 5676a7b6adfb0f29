"""A person's courses of coaching, to take along: what this person wrote, and for whoever is coached what both read.

A coach takes the own notes and what that coach wrote: what a coachee said was said to a coach, and goes nowhere else.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samtalerum.coaching.actions.requesting import read_hope
from samtalerum.coaching.models import Course
from samtalerum.coaching.visibility import courses_of
from samtalerum.dialogues.forms.wording import meeting, said, title
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.taking import written
from samtalerum.dialogues.visibility import rings
from samtalerum.ground.dates import day_year
from samtalerum.people.taking import Chapter, Fact, Passage, named, on, takes
from samtalerum.vault import api as vault


@takes(Course, order=20)
def courses(person: Any, at: datetime) -> list[Chapter]:
    """A chapter for each, the oldest first. Its title says no more than the blueprint's does."""
    seats = list(courses_of(person).order_by("dialogue__started_at"))
    keys = rings(person.pk, seats)
    found = []
    for seat in seats:
        heading = seat.dialogue.edition.heading
        passages = [*_hope(seat, at=at), *written(seat, keys, at=at)]
        found.append(Chapter("course", said(heading.title, seat.side), tuple(_facts(seat)), tuple(passages)))
    return found


def _hope(seat: Seat, *, at: datetime) -> Iterator[Passage]:
    """The lines of the request, for the one who wrote them."""
    if seat.side != Side.OWNER:
        return
    course = seat.dialogue.course
    text = read_hope(vault.ring(seat.person_id, [course.scope]), course, seat.person, at=at)
    if text and text.strip():
        asked = title(seat.dialogue.edition.coaching.hope, seat.side)
        yield Passage("hope", asked, text, author=seat.person.display_name, shared_at=seat.dialogue.started_at)


def _facts(seat: Seat) -> Iterator[Fact]:
    dialogue = seat.dialogue
    across = Seat.every.filter(dialogue=dialogue.pk).exclude(pk=seat.pk).select_related("person").first()
    yield from named("with", _("With"), across.person.display_name if across else "")
    yield from on("asked", _("Asked"), dialogue.started_at, day_year(dialogue.started_at))
    taken = {one.step: one.at for one in dialogue.passages.filter(undone_at=None)}
    if begun := taken.get(Step.CONFIRM):
        yield from on("begun", _("Agreed on how to begin"), begun, day_year(begun))
    for one in dialogue.meetings.all():
        label = str(one.get_state_display())
        yield from on(f"meeting-{one.state}", label, one.starts_at, meeting(one.starts_at, one.minutes))
    if dialogue.phase == Phase.CLOSED:
        yield from on("closed", _("Closed"), dialogue.phase_since, day_year(dialogue.phase_since))
