"""Who leads whom on a day. In words:

1. A unit is led by its own leaders of that day; a unit without any is led by those of the unit above it.
2. A leader leads everybody who has an affiliation there that day, except oneself.
3. A supervisor leads nobody, but may be a partner for those supervised.
4. Anybody who leads or supervises somebody may be asked by anybody else: the choice is the owner's.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from samtalerum.people.models import Affiliation, Leadership, Person, Supervision, Unit


@dataclass(frozen=True)
class Post:
    """What somebody is here, in words: category of position and unit."""

    category: str
    unit: str
    unit_id: UUID


def on(day: date) -> Q:
    """Rows with dates that hold on that day."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def leaders_of(person: Any, day: date) -> QuerySet[Person]:
    """The leaders of the units this person belongs to that day, from the nearest level that has any."""
    parents, led = _tree(day)
    found: set[UUID] = set()
    for unit in Affiliation.objects.filter(on(day), person=person).values_list("unit", flat=True):
        step: UUID | None = unit
        while step is not None:
            leaders = led.get(step, set()) - {person.pk}
            if leaders:
                found |= leaders
                break
            step = parents.get(step)
    return Person.objects.filter(pk__in=found, is_active=True)


def led_by(leader: Any, day: date) -> QuerySet[Person]:
    """Everybody this leader leads that day."""
    units = units_led_by(leader, day)
    members = Affiliation.objects.filter(on(day), unit__in=units).values("person")
    return Person.objects.filter(pk__in=members, is_active=True).exclude(pk=leader.pk)


def units_led_by(leader: Any, day: date) -> set[UUID]:
    """The units this person leads that day, with those below that have no leader of their own."""
    parents, led = _tree(day)
    units = set()
    for unit in parents:
        step: UUID | None = unit
        while step is not None and not (led.get(step, set())):
            step = parents.get(step)
        if step is not None and leader.pk in led[step]:
            units.add(unit)
    return units


def supervisors_of(person: Any, day: date) -> QuerySet[Person]:
    """The personal supervisors that day."""
    rows = Supervision.objects.filter(on(day), person=person).values("supervisor")
    return Person.objects.filter(pk__in=rows, is_active=True)


def supervised_by(supervisor: Any, day: date) -> QuerySet[Person]:
    """Those this person supervises that day."""
    rows = Supervision.objects.filter(on(day), supervisor=supervisor).values("person")
    return Person.objects.filter(pk__in=rows, is_active=True)


def leaders(day: date) -> QuerySet[Person]:
    """Everybody who leads a unit or supervises somebody that day: whoever may be asked for a conversation."""
    leading = Leadership.objects.filter(on(day)).values("person")
    supervising = Supervision.objects.filter(on(day)).values("supervisor")
    return Person.objects.filter(Q(pk__in=leading) | Q(pk__in=supervising), is_active=True)


def is_leader(person: Any, day: date) -> bool:
    """Leads a unit or supervises somebody that day. One statement."""
    return leaders(day).filter(pk=person.pk).exists()


def may_partner(owner: Any, candidate: Any, day: date) -> bool:
    """This owner may talk with this candidate: a leader or supervisor, and not oneself."""
    return bool(owner.pk != candidate.pk and is_leader(candidate, day))


def posts(people: QuerySet[Person] | list[Any], day: date) -> dict[UUID, Post]:
    """The first post of each of these people that day. One statement."""
    rows = Affiliation.objects.filter(on(day), person__in=people).select_related("unit").order_by("starts")
    found: dict[UUID, Post] = {}
    for row in rows:
        found.setdefault(row.person_id, Post(str(row.get_category_display()), str(row.unit), row.unit_id))
    return found


def post(person: Any, day: date) -> Post | None:
    """The first post of one person that day."""
    return posts([person], day).get(person.pk)


def _tree(day: date) -> tuple[dict[UUID, UUID | None], dict[UUID, set[UUID]]]:
    """Each unit's parent, and who leads it that day. Two statements, however many units there are."""
    parents = dict(Unit.objects.values_list("pk", "parent"))
    led: dict[UUID, set[UUID]] = {}
    for unit, person in Leadership.objects.filter(on(day), person__is_active=True).values_list("unit", "person"):
        led.setdefault(unit, set()).add(person)
    return parents, led
