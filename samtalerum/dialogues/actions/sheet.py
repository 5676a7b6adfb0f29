"""The wrap-up sheet: one text, confirmed by both. A later change asks both again; the last confirmed version stands."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hmac import compare_digest

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, move, touch
from samtalerum.dialogues.actions.writing import show_held_back
from samtalerum.dialogues.actions.written_down import joined, take_over
from samtalerum.dialogues.models import Confirmation, Dialogue, Seat, SheetVersion
from samtalerum.dialogues.phases import ROOM, Phase, Side, Step, row
from samtalerum.dialogues.visibility import Readings, read, ring
from samtalerum.ground.refusals import Conflict, WrongMoment
from samtalerum.vault import api as vault


class ReadAgain(Conflict):
    """What would be confirmed is not what was read."""

    message = _("The sheet has changed since you opened this page. Read it again, then confirm.")


class NothingToConfirm(Conflict):
    """An empty sheet says nothing."""

    message = _("The sheet is empty. Write something on it first, or say that you have talked without a sheet.")


@dataclass(frozen=True)
class Line:
    """One passage of the sheet: an item, and for a step its date."""

    item: str
    text: str
    due: date | None = None


@dataclass(frozen=True)
class Sheet:
    """The sheet as both can read it, line by line in the blueprint's order, and its fingerprint."""

    lines: tuple[Line, ...]
    fingerprint: str

    @property
    def empty(self) -> bool:
        """Nobody has written anything that both can read."""
        return not self.lines

    def of(self, item: str) -> list[Line]:
        """The lines at one item."""
        return [line for line in self.lines if line.item == item]


def sheet_items(dialogue: Dialogue) -> list[str]:
    """The keys of the sheet's fields in the blueprint's order."""
    return [item.key for item in dialogue.edition.blueprint.wrap_up.fields]


def sheet(seat: Seat, keys: vault.Ring, readings: Readings) -> Sheet:
    """The sheet as it is shown now, from entries that were opened for this page: only what both can read."""
    lines = [line for item in seat.dialogue.edition.blueprint.wrap_up.fields for line in lines_of(item, readings)]
    return Sheet(tuple(lines), keys.fingerprint(seat.dialogue.scope, as_body(lines)))


def lines_of(item: Item, readings: Readings) -> list[Line]:
    """What both can read at one field.

    What was written down for its writer stands behind the writer's own words, in the same passage: when it becomes the
    writer's own, the text that was confirmed stays the same.
    """
    lines: list[Line] = []
    for one in readings.slots(item.key):
        step = getattr(one.entry, "step", None)
        if not one.shown or not one.shown.strip() or (step and not step.in_sheet):
            continue
        if lines and one.entry.written_down and not item.steps:
            lines[-1] = replace(lines[-1], text=joined(lines[-1].text, one.shown))
        else:
            lines.append(Line(item.key, one.shown, step.due if step else None))
    return lines


def confirm(seat: Seat, *, fingerprint: str, at: datetime, at_table: bool = False) -> SheetVersion:
    """This side says: this is what we agreed on, for exactly the text with this fingerprint.

    What this side had held back is not confirmed silently: it must be shown and read first. With the second
    confirmation the version is complete, replaces the one that stood, and the dialogue is confirmed. What was written
    down for this side is its own word from now on. `at_table`: the other looks on, so that what this side has held back
    is neither shown nor spoken of; it stays held back.
    """
    keys = ring(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if Phase(dialogue.phase) not in ROOM:
            raise WrongMoment
        readings = read(seat, keys, at=at, items=sheet_items(dialogue))
        now = sheet(seat, keys, readings)
        held_back = not at_table and any(one.held_back for one in readings)
        if held_back or not compare_digest(now.fingerprint.encode(), fingerprint.encode()):
            raise ReadAgain
        if now.empty:
            raise NothingToConfirm
        take_over(seat, readings, at=at)
        standing = dialogue.versions.filter(complete_at__isnull=False, fingerprint=fingerprint).first()
        if standing:
            return standing  # changed and changed back: it was confirmed by both already
        version = _waiting(dialogue, now, keys, at=at)
        Confirmation.objects.get_or_create(version=version, seat=seat, defaults={"at": at})
        if version.confirmations.count() == len(Side):
            _complete(version, seat, at=at)
        else:
            touch(dialogue, at=at, seen=True)
        notices.confirmed_by(seat, version, at=at)
    return version


def show_and_read(seat: Seat, *, at: datetime) -> None:
    """Show everything this side has held back on the sheet, before it is read and confirmed."""
    keys = ring(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if Phase(dialogue.phase) not in ROOM:
            raise WrongMoment
        show_held_back(seat, keys, sheet_items(dialogue), at=at)
        touch(dialogue, at=at, seen=True)


def standing_version(seat: Seat, keys: vault.Ring, *, at: datetime) -> tuple[SheetVersion, Sheet | None] | None:
    """The version that both confirmed last, opened; its sheet is None when it has been erased."""
    version = (
        seat.dialogue.versions.filter(complete_at__isnull=False).prefetch_related("confirmations__seat__person").first()
    )
    if version is None:
        return None
    return version, opened(version, keys, at=at)


def opened(version: SheetVersion, keys: vault.Ring, *, at: datetime) -> Sheet | None:
    """A version as it was confirmed; None when it has been erased."""
    (body,) = vault.open(keys, [(version.body, version.place())], at=at)
    if body is None:
        return None
    return Sheet(tuple(from_body(body)), version.fingerprint)


def _waiting(dialogue: Dialogue, now: Sheet, keys: vault.Ring, *, at: datetime) -> SheetVersion:
    """The version that waits for confirmations: the one with this very text, else a new one in its place."""
    waiting = dialogue.versions.filter(complete_at__isnull=True).first()
    if waiting and waiting.fingerprint == now.fingerprint:
        return waiting
    if waiting:
        waiting.delete()
    version = SheetVersion(dialogue=dialogue, fingerprint=now.fingerprint, made_at=at)
    version.body = keys.seal(version.place(), as_body(now.lines))
    version.save(force_insert=True)
    return version


def _complete(version: SheetVersion, seat: Seat, *, at: datetime) -> None:
    dialogue = seat.dialogue
    dialogue.versions.filter(complete_at__isnull=False).delete()
    version.complete_at = at
    version.save(update_fields=["complete_at"])
    if dialogue.phase == Phase.CONFIRMED:
        dialogue.confirmed_at = at
        dialogue.save(update_fields=["confirmed_at"])
        touch(dialogue, at=at, seen=True)
    else:
        move(dialogue, row(Step.CONFIRM, Phase(dialogue.phase), Side(seat.side)), seat=seat, at=at)


def as_body(lines: Iterable[Line]) -> str:
    """Lines as the text that is sealed, and whose fingerprint is confirmed."""
    return json.dumps(
        [{"item": line.item, "text": line.text, "due": line.due.isoformat() if line.due else None} for line in lines],
        ensure_ascii=False,
    )


def from_body(body: str) -> list[Line]:
    """The lines of a sealed sheet."""
    return [
        Line(line["item"], line["text"], date.fromisoformat(line["due"]) if line["due"] else None)
        for line in json.loads(body)
    ]
