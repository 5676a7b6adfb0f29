"""What every kind of dialogue in a house is made of: rows that are written in bulk, with keys wrapped and texts sealed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections, models, transaction
from psycopg import sql

from samtalerum.blueprints import editions
from samtalerum.coaching.models import Agreed, Coach, Course, Meeting
from samtalerum.dialogues.models import (
    AgreedStep,
    Confirmation,
    Dialogue,
    Entry,
    Passage,
    Seat,
    SheetVersion,
)
from samtalerum.dialogues.phases import Kind
from samtalerum.people import proof
from samtalerum.people.models import Address, Affiliation, Person, Unit
from samtalerum.vault import masters
from samtalerum.vault.cipher import DataKey, new_secret, wrap
from samtalerum.vault.keystore import store
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.sealed import Scope

BATCH = 500  # owners at a time
YEAR = timedelta(days=365)
ORDER: tuple[type[models.Model], ...] = (  # as foreign keys allow
    Person, Address, Affiliation, Coach, Dialogue, Course, Seat, Agreed, Meeting, Passage, Entry, AgreedStep, SheetVersion,
    Confirmation,
)  # fmt: skip


@dataclass
class Batch:
    """Rows that wait to be written together, by model."""

    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, *rows: models.Model) -> None:
        """Keep them."""
        for row in rows:
            self.rows.setdefault(type(row), []).append(row)

    def write(self) -> None:
        """Write all, key store first."""
        with transaction.atomic(using="keys"):
            self._write(WrappedKey, "keys")
        with transaction.atomic():
            for model in ORDER:
                self._write(model, "default")
        assert not self.rows, self.rows.keys()

    def _write(self, model: type[models.Model], alias: str) -> None:
        """By COPY where there is one: a third of what bulk_create takes, most of which is the making of a statement."""
        rows, connection = self.rows.pop(model, []), connections[alias]
        if connection.vendor != "postgresql":
            model._default_manager.using(alias).bulk_create(rows, batch_size=1000)  # noqa: SLF001
            return
        fields = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
        table, names = sql.Identifier(model._meta.db_table), [sql.Identifier(str(one.column)) for one in fields]
        told = sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(names))
        with connection.cursor() as cursor, cursor.copy(told) as copy:
            for row in rows:
                copy.write_row([one.get_db_prep_save(one.pre_save(row, add=True), connection) for one in fields])


class Rows:
    """Makes people, keys and texts."""

    kind: Kind

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.edition = editions.current_of_kind(self.kind)
        known = masters.load()
        self.epoch, self.master = known.current, known.key(known.current)

    def person(self, batch: Batch, name: str, unit: Unit) -> Person:
        """Somebody with an address and a place."""
        person = Person(display_name=name)
        person.set_unusable_password()
        batch.add(person, Address(person=person, email=f"{person.pk}@fjordby.example"))
        starts = (self.at - 3 * YEAR).date()
        batch.add(Affiliation(person=person, unit=unit, category="postdoc", fixed_term=True, starts=starts))
        return person

    def entry(
        self, seat: Seat, keys: dict[Scope, DataKey], item: str, text: str, at: datetime, *, shared: bool, slot: int = 0
    ) -> Entry:
        """What somebody wrote there."""
        entry = Entry(
            dialogue=seat.dialogue, author=seat, item=item, slot=slot, revision=3, saved_at=at, client=uuid4()
        )
        entry.draft = keys[seat.scope].seal(entry.draft_place(3), text)
        if shared:
            entry.shown = keys[seat.dialogue.scope].seal(entry.shown_place(3), text)
            entry.shown_revision, entry.shown_at, entry.shared_at = 3, at, at
        return entry

    def key(self, batch: Batch, scope: Scope, readers: list[UUID]) -> DataKey:
        """As the key store makes one."""
        row = WrappedKey(scope=str(scope), readers=sorted(str(one) for one in readers), master=self.epoch)
        secret = new_secret()
        row.wrapped = wrap(self.master, secret, store._bound(row))  # noqa: SLF001 - the store makes one key at a time
        batch.add(row)
        return DataKey(row.id, secret)


def scopes(dialogue: Dialogue, owner: Person, partner: Person) -> Iterable[tuple[Scope, list[UUID]]]:
    """The three keys of a dialogue, and their readers."""
    yield dialogue.scope, [owner.pk, partner.pk]
    for person in (owner, partner):
        yield Scope.own(dialogue.pk, person.pk), [person.pk]


def session_of(person: Person, *, second: bool = False) -> str:
    """A session as signing in makes it; `second`: with a second factor shown."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if second:
        session[proof.SECOND] = True
        session[proof.HOW] = proof.Proof.PASSKEY
    session.create()
    return str(session.session_key)
