"""A window begins, and stops: see samtalerum.people.leaving for the whole."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef

from samtalerum.ground.dates import local_date
from samtalerum.people import notices
from samtalerum.people.departures import Departure
from samtalerum.people.models import Person
from samtalerum.people.window import leaving, stays
from samtalerum.vault.retention import LEAVING


@transaction.atomic
def begin_to_leave(person: Person, *, last_day: date, at: datetime) -> Departure | None:
    """From now on the person knows until when. Counted from the last day, or from today where that is past already.

    None where the person stays: with a role, or with something that goes on after that day.
    """
    leaving().filter(person=person, closed_at__isnull=True).exclude(last_day=last_day).update(stopped_at=at)
    if Person.objects.filter(stays("pk", last_day), pk=person.pk).exists() or leaving().filter(person=person).exists():
        return None
    until = LEAVING.after(max(last_day, local_date(at)))
    departure = Departure.objects.create(person=person, last_day=last_day, until=until, begun_at=at)
    notices.leaving.send(to=person, about=departure.pk, at=at)
    return departure


def stop_those_who_stay(*, at: datetime) -> int:
    """Whoever has come back within the window has not left: nothing is closed, and nothing erased."""
    back = leaving().filter(closed_at__isnull=True).filter(stays("person", OuterRef("last_day")))
    return back.update(stopped_at=at)


def stop_leaving(person: Person, *, at: datetime) -> None:
    """An administrator opens the account again."""
    leaving().filter(person=person).update(stopped_at=at)
