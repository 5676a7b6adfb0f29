"""Keeping what only the owner can read for the next conversation, instead of having it erased half a year later.

The rule of how long stands in vault/retention.py. Nobody else is told: no revision, no date of the other's changes.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.actions.course import lock
from samtalerum.dialogues.actions.writing import Saved, item_of, save
from samtalerum.dialogues.models import Entry, Seat
from samtalerum.dialogues.phases import AFTER, ENDED, Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import carried_entries, read, ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden, Refusal, WrongMoment
from samtalerum.vault import retention


class NothingToCarry(Refusal):
    """Nothing private is left, or its last day has come."""

    message = _("There is nothing here that you could keep for your next conversation.")


class WrittenAlready(Conflict):
    """A copy never replaces what stands there."""

    message = _(
        "You have written something at this topic in the meantime, so nothing was taken over. It is still there."
    )


class SharedHere(Conflict):
    """What is shared is shown as it is written; a private text must not get there by a copy."""

    message = _("This topic is shared here. Stop sharing it first: what you take over is yours alone.")


@transaction.atomic
def carry_over(seat: Seat, *, at: datetime) -> None:
    """Keep the own private parts of a conversation that is over. Twice does no harm."""
    if seat.side != Side.OWNER:
        raise Forbidden
    seat.dialogue = lock(seat.dialogue_id)
    if Phase(seat.dialogue.phase) not in AFTER | ENDED:
        raise WrongMoment
    mine = Entry.objects.filter(Q(draft__isnull=False) | Q(step__note__isnull=False), author=seat)
    ended = local_date(seat.dialogue.held_at or seat.dialogue.phase_since)
    late = retention.private(carried=True).after(ended) <= local_date(at)
    if late or not retention.may_be_carried() or not mine.exists():
        raise NothingToCarry
    Seat.objects.filter(pk=seat.pk, carried_at__isnull=True).update(carried_at=at)


@transaction.atomic
def carry_no_further(seat: Seat, *, at: datetime) -> None:  # noqa: ARG001 - as every action
    """Taken back: what is private here has its ordinary day again, also when that has passed."""
    if seat.side != Side.OWNER:
        raise Forbidden
    lock(seat.dialogue_id)
    Seat.objects.filter(pk=seat.pk).update(carried_at=None)


def take_over(seat: Seat, key: str, dialogue: UUID, *, at: datetime) -> Saved:
    """Copy what this owner kept at a topic of an earlier conversation into this one, private as it was."""
    item_of(seat.dialogue, key)
    if not carried_entries(seat).filter(item=key, dialogue=dialogue).exists():
        raise NothingToCarry
    earlier = seat_or_404(seat.person, dialogue)
    kept = read(earlier, ring(earlier), at=at, items={key}).mine(key)
    here = read(seat, ring(seat), at=at, items={key}).mine(key)
    if kept is None or not (kept.text or "").strip():
        raise NothingToCarry
    if here and (here.text or "").strip():
        raise WrittenAlready
    if here and here.entry.shared_at:
        raise SharedHere
    based_on = here.entry.revision if here else 0
    return save(seat, key, text=kept.text or "", based_on=based_on, client=uuid4(), at=at)
