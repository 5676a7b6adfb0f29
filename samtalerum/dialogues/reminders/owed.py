"""Who is owed a reminder now, and whether one still holds when its mail leaves: the same questions, asked twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from samtalerum.dialogues.reminders.erasing import erasures
from samtalerum.dialogues.reminders.queries import QUERIES, People
from samtalerum.dialogues.reminders.rule import Kind, may_leave, turn_on
from samtalerum.ground.dates import local_date


@dataclass(frozen=True)
class Reminder:
    """One mail that is owed: to which seat, of what, about which day, in which turn. The four are its unique key."""

    kind: Kind
    turn: str
    seat: UUID
    person: UUID
    about: date

    @property
    def stamp(self) -> str:
        """What tells this time from another, for the outbox; read again by `still_holds`."""
        return f"{self.turn} {self.about}"


def owed(at: datetime) -> list[Reminder]:
    """Every reminder that is owed at that moment, sent already or not; none outside the mornings of working days."""
    if not may_leave(at):
        return []
    today = local_date(at)
    return [one for kind in _wanted() for one in _owed_of(People(kind, today))]


def still_owed(kind: Kind, asked: Iterable[tuple[UUID, date]], *, at: datetime) -> set[tuple[UUID, date]]:
    """Asked again when the mails leave, of a seat and the day it is about: those of them for which nothing was done,
    moved, switched off or ended since, and whose turn lasts."""
    sought = set(asked)
    if kind not in _wanted():
        return set()
    people = People(kind, local_date(at), frozenset(seat for seat, _about in sought))
    return sought & {(one.seat, one.about) for one in _owed_of(people)}


def _wanted() -> list[Kind]:
    return [kind for kind in Kind if kind not in settings.REMINDERS_OFF]


def _owed_of(people: People) -> Iterator[Reminder]:
    """The turn that it is today decides; of several rows about one day (steps, parts that are erased) one is enough."""
    query = erasures if people.kind == Kind.ERASURE else QUERIES[people.kind]
    found = set()
    for row in query(people):
        turn = turn_on(people.kind, row.about, people.today, kept_for=row.kept_for)
        if turn:
            found.add(Reminder(people.kind, turn.name, row.seat, row.person, row.about))
    yield from found
