"""Writing at an item. A save that was acknowledged is committed; a real conflict overwrites nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.models import AgreedStep, Dialogue, Entry, Seat, Show, Tick
from samtalerum.dialogues.phases import ENDED, Kind, Phase, Side
from samtalerum.dialogues.visibility import may_write, may_write_down, open_entries, ring, writes
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden, Invalid, WrongMoment
from samtalerum.vault import api as vault
from samtalerum.vault import retention

LONGEST = 40_000  # characters at one item: some fifteen pages
MOST_SLOTS = 200  # steps at one item: a page stays a page, and no number is too large for its column


class TooLong(Invalid):
    """More than a page can carry."""

    message = _("This text is longer than 40,000 characters. Shorten it, or keep the rest in a document of your own.")


class Clash(Conflict):
    """The item was written elsewhere since the revision this save was based on. Both texts are safe."""

    message = _("This was written in two places. Both texts are safe.")

    def __init__(self, *, theirs: str, revision: int, entry: Entry) -> None:
        super().__init__()
        self.theirs = theirs
        self.revision = revision
        self.entry = entry


@dataclass(frozen=True)
class Saved:
    """What the page is told: the new revision and when it was committed."""

    entry: Entry
    revision: int
    at: datetime


def item_of(dialogue: Dialogue, key: str) -> Item:
    """The item of the dialogue's own edition; an unknown key is a changed or outdated page."""
    found: Item | None = dialogue.edition.heading.items().get(key)
    if found is None:
        raise Invalid
    return found


def save(
    seat: Seat,
    key: str,
    *,
    text: str,
    based_on: int,
    client: UUID,
    at: datetime,
    slot: int = 0,
    paused: bool = True,
    at_table: bool = False,
) -> Saved:
    """Save what was typed at an item.

    `based_on`: the revision the page had. A repeat after a lost answer (same client, or same text) is acknowledged;
    a revision written by another page is a Clash. `paused`: the writer has left the field, so that what is shown
    "when I pause" is shown now. `at_table`: also at the other's fields of the sheet, as written down. Newlines are
    normalised, as browsers send CRLF.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise TooLong
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        keys = ring_to_write(seat)  # under the lock: an erasing at the same moment comes before or after, never between
        item = item_of(dialogue, key)
        refuse_unwritable(seat, item, keys, at_table=at_table)
        refuse_late(seat, item, at=at)
        entry = entry_at(seat, item, slot)
        current = open_entries(seat, keys, [entry], at=at).mine(key, slot) if entry.revision else None
        before = (current.text if current else "") or ""
        if before == text and entry.revision:
            return _unchanged(seat, keys, entry, item, text, paused=paused, at=at)
        if based_on != entry.revision and client != entry.client:
            # Also when the entry has been erased meanwhile: an old page must not bring it back unasked.
            raise Clash(theirs=before, revision=entry.revision, entry=entry)
        write(entry, text, keys=keys, client=client, at=at)
        shows = _shows_now(entry, item, paused=paused)
        if shows:
            show(entry, text, keys=keys, at=at)
        entry.save()
        touch(dialogue, at=at, seen=shows)
    return Saved(entry, entry.revision, at)


def refuse_unwritable(seat: Seat, item: Item, keys: vault.Ring, *, at_table: bool = False) -> None:
    """One writer per field, in its phases, and not in a dialogue whose words have been erased."""
    if not at_table and not writes(seat, item):
        raise Forbidden(_("The other person writes here."))
    allowed = may_write_down(seat, item) if at_table else may_write(seat, item)
    if not allowed or not keys.has(seat.dialogue.scope):
        raise WrongMoment


def refuse_late(seat: Seat, item: Item, *, at: datetime) -> None:
    """Private parts whose day of erasing has come are not begun anew: the next sweep would take them."""
    dialogue, today = seat.dialogue, local_date(at)
    day = None
    if item.part in {"preparation", "guide"} and dialogue.held_at:
        day = retention.private_parts(local_date(dialogue.held_at), carried=seat.carried_at is not None)
    if item.part == "notes" and dialogue.confirmed_at:
        day = retention.PARTNER_NOTES.after(local_date(dialogue.confirmed_at))
    if dialogue.kind == Kind.COACHING and dialogue.phase == Phase.CLOSED:
        period = retention.COACH_NOTES if item.writer == Side.PARTNER else retention.COACHING_COURSE
        day = period.after(local_date(dialogue.phase_since))
    if day and day <= today:
        raise WrongMoment(_("The time for private notes on this conversation is over: they have been erased."))


def ring_to_write(seat: Seat) -> vault.Ring:
    """The seat's keys; whoever has erased the own private parts gets a new own key, which opens nothing of the old."""
    keys = ring(seat)
    if keys.has(seat.scope) or not keys.has(seat.dialogue.scope):
        return keys
    vault.create_key(seat.scope, readers=[seat.person_id])
    return ring(seat)


def write(entry: Entry, text: str, *, keys: vault.Ring, client: UUID | None, at: datetime) -> None:
    """Seal the writer's own text as the next revision; the caller saves the row."""
    entry.revision += 1
    entry.draft = keys.seal(entry.draft_place(entry.revision), text)
    entry.client = client
    entry.saved_at = at


