"""Who leads whom on a day. In words:

1. A unit is led by its own leaders of that day; a unit without any is led by those of the unit above it.
2. A leader leads everybody who has an affiliation there that day, except oneself; whoever is a unit's only leader
   is led from the level above.
3. A supervisor leads nobody, but may be a partner for those supervised.
4. Anybody who leads or supervises somebody may be asked by anybody else: the choice is the owner's.
5. A day belongs to a period if it is its first, its last or between; without a last day the period goes on.
6. An account that is closed leads nobody, and nobody leads it.
7. A stand-in may invite and agree on dates for a leader while named and while the leader leads: those whom the
   leader leads or supervises, except the stand-in. A stand-in reads nothing. On leave nothing is due.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import RawSQL

from samtalerum.ground.prepared import Many, Prepared
from samtalerum.people.models import Affiliation, Category, Leadership, Person, StandIn, Supervision, Unit


@dataclass(frozen=True)
class Post:
    """What somebody is here, in words: category of position and unit."""

    category: str
    unit: str
    unit_id: UUID


def on(day: Any) -> Q:
    """Rows with dates that hold on that day."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def leaders_of(person: Any, day: date) -> QuerySet[Person]:
    """The leaders of the units this person belongs to that day, from the nearest level that has any other."""
    tree = _Tree.on(day)
    found: set[UUID] = set()
    for unit in Affiliation.objects.filter(on(day), person=person).values_list("unit", flat=True):
        found |= tree.leaders_above(unit, without=person.pk)
    return Person.objects.filter(pk__in=found, is_active=True)


def led_by(leader: Any, day: date) -> QuerySet[Person]:
    """Everybody this leader leads that day: exactly those who have this leader among `leaders_of`."""
    return with_units_led_by(leader, day)[0]


def with_units_led_by(leader: Any, day: date, *, supervised: bool = False) -> tuple[QuerySet[Person], set[UUID]]:
    """Both `led_by`, with those supervised if that is asked for, and `units_led_by`: for a page that shows both."""
    tree = _Tree.below(leader.pk, day)
    units = {unit for unit in tree.parents if leader.pk in tree.leaders_above(unit)}
    # A union of short lists, each found by index: the database need not look at everybody here.
    found: list[Any] = [Affiliation.objects.filter(on(day), unit__in=units).order_by().values("person")]
    if heads := tree.only_leaders_below(leader.pk):
        below = Affiliation.objects.filter(on(day), person__in=heads).values_list("unit", "person")
        led = {head for unit, head in below if leader.pk in tree.leaders_above(unit, without=head)}
        found.append(Person.objects.filter(pk__in=led).order_by().values("pk"))
    if supervised:
        found.append(Supervision.objects.filter(on(day), supervisor=leader).order_by().values("person"))
    people = found[0].union(*found[1:])
    return Person.objects.filter(pk__in=people, is_active=True).exclude(pk=leader.pk), units


def units_led_by(leader: Any, day: date) -> set[UUID]:
    """The units this person leads that day, with those below that have no leader of their own."""
    tree = _Tree.on(day)
    return {unit for unit in tree.parents if leader.pk in tree.leaders_above(unit)}


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


def posts(people: Iterable[Any], day: date) -> dict[UUID, Post]:
    """The first post of each of these people that day. One statement."""
    rows = _POSTS(people=[one.pk for one in people], day=day)
    labels = {code: str(label) for code, label in Category.choices}
    found: dict[UUID, Post] = {}
    for row in rows:
        found.setdefault(row.person_id, Post(labels.get(row.category, row.category), str(row.unit), row.unit_id))
    return found


_POSTS = Prepared(
    lambda people, day: (
        Affiliation.objects.filter(on(day), person__in=people).select_related("unit").order_by("starts", "pk")
    ),
    people=Many(UUID),
    day=date,
)


def without_leader(day: date) -> set[UUID]:
    """Everybody here that day whom nobody leads."""
    tree = _Tree.on(day)
    here = Affiliation.objects.filter(on(day)).values_list("person", "unit")
    led = {person for person, unit in here if tree.leaders_above(unit, without=person)}
    return {person for person, _unit in here} - led


def leaders_by_unit(day: date) -> "LeadersOfUnit":
    """For a list of people: asks who leads a unit, with names. Two statements, however long the list."""
    leading = Leadership.objects.filter(on(day), person__is_active=True)
    names: dict[UUID, str] = {}
    led: dict[UUID, set[UUID]] = {}
    for unit, person, name in leading.values_list("unit", "person", "person__display_name"):
        led.setdefault(unit, set()).add(person)
        names[person] = name
    tree = _Tree(dict(Unit.objects.values_list("pk", "parent")), led)

    def leaders(unit: UUID, *, without: UUID | None = None) -> list[tuple[UUID, str]]:
        return [(pk, names[pk]) for pk in tree.leaders_above(unit, without=without)]

    return leaders


def post(person: Any, day: date) -> Post | None:
    """The first post of one person that day."""
    return posts([person], day).get(person.pk)


def stood_in_for(person: Any, day: date) -> QuerySet[Person]:
    """The leaders for whom this person may invite and agree on dates that day; never a way to what they read."""
    rows = StandIn.objects.filter(on(day), person=person, person__is_active=True).values("leader")
    return leaders(day).filter(pk__in=rows)


def stand_in_rows(person: Any) -> QuerySet[StandIn]:
    """Whom this person has named, and by whom this person was named, whenever."""
    return StandIn.objects.filter(Q(leader=person) | Q(person=person)).select_related("leader", "person")


