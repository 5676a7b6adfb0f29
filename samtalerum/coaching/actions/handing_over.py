"""A change of coach: either of the two begins it, without a reason; whoever is coached chooses what goes along.

The old course closes and is kept for its time, as every closed course. A new request waits in the queue, not for the
former coach. What only the coachee could read goes along as copies sealed anew under a new key; of what the former coach
could read, what is picked is shared with the next coach once there is a yes to that one, and never the coach's notes.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from samtalerum.blueprints.coaching import Coaching
from samtalerum.blueprints.schema import Item
from samtalerum.coaching.actions.requesting import Wishes, ask, refuse_beginning
from samtalerum.coaching.models import Coach, Course, HandedOver, PassedOn
from samtalerum.coaching.visibility import OPEN_COURSE, anything_begins, courses_of
from samtalerum.dialogues.actions.course import last_passage, lock, move, take
from samtalerum.dialogues.actions.writing import MOST_SLOTS, write
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Kind, Phase, Side, Step, row
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Reading, open_entries, ring, visible_entries
from samtalerum.ground.dates import language
from samtalerum.ground.refusals import Forbidden, Invalid, WrongMoment

OWN = frozenset({"journal", "directions", "people", "bridge"})  # the coachee's own pages: all of it goes along
BOTH = frozenset({"agreement", "focus", "meeting"})  # what the former coach read as well: only what is picked
OPEN = frozenset({Phase.BEFORE, Phase.DURING})

Place = tuple[str, int]


@dataclass(frozen=True)
class Copy:
    """A text that goes along. `handed`: the next coach reads it from the yes on."""

    item: str
    slot: int
    text: str
    saved_at: datetime | None
    handed: bool


def may_ask_anew(seat: Seat) -> bool:
    """One of the two has ended it for another coach, or the coach has left, and nothing else goes on meanwhile: whoever
    was coached may still choose what goes along."""
    if seat.side != Side.OWNER or seat.dialogue.phase != Phase.CLOSED or not anything_begins():
        return False
    last = last_passage(seat.dialogue)
    if other(seat).ended_at is None and (last is None or last.step != Step.MOVE):
        return False
    return not courses_of(seat.person, Side.OWNER).filter(dialogue__phase__in=OPEN_COURSE).exists()


def leave_it_to_another(*, seat: Seat, at: datetime) -> None:
    """The coach ends it. The coachee is told, and chooses what goes along."""
    if seat.side != Side.PARTNER:
        raise Forbidden
    take(Step.MOVE, seat=seat, at=at)


def ask_for_another(*, seat: Seat, picked: Collection[Place], hope: str, wishes: Wishes, at: datetime) -> Dialogue:
    """End the course where it still goes on, and put a new request into the queue, with copies."""
    refuse_beginning()
    if seat.side != Side.OWNER:
        raise Forbidden
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        phase = Phase(dialogue.phase)
        if phase in OPEN:
            move(dialogue, row(Step.MOVE, phase, Side.OWNER, Kind.COACHING), seat=seat, at=at)
        elif not may_ask_anew(seat):
            raise WrongMoment
        copies = _copies(seat, set(picked), at=at)
        asked = ask(owner=seat.person, hope=hope, wishes=wishes, at=at)
        _write(asked, seat, copies, at=at)
        _pass_by(asked, seat)
    return asked


def _pass_by(asked: Dialogue, seat: Seat) -> None:
    """The former coach is not offered the new request, nor is anybody who was passed by before."""
    course = Course.objects.get(pk=asked.pk)
    before = set(PassedOn.objects.filter(course=seat.dialogue_id).values_list("coach", flat=True))
    for coach in Coach.objects.filter(pk__in=before | {other(seat).person_id}):
        PassedOn.objects.get_or_create(course=course, coach=coach)


def offered(readings: Iterable[Reading]) -> list[Reading]:
    """What may be handed over: what the former coach reads and the coachee wrote."""
    return [
        one
        for one in readings
        if one.mine and one.shared and one.text and one.text.strip() and part_of(one) in OWN | BOTH
    ]


def part_of(one: Reading) -> str:
    """Of the blueprint; nothing where it belongs to none."""
    item: Item | None = one.entry.dialogue.edition.heading.items().get(one.entry.item)
    return item.part if item else ""


def own_words(seat: Seat, *, at: datetime) -> list[Reading]:
    """Everything that the coachee wrote in the course. Own words: nothing is written down as opened."""
    mine = visible_entries(seat).filter(author=seat).select_related("author", "dialogue__edition")
    return list(open_entries(seat, ring(seat), list(mine), at=at))


def _copies(seat: Seat, picked: set[Place], *, at: datetime) -> list[Copy]:
    readings = own_words(seat, at=at)
    may = {(one.entry.item, one.entry.slot) for one in offered(readings)}
    if picked - may:
        raise Invalid
    found = []
    for one in readings:
        place = (one.entry.item, one.entry.slot)
        if one.text and one.text.strip() and (part_of(one) in OWN or place in picked):
            found.append(Copy(*place, one.text, one.entry.saved_at, place in picked))
    return found


def _write(asked: Dialogue, old: Seat, copies: list[Copy], *, at: datetime) -> None:
    """As private drafts under a new key, with the day on which each was written."""
    seat = Seat.every.select_related("dialogue__edition", "person").get(dialogue=asked.pk, side=Side.OWNER)
    keys, course = ring(seat), asked.edition.coaching
    for item, slot, text, one in _places(copies, course, old.dialogue.edition.coaching, old):
        entry = Entry(dialogue=asked, author=seat, item=item, slot=slot)
        write(entry, text, keys=keys, client=uuid4(), at=one.saved_at or at)
        entry.save(force_insert=True)
        if one.handed:
            HandedOver.objects.create(entry=entry)


def _places(copies: list[Copy], course: Coaching, before: Coaching, old: Seat) -> Iterator[tuple[str, int, str, Copy]]:
    """Where each goes: where it stood; what both had, and what is no longer asked, as a passage of the journal."""
    known, was = course.items(), before.items()
    journal = course.journal.key
    free = max((one.slot for one in copies if one.item == journal), default=-1) + 1
    for one in copies:
        if one.item in known and known[one.item].part in OWN:
            yield one.item, one.slot, one.text, one
        elif free <= MOST_SLOTS:
            item = was[one.item]
            called = (item.title or item.questions[0]).for_(old.side, language())
            yield journal, free, f"{called}\n\n{one.text}", one
            free += 1
