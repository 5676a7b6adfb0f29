"""What most people's home does not have: asked for at once, so that each is fetched only where it is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import SentSheet
from samtalerum.people.models import Address, Person
from samtalerum.people.window import leaving


@dataclass(frozen=True)
class Rarely:
    """There is such a thing, perhaps one whose time is over."""

    comes_back: bool = False  # mails to this person
    received: bool = False  # a sheet of somebody else's
    elsewhere: bool = False  # a conversation held outside Samtalerum, recorded by either of the two
    leaves: bool = False  # this person leaves the university


def rarely(person: Any) -> Rarely:
    """One statement."""
    me = OuterRef("pk")
    found = Person.objects.filter(pk=person.pk).values_list(
        Exists(Address.objects.filter(person=me, ends_at__isnull=True, refused_at__isnull=False)),
        Exists(SentSheet.objects.filter(reader=me, ended_at=None)),
        Exists(HeldElsewhere.objects.filter(Q(owner=me) | Q(partner=me), undone_at__isnull=True)),
        Exists(leaving().filter(person=me)),
    )
    return next((Rarely(*flags) for flags in found), Rarely())
