"""Fill a house: `python -m bench.seed`, told how much on its standard input; prints who measures where.

Rows are written in bulk, but keys are wrapped and texts sealed as the vault does it, so that every page opens what it
would open in earnest. Each owner has had a conversation that is confirmed, and has one that goes on.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.words import prose  # noqa: E402
from samtalerum.blueprints import editions  # noqa: E402
from samtalerum.dialogues.actions.sheet import Line, as_body  # noqa: E402
from samtalerum.dialogues.models import (  # noqa: E402
    AgreedStep,
    Confirmation,
    Dialogue,
    Entry,
    Passage,
    Seat,
    SheetVersion,
)
from samtalerum.dialogues.phases import Phase, Side, Step  # noqa: E402
from samtalerum.people.models import Address, Affiliation, Leadership, Person, Unit  # noqa: E402
from samtalerum.vault import masters  # noqa: E402
from samtalerum.vault.cipher import DataKey, new_secret, wrap  # noqa: E402
from samtalerum.vault.keystore import store  # noqa: E402
from samtalerum.vault.keystore.models import WrappedKey  # noqa: E402
from samtalerum.vault.sealed import Scope  # noqa: E402

LED = 20  # people whom one leader leads
BATCH = 500  # owners at a time
CLIENTS = 16  # sessions for those who measure
YEAR = timedelta(days=365)
PREPARED = ("success", "feedback", "motivation", "career")
SHEET = {"reflection": Side.OWNER, "action": Side.OWNER, "advice": Side.PARTNER}
ROAD = {
    Phase.BEFORE: [Step.ASK, Step.ACCEPT],
    Phase.DURING: [Step.ASK, Step.ACCEPT, Step.MEET],
    Phase.CONFIRMED: [Step.ASK, Step.ACCEPT, Step.MEET, Step.CONFIRM],
}
AFTER = {Step.ASK: Phase.ASKED, Step.ACCEPT: Phase.BEFORE, Step.MEET: Phase.DURING, Step.CONFIRM: Phase.CONFIRMED}


@dataclass
class Batch:
    """Rows that wait to be written together, by model, in an order that foreign keys allow."""

    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, *rows: models.Model) -> None:
        """Keep them."""
        for row in rows:
            self.rows.setdefault(type(row), []).append(row)

    def write(self) -> None:
        """Write all, key store first."""
        manager = WrappedKey.objects
        manager.bulk_create(self.rows.pop(WrappedKey, []), batch_size=1000)
        order = [Person, Address, Affiliation, Dialogue, Seat, Passage, Entry, AgreedStep, SheetVersion, Confirmation]
        with transaction.atomic():
            for model in order:
                model._default_manager.bulk_create(self.rows.pop(model, []), batch_size=1000)  # noqa: SLF001
        assert not self.rows, self.rows.keys()


class Writer:
    """Makes conversations as rows."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.edition = editions.current_of_kind("conversation")
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

    def conversation(self, batch: Batch, owner: Person, partner: Person, phase: Phase, at: datetime) -> Dialogue:
        """One between these two, led to this phase, with what people write until then."""
        dialogue = Dialogue(edition=self.edition, phase=phase, phase_since=at, started_at=at, last_activity_at=at)
        dialogue.revision, dialogue.minutes = 12, 60
        if phase == Phase.CONFIRMED:
            dialogue.held_at = dialogue.confirmed_at = at
        else:
            dialogue.meets_at = self.at if phase == Phase.DURING else self.at + timedelta(days=5)
        seats = {side: Seat(dialogue=dialogue, person=who, side=side) for side, who in sides(owner, partner)}
        batch.add(dialogue, *seats.values())
        keys = {one: self._key(batch, one, readers) for one, readers in scopes(dialogue, owner, partner)}
        came = ""
        for step in ROAD[phase]:
            seat = seats[Side.OWNER if step == Step.ASK else Side.PARTNER]
            batch.add(Passage(dialogue=dialogue, step=step, come_from=came, to=AFTER[step], seat=seat, at=at))
            came = AFTER[step]
        if phase == Phase.CONFIRMED:
            self._sheet_confirmed(batch, dialogue, seats, keys)
        else:
            self._prepared(batch, seats, keys, at)
            if phase == Phase.DURING:
                self._on_sheet(batch, seats, keys, at)
        return dialogue

    def _prepared(self, batch: Batch, seats: dict[Side, Seat], keys: dict[Scope, DataKey], at: datetime) -> None:
        for number, item in enumerate(PREPARED):
            batch.add(self._entry(seats[Side.OWNER], keys, item, prose(1100, number), at, shared=number < 2))
        batch.add(self._entry(seats[Side.PARTNER], keys, "feedback-notes", prose(900, 7), at, shared=False))

    def _on_sheet(self, batch: Batch, seats: dict[Side, Seat], keys: dict[Scope, DataKey], at: datetime) -> list[Line]:
        lines = []
        for item, side in SHEET.items():
            for slot in range(2 if item == "action" else 1):
                text = prose(300 if item == "action" else 1800, slot)
                entry = self._entry(seats[side], keys, item, text, at, shared=True, slot=slot)
                batch.add(entry)
                lines.append(Line(item, text))
                if item == "action":
                    batch.add(AgreedStep(entry=entry))
        return lines

    def _sheet_confirmed(
        self, batch: Batch, dialogue: Dialogue, seats: dict[Side, Seat], keys: dict[Scope, DataKey]
    ) -> None:
        assert dialogue.confirmed_at is not None
        body = as_body(self._on_sheet(batch, seats, keys, dialogue.confirmed_at))
        key = keys[dialogue.scope]
        version = SheetVersion(dialogue=dialogue, fingerprint=key.fingerprint(body), made_at=dialogue.confirmed_at)
        version.complete_at, version.body = dialogue.confirmed_at, key.seal(version.place(), body)
        confirmed = [Confirmation(version=version, seat=seat, at=version.made_at) for seat in seats.values()]
        batch.add(version, *confirmed)

    def _entry(
        self, seat: Seat, keys: dict[Scope, DataKey], item: str, text: str, at: datetime, *, shared: bool, slot: int = 0
    ) -> Entry:
        entry = Entry(
            dialogue=seat.dialogue, author=seat, item=item, slot=slot, revision=3, saved_at=at, client=uuid4()
        )
        entry.draft = keys[seat.scope].seal(entry.draft_place(3), text)
        if shared:
            entry.shown = keys[seat.dialogue.scope].seal(entry.shown_place(3), text)
            entry.shown_revision, entry.shown_at, entry.shared_at = 3, at, at
        return entry

    def _key(self, batch: Batch, scope: Scope, readers: list[UUID]) -> DataKey:
        row = WrappedKey(scope=str(scope), readers=sorted(str(one) for one in readers), master=self.epoch)
        secret = new_secret()
        row.wrapped = wrap(self.master, secret, store._bound(row))  # noqa: SLF001 - the store makes one key at a time
        batch.add(row)
        return DataKey(row.id, secret)


