"""Every read and write of the key store. Nothing else in the product touches it.

Each write commits by itself (`durable`: it refuses to be part of anything larger), outside the content's transaction:
create the key, then the content; erase the key, then the content. A key without content is harmless, content without
its key reads as erased.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, connections, transaction
from django.db.models import Count, Q, QuerySet

from samtalerum.ground.prepared import Many, Prepared
from samtalerum.vault import masters
from samtalerum.vault.cipher import DataKey, Tampered, key_id, new_secret, unwrap, wrap
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.keystore.router import KEYS
from samtalerum.vault.sealed import Place, Scope, Sealed

BATCH = 500
ROTATION = 0x53616D74  # names a lock of PostgreSQL: shared by whoever writes

REWRAP_ONE = "UPDATE keystore_wrappedkey SET master = %s, wrapped = %s WHERE id = %s"
REWRAP_MANY = (
    "UPDATE keystore_wrappedkey AS kept SET master = %s, wrapped = anew.wrapped "
    "FROM unnest(%s::uuid[], %s::bytea[]) AS anew(id, wrapped) WHERE kept.id = anew.id"
)


def create(scope: Scope, readers: Iterable[UUID]) -> None:
    """Make the key of a scope, if it has none, for these people."""
    key = WrappedKey(id=uuid4(), scope=str(scope), readers=sorted(str(reader) for reader in readers))
    try:
        with _writing() as known:
            key.master = known.current
            key.wrapped = wrap(known.key(known.current), new_secret(), _bound(key))
            key.save(force_insert=True)
    except IntegrityError:
        return  # somebody was faster: the key that is there is the key


_KEYS_OF = Prepared(lambda scopes: WrappedKey.objects.filter(scope__in=scopes), scopes=Many(str))


def load(scopes: Sequence[Scope], reader: UUID) -> tuple[dict[Scope, DataKey], set[Scope]]:
    """The keys that this person may use, and the scopes that have a key which this person may not. One statement."""
    names = {str(scope): scope for scope in scopes}
    opened: dict[Scope, DataKey] = {}
    refused: set[Scope] = set()
    if not names:
        return opened, refused
    found, known = _with_their_masters(list(names))
    for key in found:
        scope = names[key.scope]
        if str(reader) in key.readers:
            opened[scope] = DataKey(key.id, unwrap(known.key(key.master), bytes(key.wrapped), _bound(key)))
        else:
            refused.add(scope)
    return opened, refused


def change_readers(scope: Scope, *, add: Iterable[UUID] = (), remove: Iterable[UUID] = ()) -> None:
    """Let people use a key, or no longer; the key is wrapped anew, because its readers are part of the wrapping."""
    with _writing() as known:
        key = WrappedKey.objects.select_for_update().filter(scope=str(scope)).first()
        if key is None:
            return
        secret = unwrap(known.key(key.master), bytes(key.wrapped), _bound(key))
        readers = ({*key.readers} | {str(one) for one in add}) - {str(one) for one in remove}
        key.readers, key.master = sorted(readers), known.current
        key.wrapped = wrap(known.key(known.current), secret, _bound(key))
        key.save()


def set_readers(scope: Scope, readers: Iterable[UUID]) -> bool:
    """Let exactly these people use a key; whether that changed anything."""
    wanted = {str(one) for one in readers}
    there = WrappedKey.objects.filter(scope=str(scope)).values_list("readers", flat=True).first()
    if there is None or set(there) == wanted:
        return False
    change_readers(scope, add=[UUID(one) for one in wanted], remove=[UUID(one) for one in set(there) - wanted])
    return True


def erase(scopes: Iterable[Scope]) -> int:
    """Delete keys. What they sealed can't be opened any more by anybody."""
    with _writing():
        return WrappedKey.objects.filter(scope__in=[str(scope) for scope in scopes]).delete()[0]


def orphans(existing: set[UUID], *, before: datetime) -> list[str]:
    """Scopes of keys made before then whose dialogue is not among the existing ones: halves of a start that failed."""
    made = _of_dialogues().filter(created_at__lt=before)
    return [scope for scope in made.values_list("scope", flat=True) if UUID(scope.split(":")[1]) not in existing]


def erase_named(scopes: list[str]) -> int:
    """Delete keys by the names that `orphans` gave."""
    with _writing():
        return WrappedKey.objects.filter(scope__in=scopes).delete()[0]


def count(*, before: datetime) -> int:
    """How many keys of dialogues were made before then."""
    return _of_dialogues().filter(created_at__lt=before).count()


def _of_dialogues() -> QuerySet[WrappedKey]:
    """What belongs to a person and to no dialogue is left out."""
    return WrappedKey.objects.exclude(Q(scope__startswith="person:") | Q(scope__startswith="contact:"))


def is_there(alias: str) -> bool:
    """Whether this database has the key store's table."""
    return WrappedKey._meta.db_table in connections[alias].introspection.table_names()


def masters_in_use(using: str = KEYS) -> list[str]:
    """The epochs that wrap at least one key; `using`: in another copy of the key store."""
    return sorted(WrappedKey.objects.using(using).values_list("master", flat=True).distinct())


