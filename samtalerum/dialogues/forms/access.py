"""Who has opened what, in words: the log holds identifiers and item keys, the words come from the edition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from samtalerum.dialogues.actions.starting import WORDS
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.handed import FOLLOW_UP, REFERRAL
from samtalerum.dialogues.models import SENT_SHEET, Seat, SentSheet
from samtalerum.dialogues.phases import Kind, Side
from samtalerum.ground.dates import local_date
from samtalerum.people.models import Person
from samtalerum.vault import api as vault
from samtalerum.vault.models import AccessLog


@dataclass(frozen=True)
class Opening:
    """One line: who opened which words, in which conversation."""

    who: str
    what: str
    where: str
    at: datetime

    def reads_like(self, other: "Opening") -> bool:
        """The same line again: steps of one field, opened together, have one name."""
        minute = self.at.replace(second=0, microsecond=0)
        same = (self.who, self.what, self.where) == (other.who, other.what, other.where)
        return same and minute == other.at.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Day:
    """The openings of one day."""

    day: date
    words: str
    openings: list[Opening]


LINES = 50


@dataclass(frozen=True)
class Sum:
    """How often one person has opened words of mine, and when last."""

    who: str
    times: int
    last: datetime


@dataclass(frozen=True)
class Log:
    """What the page shows."""

    page: Page[AccessLog]
    days: list[Day]
    sums: list[Sum]


def log(person: Any, number: str | None, *, at: datetime) -> Log:
    """What others opened of what this person wrote, the latest first: one page of it, and sums over everything."""
    everything = vault.opened_by_others(person.pk)
    page = Paginator(everything, LINES).get_page(number)
    rows = list(page)
    counted = vault.opened_in_sums(person.pk)
    seats = _seats(person, {row.dialogue for row in rows} | {row["dialogue"] for row in counted})
    known = _Known(
        seats, _third_readers(seats, {row.actor for row in rows if row.actor} | {row["actor"] for row in counted})
    )
    return Log(page, _days(rows, known, at=at), _sums(counted, known))


def openings(person: Any) -> list[Opening]:
    """All of them, the latest first, for the file that somebody takes along."""
    rows = list(vault.opened_by_others(person.pk))
    seats = _seats(person, {row.dialogue for row in rows})
    known = _Known(seats, _third_readers(seats, {row.actor for row in rows if row.actor}))
    found: list[Opening] = []
    for row in rows:
        opening = _opening(row, known)
        if not found or not opening.reads_like(found[-1]):
            found.append(opening)
    return found


@dataclass(frozen=True)
class _Known:
    """My seats by dialogue, and the names of those who read a sheet that I or the other one sent."""

    seats: Mapping[UUID, Seat]
    readers: Mapping[UUID, str]

    def name(self, actor: UUID | None, dialogue: UUID) -> str:
        if actor and actor in self.readers:
            return self.readers[actor]
        seat = self.seats.get(dialogue)
        there = [one for one in seat.dialogue.seats.all() if one.pk != seat.pk] if seat else []
        return str(there[0].person.display_name) if there else _("The other person")


def _third_readers(seats: Mapping[UUID, Seat], actors: set[UUID]) -> dict[UUID, str]:
    """Those who opened and sit in none of my conversations. One statement, and only if there are any."""
    across = {one.person_id for seat in seats.values() for one in seat.dialogue.seats.all()}
    if not actors - across:
        return {}
    if any(seat.dialogue.kind == Kind.COACHING and seat.side == Side.OWNER for seat in seats.values()):
        # Who keeps the coaching unit's desk has read a request, or a coach who passed it on.
        return dict(Person.objects.filter(pk__in=actors - across).values_list("pk", "display_name"))
    sent = SentSheet.objects.filter(dialogue__in=seats.keys(), reader__in=actors - across)
    return dict(sent.values_list("reader", "reader__display_name"))


def _days(rows: Sequence[AccessLog], known: _Known, *, at: datetime) -> list[Day]:
    found: list[Day] = []
    for row in rows:
        on = local_date(row.at)
        if not found or found[-1].day != on:
            found.append(Day(on, wording.today_or_day(row.at, now=at), []))
        opening = _opening(row, known)
        if not found[-1].openings or not opening.reads_like(found[-1].openings[-1]):
            found[-1].openings.append(opening)
    return found


def _sums(rows: Sequence[Any], known: _Known) -> list[Sum]:
    totals: dict[UUID, Sum] = {}
    for row in rows:
        before = totals.get(row["actor"])
        totals[row["actor"]] = Sum(
            who=before.who if before else known.name(row["actor"], row["dialogue"]),
            times=row["times"] + (before.times if before else 0),
            last=before.last if before else row["last"],
        )
    return list(totals.values())


def _seats(person: Any, dialogues: Iterable[UUID]) -> dict[UUID, Seat]:
    """The person's seats in these dialogues, also those that have ended."""
    seats = (
        Seat.every.filter(person=person, dialogue__in=list(dialogues))
        .select_related("dialogue__edition")
        .prefetch_related(Prefetch("dialogue__seats", Seat.every.select_related("person")))
    )
    return {seat.dialogue_id: seat for seat in seats}


def _opening(row: AccessLog, known: _Known) -> Opening:
    seat, who = known.seats.get(row.dialogue), known.name(row.actor, row.dialogue)
    if seat is None:
        return Opening(who, _("something you wrote"), "", row.at)
    blueprint = seat.dialogue.edition.heading
    key = row.item.rpartition("/")[0]
    item = blueprint.items().get(key)
    called = {
        WORDS: _("your words with the question"),
        REFERRAL: _("a contact you handed on"),
        FOLLOW_UP: _("what you sent afterwards"),
        SENT_SHEET: _("your words on the sheet that was sent"),
    }
    what = wording.title(item, seat.side) if item else called.get(key, _("something you wrote"))
    return Opening(who, what, wording.said(blueprint.title, seat.side), row.at)
