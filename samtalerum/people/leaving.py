"""Somebody leaves the university. In words:

1. Once no affiliation goes on, or an administrator ends all with a last day, the person is told until when one can sign
   in: so many days after the last day (retention.LEAVING), or after being told, whichever is later.
2. Seven days before, the person is reminded, unless the whole window is that short.
3. Whoever belongs somewhere again, leads, supervises or has a role has not left: the window stops.
4. After the last day of the window the account is closed. Then each package ends what it keeps (`@at_the_end`): private
   words and contacts are erased by their keys, and whoever was in an open conversation with that person is told.
5. A legal hold that names the person pauses all of it; one that names only the other pauses their conversation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q

from samtalerum.ground.dates import local_date
from samtalerum.people import actions, holds, notices
from samtalerum.people.actions.leaving import begin_to_leave
from samtalerum.people.departures import Departure
from samtalerum.people.factors.models import CodeApp, Passkey, RecoveryCode
from samtalerum.people.models import Affiliation, Person
from samtalerum.people.window import leaving, stays, to_be_told
from samtalerum.vault import api as vault

REMINDED = timedelta(days=7)  # before the last day of the window

End = Callable[[Person, datetime], bool]
_ends: dict[str, End] = {}


def at_the_end(function: End) -> End:
    """Register what a package does when somebody has left. Twice does no harm; False: a legal hold keeps something."""
    _ends[f"{function.__module__}.{function.__name__}"] = function
    return function


@dataclass(frozen=True)
class Window:
    """What home tells the person."""

    last_day: date
    until: date
    past: bool  # the last day of affiliation lies behind
    held: bool  # its time is over, and a legal hold pauses the end


def window_of(person: Any, *, at: datetime) -> Window | None:
    """This person's, while one is open. One statement."""
    found = to_be_told().filter(person=person).first()
    today = local_date(at)
    return Window(found.last_day, found.until, found.last_day < today, found.until < today) if found else None


def begin_for_those_who_left(*, at: datetime) -> int:
    """Whose affiliations have all ended by their dates. Whoever never had any is not judged by them."""
    yesterday = local_date(at) - timedelta(days=1)
    gone = Person.objects.filter(is_active=True, affiliations__ends__lte=yesterday).exclude(stays("pk", yesterday))
    gone = gone.exclude(pk__in=leaving().values("person")).distinct()
    begun = 0
    for person in gone:
        last = Affiliation.objects.filter(person=person).latest("ends").ends
        begun += last is not None and begin_to_leave(person, last_day=last, at=at) is not None
    return begun


def remind(*, at: datetime) -> int:
    """Once, a week before the last day; not those whose whole window is as short."""
    soon = local_date(at) + REMINDED
    due = [
        one
        for one in to_be_told().filter(until__lte=soon, reminded_at=None).select_related("person")
        if one.until - max(one.last_day, local_date(one.begun_at)) > REMINDED
    ]
    with transaction.atomic():
        for one in due:
            notices.leaving_soon.send(to=one.person, about=one.pk, at=at)
        Departure.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=at)
    return len(due)


def end_what_is_over(*, at: datetime) -> int:
    """Whose window is over; returns how many came to their end. Twice does no harm."""
    named = holds.in_force()
    over = (
        leaving()
        .filter(until__lt=local_date(at))
        .exclude(Q(person__in=named.values("person")) | Q(person__in=named.filter(other__isnull=False).values("other")))
    )
    over = over.exclude(Q(closed_at__isnull=True) & stays("person", OuterRef("last_day")))
    return sum(_end(one, at=at) for one in over.select_related("person"))


def _end(departure: Departure, *, at: datetime) -> bool:
    """The account first, so that nothing is written any more; what erases can be done again if it was cut off."""
    if departure.closed_at is None:
        _close(departure, at=at)
    kept = [name for name, end in _ends.items() if not end(departure.person, at)]
    if kept:
        return False
    return bool(Departure.objects.filter(pk=departure.pk, ended_at=None).update(ended_at=at))


@transaction.atomic
def _close(departure: Departure, *, at: datetime) -> None:
    person = departure.person
    if person.is_active:
        actions.close_account(person, actor=None, at=at)
    for model in (Passkey, CodeApp, RecoveryCode):
        model._default_manager.filter(person=person).delete()  # noqa: SLF001 - public by its documentation
    vault.erase(vault.Scope.person(person.pk), at=at)
    departure.closed_at = at
    departure.save(update_fields=["closed_at"])
