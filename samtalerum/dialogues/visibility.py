"""Who reads what: the one road to what was said. Pages, exports and the sheet all take it.

In words:
1. A writer reads everything that writer wrote, from the own draft.
2. The other one reads the copy that is shown, exactly while it is shared, and never the draft.
3. Nobody else reads anything: without a seat there is no ring of keys, and the key store knows who may use a key.
4. At the table (one laptop between the two) only the copies that are shown are opened, with the dialogue's key alone.
5. Where the owner wants both to open at the same moment, neither reads the other's preparation or feedback before it.
6. Every opening of another's words is written down before they are shown (samtalerum.vault.open).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.models import AgreedStep, Dialogue, Entry, Opens, Seat
from samtalerum.dialogues.phases import AFTER, ENDED, OPEN, ROOM, Phase, Side
from samtalerum.ground.dates import local_date
from samtalerum.ground.prepared import Many, Prepared
from samtalerum.vault import api as vault
from samtalerum.vault import retention

COURSE = frozenset({Phase.BEFORE, Phase.DURING, Phase.CLOSED})  # from the yes to a coach until it is erased

# The parts of a blueprint in which one may write, and while the dialogue is in which phases.
WRITABLE: dict[str, frozenset[Phase]] = {
    "preparation": frozenset({Phase.BEFORE, Phase.DURING}),
    "notes": frozenset({Phase.BEFORE, Phase.DURING, Phase.HELD, Phase.CONFIRMED}),
    "guide": frozenset({Phase.BEFORE}) | ROOM | AFTER,
    "frame": ROOM,
    "sheet": ROOM,
    "evaluation": ROOM,
    # Of a course of coaching: what both agree on, what both look at, and what is one's own.
    "agreement": frozenset({Phase.BEFORE}),
    "focus": frozenset({Phase.DURING}),
    "meeting": frozenset({Phase.DURING}),
    "task": frozenset({Phase.DURING}),
    "closing": frozenset({Phase.DURING, Phase.CLOSED}),
    "journal": COURSE,
    "directions": COURSE,
    "people": COURSE,
    "bridge": COURSE,
    "coach-notes": COURSE,
}


@dataclass(frozen=True)
class Reading:
    """One entry as one person may read it. A text of None has been erased."""

    entry: Entry
    mine: bool
    text: str | None  # what the writer reads; for the other one the same as `shown`
    shown: str | None  # what the other one reads; None while nothing is shared (or when it has been erased)

    @property
    def shared(self) -> bool:
        """The other one can read a copy."""
        return self.entry.shared_at is not None

    @property
    def held_back(self) -> bool:
        """Mine, shared, and further written than what the other one sees."""
        return self.mine and self.shared and self.entry.shown_revision != self.entry.revision


class Readings:
    """What one person may read of a dialogue, by item and slot."""

    def __init__(self, readings: list[Reading]) -> None:
        self._all = readings

    def __iter__(self) -> Iterator[Reading]:
        return iter(self._all)

    def mine(self, item: str, slot: int = 0) -> Reading | None:
        """My own entry there."""
        return self._find(item, slot, mine=True)

    def theirs(self, item: str, slot: int = 0) -> Reading | None:
        """The other's entry there, if it is shared."""
        return self._find(item, slot, mine=False)

    def any(self, item: str, slot: int = 0) -> Reading | None:
        """The entry at an item that has one writer."""
        return self.mine(item, slot) or self.theirs(item, slot)

    def slots(self, item: str) -> list[Reading]:
        """All entries at an item that may be split, in order."""
        found = (one for one in self._all if one.entry.item == item)
        return sorted(found, key=lambda one: (one.entry.written_down, one.entry.slot))

    def _find(self, item: str, slot: int, *, mine: bool) -> Reading | None:
        for one in self._all:
            if (one.entry.item, one.entry.slot, one.mine) == (item, slot, mine):
                return one
        return None


def visible_entries(seat: Seat) -> QuerySet[Entry]:
    """The only road to entries: mine, and the other's that are shared."""
    found = _visible(seat.pk, seat.dialogue_id)
    return found.exclude(~Q(author=seat) & _shut([seat])) if waits_to_open(seat.dialogue) else found


def visible_at(seat: Seat, items: Collection[str]) -> list[Entry]:
    """Those of them at these items."""
    if waits_to_open(seat.dialogue):
        return list(visible_entries(seat).filter(item__in=items))
    return _VISIBLE_AT(seat=seat.pk, dialogue=seat.dialogue_id, items=items)


def _visible(seat: Any, dialogue: Any) -> QuerySet[Entry]:
    mine, shared = Q(author=seat), Q(shared_at__isnull=False)
    found = Entry.objects.filter(mine | shared, dialogue=dialogue)
    return found.select_related("author", "step").order_by("item", "slot")


