"""Sending a confirmed sheet to a third reader: one way, to a named person, until a day, and revocable."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.actions.sheet import Line, Sheet, as_body, from_body, standing_version
from samtalerum.dialogues.models import SENT_SHEET, Seat, SentPart, SentSheet
from samtalerum.dialogues.phases import AFTER, Phase, Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden, Invalid, WrongMoment
from samtalerum.vault import api as vault

LONGEST = timedelta(days=366)  # a copy that nobody looks after any more ends by itself


class AlreadySent(Conflict):
    """One copy for each reader."""

    message = _("This person can already read the sheet. Stop that first if you want to send it anew.")


class NotSentYet(WrongMoment):
    """Only what both have confirmed goes to a third person."""

    message = _("Only a sheet that you have both confirmed can be sent.")


@dataclass(frozen=True)
class Received:
    """A sheet as a third reader may read it."""

    sent: SentSheet
    owner: Seat
    partner: Seat
    lines: list[Line]


def send_sheet(seat: Seat, reader: Any, *, until: date, at: datetime) -> SentSheet:
    """Seal a copy of the standing sheet for this reader. The partner sees that it was sent, to whom, until when."""
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        _refuse(seat, reader, until, at=at)
        standing = standing_version(seat, ring(seat), at=at)
        if standing is None or standing[1] is None:
            raise NotSentYet
        sent = SentSheet(dialogue=dialogue, reader=reader, sent_at=at, until=until)
        vault.erase(
            sent.scope, at=at
        )  # of an earlier copy, or of a start that was cut off: nothing opens under this one
        vault.create_key(sent.scope, readers=[seat.person_id, reader.pk])
        sent.save(force_insert=True)
        _seal(sent, seat, standing[1], vault.ring(seat.person_id, [sent.scope]))
        notices.sent_to_third(seat, sent, at=at)
        vault.log_act(seat.person_id, "shared", dialogue=dialogue.pk, item=f"{SENT_SHEET}/0", at=at)
        touch(dialogue, at=at, seen=True)
    return sent


def stop_sending(seat: Seat, sent: UUID, *, at: datetime) -> None:
    """From now on the third reader reads nothing. Key first, rows after."""
    found = SentSheet.objects.filter(dialogue=seat.dialogue_id, pk=sent, ended_at=None).first()
    if seat.side != Side.OWNER:
        raise Forbidden
    if found is None:
        raise Invalid
    end_copy(found, at=at)
    with transaction.atomic():
        touch(lock(seat.dialogue_id), at=at, seen=True)


def end_copy(sent: SentSheet, *, at: datetime) -> None:
    """The copy is erased; that there was one stays until the sheet itself is erased."""
    vault.erase(sent.scope, at=at)
    with transaction.atomic():
        sent.parts.all().delete()
        SentSheet.objects.filter(pk=sent.pk, ended_at=None).update(ended_at=at)


def end_copies_past_their_day(*, at: datetime) -> int:
    """What time does: a copy ends with its last day. Returns how many."""
    over = list(SentSheet.objects.filter(ended_at=None, until__lt=local_date(at)))
    for sent in over:
        end_copy(sent, at=at)
    return len(over)


def read_sent(person: Any, sent: UUID, *, at: datetime) -> Received:
    """The sheet for the one it was sent to, and for nobody else; both authors see that it was opened."""
    found = (
        SentSheet.objects.filter(pk=sent, reader=person, ended_at=None, until__gte=local_date(at))
        .select_related("dialogue__edition")
        .defer("dialogue__edition__content")
        .first()
    )
    if found is None:
        raise Http404
    parts = list(found.parts.select_related("author"))
    for part in parts:
        part.sheet = found
    keys = vault.ring(person.pk, [found.scope])
    texts = vault.open(keys, [(part.body, part.place()) for part in parts], at=at)
    seats = {seat.side: seat for seat in found.dialogue.seats.select_related("person")}
    order = [item.key for item in found.dialogue.edition.blueprint.wrap_up.fields]
    lines = [line for text in texts if text is not None for line in from_body(text)]
    lines.sort(key=lambda line: order.index(line.item))
    return Received(found, seats[Side.OWNER], seats[Side.PARTNER], lines)


def received_by(person: Any, *, at: datetime) -> list[SentSheet]:
    """The sheets that others have sent to this person and that can be read today. One statement."""
    sheets = SentSheet.objects.filter(reader=person, ended_at=None, until__gte=local_date(at))
    owners = sheets.filter(dialogue__seats__side=Side.OWNER)
    return list(owners.annotate(owner=F("dialogue__seats__person__display_name")).order_by("-sent_at"))


def _refuse(seat: Seat, reader: Any, until: date, *, at: datetime) -> None:
    if seat.side != Side.OWNER:
        raise Forbidden
    if Phase(seat.dialogue.phase) not in AFTER:
        raise NotSentYet
    today = local_date(at)
    if not today <= until <= today + LONGEST or reader.pk in {seat.person_id, other(seat).person_id}:
        raise Invalid
    if SentSheet.objects.filter(dialogue=seat.dialogue_id, reader=reader, ended_at=None).exists():
        raise AlreadySent


def _seal(sent: SentSheet, seat: Seat, sheet: Sheet, key: vault.Ring) -> None:
    """One part for each author, so that each is told who opened the own words."""
    items = seat.dialogue.edition.blueprint.items()
    for author in (seat, other(seat)):
        lines = [line for line in sheet.lines if author.side in items[line.item].writers()]
        if lines:
            part = SentPart(sheet=sent, author=author)
            part.body = key.seal(part.place(), as_body(lines))
            part.save(force_insert=True)
