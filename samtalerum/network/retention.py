"""When a contact is erased: so long after it was last used. Its owner is told a month before."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet

from samtalerum.ground.dates import local_date
from samtalerum.network import notices
from samtalerum.network.models import Contact
from samtalerum.people import holds
from samtalerum.people.models import Person
from samtalerum.vault import api as vault
from samtalerum.vault import retention
from samtalerum.vault.forgetting import forgets

WARNED = timedelta(days=30)


def erased_on(contact: Contact) -> date:
    """The local day."""
    return retention.CONTACTS.after(local_date(contact.used_at))


@forgets(Contact)
def erase_what_is_due(*, at: datetime) -> int:
    """Key first, rows after; returns how many."""
    today = local_date(at)
    unused = _unused_since(retention.CONTACTS.latest(today)).exclude(owner__in=holds.held_people())
    over = [one for one in unused if erased_on(one) <= today]
    if over:
        vault.erase(*(one.scope for one in over), at=at)
        Contact.objects.filter(pk__in=[one.pk for one in over]).delete()
    return len(over)


def warn(*, at: datetime) -> int:
    """One mail to each person whose contacts end within a month; using one, or keeping it, begins its time anew."""
    soon = local_date(at) + WARNED
    ending = [
        one
        for one in _unused_since(retention.CONTACTS.latest(soon)).filter(warned_at=None).select_related("owner")
        if erased_on(one) <= soon
    ]
    told: set[Person] = {one.owner for one in ending}
    for person in told:
        notices.contacts_end.send(to=person, stamp=soon.isoformat(), at=at)
    Contact.objects.filter(pk__in=[one.pk for one in ending]).update(warned_at=at)
    return len(told)


def _unused_since(day: date) -> QuerySet[Contact]:
    return Contact.objects.filter(
        used_at__lt=datetime.combine(day + timedelta(days=2), datetime.min.time(), tzinfo=UTC)
    )
