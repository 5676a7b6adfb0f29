"""Taking a step in the course of a dialogue, and taking it back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import notices
from samtalerum.dialogues.models import Dialogue, Passage, Seat
from samtalerum.dialogues.phases import (
    ENDED,
    LAPSES_AFTER,
    MEETING,
    QUESTION,
    ROOM,
    TABLE,
    TABLES,
    Kind,
    Phase,
    Row,
    Side,
    Step,
    row,
)
from samtalerum.dialogues.seats import open_between, other
from samtalerum.dialogues.telling import tell
from samtalerum.dialogues.visibility import waits_to_open
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden, WrongMoment
from samtalerum.people import who
from samtalerum.vault.retention import NEVER_HELD


class AlreadyOpen(Conflict):
    """These two have a conversation open; another would only confuse."""

    message = _("You two already have a conversation open. You find it under My conversations.")


class NotStandIn(Forbidden):
    """The days are over, or this person is led by somebody else."""

    message = _("You do not stand in for this leader with this person now. Nothing was changed.")


def lock(dialogue_id: UUID) -> Dialogue:
    """The dialogue, held until the transaction ends: two writers take turns. With its edition, which nobody holds."""
    dialogues = Dialogue.every.select_for_update(of=("self",)).select_related("edition")
    return dialogues.defer("edition__content").get(pk=dialogue_id)


def touch(dialogue: Dialogue, *, at: datetime, seen: bool) -> None:
    """Something happened; `seen`: something that the other one may see, so an open page asks for it.

    What is private leaves no trace in what both are told: order, erase dates and how long home shows it follow
    `last_activity_at`.
    """
    if not seen:
        return
    dialogue.last_activity_at = at
    Dialogue.every.filter(pk=dialogue.pk).update(last_activity_at=at, revision=F("revision") + 1)
    tell(dialogue.pk)


@transaction.atomic
def take(step: Step, *, seat: Seat, at: datetime) -> Dialogue:
    """Take a step of the table from this seat. The seat's dialogue is brought up to date."""
    dialogue = lock(seat.dialogue_id)
    come_from = Phase(dialogue.phase)
    allowed = (
        _reopening(dialogue, seat)
        if step == Step.REOPEN
        else row(step, come_from, Side(seat.side), Kind(dialogue.kind))
    )
    move(dialogue, allowed, seat=seat, at=at)
    seat.dialogue = dialogue
    return dialogue


def move(dialogue: Dialogue, allowed: Row, *, seat: Seat | None, at: datetime) -> None:
    """Write a step down; the caller holds the lock and has found the row."""
    passage = Passage.objects.create(
        dialogue=dialogue, step=allowed.step, come_from=dialogue.phase, to=allowed.to, seat=seat, at=at
    )
    notices.step_taken(passage, allowed, at=at)
    if allowed.to in {Phase.HELD, Phase.CONFIRMED} and dialogue.held_at is None:
        dialogue.held_at = at
    if allowed.to == Phase.CONFIRMED and dialogue.confirmed_at is None:
        dialogue.confirmed_at = at
    if allowed.to in ROOM and waits_to_open(dialogue):
        dialogue.opened_at = at  # at the latest now: nobody sits in the room before what is shut
    _stand(dialogue, allowed.to, at=at)


@transaction.atomic
def undo(*, seat: Seat, at: datetime) -> Dialogue:
    """Take the last step back: whoever took it, within its time, as long as nothing has followed."""
    dialogue = lock(seat.dialogue_id)
    last = last_passage(dialogue)
    if last is None or not _may_undo(last, seat=seat, at=at):
        raise WrongMoment
    _refuse_second(dialogue)
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    if last.to == Phase.HELD:
        dialogue.held_at = None
    _stand(dialogue, Phase(last.come_from), at=at)
    seat.dialogue = dialogue
    return dialogue


def _refuse_second(dialogue: Dialogue) -> None:
    """What has ended does not come back beside another that these two have begun since."""
    if dialogue.phase in ENDED and dialogue.kind == Kind.CONVERSATION:
        people = {seat.side: seat.person_id for seat in dialogue.seats.all()}
        if open_between(people[Side.OWNER], people[Side.PARTNER]):
            raise AlreadyOpen


def undoable(seat: Seat, *, at: datetime) -> Passage | None:
    """The step that this seat may take back now; uses prefetched passages."""
    last = last_passage(seat.dialogue)
    return last if last is not None and _may_undo(last, seat=seat, at=at) else None


def undo_ends(passage: Passage) -> datetime | None:
    """Until when whoever took this step may take it back; None where it stands."""
    for one in TABLES[Kind(passage.dialogue.kind)]:
        if (one.step, one.come_from or "", one.to) == (passage.step, passage.come_from, passage.to):
            return passage.at + one.undo if one.undo else None
    return None


