"""Handing a contact on: a sealed copy of the card, with one sentence on why; taken back on wish, at any time."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import lock, touch
from samtalerum.dialogues.handed import Referral
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.visibility import may_refer, ring
from samtalerum.ground.refusals import Conflict, Forbidden, Invalid, WrongMoment
from samtalerum.network import actions as network
from samtalerum.network.cards import Card, as_text, from_text
from samtalerum.vault import api as vault

MOST = 20
LONGEST = 500  # characters on why


class Enough(Conflict):
    """More names help nobody."""

    message = _("Twenty contacts have been handed on here. Take one back before you hand on another.")


@dataclass(frozen=True)
class HandedOn:
    """A contact as both of the two read it."""

    referral: Referral
    card: Card
    why: str


def refer(seat: Seat, contact: UUID, *, why: str, at: datetime) -> Referral:
    """Hand on one of one's own contacts: the owner reads a copy as it is today."""
    _known, card = network.contact_of(seat.person, contact, at=at)
    keys = ring(seat)
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if not may_refer(seat):
            raise Forbidden if seat.side == "owner" else WrongMoment
        if not keys.has(dialogue.scope):
            raise WrongMoment
        if len(why) > LONGEST:
            raise Invalid
        if dialogue.referrals.count() >= MOST:
            raise Enough
        referral = Referral(dialogue=dialogue, author=seat, handed_at=at)
        text = json.dumps({"card": as_text(card), "why": why.strip()}, ensure_ascii=False)
        referral.card = keys.seal(referral.place(), text)
        referral.save(force_insert=True)
        network.keep(seat.person, contact, at=at)
        notices.contact_handed_on(seat, referral, at=at)
        touch(dialogue, at=at, seen=True)
    return referral


def take_referral_back(seat: Seat, referral: UUID, *, at: datetime) -> None:
    """On the contact's wish, or the partner's: the copy is gone at once, whatever the sheet says."""
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if not Referral.objects.filter(dialogue=dialogue, author=seat, pk=referral).delete()[0]:
            raise Invalid
        touch(dialogue, at=at, seen=True)


def referrals(seat: Seat, keys: vault.Ring, *, at: datetime) -> list[HandedOn]:
    """Every contact that has been handed on here, oldest first; reading another's is written down."""
    kept = list(Referral.objects.filter(dialogue=seat.dialogue_id).select_related("author__person"))
    if not kept:
        return []
    texts = vault.open(keys, [(one.card, one.place()) for one in kept], at=at)
    found = []
    for one, text in zip(kept, texts, strict=True):
        if text is not None:
            copied = json.loads(text)
            found.append(HandedOn(one, from_text(copied["card"]), copied["why"]))
    return found
