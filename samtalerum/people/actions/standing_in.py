"""A leader names somebody for invitations and dates, and ends that. Nobody else can name: only end."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden
from samtalerum.people import notices, who
from samtalerum.people.models import Person, StandIn


class NotALeader(Forbidden):
    """Whoever leads nobody has nothing to hand over."""

    message = _("You lead and supervise nobody today, so there is nothing a stand-in could do for you.")


class AlreadyStandsIn(Conflict):
    """Once at a time."""

    message = _("This person stands in for you already on some of these days. End that first, or choose other days.")


@transaction.atomic
def name_stand_in(*, leader: Any, person: Person, starts: date, ends: date, at: datetime) -> StandIn:
    """From the first day to the last, both included. Whoever is named is told."""
    if not who.is_leader(leader, local_date(at)):
        raise NotALeader
    if person.pk == leader.pk or not person.is_active:
        raise Forbidden(_("Choose somebody else who has an open account here."))
    Person.objects.select_for_update().get(pk=leader.pk)  # two presses at once: the second finds the first
    overlapping = Q(starts__lte=ends) & (Q(ends__isnull=True) | Q(ends__gte=starts))
    if StandIn.objects.filter(overlapping, leader=leader, person=person).exists():
        raise AlreadyStandsIn
    row = StandIn.objects.create(leader=leader, person=person, starts=starts, ends=ends)
    notices.stand_in_named.send(to=person, about=row.pk, at=at)
    return row


@transaction.atomic
def end_stand_in(row: StandIn, *, actor: Any, at: datetime) -> None:
    """At once: yesterday was the last day, and what began today or was to begin has never been. The two are told,
    except whoever does it."""
    today = local_date(at)
    if row.ends is not None and row.ends < today:
        return
    for one in (row.leader, row.person):
        if one.pk != actor.pk:
            notices.stand_in_ended.send(to=one, about=row.pk, at=at)
    if row.starts >= today:
        row.delete()
        return
    row.ends = today - timedelta(days=1)
    row.save(update_fields=["ends"])
