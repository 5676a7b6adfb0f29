"""Finding people and units for the administrators' pages, in as many statements for one person as for a thousand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from samtalerum.people import who
from samtalerum.people.models import Address, Affiliation, EarlierName, Person, Unit, tidy

SHOW = {
    "open": _("Everybody with an open account"),
    "here": _("Everybody here now"),
    "leaders": _("Leaders and supervisors"),
    "without": _("Without a leader"),
    "left": _("Without an affiliation now"),
    "closed": _("Closed accounts"),
}


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    person: Person
    affiliation: Affiliation | None
    leaders: list[str]


@dataclass
class Branch:
    """A unit in the tree, with those below it."""

    unit: Unit
    below: list["Branch"] = field(default_factory=list)
    current: bool = False


def search(text: str, *, show: str, units: Iterable[UUID] | None, day: date) -> QuerySet[Person]:
    """People by a part of a name they have or had, of an address, or by staff number."""
    here = Affiliation.objects.filter(who.on(day)).values("person")
    found = Person.objects.order_by(Lower("display_name"), "pk")
    found = found.filter(is_active=show != "closed", merged_into__isnull=True)
    if show == "here":
        found = found.filter(pk__in=here)
    elif show == "left":
        found = found.exclude(pk__in=here)
    elif show == "leaders":
        found = found.filter(pk__in=who.leaders(day).values("pk"))
    elif show == "without":
        found = found.filter(pk__in=who.without_leader(day))
    if units is not None:
        found = found.filter(pk__in=Affiliation.objects.filter(who.on(day), unit__in=units).values("person"))
    return found.filter(_named(text.strip())) if text.strip() else found


def _named(text: str) -> Q:
    """SQLite folds only A to Z: Ø is looked for as typed, small and capital."""
    ways = {text, text.lower(), text.title()}
    name, earlier = Q(), Q()
    for way in ways:
        name |= Q(display_name__icontains=way)
        earlier |= Q(name__icontains=way)
    return (
        name
        | Q(institution_id__iexact=text)
        | Q(pk__in=Address.objects.filter(email__contains=tidy(text)).values("person"))
        | Q(pk__in=EarlierName.objects.filter(earlier).values("person"))
    )


def rows(people: Iterable[Person], *, day: date) -> list[Row]:
    """These people with where they are now and who leads them."""
    people = list(people)
    posts = Affiliation.objects.filter(who.on(day), person__in=people).select_related("unit").order_by("starts")
    first: dict[UUID, Affiliation] = {}
    for post in posts:
        first.setdefault(post.person_id, post)
    names = who.leaders_by_unit(day)
    found = []
    for person in people:
        here = first.get(person.pk)
        leaders = names(here.unit_id, without=person.pk) if here else []
        found.append(Row(person, here, sorted(name for _pk, name in leaders)))
    return found


def exactly_one(text: str) -> list[Person]:
    """Who is meant by an address, a staff number or a whole name. One, if it is clear."""
    person = Person.objects.by_address(text)
    if person is not None:
        return [person]
    known = Person.objects.filter(is_active=True)
    return list(known.filter(institution_id=text.strip())[:1] or known.filter(display_name__iexact=text.strip())[:2])


def tree(units: Iterable[Unit], *, current: Any = None) -> list[Branch]:
    """The units as a tree, by name; one whose unit above is not among them stands at the top."""
    branches = {unit.pk: Branch(unit, current=unit.pk == current) for unit in units}
    top: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id) if branch.unit.parent_id else None
        (above.below if above else top).append(branch)
    return top


def flat(branches: Iterable[Branch], depth: int = 0) -> Iterator[tuple[int, Unit]]:
    """The tree line by line, with how deep each lies."""
    for branch in branches:
        yield depth, branch.unit
        yield from flat(branch.below, depth + 1)


def with_those_below(unit: UUID, units: Iterable[Unit]) -> set[UUID]:
    """A unit and everything under it."""
    below: dict[UUID | None, list[UUID]] = {}
    for one in units:
        below.setdefault(one.parent_id, []).append(one.pk)
    found, waiting = set(), [unit]
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += below.get(step, [])
    return found