_VISIBLE_AT = Prepared(
    lambda seat, dialogue, items: _visible(seat, dialogue).filter(item__in=items),
    seat=UUID,
    dialogue=UUID,
    items=Many(str),
)


def visible_entries_of(seats: Collection[Seat]) -> QuerySet[Entry]:
    """The same for several seats of one person, for a page that shows them all."""
    found = _visible_of([seat.pk for seat in seats], [seat.dialogue_id for seat in seats])
    shut = [seat for seat in seats if waits_to_open(seat.dialogue)]
    return found.exclude(~Q(author__in=seats) & _shut(shut)) if shut else found


def shown_at(seats: Collection[Seat], items: Collection[str]) -> list[Entry]:
    """Of them the copies that lie open at these items, in the order of their slots."""
    if any(waits_to_open(seat.dialogue) for seat in seats):
        return list(_shown(visible_entries_of(seats), items))
    dialogues = [seat.dialogue_id for seat in seats]
    return _SHOWN_AT(seats=[seat.pk for seat in seats], dialogues=dialogues, items=items)


def _visible_of(seats: Any, dialogues: Any) -> QuerySet[Entry]:
    return Entry.objects.filter(Q(author__in=seats) | Q(shared_at__isnull=False), dialogue__in=dialogues)


def _shown(entries: QuerySet[Entry], items: Any) -> QuerySet[Entry]:
    return entries.filter(item__in=items, shown__isnull=False).select_related("author", "step").order_by("slot")


_SHOWN_AT = Prepared(
    lambda seats, dialogues, items: _shown(_visible_of(seats, dialogues), items),
    seats=Many(UUID),
    dialogues=Many(UUID),
    items=Many(str),
)


def waits_to_open(dialogue: Dialogue) -> bool:
    """What both share lies shut for both: the moment that the owner chose has not come."""
    return dialogue.opens != Opens.AS_SHARED and dialogue.opened_at is None


def private_at_first(dialogue: Dialogue) -> set[str]:
    """What begins private and may be shared before the meeting: the owner's preparation and the partner's feedback."""
    items = dialogue.edition.blueprint.items().values()
    return {item.key for item in items if item.part in {"preparation", "notes"} and not item.joint}


def _shut(seats: Collection[Seat]) -> Q:
    """What is shared in these dialogues and not open yet."""
    shut = Q(pk__in=[])
    for seat in seats:
        if waits_to_open(seat.dialogue):
            shut |= Q(dialogue=seat.dialogue_id, item__in=private_at_first(seat.dialogue))
    return shut


def steps_of(seats: Any) -> QuerySet[Entry]:
    """The steps that one person agreed on or added, after conversations in these seats; those with a date first."""
    return (
        Entry.objects.filter(author__in=seats, revision__gt=0, step__isnull=False, dialogue__phase__in=AFTER)
        .exclude(written_down=True)
        .select_related("author", "step")
        .order_by(Coalesce("step__moved_to", "step__due").asc(nulls_last=True), "dialogue__started_at", "slot")
    )


def open_steps_of(seats: Collection[UUID]) -> list[Entry]:
    """Those that one person still has to take, by the ids of the seats."""
    return _OPEN_STEPS(seats=seats)


_OPEN_STEPS = Prepared(lambda seats: steps_of(seats).filter(step__state=AgreedStep.State.OPEN), seats=Many(UUID))


def read_own(keys: vault.Ring, entries: Collection[Entry], *, at: datetime) -> list[Reading]:
    """Open entries of one's own, of several dialogues, in one go: what the writer reads, so nothing is logged."""
    boxes: list[tuple[vault.Sealed | None, vault.Place]] = []
    for entry in entries:
        boxes += [
            (entry.draft, entry.draft_place(entry.revision)),
            (entry.shown, entry.shown_place(entry.shown_revision)),
        ]
    texts = iter(vault.open(keys, boxes, at=at))
    readings = []
    for entry in entries:
        draft, shown = next(texts), next(texts)
        readings.append(Reading(entry, mine=True, text=shown if draft is None else draft, shown=shown))
    return readings


def ring(seat: Seat) -> vault.Ring:
    """The keys this seat may use, for one request: the dialogue's and this person's own. One key-store statement."""
    return vault.ring(seat.person_id, [seat.dialogue.scope, seat.scope])


def rings(person_id: object, seats: Collection[Seat]) -> vault.Ring:
    """The same for a page that shows several dialogues of one person; still one statement."""
    return vault.ring(person_id, [scope for seat in seats for scope in (seat.dialogue.scope, seat.scope)])


def read(seat: Seat, keys: vault.Ring, *, at: datetime, items: Collection[str] | None = None) -> Readings:
    """Open what this seat may read (of these items only): what is not shown on the page is not opened, nor logged."""
    entries = list(visible_entries(seat)) if items is None else visible_at(seat, items)
    return open_entries(seat, keys, entries, at=at)


