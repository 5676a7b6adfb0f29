"""Sharing private words, passage by passage, and taking them back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.actions.writing import item_of, show
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.visibility import may_share, may_stop_sharing, open_entries, ring, writes
from samtalerum.ground.refusals import Invalid, WrongMoment
from samtalerum.vault import api as vault

# What begins private and may be shared by its writer. The guide's notes are the owner's alone for good.
SHAREABLE = frozenset({"preparation", "notes", "journal", "directions", "people"})


def share(seat: Seat, keys: Iterable[str], *, at: datetime, slot: int | None = None) -> list[Entry]:
    """Let the other one read these items, as they are now and as they become; empty ones are left out.

    `slot`: only that one, where an item is written as often as one likes.
    """
    held = ring(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if not may_share(seat):
            raise WrongMoment
        wanted = [_own(seat, key).key for key in keys]
        entries = _entries(seat, wanted, slot).filter(shared_at__isnull=True)
        shared = []
        for one in open_entries(seat, held, list(entries.select_related("author")), at=at):
            if one.text and one.text.strip():
                show(one.entry, one.text, keys=held, at=at)
                one.entry.active_before = dialogue.last_activity_at
                one.entry.save()
                shared.append(one.entry)
                vault.log_act(seat.person_id, "shared", dialogue=dialogue.pk, item=one.entry.item, at=at)
        if shared:
            notices.words_shared(seat, at=at)
            touch(dialogue, at=at, seen=True)
    return shared


@transaction.atomic
def stop_sharing(seat: Seat, keys: Iterable[str], *, at: datetime, slot: int | None = None) -> list[Entry]:
    """Take shared words back: the other one's copy is gone at once. Until the conversation has been held."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if not may_stop_sharing(seat):
        raise WrongMoment
    wanted = [_own(seat, key).key for key in keys]
    entries = list(_entries(seat, wanted, slot).filter(shared_at__isnull=False))
    before = _active_before(dialogue, entries, opened=notices.words_taken_back(seat, entries, at=at))
    for entry in entries:
        entry.shown = entry.shared_at = entry.shown_at = entry.active_before = None
        entry.shown_revision = 0
        entry.save()
        vault.log_act(seat.person_id, "unshared", dialogue=dialogue.pk, item=entry.item, at=at)
    if entries:
        touch(dialogue, at=before or at, seen=True)
    return entries


def _active_before(dialogue: Dialogue, entries: list[Entry], *, opened: bool) -> datetime | None:
    """When something last happened without what is now taken back: where it was not opened, and nothing has followed.

    Then the other one finds the conversation in the same place of the list, and erased on the same day, as before.
    """
    known = [entry.active_before for entry in entries if entry.active_before]
    last = max((entry.shared_at for entry in entries if entry.shared_at), default=None)
    if opened or len(known) < len(entries) or last is None or dialogue.last_activity_at > last:
        return None
    return min(known)


def _entries(seat: Seat, items: list[str], slot: int | None) -> QuerySet[Entry]:
    mine = Entry.objects.filter(dialogue=seat.dialogue_id, author=seat, item__in=items)
    return mine if slot is None else mine.filter(slot=slot)


def _own(seat: Seat, key: str) -> Item:
    item = item_of(seat.dialogue, key)
    if item.part not in SHAREABLE or item.joint or not writes(seat, item):
        raise Invalid
    return item
