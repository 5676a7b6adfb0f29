"""The cast: Ada owns, Ben leads her unit and is her partner, Cleo is a colleague who must see nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pytest

from samtalerum.blueprints import editions
from samtalerum.blueprints.loading import load_file
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.people.models import Affiliation, Leadership, Person, Unit

AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)


@dataclass
class Cast:
    """Who plays."""

    ada: Person
    ben: Person
    cleo: Person
    unit: Unit

    def start(self, phase: Phase = Phase.BEFORE, *, words: str = "", at: datetime = AT) -> Dialogue:
        """A dialogue between Ada and Ben in this phase, led there by real actions."""
        if phase == Phase.INVITED:
            return actions.invite(partner=self.ben, owner=self.ada, words=words, at=at)
        dialogue = actions.ask(owner=self.ada, partner=self.ben, words=words, at=at)
        ada, ben = self.seat(dialogue, self.ada), self.seat(dialogue, self.ben)
        road: dict[Phase, list[tuple[Step, Seat]]] = {
            Phase.ASKED: [],
            Phase.BEFORE: [(Step.ACCEPT, ben)],
            Phase.DURING: [(Step.ACCEPT, ben), (Step.MEET, ben)],
            Phase.HELD: [(Step.ACCEPT, ben), (Step.MEET, ben), (Step.HOLD, ada)],
            Phase.DECLINED: [(Step.DECLINE, ben)],
            Phase.WITHDRAWN: [(Step.WITHDRAW, ada)],
        }
        if phase == Phase.SUGGESTED:
            return actions.suggest(seat=ben, somebody=self.another_leader(), at=at)
        for step, seat in road.get(phase, road[Phase.DURING]):
            actions.take(step, seat=seat, at=at)
        if phase in {Phase.CONFIRMED, Phase.CLOSED}:
            self.confirm(dialogue, at=at)
        if phase == Phase.CLOSED:
            actions.take(Step.CLOSE, seat=self.seat(dialogue, self.ada), at=at)
        if phase == Phase.LAPSED:
            raise ValueError("Let time pass: actions.lapse_old_questions(at=...)")
        dialogue.refresh_from_db()
        return dialogue

    def confirm(self, dialogue: Dialogue, *, at: datetime = AT) -> None:
        """Both write a line on the sheet and confirm it."""
        from uuid import uuid4

        for person in (self.ada, self.ben):
            seat = self.seat(dialogue, person)
            for item in dialogue.edition.blueprint.wrap_up.fields:
                if Side(seat.side) in item.writers() and not item.optional:
                    actions.save(seat, item.key, text=f"{item.key} by {person}", based_on=0, client=uuid4(), at=at)
        for person in (self.ada, self.ben):
            seat = self.seat(dialogue, person)
            actions.confirm(seat, fingerprint=self.fingerprint(seat, at=at), at=at)

    def fingerprint(self, seat: Seat, *, at: datetime = AT) -> str:
        """Of the sheet as this seat would read it now."""
        from samtalerum.dialogues.visibility import read, ring

        keys = ring(seat)
        return actions.sheet(seat, keys, read(seat, keys, at=at)).fingerprint

    def seat(self, dialogue: Dialogue, person: Person) -> Seat:
        """A fresh look at a person's place."""
        return seat_or_404(person, dialogue.pk)

    def another_leader(self, name: str = "Dora Dam") -> Person:
        """Somebody who leads another unit."""
        there = Person.objects.filter(display_name=name).first()
        return there or leader(name, Unit.objects.create(name=f"Unit of {name}"))


def leader(name: str, unit: Unit) -> Person:
    """A person who leads a unit."""
    person = Person.objects.create_person(name, f"{name.split(maxsplit=1)[0].lower()}@example.org")
    Leadership.objects.create(unit=unit, person=person, starts=date(2020, 1, 1))
    return person


def member(name: str, unit: Unit, **fields: Any) -> Person:
    """A person who belongs to a unit."""
    person = Person.objects.create_person(name, f"{name.split(maxsplit=1)[0].lower()}@example.org", **fields)
    Affiliation.objects.create(person=person, unit=unit, category="postdoc", fixed_term=True, starts=date(2020, 1, 1))
    return person


@lru_cache
def shipped_content() -> dict[str, Any]:
    """The blueprint that ships, read once per process."""
    return load_file(editions.LIBRARY / "career-conversation.yaml")


@pytest.fixture
def cast(db) -> Cast:
    """Ada, Ben and Cleo in one unit that Ben leads, and the blueprint that ships."""
    editions.publish(shipped_content(), at=AT)
    unit = Unit.objects.create(name="Section for Soil")
    return Cast(member("Ada Aa", unit), leader("Ben Bo", unit), member("Cleo Cx", unit), unit)


@pytest.fixture
def at() -> datetime:
    """A moment."""
    return AT
