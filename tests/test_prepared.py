"""A statement that is put together once answers what the queryset would have answered, whatever the values."""

from datetime import date, timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtalerum.ground.prepared import Many, Prepared
from samtalerum.people.models import Affiliation, Person, Unit
from samtalerum.people.who import on

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


def there(day: Any, people: Any) -> Any:
    """Who of these belongs where that day, with unit and person at hand and everybody's other places."""
    found = Affiliation.objects.filter(on(day), person__in=people).select_related("unit", "person")
    return found.prefetch_related("person__affiliations").order_by("starts", "pk")


THERE = Prepared(there, day=date, people=Many(UUID))
NAMES = Prepared(lambda person: Person.objects.filter(pk=person).values("display_name"), person=UUID)
NAMED = Prepared(lambda name: Person.objects.filter(display_name=name).values_list("pk", flat=True), name=str)


@pytest.fixture
def people() -> list[Person]:
    """Five, of whom each came a day later than the one before and stays for two."""
    unit = Unit.objects.create(name="Geology")
    made = [Person.objects.create_person(f"Person {n}", f"person{n}@fjordby.example") for n in range(5)]
    for number, one in enumerate(made):
        first = DAY + timedelta(days=number)
        Affiliation.objects.create(
            person=one, unit=unit, category="postdoc", starts=first, ends=first + timedelta(days=1)
        )
    return made


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(later=st.integers(-2, 8), which=st.sets(st.integers(0, 4)), strangers=st.integers(0, 3))
def test_it_answers_what_the_queryset_would(people: list[Person], later: int, which: set[int], strangers: int) -> None:
    day = DAY + timedelta(days=later)
    asked = [people[number].pk for number in which] + [uuid4() for _ in range(strangers)]
    expected = list(there(day, asked))
    with CaptureQueriesContext(connection) as statements:
        found = THERE(day=day, people=asked)
        assert [(one.pk, one.unit.name, one.person.display_name) for one in found] == [
            (one.pk, one.unit.name, one.person.display_name) for one in expected
        ]
        assert [list(one.person.affiliations.all()) for one in found] == [
            list(one.person.affiliations.all()) for one in expected
        ]
    assert len(statements) == (2 if found else 1)


def test_names_of_columns_and_flat_lists_come_as_usual(people: list[Person]) -> None:
    assert NAMES(person=people[3].pk) == [{"display_name": "Person 3"}]
    assert NAMED(name="Person 2") == [people[2].pk]
    assert NAMED.first(name="%s' or 1=1 --") is None


def test_a_statement_that_one_thread_put_together_serves_another(people: list[Person]) -> None:
    asked = Prepared(lambda day: Affiliation.objects.filter(on(day)).values_list("category", flat=True), day=date)
    assert asked(day=DAY) == ["postdoc"]
    failed: list[BaseException] = []

    def elsewhere() -> None:
        try:
            asked(day=DAY)
        except BaseException as problem:  # noqa: BLE001 - told to the thread that asked
            failed.append(problem)
        finally:
            connections.close_all()

    other = Thread(target=elsewhere)
    other.start()
    other.join()
    # A thread has a connection of its own; one that is not its own Django refuses.
    assert not failed or "locked" in str(failed[0]), failed


def test_a_value_that_was_forgotten_is_told() -> None:
    with pytest.raises(KeyError, match="people"):
        THERE(day=DAY)