def show(entry: Entry, text: str, *, keys: vault.Ring, at: datetime) -> None:
    """Seal the copy that the other one reads; the caller saves the row."""
    entry.shown_revision = entry.revision
    entry.shown = keys.seal(entry.shown_place(entry.shown_revision), text)
    entry.shown_at = at
    entry.shared_at = entry.shared_at or at


@transaction.atomic
def choose_show(seat: Seat, key: str, how: str, *, at: datetime) -> None:
    """Show as I write, or show when I pause here; for all slots of the item. Choosing shows nothing by itself."""
    if how not in Show.values:
        raise Invalid
    item = item_of(seat.dialogue, key)
    if not item.joint or not writes(seat, item):
        raise Invalid
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    if not may_write(seat, item):
        raise WrongMoment
    entry = entry_at(seat, item, 0)
    entry.show = how
    entry.save()
    Entry.objects.filter(dialogue=dialogue, author=seat, item=key).update(show=how)
    touch(dialogue, at=at, seen=False)


def show_now(seat: Seat, key: str, *, at: datetime) -> None:
    """Show what was held back at a joint item, all slots of it."""
    keys = ring(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        item = item_of(dialogue, key)
        if not item.joint:
            raise Invalid
        refuse_unwritable(seat, item, keys)
        show_held_back(seat, keys, [key], at=at)
        touch(dialogue, at=at, seen=True)


def show_held_back(seat: Seat, keys: vault.Ring, items: list[str], *, at: datetime) -> None:
    """Bring the other's copy of these items up to date; the caller holds the lock."""
    entries = Entry.objects.filter(dialogue=seat.dialogue_id, author=seat, item__in=items).select_related("author")
    for one in open_entries(seat, keys, list(entries), at=at):
        if one.text is not None and one.entry.revision and one.entry.revision != one.entry.shown_revision:
            show(one.entry, one.text, keys=keys, at=at)
            one.entry.save()


@transaction.atomic
def set_due(seat: Seat, key: str, slot: int, due: date | None, *, at: datetime, at_table: bool = False) -> None:
    """The date by which a step is meant to be taken, or none."""
    dialogue = seat.dialogue = lock(seat.dialogue_id)
    item = item_of(dialogue, key)
    if not item.steps or not (at_table or writes(seat, item)):
        raise Invalid
    if not (may_write_down if at_table else may_write)(seat, item):
        raise WrongMoment
    entry = entry_at(seat, item, slot)
    if entry.step.due != due:
        AgreedStep.objects.filter(pk=entry.pk).update(due=due)
        # A new date is a change of the sheet too, to those who only look at when something changed.
        Entry.objects.filter(pk=entry.pk, shared_at__isnull=False).update(shown_at=at)
        touch(dialogue, at=at, seen=True)


def tick(seat: Seat, keys_done: set[str]) -> None:
    """The lines of the partner's checklist that are done; nobody else sees them."""
    if seat.side != Side.PARTNER or Phase(seat.dialogue.phase) in ENDED:
        raise WrongMoment
    known = {check.key for check in seat.dialogue.edition.blueprint.before.partner.checklist}
    with transaction.atomic():
        Tick.objects.filter(seat=seat).exclude(key__in=keys_done & known).delete()
        Tick.objects.bulk_create([Tick(seat=seat, key=key) for key in keys_done & known], ignore_conflicts=True)


def entry_at(seat: Seat, item: Item, slot: int) -> Entry:
    """The writer's entry there, made if there is none; a step gets its date and state beside it."""
    if (slot and not item.steps and not item.many) or slot > MOST_SLOTS:
        raise Invalid
    chosen = Entry.objects.filter(dialogue=seat.dialogue, author=seat, item=item.key).values_list("show", flat=True)
    first = chosen.first() if slot else None  # a further step is shown as the writer chose for the item
    defaults: dict[str, Any] = {
        "show": first or (Show(item.show) if item.joint else Show.AS_I_WRITE),
        "written_down": not writes(seat, item),
    }
    entry, made = Entry.objects.select_related("author", "step").get_or_create(
        dialogue=seat.dialogue, author=seat, item=item.key, slot=slot, defaults=defaults
    )
    if made and item.steps:
        AgreedStep.objects.create(entry=entry)
    return entry


def _shows_now(entry: Entry, item: Item, *, paused: bool) -> bool:
    """What the other one sees follows the writing where it is shared or joint, at once or when the writer pauses."""
    if not item.joint and entry.shared_at is None:
        return False
    return entry.show == Show.AS_I_WRITE or paused


def _unchanged(
    seat: Seat, keys: vault.Ring, entry: Entry, item: Item, text: str, *, paused: bool, at: datetime
) -> Saved:
    """The same words again: nothing new is written, but a pause may still show them."""
    if entry.shown_revision != entry.revision and _shows_now(entry, item, paused=paused):
        show(entry, text, keys=keys, at=at)
        entry.save()
        touch(seat.dialogue, at=at, seen=True)
    return Saved(entry, entry.revision, entry.saved_at or at)
