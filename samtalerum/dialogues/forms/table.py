"""What lies on the table: shared things only, every field of the sheet to type in, and who has confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.writing import Saved
from samtalerum.dialogues.forms import sheet as sheets
from samtalerum.dialogues.forms import wording, writing
from samtalerum.dialogues.forms.room import Framed, Noted, OnTable, on_table
from samtalerum.dialogues.forms.writing import Privacy, Trouble, Typed, Writing, everything_typed, place_name
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.table import seats
from samtalerum.dialogues.visibility import (
    Reading,
    Readings,
    may_write_down,
    read_at_table,
    table_ring,
    visible_entries,
    writes,
)
from samtalerum.ground.refusals import Conflict, Refusal
from samtalerum.vault.api import Ring


class WrittenElsewhere(Conflict):
    """The other text may be private: it is not shown at the table."""

    message = _(
        "Not saved: this was changed on another device in the meantime. Copy what you typed, open the table anew, and"
        " put it in again."
    )


class TablePlace(Writing):
    """A place at the table; saved at the table's own address."""

    @property
    def save_url(self) -> str:
        """Where this place is saved."""
        return reverse("dialogues:table-save", args=[self.item.key, self.slot])


@dataclass
class TableField:
    """One field of the sheet: whose word it is, what the one who does not type has said there, and where one types."""

    item: Item
    writer: str
    mine: bool  # the word of the one who types
    said: list[sheets.Said]
    places: list[Writing] = field(default_factory=list)

    @property
    def place(self) -> Writing:
        """The one place of a field that is not split into steps."""
        return self.places[0]


@dataclass
class Table:
    """The page."""

    seat: Seat
    other: Seat
    frame: list[Framed]
    guide: list[Noted]
    table: list[OnTable]
    fields: list[TableField]
    now_on_it: actions.Sheet
    signs: list[sheets.Sign]

    @property
    def troubles(self) -> list[Writing]:
        """Where what was typed could not be saved."""
        return [place for one in self.fields for place in one.places if place.trouble]


def table(seat: Seat, *, now: datetime, troubles: Mapping[str, Trouble] | None = None, blank: int = 1) -> Table:
    """Open what is shown to both, and nothing else."""
    keys, across, troubles = table_ring(seat), other(seat), troubles or {}
    readings = read_at_table(seat, keys, at=now)
    on_it = actions.sheet(seat, keys, readings)
    during = seat.dialogue.edition.blueprint.during
    fields = []
    for item in seat.dialogue.edition.blueprint.wrap_up.fields:
        mine = writes(seat, item)
        one = TableField(item, (seat if mine else across).person.first_name, mine, _said(item, readings))
        for slot in _slots(seat, item, readings, troubles, blank=blank):
            trouble = troubles.get(place_name(item.key, slot))
            one.places.append(_place(seat, item, slot, readings, keys, now=now, trouble=trouble))
        fields.append(one)
    timed = next((point for point in during.frame if point.item is None), None)
    return Table(
        seat=seat,
        other=across,
        frame=[Framed(point, point is timed, None, _agreed(point.item, readings), None) for point in during.frame],
        guide=[Noted(theme, None) for theme in during.guide],
        table=on_table(seat, across, readings),
        fields=fields,
        now_on_it=on_it,
        signs=sheets.versions(seat).signs(on_it.fingerprint, seats(seat), seat),
    )


def sheet_now(seat: Seat, *, at: datetime) -> actions.Sheet:
    """The sheet as it stands on the table."""
    keys = table_ring(seat)
    return actions.sheet(seat, keys, read_at_table(seat, keys, at=at))


def held_back(seat: Seat) -> list[Item]:
    """Fields at which this side has written further than the other one sees: laying the table shows that."""
    behind = [one.item for one in visible_entries(seat).filter(author=seat) if one.revision != one.shown_revision]
    return [item for item in seat.dialogue.edition.blueprint.wrap_up.fields if item.key in behind]


def save_page(seat: Seat, post: Mapping[str, str], *, now: datetime) -> dict[str, Trouble]:
    """Save every place that was touched; what could not be saved comes back by place, with the reason."""
    keys, troubles = table_ring(seat), {}
    for one in everything_typed(post):
        untouched = compare_digest(one.was.encode(), _mark(seat, keys, one.revision, one.marked).encode())
        if untouched or (not one.text and not one.revision):
            continue
        try:
            save(seat, one, at=now)
        except Refusal as refusal:
            troubles[one.place] = Trouble(one, refusal)
    return troubles


def save(seat: Seat, one: Typed, *, at: datetime) -> Saved:
    """Save one place."""
    try:
        return writing.save(seat, one, at=at, at_table=True)
    except actions.Clash:
        raise WrittenElsewhere from None


def _agreed(item: Item | None, readings: Readings) -> str:
    reading = readings.any(item.key) if item else None
    return (reading.shown if reading else None) or ""


def _said(item: Item, readings: Readings) -> list[sheets.Said]:
    theirs = Readings([one for one in readings.slots(item.key) if not one.mine])
    return sheets.said(actions.lines_of(item, theirs), None)


def _slots(seat: Seat, item: Item, readings: Readings, troubles: Mapping[str, Trouble], *, blank: int) -> list[int]:
    """One place, or for steps a row for each that was typed here, and empty rows after the last number ever used."""
    if not item.steps:
        return [0]
    mine = [one for one in readings.slots(item.key) if one.mine and one.entry.step.in_sheet]
    written = {one.entry.slot for one in mine if (one.shown or "").strip()}
    written |= {trouble.typed.slot for trouble in troubles.values() if trouble.typed.item == item.key}
    used = visible_entries(seat).filter(author=seat, item=item.key, revision__gt=0).aggregate(last=Max("slot"))["last"]
    last = max({-1 if used is None else used} | written)
    return [*sorted(written), *range(last + 1, last + 1 + blank)]


def _place(
    seat: Seat, item: Item, slot: int, readings: Readings, keys: Ring, *, now: datetime, trouble: Trouble | None
) -> Writing:
    """From the copy that is shown. Its revision is the shown one: what was written further, unseen, is never replaced."""
    reading: Reading | None = readings.mine(item.key, slot)
    text, revision = (reading.shown or "", reading.entry.shown_revision) if reading else ("", 0)
    due = reading.entry.step.due if reading and item.steps else None
    sent = due.isoformat() if due else ""
    return TablePlace(
        seat=seat,
        item=item,
        slot=slot,
        text=trouble.typed.text if trouble else text,
        revision=trouble.typed.revision if trouble else revision,
        privacy=Privacy("", shared=True),
        saved="" if trouble or not reading else wording.saved(reading.entry.shown_at, now=now),
        writable=may_write_down(seat, item),
        was="" if trouble else _mark(seat, keys, revision, f"{text}\n{sent}" if item.steps else text),
        due=(trouble.typed.due if trouble else sent) or "",
        reading=reading,
        trouble=trouble,
        back="table",
    )


def _mark(seat: Seat, keys: Ring, revision: int, text: str) -> str:
    return f"{revision}:{keys.fingerprint(seat.dialogue.scope, text)}"
