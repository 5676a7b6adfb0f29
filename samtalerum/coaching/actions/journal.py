"""Erasing a passage of the journal: the whole of it, at once."""

from datetime import datetime

from django.db import transaction

from samtalerum.dialogues.actions.course import lock
from samtalerum.dialogues.actions.sharing import stop_sharing
from samtalerum.dialogues.models import Entry, Seat
from samtalerum.dialogues.paused import refuse_while_paused
from samtalerum.dialogues.phases import Side
from samtalerum.ground.refusals import Forbidden, Invalid


@transaction.atomic
def erase_passage(*, seat: Seat, item: str, slot: int, at: datetime) -> None:
    """Words and row; what the coach could read of it is taken back first. Twice does no harm."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if seat.side != Side.OWNER:
        raise Forbidden
    if item not in {one.key for one in dialogue.edition.coaching.passages()}:
        raise Invalid
    refuse_while_paused(dialogue)
    mine = Entry.objects.filter(dialogue=dialogue, author=seat, item=item, slot=slot)
    if mine.filter(shared_at__isnull=False).exists():
        stop_sharing(seat, [item], slot=slot, at=at)
    mine.delete()