def sample_opens(epoch: str) -> bool:
    """Whether a key wrapped under this epoch opens with the master key we hold."""
    key = WrappedKey.objects.filter(master=epoch).first()
    if key is None:
        return True
    return _secret(key, masters.load().key(epoch)) is not None


# Copies of the key store: config/backup


class Opens(NamedTuple):
    """Of a number of sealed texts: how many open, were erased, and don't open although their key is there."""

    opened: int
    erased: int
    wrong: int

    @property
    def tried(self) -> int:
        """All of them."""
        return sum(self)


def total(using: str = KEYS) -> int:
    """How many keys there are."""
    return WrappedKey.objects.using(using).count()


def still_opens(texts: Sequence[tuple[Sealed, Place]], *, using: str = KEYS) -> Opens:
    """Whether these texts open with the keys that lie there. What they say does not leave this function."""
    scopes = {str(place.scope) for _sealed, place in texts}
    keys = {key.scope: key for key in WrappedKey.objects.using(using).filter(scope__in=scopes)}
    erased = wrong = 0
    for sealed, place in texts:
        key = keys.get(str(place.scope))
        if key is None or key.id != key_id(sealed):
            erased += 1
        elif not _opens(key, sealed, place):
            wrong += 1
    return Opens(len(texts) - erased - wrong, erased, wrong)


def _opens(key: WrappedKey, sealed: Sealed, place: Place) -> bool:
    known = masters.load()
    secret = _secret(key, known.key(key.master)) if key.master in known else None
    if secret is None:
        return False
    try:
        DataKey(key.id, secret).open(place, sealed)
    except Tampered:
        return False
    return True


# Rotation: vault/rotation.py says in which order.


def keys_by_master() -> dict[str, int]:
    """How many keys each epoch wraps."""
    rows = WrappedKey.objects.values_list("master").annotate(keys=Count("pk")).order_by("master")
    return dict(rows)


def rewrap(epoch: str) -> int:
    """Wrap everything anew that another epoch wraps; returns how many. What somebody writes just now is left out.

    In batches, so that whoever writes waits for a moment only; and in any order with others, so that nobody waits for
    each other.
    """
    done, last = 0, UUID(int=0)
    while True:
        with transaction.atomic(using=KEYS):
            other = WrappedKey.objects.select_for_update(skip_locked=True).exclude(master=epoch)
            batch = list(other.filter(pk__gt=last).order_by("pk")[:BATCH])
            done += _rewrap(batch, epoch)
        if not batch:
            return done
        last = batch[-1].pk


def do_not_open(epoch: str) -> int:
    """How many keys that this epoch wraps don't open with it. Reads all of them."""
    secret, wrong = masters.load().key(epoch), 0
    for key in WrappedKey.objects.filter(master=epoch).iterator(chunk_size=BATCH):
        wrong += _secret(key, secret) is None
    return wrong


@contextmanager
def nobody_writes() -> Iterator[None]:
    """Inside, whoever began to write before has finished, and whoever comes later waits."""
    with transaction.atomic(using=KEYS, durable=True):
        _lock("pg_advisory_xact_lock")
        yield


@contextmanager
def _writing() -> Iterator[masters.Masters]:
    """One write, with the master keys as they are until it ends."""
    with transaction.atomic(using=KEYS, durable=True):
        _lock("pg_advisory_xact_lock_shared")
        yield masters.load()


def _lock(kind: str) -> None:
    """On SQLite a transaction is alone from its begin."""
    if connections[KEYS].vendor == "postgresql":
        with connections[KEYS].cursor() as cursor:
            cursor.execute(f"SELECT {kind}(%s)", [ROTATION])


def _with_their_masters(names: list[str]) -> tuple[list[WrappedKey], masters.Masters]:
    """One statement; again where a rotation came between a key and its master key."""
    for _attempt in range(masters.TRIES):
        found, known = _KEYS_OF(scopes=names), masters.load()
        if all(key.master in known for key in found):
            break
    return found, known


def _rewrap(keys: list[WrappedKey], epoch: str) -> int:
    """What does not open stays as it is, and keeps its master key alive."""
    known, rows = masters.load(), []
    for key in keys:
        secret = _secret(key, known.key(key.master)) if key.master in known else None
        if secret is not None:
            rows.append((key.pk, wrap(known.key(epoch), secret, _bound(key))))
    if rows:
        _write_down(rows, epoch)
    return len(rows)


def _write_down(rows: list[tuple[UUID, bytes]], epoch: str) -> None:
    """One statement a batch, or one prepared for many."""
    connection = connections[KEYS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REWRAP_MANY, [epoch, [key for key, _ in rows], [wrapped for _, wrapped in rows]])
        else:
            cursor.executemany(REWRAP_ONE, [(epoch, wrapped, key.hex) for key, wrapped in rows])


def _secret(key: WrappedKey, master: bytes) -> bytes | None:
    try:
        return unwrap(master, bytes(key.wrapped), _bound(key))
    except Tampered:
        return None


def _bound(key: WrappedKey) -> bytes:
    parts = [key.scope, str(key.id), *key.readers]
    return b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)
