"""Something to try is let go: done, or not wanted after all. Nothing counts it and nobody asks."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from samtalerum.dialogues.actions.course import lock
from samtalerum.dialogues.actions.writing import save
from samtalerum.dialogues.models import Entry, Seat
from samtalerum.dialogues.paused import refuse_while_paused
from samtalerum.ground.refusals import Forbidden


@transaction.atomic
def let_go(*, seat: Seat, slots: Collection[int] | None, at: datetime) -> None:
    """Empty these places, or all of them; their words are gone for both. Not while a legal hold pauses erasing."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    item = dialogue.edition.coaching.task
    if seat.side not in item.writers():
        raise Forbidden
    refuse_while_paused(dialogue)
    written = Entry.objects.filter(dialogue=dialogue, author=seat, item=item.key, revision__gt=0)
    if slots is not None:
        written = written.filter(slot__in=slots)
    for slot, revision in list(written.values_list("slot", "revision")):
        save(seat, item.key, text="", slot=slot, based_on=revision, client=uuid4(), at=at)
