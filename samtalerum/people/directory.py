"""People as mail knows them: where somebody is reached now, in which language, and how often that is welcome."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from samtalerum.mail.models import Pace
from samtalerum.mail.readers import Reader
from samtalerum.people.models import Address, Person


class People:
    """Asked by the worker at delivery."""

    def readers(self, people: Collection[UUID]) -> dict[UUID, Reader]:
        """Whoever may sign in; an account that was merged is reached where the one is that it became part of."""
        asked = Person.objects.filter(pk__in=people).select_related("merged_into")
        found = asked.prefetch_related("addresses", "merged_into__addresses")
        now = {one.pk: one.merged_into or one for one in found}
        return {pk: reader_of(person, _working(person)) for pk, person in now.items() if person.is_active}

    def refused(self, email: str, *, at: datetime) -> None:
        """Nothing more is mailed there until it has proved to work, or somebody says so (people.actions)."""
        Address.objects.filter(email=email, refused_at__isnull=True).update(refused_at=at)


def reader_of(person: Person, email: str) -> Reader:
    """As they are at this moment. Asks the database nothing."""
    return Reader(
        name=person.display_name,
        first_name=person.first_name,
        language=person.language,
        email=email,
        pace=Pace(person.mails),
    )


def comes_back(person: Person) -> Address | None:
    """The current address, if mails to it came back."""
    return Address.objects.filter(person=person, ends_at__isnull=True, refused_at__isnull=False).first()


def works(email: str) -> None:
    """A code that was sent there has been typed, or its owner says so: mails go there again."""
    Address.objects.filter(email=email, ends_at__isnull=True, refused_at__isnull=False).update(refused_at=None)


def _working(person: Person) -> str:
    """The current address, unless mails to it came back; uses prefetched addresses."""
    now = [one.email for one in person.addresses.all() if one.ends_at is None and one.refused_at is None]
    return now[0] if now else ""
