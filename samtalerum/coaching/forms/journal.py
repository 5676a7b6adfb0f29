"""The journal: a new passage, with a question to begin at or without, and the earlier ones by day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from samtalerum.blueprints.coaching import Prompt
from samtalerum.blueprints.schema import Item
from samtalerum.coaching.forms.own import Shown, Troubles, openings, shown_of
from samtalerum.dialogues.actions.writing import MOST_SLOTS
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import Openings, Writing, place_name, read_mine, writing
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Reading, Readings, read, ring
from samtalerum.ground.dates import local_date
from samtalerum.vault.api import Ring


@dataclass(frozen=True)
class Looked:
    """What a page's address asks for: to begin at a question, to change a passage, to be asked before it is erased."""

    begin: str = ""
    edit: str = ""
    erase: str = ""

    @classmethod
    def at(cls, sent: Mapping[str, str]) -> "Looked":
        """From the address, or from a form that came back."""
        return cls(sent.get("begin", ""), sent.get("edit", ""), sent.get("erase", ""))


@dataclass(frozen=True)
class Passage:
    """A passage that stands there. `editing`: it is open for writing; `asked`: whether to erase it for good."""

    place: Writing
    prompt: Prompt | None
    editing: bool
    asked: bool


@dataclass
class Day:
    """What was last written, or shared, on one day."""

    on: date
    words: str
    passages: list[Passage] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Journal:
    """The page. `new`: where one writes; None while nothing can be begun."""

    new: Writing | None
    begun: Prompt | None
    prompts: tuple[Prompt, ...]
    days: list[Day]


def journal(seat: Seat, looked: Looked, *, now: datetime, troubles: Troubles | None = None) -> Journal:
    """For whoever is coached, who wrote it. Nothing of the coach's is opened."""
    course = seat.dialogue.edition.coaching
    keys = ring(seat)
    readings = read_mine(seat, keys, course.passages(), at=now)
    desk = _Desk(seat, keys, readings, openings(seat, readings), other(seat).person.first_name, now, troubles or {})
    prompts = {prompt.passage.key: prompt for prompt in course.prompts}
    begun = next((one for number, one in enumerate(course.prompts, 1) if str(number) == looked.begin), None)
    return Journal(
        new=desk.new(begun.passage if begun else course.journal),
        begun=begun,
        prompts=course.prompts,
        days=_by_day(desk, looked, prompts),
    )


def shared_with_coach(seat: Seat, *, now: datetime) -> list[Day]:
    """What the coach reads of it: the passages that are shared, by the day on which they were, the latest first."""
    items = seat.dialogue.edition.coaching.passages()
    found = shown_of(read(seat, ring(seat), at=now, items=[item.key for item in items]), items)
    days: dict[date, Day] = {}
    for one in sorted(found, key=lambda shown: shown.since, reverse=True):
        on = local_date(one.since)
        days.setdefault(on, Day(on, wording.today_or_day(one.since, now=now))).shown.append(one)
    return list(days.values())


@dataclass(frozen=True)
class _Desk:
    """What the places of the page have in common."""

    seat: Seat
    keys: Ring
    readings: Readings
    opened: Openings
    name: str
    now: datetime
    troubles: Troubles

    def place(self, item: Item, slot: int) -> Writing:
        return writing(
            self.seat,
            item,
            self.readings,
            keys=self.keys,
            name=self.name,
            opened=self.opened,
            now=self.now,
            slot=slot,
            trouble=self.troubles.get(place_name(item.key, slot)),
            back="notes",
        )

    def new(self, item: Item) -> Writing | None:
        """An empty place behind the last one, or what could not be saved as one; None where nothing can be written."""
        for named, trouble in self.troubles.items():
            at = self.seat.dialogue.edition.coaching.items()[trouble.typed.item]
            if self.readings.mine(at.key, trouble.typed.slot) is None:
                return self.place(at, self.troubles[named].typed.slot)
        slot = _free(one.entry.slot for one in self.readings if one.entry.item == item.key)
        place = self.place(item, slot) if slot is not None else None
        return place if place and place.writable else None


def _free(taken: Iterable[int]) -> int | None:
    """The number behind the last; the lowest that is free where that is the highest there may be."""
    numbers = set(taken)
    after = max(numbers, default=-1) + 1
    if after <= MOST_SLOTS:
        return after
    return min(set(range(MOST_SLOTS + 1)) - numbers, default=None)


def _by_day(desk: _Desk, looked: Looked, prompts: Mapping[str, Prompt]) -> list[Day]:
    items = {item.key: item for item in desk.seat.dialogue.edition.coaching.passages()}
    days: dict[date, Day] = {}
    for one in _written(desk.readings, desk.troubles):
        written = one.entry.saved_at or desk.now
        on, place = local_date(written), desk.place(items[one.entry.item], one.entry.slot)
        passage = Passage(
            place,
            prompts.get(one.entry.item),
            editing=place.writable and (place.name == looked.edit or place.trouble is not None),
            asked=place.name == looked.erase,
        )
        days.setdefault(on, Day(on, wording.today_or_day(written, now=desk.now))).passages.append(passage)
    return list(days.values())


def _written(readings: Iterable[Reading], troubles: Collection[str]) -> list[Reading]:
    """Whatever is not empty, the latest first. What was emptied is a passage no longer."""
    found = [one for one in readings if one.text is None or one.text.strip() or str(one.entry) in troubles]
    latest = sorted(found, key=lambda one: (one.entry.item, one.entry.slot))
    return sorted(latest, key=lambda one: one.entry.saved_at or one.entry.dialogue.started_at, reverse=True)
