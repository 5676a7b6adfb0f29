"""The course as its two see it: what it is about now, when they meet, what to try, and what is shared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from samtalerum.blueprints.schema import Item
from samtalerum.coaching.actions import meeting as actions
from samtalerum.coaching.models import Course, Meeting
from samtalerum.dialogues.actions.writing import MOST_SLOTS
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Reading, Readings, read, ring, visible_entries

# The coachee's own pages, of which a passage may be shared: by the part of the blueprint, the address.
OWN_PAGES = {"journal": "coaching:notes", "directions": "coaching:map", "people": "coaching:around"}


@dataclass(frozen=True)
class Earlier:
    """What the focus was, and since when."""

    text: str
    since: datetime | None


@dataclass
class Focus:
    """What it is about now, what it was, and a place for another."""

    text: str = ""
    since: datetime | None = None
    earlier: list[Earlier] = field(default_factory=list)
    place: Writing | None = None
    may_change: bool = False


@dataclass(frozen=True)
class Line:
    """One meeting in the list."""

    meeting: Meeting
    when: str
    past: bool
    today: bool
    looked: str = ""  # what to look at
    taken: str = ""  # what was taken along

    @property
    def url(self) -> str:
        """Where it is moved, said to be held, and written at."""
        return reverse("coaching:meeting", args=[self.meeting.dialogue_id, self.meeting.pk])

    @property
    def video(self) -> str:
        """The address of the video room, where the place is one."""
        return self.meeting.place if self.meeting.place.startswith("https://") else ""


@dataclass
class Room:
    """The page."""

    seat: Seat
    course: Course
    focus: Focus
    lines: list[Line]
    today: Line | None
    opening: Writing | None  # of today's meeting, for the one who writes
    taking_along: Writing | None
    tasks: list[Writing]  # for the one who writes
    to_try: list[str]  # for the other
    may_add_task: bool
    shared: frozenset[str]  # the parts of which the coachee shares something
    notes: Writing | None
    places: list[Writing]
    erased: bool

    @property
    def troubles(self) -> list[Writing]:
        """Places with something to mend."""
        return [place for place in self.places if place.trouble]


def room(seat: Seat, *, now: datetime, another: str = "", troubles: Mapping[str, Trouble] | None = None) -> Room:
    """What this seat sees. `another`: "focus" or "task", for which an empty place is wanted."""
    keys, coaching = ring(seat), seat.dialogue.edition.coaching
    writes = seat.side == coaching.focus.writer
    # The coachee's own pages are opened there, not here.
    items = (coaching.focus, coaching.opening, coaching.taking_along, coaching.task, coaching.notes)
    readings = read(seat, keys, at=now, items=[item.key for item in items])
    desk = Desk(seat, readings, keys, other(seat).person.first_name, now, troubles or {}, back="room")
    lines = _lines(seat, readings, now=now)
    today = next((line for line in lines if line.today), None)
    opening = desk.place(coaching.opening, today.meeting.slot) if writes and today else None
    taking_along = desk.place(coaching.taking_along, today.meeting.slot) if writes and today and today.past else None
    tasks = [desk.place(coaching.task, slot) for slot in _task_slots(desk, coaching.task, another)] if writes else []
    notes = desk.place(coaching.notes) if seat.side == coaching.notes.writer else None
    focus = _focus(desk, coaching.focus, writes=writes, another=another == "focus")
    places = [place for place in (focus.place, opening, taking_along, *tasks, notes) if place]
    return Room(
        seat=seat,
        course=Course.objects.get(pk=seat.dialogue_id),
        focus=focus,
        lines=lines,
        today=today,
        opening=opening,
        taking_along=taking_along,
        tasks=tasks,
        to_try=[] if writes else [_text(one) for one in readings.slots(coaching.task.key) if _text(one)],
        may_add_task=writes and len(readings.slots(coaching.task.key)) < MOST_SLOTS,
        shared=_shared(seat) if seat.side == Side.PARTNER else frozenset(),
        notes=notes,
        places=places,
        erased=not keys.has(seat.dialogue.scope),
    )


def lines(seat: Seat, *, now: datetime) -> list[Line]:
    """The meetings alone, without a word of what was said there."""
    return _lines(seat, Readings([]), now=now)


def _lines(seat: Seat, readings: Readings, *, now: datetime) -> list[Line]:
    coaching = seat.dialogue.edition.coaching
    said = {(one.entry.item, one.entry.slot): _text(one) for one in readings}
    meetings = list(seat.dialogue.meetings.all())
    today = actions.of_now(meetings, at=now)

    def line(one: Meeting) -> Line:
        return Line(
            meeting=one,
            when=wording.meeting(one.starts_at, one.minutes),
            past=one.starts_at <= now,
            today=one == today,
            looked=said.get((coaching.opening.key, one.slot), ""),
            taken=said.get((coaching.taking_along.key, one.slot), ""),
        )

    return [line(one) for one in meetings]


def _focus(desk: Desk, item: Item, *, writes: bool, another: bool) -> Focus:
    found = [one for one in desk.readings.slots(item.key) if _text(one)]
    past = [Earlier(_text(one), one.entry.shared_at or one.entry.saved_at) for one in found]
    now = past.pop() if past else None
    last = max((one.entry.slot for one in desk.readings.slots(item.key)), default=-1)
    shown = Focus(now.text if now else "", now.since if now else None, past[::-1])
    if not writes or desk.seat.dialogue.phase != Phase.DURING:
        return shown
    emptied = last >= 0 and (not found or found[-1].entry.slot != last)  # begun and not filled in
    slot = last if emptied else last + 1
    shown.may_change = slot <= MOST_SLOTS
    broken = any(name.partition("/")[0] == item.key for name in desk.troubles)
    if shown.may_change and (another or now is None or broken):
        shown.place = desk.place(item, slot)
    return shown


def _task_slots(desk: Desk, item: Item, another: str) -> Iterator[int]:
    """Those with something in them, and an empty one where it is wanted."""
    slots = desk.readings.slots(item.key)
    wanted = [name.partition("/")[2] or "0" for name in desk.troubles if name.partition("/")[0] == item.key]
    filled = {one.entry.slot for one in slots if _text(one)} | {int(slot) for slot in wanted}
    yield from sorted(filled)
    taken = {one.entry.slot for one in slots}
    free = sorted((taken - filled) | {max(taken, default=-1) + 1})
    if another == "task" and free[0] <= MOST_SLOTS:
        yield free[0]


def _shared(seat: Seat) -> frozenset[str]:
    """Of which pages something is shared; not a word of it is opened for that."""
    items = seat.dialogue.edition.heading.items()
    theirs = visible_entries(seat).exclude(author=seat).order_by().values_list("item", flat=True).distinct()
    return frozenset(items[key].part for key in theirs if key in items) & OWN_PAGES.keys()


def _text(one: Reading) -> str:
    return (one.text or "").strip()
