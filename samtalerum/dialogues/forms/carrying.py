"""Keeping private parts for the next conversation: until when, and what is offered there. Nothing is opened here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samtalerum.dialogues.forms.writing import Offer
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import AFTER, ENDED, Phase, Side
from samtalerum.dialogues.retention import private_until
from samtalerum.dialogues.visibility import carried_at
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Invalid
from samtalerum.vault import retention


@dataclass(frozen=True)
class Carrying:
    """What the owner is told, and can do."""

    carried: bool
    ordinary: date  # when it is erased if it is not kept
    until: date  # when it is erased if it is
    would_go: bool  # the ordinary day has passed


def carrying(seat: Seat, *, now: datetime) -> Carrying | None:
    """For the page after a conversation, or of one that came to nothing; None where there is nothing to choose."""
    if seat.side != Side.OWNER or Phase(seat.dialogue.phase) not in AFTER | ENDED or not retention.may_be_carried():
        return None
    ordinary, until = private_until(seat, carried=False), private_until(seat, carried=True)
    return Carrying(seat.carried_at is not None, ordinary, until, ordinary <= local_date(now))


def offered(seat: Seat, items: Collection[str]) -> dict[str, Offer]:
    """By item, the latest that this owner has kept for the next conversation. One statement."""
    if seat.side != Side.OWNER or Phase(seat.dialogue.phase) in AFTER | ENDED:
        return {}
    found: dict[str, Offer] = {}
    for entry in sorted(carried_at(seat, items), key=lambda one: one.dialogue.held_at or one.dialogue.phase_since):
        held = entry.dialogue.held_at
        found[entry.item] = Offer(entry.dialogue_id, held or entry.dialogue.phase_since, held is not None)
    return found


def chosen(value: str) -> tuple[str, UUID]:
    """Which topic of which earlier conversation is meant."""
    key, _colon, dialogue = value.rpartition(":")
    try:
        return key, UUID(dialogue)
    except ValueError:
        raise Invalid from None
