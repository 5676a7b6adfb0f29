"""The sheet on a page: each field with its one writer, what has changed since both confirmed, and who has confirmed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.conflict import marked
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing
from samtalerum.dialogues.models import Confirmation, Seat, SheetVersion, Show
from samtalerum.dialogues.visibility import Reading, Readings, writes
from samtalerum.ground.dates import local_date
from samtalerum.ground.prepared import Prepared


@dataclass(frozen=True)
class Said:
    """A line as both can read it; `words` has what differs from the standing version marked."""

    words: SafeString
    due: date | None = None
    moved: bool = False


@dataclass(frozen=True)
class How:
    """When the other one sees what I write at an item."""

    item: Item
    show: str
    shown_at: datetime | None
    anything: bool
    today: bool  # it was shown today, so the time is enough

    @property
    def on_pause(self) -> bool:
        """Not at once."""
        return self.show == Show.ON_PAUSE


@dataclass(frozen=True)
class WrittenDown:
    """What was typed at the table for the one who writes here, and by whom."""

    entry: UUID
    by: str
    words: SafeString
    due: date | None


@dataclass
class Field:
    """One field of the sheet for one reader."""

    item: Item
    mine: bool
    writer: str
    places: list[Writing] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    how: How | None = None
    written: list["WrittenDown"] = field(default_factory=list)
    changed: bool = False
    changed_at: datetime | None = None

    @property
    def empty(self) -> bool:
        """Nothing on it can be read."""
        return (
            not self.said and not self.written and not any(place.text.strip() or place.trouble for place in self.places)
        )

    @property
    def closed(self) -> bool:
        """Not everybody owes it: its writer may open it, the other one sees it once something is shown."""
        return self.item.optional and self.empty

    @property
    def place(self) -> Writing:
        """The one place of a field that is not split into steps."""
        return self.places[0]

    @property
    def next_slot(self) -> int:
        """Where a further step would stand."""
        return max((place.slot for place in self.places), default=-1) + 1


@dataclass(frozen=True)
class Sign:
    """Whether one of the two has confirmed this very text."""

    name: str
    mine: bool
    at: datetime | None
    earlier: datetime | None  # has confirmed another text, the one before the last change


@dataclass(frozen=True)
class Versions:
    """What has been confirmed: the version that stands, the one that waits, and by whom."""

    standing: SheetVersion | None
    waiting: SheetVersion | None
    confirmations: list[Confirmation]

    def signs(self, fingerprint: str, seats: Collection[Seat], me: Seat) -> list[Sign]:
        """Who has confirmed the text with this fingerprint."""
        found = []
        for seat in seats:
            of_seat = [one for one in self.confirmations if one.seat_id == seat.pk]
            this = next((one.at for one in of_seat if one.version.fingerprint == fingerprint), None)
            earlier = max((one.at for one in of_seat), default=None) if this is None else None
            found.append(Sign(seat.person.display_name, seat.pk == me.pk, this, earlier))
        return found


_CONFIRMED = Prepared(
    lambda dialogue: Confirmation.objects.filter(version__dialogue=dialogue).select_related("version").order_by("at"),
    dialogue=UUID,
)


def versions(seat: Seat) -> Versions:
    """Everything that has been confirmed of this dialogue's sheet. One statement: each version has a confirmation."""
    found = _CONFIRMED(dialogue=seat.dialogue_id)
    by_state = {one.version.complete_at is not None: one.version for one in found}
    return Versions(by_state.get(True), by_state.get(False), found)


def fields(desk: Desk, across: Seat, *, stands: actions.Sheet | None, blank: int = 1) -> list[Field]:
    """The fields in the blueprint's order. `blank`: how many empty rows to offer where steps are written."""
    seat, readings = desk.seat, desk.readings
    found = []
    for item in seat.dialogue.edition.blueprint.wrap_up.fields:
        mine = writes(seat, item)
        shown = [one for one in readings.slots(item.key) if _on_sheet(one)]
        one = Field(item, mine, (seat if mine else across).person.first_name)
        lines = actions.lines_of(item, readings)
        one.said = said(lines, stands.of(item.key) if stands else None)
        one.written = [_written_down(each, seat, across) for each in shown if _is_written_down(each)]
        one.changed = stands is not None and lines != stands.of(item.key)
        one.changed_at = max((each.entry.shown_at for each in shown if each.entry.shown_at), default=None)
        if mine:
            one.how = how(item, readings, now=desk.now)
            one.places = [desk.place(item, slot) for slot in _slots(item, readings, desk.troubles, blank=blank)]
        found.append(one)
    return found


def confirmed_fields(seat: Seat, across: Seat, shown: actions.Sheet) -> list[Field]:
    """The fields of a version, to read."""
    found = []
    for item in seat.dialogue.edition.blueprint.wrap_up.fields:
        one = Field(item, writes(seat, item), (seat if writes(seat, item) else across).person.first_name)
        one.said = [Said(plain(line.text), line.due) for line in shown.of(item.key)]
        found.append(one)
    return found


def plain(text: str) -> SafeString:
    """Paragraphs with nothing marked."""
    return format_html_join("", "<p>{}</p>", ((line,) for line in text.split("\n") if line))


def how(item: Item, readings: Readings, *, now: datetime) -> How | None:
    """The writer's choice at a joint item."""
    if not item.joint:
        return None
    mine = [one for one in readings.slots(item.key) if one.mine]
    shown = [one.entry.shown_at for one in mine if one.entry.shown_at]
    last = max(shown, default=None)
    return How(
        item=item,
        show=mine[0].entry.show if mine else item.show,
        shown_at=last,
        anything=any(one.text for one in mine),
        today=last is not None and local_date(last) == local_date(now),
    )


def said(lines: Collection[actions.Line], stands: list[actions.Line] | None) -> list[Said]:
    """What both can read, with marks around what the standing version does not say."""
    found = []
    for number, one in enumerate(lines):
        if stands is None:
            found.append(Said(plain(one.text), one.due))
            continue
        before = stands[number] if number < len(stands) else actions.Line(one.item, "")
        found.append(Said(marked(one.text, before.text), one.due, moved=one.due != before.due))
    return found


def _on_sheet(one: Reading) -> bool:
    step = getattr(one.entry, "step", None)
    return step is None or step.in_sheet


def _due(one: Reading) -> date | None:
    step = getattr(one.entry, "step", None)
    return step.due if step else None


def _is_written_down(one: Reading) -> bool:
    return one.entry.written_down and bool(one.shown and one.shown.strip())


def _written_down(one: Reading, seat: Seat, across: Seat) -> WrittenDown:
    by = seat if one.mine else across
    return WrittenDown(one.entry.pk, by.person.first_name, plain(one.shown or ""), _due(one))


def _slots(item: Item, readings: Readings, troubles: Mapping[str, Trouble], *, blank: int) -> list[int]:
    """One place, or for steps a row for each that is written, and empty rows after the last number ever used."""
    if not item.steps:
        return [0]
    mine = [one for one in readings.slots(item.key) if one.mine]
    written = {one.entry.slot for one in mine if _on_sheet(one) and (one.text or "").strip()}
    written |= {trouble.typed.slot for trouble in troubles.values() if trouble.typed.item == item.key}
    last = max({one.entry.slot for one in mine if one.entry.revision} | written, default=-1)
    return [*sorted(written), *range(last + 1, last + 1 + blank)]
