"""Who plays in the tests of the whole house, and conversations between them in every phase.

Ada owns, Ben leads her unit and is her partner, Cleo is a colleague who must see nothing. Finn led the unit and had a
conversation with Ada that has since moved on; Dora leads another unit; Hanne is HR coordinator, Ida administrator.
Ole is Ben's stand-in. Pia leads a third unit: a conversation of Ada's was hers until Ada moved it. Rita is whom Ada
sends a confirmed sheet.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4

from samtalerum.blueprints import editions
from samtalerum.blueprints.loading import load_file
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people.models import Affiliation, Leadership, Person, StandIn, Unit

START = date(2020, 1, 1)
TOPICS = ("success", "feedback", "motivation", "career")


@dataclass
class Cast:
    """Everybody, and what leads their conversations to a phase."""

    ada: Person
    ben: Person
    cleo: Person
    dora: Person
    finn: Person
    hanne: Person
    ida: Person
    ole: Person
    pia: Person
    rita: Person
    unit: Unit
    other_unit: Unit

    def conversation(
        self, phase: Phase = Phase.BEFORE, *, words: str = "", at: datetime | None = None, begun: Dialogue | None = None
    ) -> Dialogue:
        """A conversation of Ada with Ben that real steps have led to this phase. `begun`: one that she has asked for."""
        at = at or now()
        if phase == Phase.LAPSED:
            at -= timedelta(days=61)
        start = {Phase.INVITED: self._invited}.get(phase, self._asked)
        dialogue = begun or start(words, at)
        for step, person in ROADS[phase]:
            actions.take(step, seat=self.seat(dialogue, getattr(self, person)), at=at)
        if phase == Phase.SUGGESTED:
            actions.suggest(seat=self.seat(dialogue, self.ben), somebody=self.dora, at=at)
        if phase in {Phase.CONFIRMED, Phase.CLOSED}:
            self.confirm(dialogue, at=at)
        if phase == Phase.CLOSED:
            actions.take(Step.CLOSE, seat=self.seat(dialogue, self.ada), at=at)
        if phase == Phase.LAPSED:
            actions.lapse_old_questions(at=now())
        dialogue.refresh_from_db()
        return dialogue

    def with_pia(self) -> Dialogue:
        """A conversation of Ada with Pia: both have said yes and written, and Ada has shared something with her."""
        dialogue = actions.ask(owner=self.ada, partner=self.pia, words="", at=now())
        actions.take(Step.ACCEPT, seat=self.seat(dialogue, self.pia), at=now())
        self.write(dialogue, self.ada, "success", "What Pia read.")
        self.share(dialogue, self.ada, "success")
        self.write(dialogue, self.pia, "feedback-notes", "What Pia thought.")
        return dialogue

    def write(self, dialogue: Dialogue, person: Person, item: str, text: str, *, slot: int = 0) -> Entry:
        """What this person saves at an item, whatever was there."""
        seat = self.seat(dialogue, person)
        there = Entry.objects.filter(dialogue=dialogue, author=seat, item=item, slot=slot).first()
        saved = actions.save(
            seat, item, text=text, slot=slot, based_on=there.revision if there else 0, client=uuid4(), at=now()
        )
        return saved.entry

    def share(self, dialogue: Dialogue, person: Person, *items: str) -> None:
        """Share these items."""
        actions.share(self.seat(dialogue, person), items, at=now())

    def confirm(self, dialogue: Dialogue, *, at: datetime | None = None) -> None:
        """Both write on the sheet, read it and confirm it."""
        for person in (self.ada, self.ben):
            seat = self.seat(dialogue, person)
            for item in dialogue.edition.blueprint.wrap_up.fields:
                if Side(seat.side) in item.writers() and not item.optional:
                    self.write(dialogue, person, item.key, f"About {item.key}, by {person.first_name}")
        for person in (self.ada, self.ben):
            seat = self.seat(dialogue, person)
            actions.confirm(seat, fingerprint=self.fingerprint(dialogue, person), at=at or now())

    def fingerprint(self, dialogue: Dialogue, person: Person) -> str:
        """Of the sheet as this person would read it now."""
        seat = self.seat(dialogue, person)
        keys = ring(seat)
        return actions.sheet(seat, keys, read(seat, keys, at=now())).fingerprint

    def seat(self, dialogue: Dialogue, person: Person) -> Seat:
        """A fresh look at a person's place."""
        return seat_or_404(person, dialogue.pk)

    def _asked(self, words: str, at: datetime) -> Dialogue:
        return actions.ask(owner=self.ada, partner=self.ben, words=words, at=at)

    def _invited(self, words: str, at: datetime) -> Dialogue:
        return actions.invite(owner=self.ada, partner=self.ben, words=words, at=at)


