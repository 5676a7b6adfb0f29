"""What the room holds for one of the two: the frame, the guide, what lies on the table, the sheet, who has confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samtalerum.blueprints.schema import Blueprint, Item, Point, Theme
from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.sharing import SHAREABLE
from samtalerum.dialogues.forms import sheet as sheets
from samtalerum.dialogues.forms.clock import Clock, clock
from samtalerum.dialogues.forms.preparing import Shown
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing, everything_typed, save_all
from samtalerum.dialogues.models import Passage, Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Readings, open_entries, read, ring, visible_at, visible_entries, writes
from samtalerum.vault.api import Ring

# What the room shows. Evaluation waits for afterwards; preparation and notes lie here only as far as they are shared.
PARTS = frozenset({"frame", "guide", "sheet"}) | SHAREABLE


@dataclass(frozen=True)
class Framed:
    """One point of the frame; the first that is only said carries the clock."""

    point: Point
    timed: bool
    place: Writing | None
    text: str
    how: sheets.How | None


@dataclass(frozen=True)
class Noted:
    """A theme of the guide; with the owner's own note for the owner."""

    theme: Theme
    place: Writing | None


@dataclass(frozen=True)
class OnTable:
    """What one side has shared."""

    name: str
    mine: bool
    shown: list[Shown]


@dataclass
class Room:
    """The room as one of the two sees it."""

    seat: Seat
    other: Seat
    clock: Clock | None
    frame: list[Framed]
    guide: list[Noted]
    table: list[OnTable]
    fields: list[sheets.Field]
    now_on_it: actions.Sheet
    theirs: str  # the fingerprint of the other's lines alone
    versions: sheets.Versions
    stands: actions.Sheet | None
    signs: list[sheets.Sign]
    undoable: Passage | None

    @property
    def blueprint(self) -> Blueprint:
        """The words of this kind of conversation."""
        return self.seat.dialogue.edition.blueprint

    @property
    def framed(self) -> bool:
        """The frame is for talking; afterwards it is out of the way, unless words typed there could not be saved."""
        talking = self.seat.dialogue.phase == Phase.DURING
        return talking or any(one.place.trouble for one in self.frame if one.place)

    @property
    def reopened(self) -> bool:
        """Both had confirmed, and the text is no longer that one."""
        standing = self.versions.standing
        return standing is not None and standing.fingerprint != self.now_on_it.fingerprint

    @property
    def agreed(self) -> bool:
        """Both have confirmed what stands here now."""
        return self.versions.standing is not None and not self.reopened

    @property
    def changed(self) -> list[sheets.Field]:
        """The fields that differ from the version that stands."""
        return [one for one in self.fields if one.changed] if self.reopened else []

    @property
    def standing_fields(self) -> list[sheets.Field]:
        """The version that stands, to read beside the changed one."""
        return sheets.confirmed_fields(self.seat, self.other, self.stands) if self.stands else []

    @property
    def my_sign(self) -> sheets.Sign:
        """Mine."""
        return next(one for one in self.signs if one.mine)

    @property
    def their_sign(self) -> sheets.Sign:
        """The other's."""
        return next(one for one in self.signs if not one.mine)

    @property
    def held_back(self) -> bool:
        """I have written further than the other one sees."""
        return any(place.reading and place.reading.held_back for one in self.fields for place in one.places)

    @property
    def places(self) -> list[Writing]:
        """Every place I write at."""
        framed = [one.place for one in self.frame if one.place]
        return [
            *framed,
            *(one.place for one in self.guide if one.place),
            *(p for one in self.fields for p in one.places),
        ]

    @property
    def troubles(self) -> list[Writing]:
        """Where what was typed could not be saved."""
        return [place for place in self.places if place.trouble]


def room(
    seat: Seat, keys: Ring, *, now: datetime, troubles: Mapping[str, Trouble] | None = None, blank: int = 1
) -> Room:
    """Open what the room shows, and nothing else."""
    across = other(seat)
    readings = _readings(seat, keys, now=now)
    confirmed = sheets.versions(seat)
    stands = actions.opened(confirmed.standing, keys, at=now) if confirmed.standing else None
    on_it = actions.sheet(seat, keys, readings)
    seats = sorted([seat, across], key=lambda one: one.side != Side.OWNER)
    undoable = actions.undoable(seat, at=now)
    desk = Desk(seat, readings, keys, across.person.first_name, now, troubles or {})
    return Room(
        seat=seat,
        other=across,
        clock=clock(seat.dialogue, now=now),
        frame=_frame(desk),
        guide=guide(desk),
        table=on_table(seat, across, readings),
        fields=sheets.fields(desk, across, stands=stands, blank=blank),
        now_on_it=on_it,
        theirs=keys.fingerprint(seat.dialogue.scope, _their_lines(seat, on_it)),
        versions=confirmed,
        stands=stands,
        signs=confirmed.signs(on_it.fingerprint, seats, seat),
        undoable=undoable if undoable and undoable.step in {Step.MEET, Step.HOLD} else None,
    )


