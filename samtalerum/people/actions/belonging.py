"""Affiliations, leaders, supervisors, stand-ins, leave: everything that has a first and perhaps a last day."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Conflict
from samtalerum.people.actions.leaving import begin_to_leave
from samtalerum.people.models import Affiliation, Event, Leadership, Person, Span, StandIn, Supervision


class Twice(Conflict):
    """The same two can't be joined twice at a time."""

    message = _("This is written down already, without a last day. End that one first.")


def save(span: Span) -> None:
    """Write it down; what the database refuses is said in words."""
    try:
        with transaction.atomic():
            span.save()
    except IntegrityError as problem:
        raise Twice from problem


def remove(span: Span) -> None:
    """It was a mistake and never held. What did hold is ended with a last day instead."""
    span.delete()


@transaction.atomic
def end_everything(person: Person, *, last_day: date, actor: Any, at: datetime) -> None:
    """Somebody leaves: affiliations, leading, supervising and standing in end with that day; what would begin later goes.

    The account stays open for a while, so that the person can still take along what is theirs (people.leaving).
    """
    both = [
        Affiliation.objects.filter(person=person),
        Leadership.objects.filter(person=person),
        Supervision.objects.filter(Q(person=person) | Q(supervisor=person)),
        StandIn.objects.filter(Q(person=person) | Q(leader=person)),
    ]
    for rows in both:
        rows.filter(starts__gt=last_day).delete()
        rows.filter(Q(ends__isnull=True) | Q(ends__gt=last_day)).update(ends=last_day)
    Event.objects.create(person=person, actor=actor, kind=Event.Kind.LEAVES, at=at)
    begin_to_leave(person, last_day=last_day, at=at)