def sides(owner: Person, partner: Person) -> Iterable[tuple[Side, Person]]:
    """Who sits where."""
    return ((Side.OWNER, owner), (Side.PARTNER, partner))


def scopes(dialogue: Dialogue, owner: Person, partner: Person) -> Iterable[tuple[Scope, list[UUID]]]:
    """The three keys of a dialogue, and their readers."""
    yield dialogue.scope, [owner.pk, partner.pk]
    for person in (owner, partner):
        yield Scope.own(dialogue.pk, person.pk), [person.pk]


def session_of(person: Person) -> str:
    """A session as signing in makes it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def fill(dialogues: int, rooms: int) -> dict[str, Any]:
    """Half of the dialogues are confirmed, half go on; of those so many are rooms."""
    at = timezone.now().replace(microsecond=0)
    writer, pairs = Writer(at), _pairs(dialogues // 2, at)
    before: list[tuple[Dialogue, Person, Person]] = []
    during: list[tuple[Dialogue, Person, Person]] = []
    number = 0
    while some := list(islice(pairs, BATCH)):
        batch = Batch()
        for unit, leader in some:
            owner = writer.person(batch, f"Person {number}", unit)
            writer.conversation(batch, owner, leader, Phase.CONFIRMED, at - YEAR)
            phase = Phase.DURING if number % (dialogues // 2) < rooms else Phase.BEFORE
            now = writer.conversation(batch, owner, leader, phase, at - timedelta(days=number % 30))
            keep = during if phase == Phase.DURING else before
            if len(keep) < (rooms if keep is during else CLIENTS):
                keep.append((now, owner, leader))
            number += 1
        batch.write()
    return {"before": [_told(one) for one in before], "rooms": [_told(one) for one in during]}


def _pairs(owners: int, at: datetime) -> Iterator[tuple[Unit, Person]]:
    """For each owner the unit and its leader; both are made when they are first needed."""
    for number in range(owners):
        if number % LED == 0:
            unit = Unit.objects.create(name=f"Section {number // LED}")
            leader = Person.objects.create_person(f"Leader {number // LED}", f"leader{number // LED}@fjordby.example")
            Leadership.objects.create(unit=unit, person=leader, starts=(at - 3 * YEAR).date())
        yield unit, leader


def _told(one: tuple[Dialogue, Person, Person]) -> dict[str, str]:
    dialogue, owner, partner = one
    return {"dialogue": str(dialogue.pk), "owner": session_of(owner), "partner": session_of(partner)}


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    print(json.dumps(fill(wanted["dialogues"], wanted["rooms"])))
