"""Every read and write of the key store. Nothing else in the product touches it.

Each write commits by itself (`durable`: it refuses to be part of anything larger), outside the content's transaction:
create the key, then the content; erase the key, then the content. A key without content is harmless, content without
its key reads as erased.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, connections, transaction

from samtalerum.vault import masters
from samtalerum.vault.cipher import DataKey, Tampered, new_secret, unwrap, wrap
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.keystore.router import KEYS
from samtalerum.vault.sealed import Scope


def create(scope: Scope, readers: Iterable[UUID]) -> None:
    """Make the key of a scope, if it has none, for these people."""
    known = masters.load()
    names = sorted(str(reader) for reader in readers)
    key = WrappedKey(id=uuid4(), scope=str(scope), readers=names, master=known.current)
    key.wrapped = wrap(known.key(known.current), new_secret(), _bound(key))
    try:
        with transaction.atomic(using=KEYS, durable=True):
            key.save(force_insert=True)
    except IntegrityError:
        return  # somebody was faster: the key that is there is the key


def load(scopes: Sequence[Scope], reader: UUID) -> tuple[dict[Scope, DataKey], set[Scope]]:
    """The keys that this person may use, and the scopes that have a key which this person may not. One statement."""
    names = {str(scope): scope for scope in scopes}
    opened: dict[Scope, DataKey] = {}
    refused: set[Scope] = set()
    if not names:
        return opened, refused
    known = masters.load()
    for key in WrappedKey.objects.filter(scope__in=names):
        scope = names[key.scope]
        if str(reader) in key.readers:
            opened[scope] = DataKey(key.id, unwrap(known.key(key.master), bytes(key.wrapped), _bound(key)))
        else:
            refused.add(scope)
    return opened, refused


def change_readers(scope: Scope, *, add: Iterable[UUID] = (), remove: Iterable[UUID] = ()) -> None:
    """Let people use a key, or no longer; the key is wrapped anew, because its readers are part of the wrapping."""
    known = masters.load()
    with transaction.atomic(using=KEYS, durable=True):
        key = WrappedKey.objects.select_for_update().filter(scope=str(scope)).first()
        if key is None:
            return
        secret = unwrap(known.key(key.master), bytes(key.wrapped), _bound(key))
        readers = ({*key.readers} | {str(one) for one in add}) - {str(one) for one in remove}
        key.readers, key.master = sorted(readers), known.current
        key.wrapped = wrap(known.key(known.current), secret, _bound(key))
        key.save()


def erase(scopes: Iterable[Scope]) -> int:
    """Delete keys. What they sealed can't be opened any more by anybody."""
    with transaction.atomic(using=KEYS, durable=True):
        return WrappedKey.objects.filter(scope__in=[str(scope) for scope in scopes]).delete()[0]


def orphans(existing: set[UUID], *, before: datetime) -> list[str]:
    """Scopes of keys made before then whose dialogue is not among the existing ones: halves of a start that failed."""
    made = WrappedKey.objects.filter(created_at__lt=before).exclude(scope__startswith="person:")
    return [scope for scope in made.values_list("scope", flat=True) if UUID(scope.split(":")[1]) not in existing]


def erase_named(scopes: list[str]) -> int:
    """Delete keys by the names that `orphans` gave."""
    with transaction.atomic(using=KEYS, durable=True):
        return WrappedKey.objects.filter(scope__in=scopes).delete()[0]


def count(*, before: datetime) -> int:
    """How many keys of dialogues were made before then."""
    return WrappedKey.objects.filter(created_at__lt=before).exclude(scope__startswith="person:").count()


def is_there(alias: str) -> bool:
    """Whether this database has the key store's table."""
    return WrappedKey._meta.db_table in connections[alias].introspection.table_names()


def masters_in_use() -> list[str]:
    """The epochs that wrap at least one key."""
    return list(WrappedKey.objects.values_list("master", flat=True).distinct())


def sample_opens(epoch: str) -> bool:
    """Whether a key wrapped under this epoch opens with the master key we hold."""
    key = WrappedKey.objects.filter(master=epoch).first()
    if key is None:
        return True
    try:
        unwrap(masters.load().key(epoch), bytes(key.wrapped), _bound(key))
    except Tampered:
        return False
    return True


def _bound(key: WrappedKey) -> bytes:
    parts = [key.scope, str(key.id), *key.readers]
    return b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)
