"""What not everybody's home has: asked for at once, so that each is fetched only where it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import SentSheet
from samtalerum.people import who
from samtalerum.people.models import Address, Affiliation, Category
from samtalerum.people.window import leaving


@dataclass(frozen=True)
class Rarely:
    """There is such a thing, perhaps one whose time is over."""

    comes_back: bool = False  # mails to this person
    received: bool = False  # a sheet of somebody else's
    elsewhere: bool = False  # a conversation held outside Samtalerum, recorded by either of the two
    leaves: bool = False  # this person leaves the university
    may_be_due: bool = False  # the institution's rules speak of people like this one


def rarely(person: Any, today: date) -> Rarely:
    """One statement, and with it the ways in that the navigation asks for (samtalerum.people.who)."""
    me = OuterRef("pk")
    spoken_of = Q(fixed_term=True) | Q(category=Category.PHD)
    asked = {
        "comes_back": Exists(Address.objects.filter(person=me, ends_at__isnull=True, refused_at__isnull=False)),
        "received": Exists(SentSheet.objects.filter(reader=me, ended_at=None)),
        "elsewhere": Exists(HeldElsewhere.objects.filter(Q(owner=me) | Q(partner=me), undone_at__isnull=True)),
        "leaves": Exists(leaving().filter(person=me)),
        "may_be_due": Exists(Affiliation.objects.filter(who.on(today), spoken_of, person=me)),
    }
    return Rarely(**who.asked_with_ways(person, today, asked))