ACCEPTED = [(Step.ACCEPT, "ben")]
MET = [*ACCEPTED, (Step.MEET, "ben")]
ROADS: dict[Phase, list[tuple[Step, str]]] = {
    Phase.ASKED: [],
    Phase.INVITED: [],
    Phase.SUGGESTED: [],
    Phase.LAPSED: [],
    Phase.DECLINED: [(Step.DECLINE, "ben")],
    Phase.WITHDRAWN: [(Step.WITHDRAW, "ada")],
    Phase.BEFORE: ACCEPTED,
    Phase.DURING: MET,
    Phase.HELD: [*MET, (Step.HOLD, "ada")],
    Phase.CONFIRMED: MET,
    Phase.CLOSED: MET,
}


def make_cast() -> Cast:
    """Everybody, in the database that is open now; with the blueprint that ships."""
    editions.publish(shipped(), at=datetime(2020, 1, 1, tzinfo=UTC))
    unit, other = Unit.objects.create(name="Section for Soil"), Unit.objects.create(name="Section for Sound")
    cast = Cast(
        ada=add_person("Ada Aagaard", unit, "postdoc", fixed_term=True),
        ben=add_person("Ben Bergström", unit, "professor"),
        cleo=add_person("Cleo Chen", unit, "postdoc", fixed_term=True),
        dora=add_person("Dora Dam", other, "professor"),
        finn=add_person("Finn Friis", other, "professor"),
        hanne=add_person("Hanne Holm", None, is_coordinator=True),
        ida=add_person("Ida Ihle", None, is_administrator=True),
        ole=add_person("Ole Olsen", None),
        pia=add_person("Pia Palm", None),
        rita=add_person("Rita Rask", None),
        unit=unit,
        other_unit=other,
    )
    Leadership.objects.create(unit=unit, person=cast.ben, starts=START)
    Leadership.objects.create(unit=other, person=cast.dora, starts=START)
    Leadership.objects.create(unit=Unit.objects.create(name="Section for Silt"), person=cast.pia, starts=START)
    StandIn.objects.create(leader=cast.ben, person=cast.ole, starts=START)
    Leadership.objects.create(unit=unit, person=cast.finn, starts=START, ends=date(2024, 12, 31))
    return cast


def now() -> datetime:
    """The tests' only look at the clock: a server process can't be handed the time."""
    return datetime.now(UTC)


@lru_cache
def shipped() -> dict[str, Any]:
    """The blueprint that ships, read once."""
    content: dict[str, Any] = load_file(editions.LIBRARY / "career-conversation.yaml")
    return content


def add_person(name: str, unit: Unit | None, category: str = "", *, fixed_term: bool = False, **fields: Any) -> Person:
    """A person at a unit."""
    email = f"{name.split(maxsplit=1)[0].lower()}@fjordby.example"
    person = Person.objects.create_person(name, email, **fields)
    if unit:
        Affiliation.objects.create(person=person, unit=unit, category=category, fixed_term=fixed_term, starts=START)
    return person
