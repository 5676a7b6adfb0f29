"""Both confirm how they begin, before the first meeting: exactly the text that both have read."""

import json
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching.models import Agreed, Coach, Course
from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, move, touch
from samtalerum.dialogues.actions.writing import show_held_back
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Phase, Side, Step, row
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Readings, read, ring
from samtalerum.ground.refusals import Conflict, WrongMoment
from samtalerum.vault import api as vault


class ReadAgain(Conflict):
    """What would be confirmed is not what was read."""

    message = _("What you agree on has changed since you opened this page. Read it again, then confirm.")


class NothingAgreed(Conflict):
    """An empty agreement says nothing."""

    message = _("Write first how, where and how often you start. One sentence is enough.")


def fingerprint(seat: Seat, keys: vault.Ring, *, at: datetime) -> str:
    """Of what both can read of the agreement now; empty where nothing has been written."""
    items = seat.dialogue.edition.coaching.agreement
    return fingerprint_of(seat, keys, read(seat, keys, at=at, items=[item.key for item in items]))


def fingerprint_of(seat: Seat, keys: vault.Ring, found: Readings) -> str:
    """The same of what has been opened already."""
    texts = [(one.entry.item, one.shown) for one in found if one.shown and one.shown.strip()]
    return keys.fingerprint(seat.dialogue.scope, json.dumps(sorted(texts))) if texts else ""


def confirm(*, seat: Seat, read_as: str, at: datetime) -> bool:
    """This one says: so we begin. `read_as`: the fingerprint of what the page showed. True: both have said it now."""
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if dialogue.phase != Phase.BEFORE:
            raise WrongMoment
        keys = ring(seat)
        if seat.side == Side.OWNER:
            show_held_back(seat, keys, [item.key for item in dialogue.edition.coaching.agreement], at=at)
        stands = fingerprint(seat, keys, at=at)
        if not stands:
            raise NothingAgreed
        if not compare_digest(stands, read_as):
            raise ReadAgain
        Agreed.objects.update_or_create(seat=seat, defaults={"fingerprint": stands, "at": at})
        both = Agreed.objects.filter(seat__in=[seat, other(seat)], fingerprint=stands).count() == 2
        if both:
            allowed = row(Step.CONFIRM, Phase.BEFORE, Side(seat.side), Kind.COACHING)
            move(dialogue, allowed, seat=seat, at=at)
            _number(dialogue.pk, other(seat) if seat.side == Side.OWNER else seat)
        else:
            touch(dialogue, at=at, seen=True)
        notices.course_moved(seat, at=at)
    return both


def _number(dialogue: UUID, coach: Seat) -> None:
    """The coach's next number for a client, for the log of hours. Numbers are never used twice."""
    Coach.objects.filter(pk=coach.person_id).update(clients=F("clients") + 1)
    Course.objects.filter(pk=dialogue).update(number=Coach.objects.get(pk=coach.person_id).clients)
