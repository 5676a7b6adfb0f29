"""The coaching unit beside the cast: Signe, Mikkel and Frida coach, and Carl of Ada's unit; Kirsten keeps the desk."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from samtalerum.blueprints import editions
from samtalerum.blueprints.loading import load_file
from samtalerum.coaching.actions import agreeing, closing, desk, requesting
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.models import Coach, Coordinator
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.phases import Kind, Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.people.models import Affiliation, Category, Person, Unit
from tests.cast import START, Cast, now

HOPE = "I say yes to everything and finish little"


@dataclass
class Coaching:
    """Ada may be coached; Signe and Mikkel belong to units of their own, Carl to Ada's."""

    cast: Cast
    ada: Person
    signe: Coach
    mikkel: Coach
    carl: Coach
    frida: Coach
    kirsten: Person

    def course(
        self,
        phase: Phase = Phase.DURING,
        *,
        hope: str = HOPE,
        before: Coach | None = None,
        at: datetime | None = None,
        **wishes: Any,
    ) -> Dialogue:
        """A course of Ada with Signe that real steps have led to this phase; `before`: whoever passed it back first."""
        at = at or now()
        dialogue = requesting.ask(owner=self.ada, hope=hope, wishes=Wishes(**wishes), at=at)
        if before:
            desk.pass_on(seat=desk.take_request(by=before, request=dialogue.pk, at=at), at=at)
        if phase == Phase.WITHDRAWN:
            requesting.withdraw(seat=self.seat(dialogue), at=at)
        if phase in {Phase.INVITED, Phase.BEFORE, Phase.DURING, Phase.CLOSED}:
            desk.take_request(by=self.signe, request=dialogue.pk, at=at)
        if phase in {Phase.BEFORE, Phase.DURING, Phase.CLOSED}:
            desk.accept(seat=self.seat(dialogue), at=at)
        if phase in {Phase.DURING, Phase.CLOSED}:
            self.agree(dialogue, at=at)
        if phase == Phase.CLOSED:
            closing.close(seat=self.seat(dialogue), at=at)
        dialogue.refresh_from_db()
        return dialogue

    def agree(self, dialogue: Dialogue, *, at: datetime | None = None) -> None:
        """Ada writes how they begin, and both confirm it."""
        at = at or now()
        item = dialogue.edition.coaching.agreement[0]
        self.write(dialogue, item.key, "By video, every third week.", at=at)
        for side in (Side.OWNER, Side.PARTNER):
            seat = self.seat(dialogue, side)
            agreeing.confirm(seat=seat, read_as=agreeing.fingerprint(seat, ring(seat), at=at), at=at)

    def write(
        self,
        dialogue: Dialogue,
        item: str,
        text: str,
        *,
        slot: int = 0,
        side: Side = Side.OWNER,
        at: datetime | None = None,
    ) -> Any:
        """What is written there for the first time."""
        seat = self.seat(dialogue, side)
        return actions.save(seat, item, text=text, slot=slot, based_on=0, client=uuid4(), at=at or now())

    def seat(self, dialogue: Dialogue, side: Side = Side.OWNER) -> Seat:
        """A fresh look at a place."""
        person = Seat.every.get(dialogue=dialogue.pk, side=side, ended_at=None).person
        return seat_or_404(person, dialogue.pk, Kind.COACHING)


def make_coaching(cast: Cast) -> Coaching:
    """The unit and its people, beside the cast."""
    editions.publish(load_file(editions.LIBRARY / "career-coaching.yaml"), at=now())
    top = Unit.objects.create(name="Faculty elsewhere")
    inside = Unit.objects.create(name="Coaching unit", parent=top)

    def person(name: str, unit: Unit) -> Person:
        found = Person.objects.create_person(name, f"{name.split(maxsplit=1)[0].lower()}@fjordby.example")
        Affiliation.objects.create(person=found, unit=unit, category=Category.ACADEMIC, starts=START)
        return found

    Affiliation.objects.get_or_create(
        person=cast.ada, unit=cast.unit, defaults={"category": Category.POSTDOC, "starts": START}
    )
    kirsten = person("Kirsten Lund", inside)
    Coordinator.objects.create(person=kirsten, starts=date(2020, 1, 1))
    coaches = [
        Coach.objects.create(person=person(name, unit), since=START)
        for name, unit in (
            ("Signe Thorup", inside),
            ("Mikkel Dahl", inside),
            ("Carl Colleague", cast.unit),
            ("Frida Falk", inside),
        )
    ]
    return Coaching(cast, cast.ada, *coaches, kirsten)