def open_entries(seat: Seat, keys: vault.Ring, entries: list[Entry], *, at: datetime) -> Readings:
    """Open entries that `visible_entries` gave: one statement for the log, none for each entry."""
    boxes: list[tuple[vault.Sealed | None, vault.Place]] = []
    for entry in entries:
        if entry.author_id == seat.pk:
            boxes.append((entry.draft, entry.draft_place(entry.revision)))
        boxes.append((entry.shown, entry.shown_place(entry.shown_revision)))
    texts = iter(vault.open(keys, boxes, at=at))
    readings = []
    for entry in entries:
        mine = entry.author_id == seat.pk
        draft = next(texts) if mine else None
        shown = next(texts)
        readings.append(Reading(entry, mine, (shown if draft is None else draft) if mine else shown, shown))
    return Readings(readings)


def table_ring(seat: Seat) -> vault.Ring:
    """The one key a table needs. With it nothing private can be opened, whatever a page asks for."""
    return vault.ring(seat.person_id, [seat.dialogue.scope])


def read_at_table(seat: Seat, keys: vault.Ring, *, at: datetime) -> Readings:
    """What lies open for both: the copies that are shown, of either writer; no draft."""
    entries = list(visible_entries(seat).filter(shared_at__isnull=False))
    texts = vault.open(keys, [(entry.shown, entry.shown_place(entry.shown_revision)) for entry in entries], at=at)
    return Readings(
        [Reading(entry, entry.author_id == seat.pk, text, text) for entry, text in zip(entries, texts, strict=True)]
    )


def may_write_down(seat: Seat, item: Item) -> bool:
    """At the table one types at every field of the sheet, for either."""
    return item.part == "sheet" and Phase(seat.dialogue.phase) in WRITABLE["sheet"]


def may_write(seat: Seat, item: Item) -> bool:
    """This side is a writer of the item, and the dialogue is in a phase in which that part is written."""
    return writes(seat, item) and Phase(seat.dialogue.phase) in WRITABLE[item.part]


def writes(seat: Seat, item: Item) -> bool:
    """This side is a writer of the item, whenever that may be."""
    return Side(seat.side) in item.writers()


def may_share(seat: Seat) -> bool:
    """Private words can be shared from the moment both said yes until the owner closes the conversation."""
    return Phase(seat.dialogue.phase) in frozenset({Phase.BEFORE}) | ROOM


def may_stop_sharing(seat: Seat) -> bool:
    """Shared words can be taken back until the conversation has been held, or ended without being held.

    A course of coaching is never held: what was shared can be taken back as long as it is there.
    """
    phase = Phase(seat.dialogue.phase)
    return seat.dialogue.held_at is None and phase in OPEN | ENDED | {Phase.CLOSED}


def may_follow_up(seat: Seat, *, begun: bool) -> bool:
    """After a conversation the owner may ask the partner further; the partner answers, and does not begin.

    Somebody who has left reads nothing more, so nothing is sent there.
    """
    if seat.opposite is not None and seat.opposite.ended_at:
        return False
    return Phase(seat.dialogue.phase) in AFTER and (seat.side == Side.OWNER or begun)


def carried_entries(seat: Seat) -> QuerySet[Entry]:
    """What this owner prepared for other conversations, shared with nobody, and keeps for the next one: the own drafts."""
    return _carried(seat.person_id, seat.pk) if seat.side == Side.OWNER else Entry.objects.none()


def carried_at(seat: Seat, items: Collection[str]) -> list[Entry]:
    """Those of them at these items, each with its dialogue."""
    return _CARRIED_AT(person=seat.person_id, seat=seat.pk, items=items) if seat.side == Side.OWNER else []


def _carried(person: Any, seat: Any) -> QuerySet[Entry]:
    kept = Seat.objects.filter(person=person, side=Side.OWNER, ended_at__isnull=True, carried_at__isnull=False)
    return Entry.objects.filter(author__in=kept.exclude(pk=seat), draft__isnull=False, shared_at__isnull=True)


_CARRIED_AT = Prepared(
    lambda person, seat, items: _carried(person, seat).filter(item__in=items).select_related("dialogue"),
    person=UUID,
    seat=UUID,
    items=Many(str),
)


def may_keep_private(seat: Seat, *, at: datetime) -> bool:
    """The day on which the owner's private parts are erased has not come: nothing private is begun after it."""
    held = seat.dialogue.held_at
    day = retention.private_parts(local_date(held) if held else None, carried=seat.carried_at is not None)
    return day is None or day > local_date(at)


def may_refer(seat: Seat) -> bool:
    """The partner hands contacts on from the moment the room is open, where the sheet has a place for them."""
    fields = seat.dialogue.edition.blueprint.wrap_up.fields
    held = Phase(seat.dialogue.phase) in ROOM | AFTER
    return held and any(item.referrals and writes(seat, item) for item in fields)
