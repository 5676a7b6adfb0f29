"""Between conversations: questions that come up later, and what becomes of the steps."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.actions.writing import ring_to_write
from samtalerum.dialogues.handed import FollowUp
from samtalerum.dialogues.models import AgreedStep, Seat, StepNote
from samtalerum.dialogues.paused import refuse_while_paused
from samtalerum.dialogues.phases import AFTER, Phase
from samtalerum.dialogues.visibility import may_follow_up, may_keep_private, ring, steps_of
from samtalerum.ground.refusals import Conflict, Invalid, WrongMoment
from samtalerum.vault import api as vault

LONGEST = 4000  # characters of a question or an answer: for more there is a conversation
MOST = 100  # in one thread


class AlreadyOpened(Conflict):
    """Taking it back would pretend that nobody has read it."""

    message = _("It has been opened, so it can't be taken back any more.")


class Enough(Conflict):
    """A thread is no second conversation."""

    message = _("There are a hundred questions and answers here by now. It is time for a new conversation.")


def follow_up(seat: Seat, *, text: str, at: datetime) -> FollowUp:
    """Send a question to the other one, or an answer. It is read by both, and erased with the sheet."""
    keys = ring(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        text = text.replace("\r\n", "\n").strip()
        if not text or len(text) > LONGEST:
            raise Invalid
        thread = FollowUp.objects.filter(dialogue=dialogue)
        if not may_follow_up(seat, begun=thread.exists()) or not keys.has(dialogue.scope):
            raise WrongMoment
        if thread.count() >= MOST:
            raise Enough
        sent = FollowUp(dialogue=dialogue, author=seat, sent_at=at)
        sent.words = keys.seal(sent.place(), text)
        sent.save(force_insert=True)
        notices.sent_afterwards(seat, sent, at=at)
        touch(dialogue, at=at, seen=True)
    return sent


def take_back(seat: Seat, sent: UUID, *, at: datetime) -> None:
    """As if it had never been sent: only while the other one has not opened it, and then without a trace."""
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        found = FollowUp.objects.filter(dialogue=dialogue, author=seat, pk=sent).first()
        if found is None:
            raise Invalid
        if found.opened_at:
            raise AlreadyOpened
        refuse_while_paused(dialogue)
        found.delete()
        touch(dialogue, at=at, seen=True)


def open_thread(seat: Seat, keys: vault.Ring, *, at: datetime) -> list[tuple[FollowUp, str]]:
    """Everything in the thread, oldest first; what the other one sent counts as opened from now on."""
    thread = list(FollowUp.objects.filter(dialogue=seat.dialogue_id).select_related("author"))
    if not thread:
        return []
    texts = vault.open(keys, [(one.words, one.place()) for one in thread], at=at)
    fresh = [one.pk for one in thread if one.author_id != seat.pk and one.opened_at is None]
    if fresh:
        FollowUp.objects.filter(pk__in=fresh, opened_at=None).update(opened_at=at)
    return [(one, text) for one, text in zip(thread, texts, strict=True) if text is not None]


def note_step(seat: Seat, step: UUID, *, text: str, based_on: int, at: datetime) -> StepNote | None:
    """What the owner notes for oneself at a step; an empty note goes. A note written elsewhere since is kept."""
    keys = ring_to_write(seat)
    with transaction.atomic():
        seat.dialogue = lock(seat.dialogue_id)
        found = _own(seat, step)
        text = text.replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise Invalid
        note = StepNote.objects.filter(step=found).first()
        if (note.revision if note else 0) != based_on:
            raise NoteChanged
        if not text:
            if note:
                note.delete()
            return None
        if not may_keep_private(seat, at=at) or not keys.has(seat.scope):
            raise WrongMoment(_("The time for private notes on this conversation is over: they have been erased."))
        note = note or StepNote(step=found, revision=0)
        note.revision += 1
        note.words = keys.seal(note.place(seat, note.revision), text)
        note.save()
    return note


class NoteChanged(Conflict):
    """Two pages of one writer: neither overwrites the other silently."""

    message = _("This note was changed in another window. Copy what you wrote here, then open the page again.")


@transaction.atomic
def move_step(seat: Seat, step: UUID, to: date | None, *, at: datetime) -> AgreedStep:
    """The owner moves a step to another day. What both confirmed stays as it was; both see where it has moved."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    found = _own(seat, step)
    if Phase(dialogue.phase) not in AFTER:
        raise WrongMoment
    if to != found.until:
        found.moved_to = None if to == found.due else to
        found.save(update_fields=["moved_to"])
        touch(dialogue, at=at, seen=True)
    return found


def _own(seat: Seat, step: UUID) -> AgreedStep:
    found = steps_of([seat]).filter(pk=step).first()
    if found is None:
        raise Invalid
    return found.step
