"""Moving an open conversation to another partner: the owner alone does it, whenever and without a reason.

The new one begins as a question with copies of the parts that the owner picks, private again. The former partner keeps
nothing: what was shared or written for the sheet is erased by its key, and so are that one's notes.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from samtalerum.dialogues.actions.course import lock, move, touch
from samtalerum.dialogues.actions.starting import ask
from samtalerum.dialogues.actions.writing import item_of, write
from samtalerum.dialogues.models import Dialogue, Entry, Seat, Tick
from samtalerum.dialogues.paused import refuse_while_paused
from samtalerum.dialogues.phases import Phase, Side, Step, row
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Invalid
from samtalerum.vault import api as vault

COPIED = frozenset({"preparation", "guide"})  # the owner's own, wherever it stands


def move_to(seat: Seat, partner: Any, *, items: Collection[str], words: str, at: datetime) -> Dialogue:
    """End this conversation and ask another partner, with copies of these items."""
    allowed = row(Step.MOVE, Phase(seat.dialogue.phase), Side(seat.side))
    if any(item_of(seat.dialogue, key).part not in COPIED for key in items):
        raise Invalid
    refuse_while_paused(seat.dialogue)
    mine = read(seat, ring(seat), at=at, items=set(items))
    texts = {one.entry.item: one.text for one in mine if one.mine and one.text and one.text.strip()}
    asked = ask(owner=seat.person, partner=partner, words=words, at=at)
    _copy(asked, seat.person, texts, at=at)
    across = other(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        move(dialogue, allowed, seat=seat, at=at)
        vault.erase(dialogue.scope, across.scope, at=at)
        _empty(dialogue, across)
        touch(dialogue, at=at, seen=True)
    return asked


def _copy(asked: Dialogue, owner: Any, texts: dict[str, str], *, at: datetime) -> None:
    """As private drafts; what the new edition no longer asks is left out."""
    seat = seat_or_404(owner, asked.pk)
    keys, known = ring(seat), asked.edition.blueprint.items()
    for key, text in texts.items():
        if key in known:
            entry = Entry(dialogue=asked, author=seat, item=key)
            write(entry, text, keys=keys, client=uuid4(), at=at)
            entry.save(force_insert=True)


def _empty(dialogue: Dialogue, across: Seat) -> None:
    """Rows after keys. What the owner has written stays the owner's, under the own key, until its day."""
    dialogue.versions.all().delete()
    dialogue.follow_ups.all().delete()
    dialogue.referrals.all().delete()
    Tick.objects.filter(seat=across).delete()
    entries = Entry.objects.filter(dialogue=dialogue)
    entries.filter(author=across).delete()
    entries.filter(shared_at__isnull=False).update(shown=None, shared_at=None, shown_at=None, shown_revision=0)
    Dialogue.objects.filter(pk=dialogue.pk).update(place="", meets_at=None, minutes=None, dated_by=None)
