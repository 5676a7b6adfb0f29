"""What becomes of a person's conversations when that person has left (samtalerum.people.leaving).

Private parts are erased by their key, and the seat can no longer be entered. The other one keeps what was shared and
confirmed for its time. What was open ends with a neutral word; but what an employee has agreed on with a leader who
left stays the employee's: to read, and to move to somebody else.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, move, touch
from samtalerum.dialogues.actions.sending import end_copy
from samtalerum.dialogues.models import Dialogue, Presence, Seat, SentSheet, Tick
from samtalerum.dialogues.paused import paused
from samtalerum.dialogues.phases import MEETING, OPEN, Phase, Side, Step, row
from samtalerum.dialogues.retention import erase_own
from samtalerum.people.leaving import at_the_end
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


@at_the_end
def end_conversations(person: Person, at: datetime) -> bool:
    """All that no legal hold pauses. Keys first; the seat ends last, so that what was cut off is done again."""
    seats = Seat.objects.filter(person=person, ended_at=None).select_related("dialogue", "person")
    kept = paused().values("pk")
    for seat in seats.exclude(dialogue__in=kept):
        take_keys(seat, at=at)
        _leave(seat, at=at)
    mine = Q(reader=person) | Q(dialogue__in=Seat.objects.filter(person=person, side=Side.OWNER).values("dialogue"))
    for sent in SentSheet.objects.filter(mine, ended_at=None).exclude(dialogue__in=kept):
        end_copy(sent, at=at)
    return not seats.exists()


@transaction.atomic
def _leave(seat: Seat, *, at: datetime) -> None:
    dialogue = lock(seat.dialogue_id)
    phase = Phase(dialogue.phase)
    if seat.side == Side.PARTNER and phase in MEETING:
        # It is the owner's to move; a date with somebody who is gone would only mislead.
        Dialogue.objects.filter(pk=dialogue.pk).update(meets_at=None, minutes=None, place="")
        notices.partner_gone_from(seat, at=at)
        touch(dialogue, at=at, seen=True)
    elif phase in OPEN:
        move(dialogue, row(Step.LEAVE, phase, None), seat=seat, at=at)
    end_seat(seat, at=at)


def take_keys(seat: Seat, *, at: datetime) -> None:
    """Of a place in a dialogue of any kind: what only its person could read is erased, and the rest opens no more."""
    erase_own(seat, at=at)
    vault.remove_reader(seat.dialogue.scope, seat.person_id)


def end_seat(seat: Seat, *, at: datetime) -> None:
    """From now on there is no way in, also for one who comes back."""
    Tick.objects.filter(seat=seat).delete()
    Presence.objects.filter(seat=seat).delete()
    Seat.every.filter(pk=seat.pk).update(ended_at=at)
