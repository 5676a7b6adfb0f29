"""Whoever has left keeps no contacts here (samtalerum.people.leaving). What was handed on stays in its conversation."""

from datetime import datetime

from samtalerum.network.models import Contact
from samtalerum.people.leaving import at_the_end
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


@at_the_end
def erase_contacts(person: Person, at: datetime) -> bool:
    """Keys first, rows after. A legal hold on the person keeps all of the end from coming."""
    contacts = list(Contact.objects.filter(owner=person))
    vault.erase(*(one.scope for one in contacts), at=at)
    Contact.objects.filter(pk__in=[one.pk for one in contacts]).delete()
    return True
