"""What the desk shows: the queue without people, one's own requests and courses with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from samtalerum.coaching import visibility
from samtalerum.coaching.forms import waiting, wording
from samtalerum.coaching.models import Course, Meeting
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.visibility import rings, shown_at
from samtalerum.ground.dates import local_date
from samtalerum.ground.prepared import Many, Prepared
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


@dataclass(frozen=True)
class Line:
    """A request in the queue: all that is known of it before it is taken."""

    id: UUID
    waited: str
    language: str
    form: str


@dataclass(frozen=True)
class Taken:
    """A request that waits for the person's yes, with the lines."""

    seat: Seat
    person: Person
    course: Line
    hope: str | None


@dataclass(frozen=True)
class Running:
    """A course of one's own."""

    seat: Seat
    person: Person
    next: Meeting | None
    paused: bool
    focus: str


_SEATS = Prepared(
    lambda person: visibility.courses_of(person, Side.PARTNER).prefetch_related("dialogue__meetings"), person=UUID
)
_OWNERS = Prepared(
    lambda dialogues: Seat.every.filter(dialogue__in=dialogues, side=Side.OWNER).select_related("person"),
    dialogues=Many(UUID),
)


def day_at_the_desk(person: Any, *, at: datetime) -> dict[str, Any]:
    """Everything on the desk of a coach, of a coordinator, or of somebody who is both."""
    today = local_date(at)
    there = visibility.at_desk(person, today)
    coach = visibility.coach(person, today) if there.coaches else None
    seats = _SEATS(person=person.pk) if coach else []
    owners = _owners(seats)
    running = _running(person, seats, owners, at=at)
    return {
        "today": today,
        "coach": coach,
        **(_unit(today) if there.keeps else {"keeps": False}),
        "queue": [line(one, today) for one in visibility.waiting(by=person, on=today, there=there)],
        "taken": _taken(person, seats, owners, at=at),
        "running": running,
        "meetings": [one for one in running if one.next and local_date(one.next.starts_at) == today],
        "room": max(coach.most - sum(one.dialogue.phase in visibility.RUNNING for one in seats), 0) if coach else 0,
        "now": at,
    }


def _unit(today: date) -> dict[str, Any]:
    """What a coordinator sees beside: numbers, and nobody who is coached."""
    coaches = list(visibility.with_courses(visibility.coaches(today)))
    return {"keeps": True, "coaches": coaches, "usually": waiting.usual(today)}


def line(course: Course, today: date) -> Line:
    """What everybody at the desk may know of a request."""
    waited = wording.waited(wording.days_waited(course.dialogue.started_at, today))
    return Line(course.pk, waited, wording.language(course), wording.form(course))


def _owners(seats: Collection[Seat]) -> dict[UUID, Person]:
    """Who is coached, by dialogue. One statement."""
    return {place.dialogue_id: place.person for place in _OWNERS(dialogues=[seat.dialogue_id for seat in seats])}


def _taken(person: Any, seats: list[Seat], owners: dict[UUID, Person], *, at: datetime) -> list[Taken]:
    mine = sorted(
        (seat for seat in seats if seat.dialogue.phase == Phase.INVITED), key=lambda seat: seat.dialogue.phase_since
    )
    if not mine:
        return []
    courses = [seat.dialogue.course for seat in mine]
    keys = vault.ring(person.pk, [course.scope for course in courses])
    places = [course.place(owners[course.pk].pk, course.hope_revision) for course in courses]
    hopes = vault.open(keys, [(course.hope, place) for course, place in zip(courses, places, strict=True)], at=at)
    return [
        Taken(seat, owners[seat.dialogue_id], line(seat.dialogue.course, local_date(at)), hope)
        for seat, hope in zip(mine, hopes, strict=True)
    ]


def _running(person: Any, seats: list[Seat], owners: dict[UUID, Person], *, at: datetime) -> list[Running]:
    mine = [seat for seat in seats if seat.dialogue.phase in {Phase.BEFORE, Phase.DURING}]
    focus = _focus(person, mine, at=at)
    found = [
        Running(
            seat,
            owners[seat.dialogue_id],
            _next(seat, at=at),
            seat.dialogue.course.paused_at is not None,
            focus.get(seat.dialogue_id, ""),
        )
        for seat in mine
    ]
    late = at + timedelta(days=36500)
    return sorted(found, key=lambda one: (one.next.starts_at if one.next else late, one.person.display_name))


def _next(seat: Seat, *, at: datetime) -> Meeting | None:
    """The meeting that runs or comes next."""
    for one in seat.dialogue.meetings.all():
        if one.state == Meeting.State.AGREED and one.starts_at + timedelta(minutes=one.minutes) > at:
            return one
    return None


def _focus(person: Any, seats: list[Seat], *, at: datetime) -> dict[UUID, str]:
    """What each course is about now, as this coach may read it: the newest that is shared. One log statement for all."""
    if not seats:
        return {}
    items = {seat.dialogue.edition.coaching.focus.key for seat in seats}
    newest = {entry.dialogue_id: entry for entry in shown_at(seats, items)}
    found: dict[UUID, str] = {}
    keys = rings(person.pk, seats)
    texts = vault.open(
        keys, [(entry.shown, entry.shown_place(entry.shown_revision)) for entry in newest.values()], at=at
    )
    for entry, text in zip(newest.values(), texts, strict=True):
        found[entry.dialogue_id] = text or ""
    return found
