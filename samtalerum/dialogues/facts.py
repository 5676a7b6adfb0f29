"""Process facts of several dialogues at once: what can be named without opening a word."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from samtalerum.dialogues.handed import FollowUp
from samtalerum.dialogues.models import Seat, SheetVersion
from samtalerum.dialogues.phases import AFTER, ROOM, Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import visible_entries_of
from samtalerum.ground.prepared import Many, Prepared


class SheetStands(Enum):
    """Where the sheet stands for one of the two."""

    AS_IT_IS = "as it is"  # nobody waits: nothing confirmed yet, or nothing changed since both confirmed
    I_WAIT = "I wait"  # I have confirmed, the other one has not
    OTHER_WAITS = "the other waits"
    OTHER_CHANGED = "the other changed it"  # since it was confirmed, by one or by both
    I_CHANGED = "I changed it"


@dataclass
class Facts:
    """What a start page may name about one dialogue, from one seat."""

    written: set[str] = field(default_factory=set)  # items I have written at
    shared: set[str] = field(default_factory=set)  # items of mine that the other one can read
    received: set[str] = field(default_factory=set)  # items of the other's that I can read
    sheet: SheetStands = SheetStands.AS_IT_IS


def of(seats: Collection[Seat]) -> dict[UUID, Facts]:
    """The facts of each of one person's seats, by seat. At most two statements, however many seats there are."""
    found = {seat.pk: Facts() for seat in seats}
    mine = {seat.dialogue_id: seat for seat in seats}
    shown: dict[UUID, list[tuple[UUID, str, datetime]]] = {}
    rows = visible_entries_of(seats).values_list("dialogue", "author", "item", "revision", "shared_at", "shown_at")
    for dialogue, author, item, revision, shared_at, shown_at in rows.order_by("pk"):
        facts = found[mine[dialogue].pk]
        if author == mine[dialogue].pk:
            if revision:
                facts.written.add(item)
            if shared_at:
                facts.shared.add(item)
        else:
            facts.received.add(item)
        if shown_at:
            shown.setdefault(dialogue, []).append((author, item, shown_at))
    with_sheet = [seat.dialogue_id for seat in seats if seat.dialogue.phase in ROOM]  # else nobody waits for anybody
    for dialogue, versions in _versions(with_sheet).items():
        found[mine[dialogue].pk].sheet = _stands(mine[dialogue], versions, shown.get(dialogue, []))
    return found


def with_last_follow_up(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """The same seats, each with what `asked_further` wants to know. No statement of its own."""
    last = FollowUp.objects.filter(dialogue=OuterRef("dialogue")).order_by("-sent_at", "-pk")
    author = Subquery(last.values("author")[:1], output_field=UUIDField())  # a foreign key's own would stay raw
    return seats.annotate(asked_by=author, opened_at=Subquery(last.values("opened_at")[:1]))


def asked_further(seat: Any) -> bool:
    """A later question or an answer waits for this seat (of `with_last_follow_up`).

    For the owner an answer waits until it has been opened; for the partner a question waits until it is answered.
    """
    if seat.asked_by in {None, seat.pk} or seat.dialogue.phase not in AFTER:
        return False
    return seat.side == Side.PARTNER or seat.opened_at is None


@dataclass
class _Versions:
    standing: datetime | None = None
    waiting: datetime | None = None
    confirmed_by: set[UUID] = field(default_factory=set)


_VERSIONS = Prepared(
    lambda dialogues: (
        SheetVersion.objects.filter(dialogue__in=dialogues)
        .values_list("dialogue", "made_at", "complete_at", "confirmations__seat")
        .order_by("pk")
    ),
    dialogues=Many(UUID),
)


def _versions(dialogues: Collection[UUID]) -> dict[UUID, _Versions]:
    found: dict[UUID, _Versions] = {}
    for dialogue, made, complete, seat in _VERSIONS(dialogues=dialogues) if dialogues else ():
        versions = found.setdefault(dialogue, _Versions())
        if complete:
            versions.standing = complete
        else:
            versions.waiting = made
            versions.confirmed_by.add(seat)
    return found


def _stands(seat: Seat, versions: _Versions, shown: Collection[tuple[UUID, str, datetime]]) -> SheetStands:
    """A change of the sheet is a field that was shown again after the confirmation; the words needn't be opened."""
    confirmed = versions.waiting or versions.standing
    fields = {item.key for item in seat.dialogue.edition.blueprint.wrap_up.fields}
    changed_by = {author for author, item, at in shown if item in fields and confirmed and at > confirmed}
    if other(seat).pk in changed_by:
        again = versions.standing is not None or seat.pk in versions.confirmed_by
        return SheetStands.OTHER_CHANGED if again else SheetStands.AS_IT_IS
    if seat.pk in changed_by:
        return SheetStands.I_CHANGED
    if versions.waiting:
        return SheetStands.I_WAIT if seat.pk in versions.confirmed_by else SheetStands.OTHER_WAITS
    return SheetStands.AS_IT_IS
