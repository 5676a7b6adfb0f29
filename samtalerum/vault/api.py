"""The vault as everybody else uses it: keys for scopes, a ring for one person and one request, the one way to open.

>>> from samtalerum.vault import api as vault
>>> keys = vault.ring(person.pk, [scope])
>>> vault.open(keys, [(entry.draft, place)], at=now)
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from samtalerum.ground.refusals import Forbidden
from samtalerum.vault.cipher import DataKey, Tampered, key_id
from samtalerum.vault.keystore import store
from samtalerum.vault.models import AccessLog, AppendOnly
from samtalerum.vault.sealed import Place, Scope, Sealed

__all__ = [
    "NotAReader",
    "Place",
    "Ring",
    "Scope",
    "Sealed",
    "Tampered",
    "add_reader",
    "create_key",
    "erase",
    "finish_halves",
    "log_act",
    "open",
    "opened_by_others",
    "remove_reader",
    "ring",
]

QUARTER = timedelta(minutes=15)


class NotAReader(Forbidden):
    """The key store does not name this person beside the key. Whatever the content database says, nothing opens."""


class Ring:
    """The keys one person may use, for one request."""

    def __init__(self, person: UUID, keys: dict[Scope, DataKey], refused: set[Scope]) -> None:
        self.person = person
        self._keys = keys
        self._refused = refused

    def __repr__(self) -> str:
        return f"Ring({len(self._keys)} keys)"

    def has(self, scope: Scope) -> bool:
        """The scope has a key that this person may use; without one its texts have been erased."""
        if scope in self._refused:
            raise NotAReader
        return scope in self._keys

    def seal(self, place: Place, text: str) -> Sealed:
        """Seal a text for this place."""
        return self._key(place.scope).seal(place, text)

    def fingerprint(self, scope: Scope, text: str) -> str:
        """Tells whether two texts of a scope are the same; 64 hexadecimal digits."""
        return self._key(scope).fingerprint(text)

    def key_for(self, place: Place, sealed: Sealed) -> DataKey | None:
        """The key that sealed it, or None when it has been erased."""
        if not self.has(place.scope):
            return None
        key = self._keys[place.scope]
        return key if key.id == key_id(sealed) else None

    def _key(self, scope: Scope) -> DataKey:
        if not self.has(scope):
            raise NotAReader
        return self._keys[scope]


def ring(person: UUID | Any, scopes: Sequence[Scope]) -> Ring:
    """Fetch the keys of these scopes that this person may use. One key-store statement."""
    keys, refused = store.load(scopes, person)
    return Ring(person, keys, refused)


def open(keys: Ring, boxes: Sequence[tuple[Sealed | None, Place]], *, at: datetime) -> list[str | None]:  # noqa: A001
    """Open sealed texts: the only way in the product.

    Refuses whoever the key store does not name; writes down what of another's is opened, and only then decrypts: if the
    row can't be written, nothing is shown. None stands for what is not there or has been erased.
    """
    found = [(sealed, place, keys.key_for(place, sealed) if sealed else None) for sealed, place in boxes]
    anothers = [place for sealed, place, key in found if key and place.author not in {keys.person, None}]
    _write_down(keys.person, anothers, at=at)
    return [key.open(place, sealed) if key and sealed else None for sealed, place, key in found]


def create_key(scope: Scope, *, readers: Iterable[UUID]) -> None:
    """Make a scope's key for these people; committed at once, before the content it will seal."""
    store.create(scope, readers)


def add_reader(scope: Scope, person: UUID) -> None:
    """Name somebody beside a key."""
    store.change_readers(scope, add=[person])


def remove_reader(scope: Scope, person: UUID) -> None:
    """From the next request on, this person's ring does not hold the key."""
    store.change_readers(scope, remove=[person])


def erase(*scopes: Scope) -> int:
    """Erase what these scopes sealed, by deleting their keys. Twice does no harm."""
    return store.erase(scopes)


def finish_halves(existing_dialogues: set[UUID], *, at: datetime) -> int:
    """Erase keys older than a day that no dialogue has: halves that a crash left between the two stores."""
    return store.erase_named(store.orphans(existing_dialogues, before=at - timedelta(days=1)))


def log_act(
    actor: UUID, action: str, *, dialogue: UUID, at: datetime, item: str = "", author: UUID | None = None
) -> None:
    """Write down an act that is not an opening: shared, taken back, printed, erased."""
    AccessLog.objects.create(
        dialogue=dialogue, actor=actor, author=author, action=action, item=item, at=at, quarter=_quarter(at)
    )


def opened_by_others(author: UUID | Any) -> AppendOnly:
    """Who else opened what this person wrote, the latest first. What one reads of one's own is shown to nobody."""
    return AccessLog.objects.filter(author=author, action=AccessLog.Action.OPENED).exclude(actor=author).order_by("-at")


def _write_down(reader: UUID, places: list[Place], *, at: datetime) -> None:
    if not places:
        return
    quarter = _quarter(at)
    rows = {place.row for place in places}
    known = set(
        AccessLog.objects.filter(
            actor=reader, row__in=rows, action=AccessLog.Action.OPENED, quarter=quarter
        ).values_list("row", flat=True)
    )
    fresh = {place.row: place for place in places if place.row not in known}
    if not fresh:
        return
    AccessLog.objects.bulk_create(
        [
            AccessLog(
                dialogue=place.scope.id,
                actor=reader,
                author=place.author,
                action=AccessLog.Action.OPENED,
                row=row,
                item=place.item,
                at=at,
                quarter=quarter,
            )
            for row, place in fresh.items()
        ],
        ignore_conflicts=True,
    )


def _quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