def sheet_items(seat: Seat) -> set[str]:
    """The keys of the sheet's fields."""
    return {item.key for item in seat.dialogue.edition.blueprint.wrap_up.fields}


def sheet_page(seat: Seat, across: Seat, keys: Ring, *, now: datetime) -> dict[str, Any]:
    """The version that both confirmed last; without one, what both can read on the sheet now."""
    confirmed = sheets.versions(seat)
    if confirmed.standing:
        shown = actions.opened(confirmed.standing, keys, at=now)
    elif keys.has(seat.dialogue.scope):
        shown = actions.sheet(seat, keys, read(seat, keys, at=now, items=sheet_items(seat)))
    else:
        shown = None
    seats = sorted([seat, across], key=lambda one: one.side != Side.OWNER)
    return {
        "version": confirmed.standing,
        "shown": shown,
        "fields": sheets.confirmed_fields(seat, across, shown) if shown else [],
        "signs": confirmed.signs(shown.fingerprint, seats, seat) if shown else [],
    }


def save_page(seat: Seat, post: Mapping[str, str], *, now: datetime) -> dict[str, Trouble]:
    """Save everything that a page without a script sent; what could not be saved comes back by place."""
    troubles = save_all(seat, ring(seat), everything_typed(post), at=now)
    if not troubles:
        choose(seat, post, now=now)
    return troubles


def choose(seat: Seat, post: Mapping[str, str], *, now: datetime) -> None:
    """Take over what was chosen at *when the other one sees it*, where it is a change."""
    chosen = {name.removeprefix("how-"): how for name, how in post.items() if name.startswith("how-")}
    if not chosen:
        return
    mine = visible_entries(seat).filter(author=seat, item__in=chosen).values_list("item", "show")
    before = dict(mine.order_by("-slot"))
    items = seat.dialogue.edition.blueprint.items()
    for key, how in chosen.items():
        if key not in items or how != before.get(key, items[key].show):
            actions.choose_show(seat, key, how, at=now)


def guide(desk: Desk) -> list[Noted]:
    """The themes, with a place for a private note where this side may keep one."""
    themes = desk.seat.dialogue.edition.blueprint.during.guide
    return [Noted(theme, desk.place(theme.note) if writes(desk.seat, theme.note) else None) for theme in themes]


def _readings(seat: Seat, keys: Ring, *, now: datetime) -> Readings:
    parts = {key: item.part for key, item in seat.dialogue.edition.blueprint.items().items() if item.part in PARTS}
    entries = [
        entry for entry in visible_at(seat, parts) if parts[entry.item] not in SHAREABLE or entry.shared_at is not None
    ]
    return open_entries(seat, keys, entries, at=now)


def _frame(desk: Desk) -> list[Framed]:
    points: tuple[Point, ...] = desk.seat.dialogue.edition.blueprint.during.frame
    timed = next((point for point in points if point.item is None), None)
    found = []
    for point in points:
        place = desk.place(point.item) if point.item and writes(desk.seat, point.item) else None
        reading = desk.readings.any(point.item.key) if point.item else None
        text = (reading.shown if reading else None) or ""
        choice = sheets.how(point.item, desk.readings, now=desk.now) if place and point.item else None
        found.append(Framed(point, point is timed, place, text, choice))
    return found


def _their_lines(seat: Seat, on_it: actions.Sheet) -> str:
    items = seat.dialogue.edition.blueprint.items()
    return "\n\n".join(
        f"{line.item} {line.due} {line.text}" for line in on_it.lines if not writes(seat, items[line.item])
    )


def on_table(seat: Seat, across: Seat, readings: Readings) -> list[OnTable]:
    """What each has shared, as both read it; at the table mine is opened from the copy, too."""
    items: list[Item] = [
        item for item in seat.dialogue.edition.blueprint.items().values() if item.part in SHAREABLE and not item.joint
    ]
    mine = [Shown(item, one.shown) for item in items if (one := readings.mine(item.key))]
    theirs = [Shown(item, one.text) for item in items if (one := readings.theirs(item.key))]
    both = [
        OnTable(seat.person.first_name, mine=True, shown=mine),
        OnTable(across.person.first_name, mine=False, shown=theirs),
    ]
    return [one for one in both if one.shown]
