"""After the conversation: steps, and erasing what only oneself can read."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.actions.writing import item_of, ring_to_write, show, write
from samtalerum.dialogues.models import AgreedStep, Entry, Seat, StepNote
from samtalerum.dialogues.paused import refuse_while_paused
from samtalerum.dialogues.phases import AFTER, MEETING, Phase
from samtalerum.dialogues.visibility import visible_entries, writes
from samtalerum.ground.refusals import Invalid, WrongMoment
from samtalerum.vault import api as vault


@transaction.atomic
def mark_step(seat: Seat, entry_id: UUID, state: str, *, at: datetime) -> AgreedStep:
    """The owner says that a step is done, dropped, or open again."""
    if state not in AgreedStep.State.values:
        raise Invalid
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if Phase(dialogue.phase) not in AFTER | MEETING:
        raise WrongMoment
    step = AgreedStep.objects.filter(entry__in=visible_entries(seat), entry__author=seat, pk=entry_id).first()
    if step is None:
        raise Invalid
    if step.state != state:
        step.state, step.state_at = state, at
        step.save(update_fields=["state", "state_at"])
        touch(dialogue, at=at, seen=True)
    return step


def add_step(seat: Seat, key: str, *, text: str, due: date | None, at: datetime) -> AgreedStep:
    """The owner adds a step of the owner's own afterwards. Both see it; the confirmed sheet does not change."""
    keys = ring_to_write(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        item = item_of(dialogue, key)
        if not item.steps or not writes(seat, item) or not text.strip():
            raise Invalid
        if Phase(dialogue.phase) not in AFTER or not keys.has(dialogue.scope):
            raise WrongMoment
        last = Entry.objects.filter(dialogue=dialogue, author=seat, item=key).aggregate(last=Max("slot"))["last"]
        entry = Entry(dialogue=dialogue, author=seat, item=key, slot=0 if last is None else last + 1)
        write(entry, text, keys=keys, client=None, at=at)
        show(entry, text, keys=keys, at=at)
        entry.save(force_insert=True)
        step = AgreedStep.objects.create(entry=entry, due=due, in_sheet=False)
        touch(dialogue, at=at, seen=True)
    return step


def erase_private(seat: Seat, *, at: datetime) -> int:
    """Erase, now, what only this person can read here; what is shared stays with both. Key first, rows after."""
    with transaction.atomic():
        refuse_while_paused(seat.dialogue)
        lock(seat.dialogue_id)  # a save at the same moment comes before or after
        erased = vault.erase(seat.scope, at=at)
        mine = Entry.objects.filter(dialogue=seat.dialogue_id, author=seat)
        StepNote.objects.filter(step__entry__in=mine).delete()
        mine.filter(shared_at__isnull=True).delete()
        mine.update(draft=None)
        vault.log_act(seat.person_id, "erased", dialogue=seat.dialogue_id, at=at)
    return erased
