"""Legal hold: erasing is paused for a person, or between two people, because a law demands it. Nothing is opened.

One administrator proposes, another confirms; to end it takes two again. It never says whether there is anything to
hold, so an administrator learns nothing from setting one. Whom it names can read it, with its reason, always.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Conflict
from samtalerum.people.models import Event, Person
from samtalerum.people.takes_two import Hold


class ErasingPaused(Conflict):
    """Nothing is lost by waiting; erasing would be final."""

    message = _("A legal hold pauses erasing here. It goes on when the hold has ended; until then nothing is lost.")


class TakesTwo(Conflict):
    """Whoever did the first half can't do the second."""

    message = _("This takes a second administrator. You did the first half.")


def in_force() -> QuerySet[Hold]:
    """Those that pause erasing now."""
    return Hold.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True)


def about(*people: Any) -> QuerySet[Hold]:
    """Those in force that name one of these people."""
    return in_force().filter(Q(person__in=people) | Q(other__in=people)).select_related("person", "other")


def held_people() -> QuerySet[Hold, Any]:
    """The people nothing of whose is erased."""
    return in_force().filter(other__isnull=True).values("person")


def refuse_for(person: Any) -> None:
    """What belongs to this person and to no conversation."""
    if in_force().filter(other__isnull=True, person=person.pk).exists():
        raise ErasingPaused


@transaction.atomic
def propose(*, person: Person, other: Person | None, reason: str, actor: Any, at: datetime) -> Hold:
    """The first half. It pauses nothing yet."""
    return Hold.objects.create(person=person, other=other, reason=reason, proposed_by=actor, proposed_at=at)


@transaction.atomic
def confirm(hold: UUID, *, actor: Any, at: datetime) -> Hold:
    """The second half: from now on nothing is erased."""
    found = _open(hold)
    if found.confirmed_at is not None:
        raise Conflict
    if found.proposed_by_id == actor.pk:
        raise TakesTwo
    found.confirmed_by, found.confirmed_at = actor, at
    found.save()
    _write_down(found, Event.Kind.HELD, actor=actor, at=at)
    return found


@transaction.atomic
def end(hold: UUID, *, actor: Any, at: datetime) -> Hold:
    """Asked for by one, done by another. One that was never confirmed is taken back by either."""
    found = _open(hold)
    if found.confirmed_at is None:
        found.ended_at = at
    elif found.end_asked_by_id is None:
        found.end_asked_by = actor
    elif found.end_asked_by_id == actor.pk:
        raise TakesTwo
    else:
        found.ended_at = at
        _write_down(found, Event.Kind.HOLD_ENDED, actor=actor, at=at)
    found.save()
    return found


def _open(hold: UUID) -> Hold:
    found = Hold.objects.select_for_update().filter(pk=hold, ended_at__isnull=True).first()
    if found is None:
        raise Conflict
    return found


def _write_down(hold: Hold, kind: str, *, actor: Any, at: datetime) -> None:
    """In the log that each person named can read."""
    for person in filter(None, (hold.person_id, hold.other_id)):
        Event.objects.create(person_id=person, actor=actor, kind=kind, at=at)
