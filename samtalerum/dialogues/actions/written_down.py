"""What one of the two typed at the table for the other: it becomes the other's word, or is taken out again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.actions.writing import entry_at, ring_to_write, show, write
from samtalerum.dialogues.models import AgreedStep, Entry, Seat
from samtalerum.dialogues.phases import ROOM, Phase
from samtalerum.dialogues.visibility import Reading, Readings, visible_entries, writes
from samtalerum.ground.refusals import WrongMoment
from samtalerum.vault import api as vault


def joined(own: str, added: str) -> str:
    """The writer's own words, and behind them what was written down."""
    return f"{own}\n\n{added}" if own.strip() else added


def take_over(seat: Seat, readings: Readings, *, at: datetime) -> None:
    """What was written down for this side becomes its own, word for word; the caller holds the lock.

    What this side has written further and not shown keeps its place before it, and stays held back.
    """
    keys = None
    for item in seat.dialogue.edition.blueprint.wrap_up.fields:
        if not writes(seat, item):
            continue
        for one in readings.slots(item.key):
            if one.entry.written_down and not one.mine:
                keys = keys or ring_to_write(seat)
                if one.shown and one.shown.strip():
                    _take_over(seat, item, one, readings, keys=keys, at=at)
                one.entry.delete()


def _take_over(seat: Seat, item: Item, one: Reading, readings: Readings, *, keys: vault.Ring, at: datetime) -> None:
    added = one.shown or ""
    if item.steps:
        used = [mine.slot for mine in Entry.objects.filter(author=seat, item=item.key)]
        entry = entry_at(seat, item, max(used, default=-1) + 1)
        AgreedStep.objects.filter(entry=entry).update(due=one.entry.step.due)
    else:
        entry = entry_at(seat, item, 0)
    mine = None if item.steps else readings.mine(item.key)
    shown, draft = joined((mine and mine.shown) or "", added), joined((mine and mine.text) or "", added)
    write(entry, shown, keys=keys, client=None, at=at)
    show(entry, shown, keys=keys, at=at)
    if draft != shown:
        write(entry, draft, keys=keys, client=None, at=at)
    entry.save()


@transaction.atomic
def take_out(seat: Seat, entry: UUID, *, at: datetime) -> None:
    """Either of the two may take out what was written down: nobody's word is put into a mouth. Twice does no harm."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if Phase(dialogue.phase) not in ROOM:
        raise WrongMoment
    found = visible_entries(seat).filter(pk=entry, written_down=True).first()
    if found:
        found.delete()
        touch(dialogue, at=at, seen=True)
