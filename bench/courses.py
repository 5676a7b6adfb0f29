"""Courses of coaching in a house: people who are coached by others than their colleagues, and a queue at the desk."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.rows import BATCH, YEAR, Batch, Rows, scopes, session_of
from bench.words import prose
from samtalerum.coaching.models import Agreed, Coach, CoachingUnit, Coordinator, Course, Form, Meeting
from samtalerum.dialogues.models import Dialogue, Passage, Seat
from samtalerum.dialogues.phases import Kind, Phase, Side, Step
from samtalerum.people.models import Person, Unit
from samtalerum.vault.cipher import DataKey
from samtalerum.vault.sealed import Scope

EACH = 8  # courses of a coach
MOST = 10  # that a coach has said: there is room for another
MEMBERS = 80  # people of one unit who are coached
FACULTIES = 10
QUEUE = 40
PASSAGES = 5  # of a journal, the first of them shared
LANGUAGES = ("", "da", "en")
HELD = (timedelta(days=-40), timedelta(days=-14))
NEXT = timedelta(days=3)
ROAD = (
    (Step.ASK, "", Phase.ASKED, Side.OWNER),
    (Step.INVITE, Phase.ASKED, Phase.INVITED, Side.PARTNER),
    (Step.ACCEPT, Phase.INVITED, Phase.BEFORE, Side.OWNER),
    (Step.CONFIRM, Phase.BEFORE, Phase.DURING, Side.PARTNER),
)


@dataclass(frozen=True)
class Told:
    """A course in which somebody measures."""

    dialogue: Dialogue
    owner: Person
    coach: Person

    def seeded(self) -> dict[str, str]:
        """With sessions of the two. A coach has shown a second factor."""
        coach = session_of(self.coach, second=True)
        return {"dialogue": str(self.dialogue.pk), "owner": session_of(self.owner), "coach": coach}


class Courses(Rows):
    """Makes courses as rows."""

    kind = Kind.COACHING

    def __init__(self, at: datetime, number: int) -> None:
        super().__init__(at)
        self.units = _units(max(2, number // MEMBERS))
        CoachingUnit.objects.create(words={"en": prose(600, 1)}, confidentiality={"en": prose(600, 2)})
        self.keeper = Person.objects.create_person("Coordinator", "coordinator@fjordby.example")
        Coordinator.objects.create(person=self.keeper, starts=(at - YEAR).date())

    def coach(self, batch: Batch, number: int) -> Coach:
        """Of the unit next to that of the people coached."""
        unit = self._unit(number * EACH + MEMBERS)
        person = self.person(batch, f"Coach {number}", unit)
        coach = Coach(person=person, since=(self.at - YEAR).date(), most=MOST, clients=EACH, languages=["da", "en"])
        batch.add(coach)
        return coach

    def course(self, batch: Batch, number: int, coach: Coach) -> Told:
        """One under way, with everything that the two have written and agreed on."""
        owner = self.person(batch, f"Coachee {number}", self._unit(number))
        at = self.at - timedelta(days=60 + number % 30)
        dialogue = self._dialogue(Phase.DURING, at)
        seats = {
            side: Seat(dialogue=dialogue, person=who, side=side)
            for side, who in ((Side.OWNER, owner), (Side.PARTNER, coach.person))
        }
        keys = {one: self.key(batch, one, readers) for one, readers in scopes(dialogue, owner, coach.person)}
        batch.add(dialogue, *seats.values())
        batch.add(self._asked(batch, dialogue, owner, [coach.person], number=number % EACH + 1))
        for step, came, to, side in ROAD:
            batch.add(Passage(dialogue=dialogue, step=step, come_from=came, to=to, seat=seats[side], at=at))
        self._agreed(batch, seats, keys, at)
        self._met(batch, seats[Side.OWNER], keys)
        for slot in range(PASSAGES):
            on, text = at + timedelta(days=slot), prose(900, slot)
            journal = self.edition.coaching.journal.key
            batch.add(self.entry(seats[Side.OWNER], keys, journal, text, on, shared=slot == 0, slot=slot))
        return Told(dialogue, owner, coach.person)

    def request(self, batch: Batch, number: int) -> None:
        """One that waits; each fourth person wishes to be kept apart from coaches of the own faculty."""
        owner = self.person(batch, f"Asks {number}", self._unit(number * MEMBERS))
        at = self.at - timedelta(days=number)
        dialogue = self._dialogue(Phase.ASKED, at)
        seat = Seat(dialogue=dialogue, person=owner, side=Side.OWNER)
        for scope in (dialogue.scope, seat.scope):
            self.key(batch, scope, [owner.pk])
        course = self._asked(batch, dialogue, owner, [self.keeper])
        course.apart = number % 4 == 0
        course.language, course.form = LANGUAGES[number % 3], Form.values[number % 3]
        asked = Passage(dialogue=dialogue, step=Step.ASK, come_from="", to=Phase.ASKED, seat=seat, at=at)
        batch.add(dialogue, seat, course, asked)

    def _unit(self, number: int) -> Unit:
        return self.units[number // MEMBERS % len(self.units)]

    def _dialogue(self, phase: Phase, at: datetime) -> Dialogue:
        dialogue = Dialogue(kind=self.kind, edition=self.edition, phase=phase, phase_since=at, started_at=at)
        dialogue.revision, dialogue.last_activity_at = 12, at
        return dialogue

    def _asked(
        self, batch: Batch, dialogue: Dialogue, owner: Person, others: list[Person], number: int | None = None
    ) -> Course:
        course = Course(dialogue=dialogue, hope_revision=1, number=number)
        key = self.key(batch, course.scope, [owner.pk, *(one.pk for one in others)])
        course.hope = key.seal(course.place(owner.pk, 1), prose(300, 3))
        return course

    def _agreed(self, batch: Batch, seats: dict[Side, Seat], keys: dict[Scope, DataKey], at: datetime) -> None:
        owner, items = seats[Side.OWNER], self.edition.coaching.agreement
        texts = sorted((item.key, prose(250, number)) for number, item in enumerate(items))
        batch.add(*(self.entry(owner, keys, item, text, at, shared=True) for item, text in texts))
        fingerprint = keys[owner.dialogue.scope].fingerprint(json.dumps(texts))
        batch.add(*(Agreed(seat=seat, fingerprint=fingerprint, at=at) for seat in seats.values()))

    def _met(self, batch: Batch, owner: Seat, keys: dict[Scope, DataKey]) -> None:
        """Two focuses, the second in force; two meetings held, with what was taken along, and one that is agreed on."""
        coaching = self.edition.coaching
        for slot, days in enumerate(HELD):
            on = self.at + days
            batch.add(Meeting(dialogue=owner.dialogue, slot=slot, starts_at=on, state=Meeting.State.HELD))
            for item, length in ((coaching.focus, 120), (coaching.taking_along, 400)):
                batch.add(self.entry(owner, keys, item.key, prose(length, slot), on, shared=True, slot=slot))
        batch.add(Meeting(dialogue=owner.dialogue, slot=len(HELD), starts_at=self.at + NEXT))
        look = self.entry(owner, keys, coaching.opening.key, prose(200, 4), self.at, shared=True, slot=len(HELD))
        batch.add(look)


def fill(number: int, clients: int, at: datetime) -> list[dict[str, str]]:
    """So many courses and a queue; returns those of so many coaches for whoever measures."""
    writer, told = Courses(at, number), list[Told]()
    apart = max(1, number // EACH // clients) * EACH
    for first in range(0, number, BATCH - BATCH % EACH):
        batch = Batch()
        for one in range(first, min(number, first + BATCH - BATCH % EACH)):
            if one % EACH == 0:
                coach = writer.coach(batch, one // EACH)
            course = writer.course(batch, one, coach)
            if one % apart == 0 and len(told) < clients:
                told.append(course)
        batch.write()
    batch = Batch()
    for one in range(QUEUE):
        writer.request(batch, one)
    batch.write()
    return [one.seeded() for one in told]


def _units(number: int) -> list[Unit]:
    """Below a few faculties, which are below one top."""
    top = Unit.objects.create(name="All of it")
    faculties = [Unit.objects.create(name=f"Faculty {one}", parent=top) for one in range(FACULTIES)]
    units = [Unit(name=f"Department {one}", parent=faculties[one % FACULTIES]) for one in range(number)]
    return Unit.objects.bulk_create(units)
