"""Earlier conversations side by side: what the owner wrote about one thing, this year and the years before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import visibility
from samtalerum.dialogues.elsewhere import counting_of
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import AFTER, MEETING, Phase, Side
from samtalerum.dialogues.seats import other, seats_of
from samtalerum.ground.dates import local_date

COMPARED = frozenset({"preparation", "sheet"})


@dataclass(frozen=True)
class Then:
    """One conversation's column: when, with whom, and what I wrote there."""

    seat: Seat
    other: Seat
    day: date | None  # None: it lies ahead
    texts: list[str]


@dataclass(frozen=True)
class Earlier:
    """The page."""

    items: list[Item]
    chosen: Item | None
    columns: list[Then]
    held: int
    elsewhere: list[tuple[date, str]]  # held outside Samtalerum: the day, and with whom


def earlier(person: Any, about: str, *, at: datetime) -> Earlier:
    """Open what this person wrote at one item in all of the own conversations, the latest first."""
    seats = [one for one in seats_of(person) if one.side == Side.OWNER and Phase(one.dialogue.phase) in AFTER | MEETING]
    seats.sort(key=_when, reverse=True)
    items = _items(seats)
    chosen = next((item for item in items if item.key == about), next(iter(items), None))
    columns = _columns(person, seats, chosen, at=at) if chosen else []
    elsewhere = [(one.on, one.partner.display_name) for one in counting_of(person)]
    return Earlier(items, chosen, columns, sum(Phase(one.dialogue.phase) in AFTER for one in seats), elsewhere)


def _when(seat: Seat) -> tuple[bool, datetime]:
    """What lies ahead first, then the latest."""
    return seat.dialogue.held_at is None, seat.dialogue.held_at or seat.dialogue.started_at


def _items(seats: list[Seat]) -> list[Item]:
    """What one writes as the owner, in the order and the words of the latest edition that asks it."""
    found: dict[str, Item] = {}
    for seat in seats:
        for key, item in seat.dialogue.edition.blueprint.items().items():
            if item.part in COMPARED and item.title and visibility.writes(seat, item):
                found.setdefault(key, item)
    return list(found.values())


def _columns(person: Any, seats: list[Seat], item: Item, *, at: datetime) -> list[Then]:
    entries = [
        entry
        for entry in visibility.visible_entries_of(seats)
        .filter(item=item.key)
        .select_related("author")
        .order_by("slot")
        if entry.author.person_id == person.pk
    ]
    written = {entry.author_id for entry in entries}
    keys = visibility.rings(person.pk, [seat for seat in seats if seat.pk in written])
    texts: dict[Any, list[str]] = {}
    for one in visibility.read_own(keys, entries, at=at):
        if one.text and one.text.strip():
            texts.setdefault(one.entry.author_id, []).append(one.text)
    return [
        Then(
            seat,
            other(seat),
            local_date(seat.dialogue.held_at) if seat.dialogue.held_at else None,
            texts.get(seat.pk, []),
        )
        for seat in seats
    ]
