"""Two accounts become one: the seats of one go to the other, and every text is sealed anew under its new writer.

Texts are bound to the person who wrote them, so a seat that changed hands in the database alone would open nothing.
"""

from datetime import datetime

from django.db import transaction

from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.people.merging import Mover
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


def may(keep: Person, gone: Person) -> bool:
    """Nobody sits on both sides of a conversation, not even an ended one."""
    return not Seat.objects.filter(person=gone, dialogue__seats__person=keep).exists()


def confidential(person: Person) -> bool:
    """Whoever has a place in a conversation, though never signed in, must say yes before it goes to anybody."""
    return Seat.objects.filter(person=person, ended_at__isnull=True).exists()


def move(keep: Person, gone: Person, at: datetime) -> None:
    """All seats, and where somebody was suggested as a partner. Runs in the transaction of the merge."""
    for seat in Seat.objects.select_for_update().filter(person=gone).select_related("dialogue"):
        if seat.ended_at is None:
            _hand_over(seat, keep, gone, at=at)
        else:
            seat.person = keep  # an ended seat opens nothing, before and after
            seat.save(update_fields=["person"])
    Dialogue.objects.filter(suggested=gone).update(suggested=keep)


def _hand_over(seat: Seat, keep: Person, gone: Person, *, at: datetime) -> None:
    """Keys first: a key too many is harmless. What only the old account could open goes after the commit."""
    shared, before = seat.dialogue.scope, seat.scope
    old = vault.ring(gone.pk, [shared, before])
    entries = list(Entry.objects.filter(author=seat))
    for entry in entries:
        entry.author = seat
    boxes = [(entry.draft, entry.draft_place(entry.revision)) for entry in entries]
    boxes += [(entry.shown, entry.shown_place(entry.shown_revision)) for entry in entries]
    texts = vault.open(old, boxes, at=at)
    seat.person = keep
    if old.has(before):
        vault.create_key(seat.scope, readers=[keep.pk])
    vault.add_reader(shared, keep.pk)
    new = vault.ring(keep.pk, [shared, seat.scope])
    seat.save(update_fields=["person"])
    for entry, draft, shown in zip(entries, texts, texts[len(entries) :], strict=False):
        if draft is not None:
            entry.draft = new.seal(entry.draft_place(entry.revision), draft)
        if shown is not None:
            entry.shown = new.seal(entry.shown_place(entry.shown_revision), shown)
        entry.save(update_fields=["draft", "shown"])
    transaction.on_commit(lambda: _forget(shared, before, gone, at=at))


def _forget(shared: vault.Scope, own: vault.Scope, gone: Person, *, at: datetime) -> None:
    vault.remove_reader(shared, gone.pk)
    vault.erase(own, at=at)


MOVER = Mover("dialogues", may, move, confidential)
