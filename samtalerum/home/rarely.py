"""What not everybody's home has: asked for at once, so that each is fetched only where it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import SentSheet
from samtalerum.ground.prepared import Prepared
from samtalerum.people import who
from samtalerum.people.models import Address, Affiliation, Category, Person
from samtalerum.people.window import leaving


@dataclass(frozen=True)
class Rarely:
    """There is such a thing, perhaps one whose time is over."""

    comes_back: bool = False  # mails to this person
    received: bool = False  # a sheet of somebody else's
    elsewhere: bool = False  # a conversation held outside Samtalerum, recorded by either of the two
    is_leaving: bool = False  # this person leaves the university
    may_be_due: bool = False  # the institution's rules speak of people like this one


def rarely(person: Any, today: date) -> Rarely:
    """One statement."""
    return Rarely(**(_RARELY.first(person=person.pk, today=today) or {}))


def _asked(person: Any, today: Any) -> QuerySet[Person, Any]:
    me = OuterRef("pk")
    spoken_of = Q(fixed_term=True) | Q(category=Category.PHD)
    asked = {
        "comes_back": Exists(Address.objects.filter(person=me, ends_at__isnull=True, refused_at__isnull=False)),
        "received": Exists(SentSheet.objects.filter(reader=me, ended_at=None)),
        "elsewhere": Exists(HeldElsewhere.objects.filter(Q(owner=me) | Q(partner=me), undone_at__isnull=True)),
        "is_leaving": Exists(leaving().filter(person=me)),
        "may_be_due": Exists(Affiliation.objects.filter(who.on(today), spoken_of, person=me)),
    }
    return Person.objects.filter(pk=person, is_active=True).values(**asked)


_RARELY = Prepared(_asked, person=UUID, today=date)
