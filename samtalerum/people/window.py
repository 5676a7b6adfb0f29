"""Who is leaving, and who is not: the questions that pages, mails and sweeps ask of `Departure`."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from samtalerum.people.departures import Departure
from samtalerum.people.models import Affiliation, Leadership, Supervision


def leaving() -> QuerySet[Departure]:
    """Those that are under way."""
    return Departure.objects.filter(stopped_at__isnull=True, ended_at__isnull=True)


def stays(person: str, after: Any) -> Q:
    """Somebody who still belongs here after that day, leads or supervises, or has a role.

    `person`: the row's column, `pk` in a query of persons. Guests count like everybody else: an affiliation needs no pay.
    """
    goes_on = Q(ends__isnull=True) | Q(ends__gt=after)
    who, role = OuterRef(person), "" if person == "pk" else f"{person}__"
    return (
        Q(Exists(Affiliation.objects.filter(goes_on, person=who)))
        | Q(Exists(Leadership.objects.filter(goes_on, person=who)))
        | Q(Exists(Supervision.objects.filter(goes_on, supervisor=who)))
        | Q(**{f"{role}is_administrator": True})
        | Q(**{f"{role}is_coordinator": True})
    )


def to_be_told() -> QuerySet[Departure]:
    """Under way, of people who can still sign in and have not come back."""
    told = leaving().filter(closed_at__isnull=True, person__is_active=True)
    return told.exclude(stays("person", OuterRef("last_day")))
