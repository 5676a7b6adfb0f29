"""What not everybody's home has: asked for at once, so that each is fetched only where it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import SentSheet
from samtalerum.people import who
from samtalerum.people.models import Address, Affiliation, Category, Person
from samtalerum.people.window import leaving


@dataclass(frozen=True)
class Rarely:
    """There is such a thing, perhaps one whose time is over."""

    comes_back: bool = False  # mails to this person
    received: bool = False  # a sheet of somebody else's
    elsewhere: bool = False  # a conversation held outside Samtalerum, recorded by either of the two
    leaves: bool = False  # this person leaves the university
    may_be_due: bool = False  # the institution's rules speak of people like this one
    leads: bool = False


def rarely(person: Any, today: date) -> Rarely:
    """One statement; it also tells the navigation (samtalerum.home.apps) whether this person leads anybody."""
    me = OuterRef("pk")
    spoken_of = Q(fixed_term=True) | Q(category=Category.PHD)
    found = Person.objects.filter(pk=person.pk).values_list(
        Exists(Address.objects.filter(person=me, ends_at__isnull=True, refused_at__isnull=False)),
        Exists(SentSheet.objects.filter(reader=me, ended_at=None)),
        Exists(HeldElsewhere.objects.filter(Q(owner=me) | Q(partner=me), undone_at__isnull=True)),
        Exists(leaving().filter(person=me)),
        Exists(Affiliation.objects.filter(who.on(today), spoken_of, person=me)),
        Exists(who.leaders(today).filter(pk=me)),
    )
    rare = next((Rarely(*flags) for flags in found), Rarely())
    person.leads_today = rare.leads
    return rare