def last_passage(dialogue: Dialogue) -> Passage | None:
    """The last step that was taken and not taken back."""
    standing = [passage for passage in dialogue.passages.all() if passage.undone_at is None]
    return standing[-1] if standing else None


def lapse_old_questions(*, at: datetime) -> int:
    """A question that nobody answered for 60 days ends by itself. Running it twice does no harm."""
    return _lapse(Q(phase__in=QUESTION, phase_since__lte=at - LAPSES_AFTER), at=at)


def lapse_never_held(*, at: datetime) -> int:
    """Two who said yes and have not talked end when nothing has happened for as long as the calendar says."""
    until = NEVER_HELD.over(at)
    passed = Q(meets_at__isnull=True) | Q(meets_at__lt=until)
    return _lapse(passed & Q(phase__in=MEETING, last_activity_at__lt=until), at=at)


def _lapse(old: Q, *, at: datetime) -> int:
    lapsed = 0
    for pk in list(Dialogue.objects.filter(old).values_list("pk", flat=True)):
        with transaction.atomic():
            dialogue = lock(pk)
            if Dialogue.objects.filter(old, pk=pk).exists():  # asked again: somebody may have done something
                move(dialogue, row(Step.LAPSE, Phase(dialogue.phase), None), seat=None, at=at)
                lapsed += 1
    return lapsed


@transaction.atomic
def agree_on_date(
    *, seat: Seat, meets_at: datetime | None, minutes: int | None, place: str, at: datetime, by: Any = None
) -> None:
    """Write down when and where the two meet; either may, until they have met. Facts, not words: they stay in clear.

    `by`: the partner's stand-in, who may until they sit in the room.
    """
    if by is not None:
        refuse_unless_stand_in(by, seat.person, _owner(seat), at=at)
    dialogue = lock(seat.dialogue_id)
    if Phase(dialogue.phase) not in (MEETING if by is None else {Phase.BEFORE}):
        raise WrongMoment
    moved = (dialogue.meets_at, dialogue.place) != (meets_at, place)
    if dialogue.phase == Phase.BEFORE and moved:
        notices.date_agreed(seat, at=at, by=by)
    if by is not None or moved:
        dialogue.dated_by = by
    dialogue.meets_at, dialogue.minutes, dialogue.place = meets_at, minutes, place
    dialogue.save(update_fields=["meets_at", "minutes", "place", "dated_by"])
    touch(dialogue, at=at, seen=True)
    seat.dialogue = dialogue


def refuse_unless_stand_in(by: Any, leader: Any, owner: Any, *, at: datetime) -> None:
    """A stand-in acts only while named, and only for those whom the leader leads or supervises."""
    if owner is None or not who.led_for(by, leader, local_date(at)).filter(pk=owner.pk).exists():
        raise NotStandIn


def _owner(seat: Seat) -> Any:
    """Whose career it is about, seen from the partner's place; nobody seen from the own."""
    return other(seat).person if seat.side == Side.PARTNER else None


def set_minutes(*, seat: Seat, minutes: int, at: datetime) -> None:
    """How long the two have, said as they begin: the quiet clock runs from the agreed start, or from now."""
    dialogue = seat.dialogue
    start = dialogue.meets_at
    if start is None or not start - timedelta(hours=1) <= at <= start + timedelta(hours=4):
        start = at
    agree_on_date(seat=seat, meets_at=start, minutes=minutes, place=dialogue.place, at=at)


def _may_undo(last: Passage, *, seat: Seat, at: datetime) -> bool:
    ends = undo_ends(last)
    return ends is not None and last.seat_id == seat.pk and at < ends


def _reopening(dialogue: Dialogue, seat: Seat) -> Row:
    """A closed conversation opens again where it was closed."""
    last = last_passage(dialogue)
    for candidate in TABLE:
        if (
            candidate.step == Step.REOPEN
            and dialogue.phase == Phase.CLOSED
            and Side(seat.side) in candidate.who
            and last is not None
            and candidate.to == last.come_from
        ):
            return candidate
    raise WrongMoment


def _stand(dialogue: Dialogue, phase: Phase, *, at: datetime) -> None:
    dialogue.phase = phase
    dialogue.phase_since = dialogue.last_activity_at = at
    dialogue.revision += 1
    dialogue.save(
        update_fields=[
            "phase",
            "phase_since",
            "last_activity_at",
            "revision",
            "held_at",
            "confirmed_at",
            "suggested",
            "opened_at",
        ]
    )
    tell(dialogue.pk)
