"""Ada works in a unit that Ben leads; Cleo is a colleague; Rune is an administrator."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from samtalerum.people.models import Affiliation, Leadership, Person, Unit

AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)
DAY = date(2030, 3, 4)


@dataclass
class Cast:
    """Who plays."""

    ada: Person
    ben: Person
    cleo: Person
    rune: Person
    faculty: Unit
    unit: Unit


@pytest.fixture
def cast(db) -> Cast:
    faculty = Unit.objects.create(name="Science")
    unit = Unit.objects.create(name="Chemistry", parent=faculty)
    make = Person.objects.create_person
    people = Cast(
        ada=make("Ada Holm", "ada@fjordby.example"),
        ben=make("Ben Lund", "ben@fjordby.example", language="da"),
        cleo=make("Cleo Falk", "cleo@fjordby.example"),
        rune=make("Rune Berg", "rune@fjordby.example", is_administrator=True),
        faculty=faculty,
        unit=unit,
    )
    for person in (people.ada, people.ben, people.cleo):
        Affiliation.objects.create(person=person, unit=unit, category="postdoc", starts=date(2020, 1, 1))
    Leadership.objects.create(unit=unit, person=people.ben, starts=date(2020, 1, 1))
    return people