def may_act_for(person: Any, leader: Any, day: date) -> bool:
    """This person may invite and agree on dates in the leader's name that day. Asked anew at each request."""
    return stood_in_for(person, day).filter(pk=leader.pk).exists()


def led_for(person: Any, leader: Any, day: date) -> QuerySet[Person]:
    """Those whom a stand-in may invite and agree on dates with that day; nobody for whoever is none."""
    if not may_act_for(person, leader, day):
        return Person.objects.none()
    return (led_by(leader, day) | supervised_by(leader, day)).exclude(pk=person.pk)


@dataclass(frozen=True)
class Ways:
    """Which ways to other pages somebody has that day."""

    leads: bool = False
    stands_in: bool = False
    stand_ins: bool = False  # has named a stand-in or was named, whenever
    others: Mapping[str, bool] = field(default_factory=dict)  # what other packages have registered


Questions = Mapping[str, Exists]
_others: list[Callable[[date], Questions]] = []


def also_asks(questions: Callable[[date], Questions]) -> None:
    """A package whose navigation depends on facts of its own has them asked for with the rest, in one statement.

    Each is about the person of the row: OuterRef("pk").
    """
    _others.append(questions)


def ways(person: Any, day: date) -> Ways:
    """Once for each request: the navigation of every page asks. One statement; a second for whoever was named."""
    if not person.is_authenticated:
        return Ways()
    if not hasattr(person, "ways_today"):  # not its __dict__: a request's person is lazy, with one of its own
        said = _WAYS.first(person=person.pk, day=day) or defaultdict(bool)
        person.ways_today = Ways(
            leads=said["leads"] or said["supervises"],
            stands_in=said["was_named"] and stood_in_for(person, day).exists(),
            stand_ins=said["was_named"] or said["has_named"],
            others=said,
        )
    found: Ways = person.ways_today
    return found


def _asked(person: Any, day: Any) -> QuerySet[Person, Any]:
    asked = {
        "leads": Exists(Leadership.objects.filter(on(day), person=person)),
        "supervises": Exists(Supervision.objects.filter(on(day), supervisor=person)),
        "was_named": Exists(StandIn.objects.filter(person=person)),
        "has_named": Exists(StandIn.objects.filter(leader=person)),
    }
    for questions in _others:
        asked |= questions(day)
    return Person.objects.filter(pk=person, is_active=True).values(**asked)


_WAYS = Prepared(_asked, person=UUID, day=date)


class LeadersOfUnit(Protocol):
    """The leaders of a unit, besides one person."""

    def __call__(self, unit: UUID, *, without: UUID | None = None) -> list[tuple[UUID, str]]: ...


@dataclass(frozen=True)
class _Tree:
    """Each unit's parent, and who leads it that day. Two statements, however many units there are."""

    parents: dict[UUID, UUID | None]
    led: dict[UUID, set[UUID]]

    @classmethod
    def on(cls, day: date) -> "_Tree":
        led: dict[UUID, set[UUID]] = {}
        rows = Leadership.objects.filter(on(day), person__is_active=True).values_list("unit", "person")
        for unit, person in rows:
            led.setdefault(unit, set()).add(person)
        return cls(dict(Unit.objects.order_by().values_list("pk", "parent")), led)

    @classmethod
    def below(cls, leader: UUID, day: date) -> "_Tree":
        """What this one leads that day and all below it, which is all that tells whom this one leads. Two statements,
        and no more rows in a large university than in a small one."""
        led: dict[UUID, set[UUID]] = {}
        for unit, person in _LEADING_BELOW(leader=leader, day=day):
            led.setdefault(unit, set()).add(person)
        return cls(dict(_UNITS_BELOW(leader=leader, day=day)), led)

    def only_leaders_below(self, leader: UUID) -> set[UUID]:
        """Whoever leads a unit alone and is therefore led from the level above it, by this leader."""
        alone = ((unit, head) for unit, heads in self.led.items() if len(heads) == 1 for head in heads)
        return {head for unit, head in alone if leader in self.leaders_above(unit, without=head)}

    def leaders_above(self, unit: UUID, *, without: UUID | None = None) -> set[UUID]:
        """The leaders of the nearest level, this unit's first, that has any besides that one person."""
        step: UUID | None = unit
        walked: set[UUID] = set()
        while step is not None and step not in walked:
            leaders = self.led.get(step, set()) - {without}
            if leaders:
                return leaders
            walked.add(step)
            step = self.parents.get(step)
        return set()


# Django has no way of its own to ask a tree downwards.
_BELOW = f"""
    WITH RECURSIVE below(id) AS (
        SELECT unit_id FROM {Leadership._meta.db_table}
        WHERE person_id = %s AND starts <= %s AND (ends IS NULL OR ends >= %s)
        UNION
        SELECT unit.id FROM {Unit._meta.db_table} AS unit JOIN below ON unit.parent_id = below.id
    )
    SELECT id FROM below
"""  # noqa: S608 - names of tables alone


def _below(leader: Any, day: Any) -> RawSQL:
    return RawSQL(_BELOW, (leader, day, day))  # noqa: S611 - names of tables, and placeholders


_UNITS_BELOW = Prepared(
    lambda leader, day: Unit.objects.filter(pk__in=_below(leader, day)).order_by().values_list("pk", "parent"),
    leader=UUID,
    day=date,
)
_LEADING_BELOW = Prepared(
    lambda leader, day: Leadership.objects.filter(
        on(day), unit__in=_below(leader, day), person__is_active=True
    ).values_list("unit", "person"),
    leader=UUID,
    day=date,
)
