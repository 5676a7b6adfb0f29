"""Two accounts become one: the seats of one go to the other, and every text is sealed anew under its new writer.

Texts are bound to the person who wrote them, so a seat that changed hands in the database alone would open nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Model, Q

from samtalerum.dialogues.actions.sending import end_copy
from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.handed import FollowUp, Referral
from samtalerum.dialogues.models import Dialogue, Entry, Passage, ReminderOff, Seat, SentSheet, StepNote
from samtalerum.people.merging import Mover
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


def may(keep: Person, gone: Person) -> bool:
    """Nobody sits on both sides of a conversation, not even an ended one; nor of one held elsewhere."""
    both = Q(owner=keep, partner=gone) | Q(owner=gone, partner=keep)
    talked = HeldElsewhere.objects.filter(both, undone_at__isnull=True)
    return not talked.exists() and not Seat.every.filter(person=gone, dialogue__seats__person=keep).exists()


def confidential(person: Person) -> bool:
    """Whoever has a place in a conversation, though never signed in, must say yes before it goes to anybody."""
    told = HeldElsewhere.objects.filter(Q(owner=person) | Q(partner=person), undone_at__isnull=True)
    return Seat.every.filter(person=person, ended_at__isnull=True).exists() or told.exists()


def move(keep: Person, gone: Person, at: datetime) -> None:
    """All seats, and where somebody was suggested as a partner. Runs in the transaction of the merge.

    Copies of sheets that were sent by, about or to the old account end: their owners can send them anew.
    """
    touched = Q(reader=gone) | Q(dialogue__seats__person=gone)
    copies = list(SentSheet.objects.filter(touched, ended_at=None).distinct())
    transaction.on_commit(lambda: _end(copies, at=at))
    for seat in Seat.every.select_for_update().filter(person=gone).select_related("dialogue"):
        if seat.ended_at is None:
            _hand_over(seat, keep, gone, at=at)
        else:
            seat.person = keep  # an ended seat opens nothing, before and after
            seat.save(update_fields=["person"])
    Dialogue.objects.filter(suggested=gone).update(suggested=keep)
    _move_elsewhere(keep, gone)
    _move_stand_in(keep, gone)
    ReminderOff.objects.filter(person=gone).delete()  # what the account that stays has chosen holds


def _move_elsewhere(keep: Person, gone: Person) -> None:
    """Records of conversations held elsewhere; what both accounts have is kept once, what counts before what does not."""
    HeldElsewhere.objects.filter(Q(owner=keep, partner=gone) | Q(owner=gone, partner=keep)).delete()  # taken back
    for mine, theirs in (("owner", "partner"), ("partner", "owner")):
        for record in HeldElsewhere.objects.filter(**{mine: gone}):
            same = {mine: keep, theirs: getattr(record, theirs), "on": record.on}
            double = HeldElsewhere.objects.filter(**same, undone_at__isnull=True)
            if record.undone_at is None and record.counts_at:
                double.filter(counts_at__isnull=True).delete()
            if record.undone_at is None and double.exists():
                record.delete()
            else:
                setattr(record, mine, keep)
                record.save(update_fields=[mine])


def _move_stand_in(keep: Person, gone: Person) -> None:
    """What was done as a stand-in. Whoever turns out to be one of the two was none."""
    Passage.objects.filter(by=gone).update(by=keep)
    Dialogue.every.filter(dated_by=gone).update(dated_by=keep)
    mine = Seat.every.filter(person=keep).values("dialogue")
    Passage.objects.filter(by=keep, dialogue__in=mine).update(by=None)
    Dialogue.every.filter(dated_by=keep, pk__in=mine).update(dated_by=None)


def _hand_over(seat: Seat, keep: Person, gone: Person, *, at: datetime) -> None:
    """Keys first: a key too many is harmless. What only the old account could open goes after the commit."""
    shared, before = seat.dialogue.scope, seat.scope
    old = vault.ring(gone.pk, [shared, before])
    written = _written(seat)
    texts = vault.open(old, [(box.sealed, box.place()) for box in written], at=at)
    seat.person = keep
    if old.has(before):
        vault.create_key(seat.scope, readers=[keep.pk])
    vault.add_reader(shared, keep.pk)
    new = vault.ring(keep.pk, [shared, seat.scope])
    seat.save(update_fields=["person"])
    for box, text in zip(written, texts, strict=True):
        if text is not None:
            box.seal(new, text)
    transaction.on_commit(lambda: _forget(shared, before, gone, at=at))


def _end(copies: list[SentSheet], *, at: datetime) -> None:
    for sent in copies:
        end_copy(sent, at=at)


@dataclass(frozen=True)
class _Box:
    """One sealed text of a seat: its row, its column, and where it lies while the seat is whose it is."""

    row: Model
    column: str
    place: Callable[[], vault.Place]

    @property
    def sealed(self) -> vault.Sealed | None:
        found: vault.Sealed | None = getattr(self.row, self.column)
        return found

    def seal(self, keys: vault.Ring, text: str) -> None:
        setattr(self.row, self.column, keys.seal(self.place(), text))
        self.row.save(update_fields=[self.column])


def _written(seat: Seat) -> list[_Box]:
    """Everything that this seat has written. The places follow the seat's person, so they change with it."""
    boxes = []
    for entry in Entry.objects.filter(author=seat):
        entry.author = seat
        boxes.append(_Box(entry, "draft", partial(entry.draft_place, entry.revision)))
        boxes.append(_Box(entry, "shown", partial(entry.shown_place, entry.shown_revision)))
    for sent in FollowUp.objects.filter(author=seat):
        sent.author = seat
        boxes.append(_Box(sent, "words", sent.place))
    for referral in Referral.objects.filter(author=seat):
        referral.author = seat
        boxes.append(_Box(referral, "card", referral.place))
    notes = StepNote.objects.filter(step__entry__author=seat)
    return [*boxes, *(_Box(note, "words", partial(note.place, seat, note.revision)) for note in notes)]


def _forget(shared: vault.Scope, own: vault.Scope, gone: Person, *, at: datetime) -> None:
    vault.remove_reader(shared, gone.pk)
    vault.erase(own, at=at)


MOVER = Mover("dialogues", may, move, confidential)
