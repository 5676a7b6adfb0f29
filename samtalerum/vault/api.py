"""The vault as everybody else uses it: keys for scopes, a ring for one person and one request, the one way to open.

>>> from samtalerum.vault import api as vault
>>> keys = vault.ring(person.pk, [scope])
>>> vault.open(keys, [(entry.draft, place)], at=now)
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Forbidden
from samtalerum.vault import log
from samtalerum.vault.cipher import DataKey, Tampered, key_id
from samtalerum.vault.keystore import store
from samtalerum.vault.models import Receipt
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
    "forget_log",
    "log_act",
    "log_without_names",
    "logged",
    "open",
    "opened_by",
    "opened_by_others",
    "opened_in_sums",
    "remove_reader",
    "ring",
    "set_readers",
]

MOST_HALVES = 30  # a start that was cut off leaves three

log_of_events = logging.getLogger(__name__)
forget_log = log.forget
log_act = log.act
log_without_names = log.without_names
logged = log.logged
opened_by = log.opened_by
opened_by_others = log.about
opened_in_sums = log.counts


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
    reader = person if isinstance(person, UUID) else UUID(str(person))
    keys, refused = store.load(scopes, reader)
    return Ring(reader, keys, refused)


def open(keys: Ring, boxes: Sequence[tuple[Sealed | None, Place]], *, at: datetime) -> list[str | None]:  # noqa: A001
    """Open sealed texts: the only way in the product.

    Refuses whoever the key store does not name; writes down what of another's is opened, and only then decrypts: if the
    row can't be written, nothing is shown. None stands for what is not there or has been erased.
    """
    found = [(sealed, place, keys.key_for(place, sealed) if sealed else None) for sealed, place in boxes]
    anothers = [place for sealed, place, key in found if key and place.author not in {keys.person, None}]
    log.openings(keys.person, anothers, at=at)
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


def set_readers(scope: Scope, readers: Iterable[UUID]) -> bool:
    """From the next request on, exactly these people's rings hold the key; whether that changed anything."""
    return store.set_readers(scope, readers)


def erase(*scopes: Scope, at: datetime) -> int:
    """Erase what these scopes sealed, by deleting their keys; a receipt says how many, not whose. Twice does no harm."""
    return _receipt(store.erase(scopes), at=at)


def finish_halves(existing_dialogues: set[UUID], *, at: datetime) -> int:
    """Erase keys older than a day that no dialogue has: halves that a crash left between the two stores.

    Where many keys have no dialogue it was no crash: another content database was put beside this key store, and
    erasing would lose every word for good. Then nothing is erased, and the log says so.
    """
    before = at - timedelta(days=1)
    halves = store.orphans(existing_dialogues, before=before)
    if len(halves) > MOST_HALVES or 2 * len(halves) > store.count(before=before):
        log_of_events.error("Many keys have no dialogue: is this the right content database? Nothing was erased.")
        return 0
    return _receipt(store.erase_named(halves), at=at)


def _receipt(keys: int, *, at: datetime) -> int:
    if keys:
        Receipt.objects.create(on=local_date(at), keys=keys)
    return keys
