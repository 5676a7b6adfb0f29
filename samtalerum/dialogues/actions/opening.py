"""Opening what both share at the same moment: the owner chooses it, and each says when the own part is ready."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.models import Dialogue, Entry, Opens, Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import private_at_first, waits_to_open
from samtalerum.ground.refusals import Conflict, Forbidden, Invalid, WrongMoment
from samtalerum.vault import api as vault


class AlreadyRead(Conflict):
    """What has been read can't be made unread."""

    message = _("Something that is shared has been opened already, so this can't be changed any more.")


@transaction.atomic
def choose_opening(seat: Seat, how: str, *, at: datetime) -> Dialogue:
    """The owner says when what both share opens; until something has been opened, and before the meeting."""
    if how not in Opens.values:
        raise Invalid
    if seat.side != Side.OWNER:
        raise Forbidden
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if Phase(dialogue.phase) != Phase.BEFORE:
        raise WrongMoment
    if not _nothing_read(seat):
        raise AlreadyRead
    dialogue.opens = how
    dialogue.save(update_fields=["opens"])
    Seat.objects.filter(dialogue=dialogue).update(ready_at=None)
    touch(dialogue, at=at, seen=True)
    return dialogue


def may_choose_opening(seat: Seat) -> bool:
    """What the page may offer. At most one statement more than the page has asked already."""
    return seat.side == Side.OWNER and Phase(seat.dialogue.phase) == Phase.BEFORE and seat.dialogue.opened_at is None


@transaction.atomic
def say_ready(seat: Seat, *, ready: bool, at: datetime) -> bool:
    """What I share may open, or not yet after all. With the second yes it opens for both; returns whether it is open."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if Phase(dialogue.phase) != Phase.BEFORE or dialogue.opens != Opens.BOTH_READY or not waits_to_open(dialogue):
        raise WrongMoment
    Seat.objects.filter(pk=seat.pk).update(ready_at=at if ready else None)
    if ready and Seat.objects.filter(pk=other(seat).pk, ready_at__isnull=False).exists():
        dialogue.opened_at = at
        dialogue.save(update_fields=["opened_at"])
        notices.both_open(seat, at=at)
    touch(dialogue, at=at, seen=True)
    return dialogue.opened_at is not None


def _nothing_read(seat: Seat) -> bool:
    """Neither has opened anything that the other one shares."""
    dialogue = seat.dialogue
    if dialogue.opened_at:
        return False
    shared = Entry.objects.filter(
        dialogue=dialogue, shared_at__isnull=False, item__in=private_at_first(dialogue)
    ).select_related("author")
    rows = {entry.pk: entry for entry in shared}
    return not any(
        rows[pk].author.person_id != reader
        for reader in (seat.person_id, other(seat).person_id)
        for pk in vault.opened_by(reader, rows, since=dialogue.started_at)
    )
