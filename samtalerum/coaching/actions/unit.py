"""Who keeps the desk and who coaches, and what the unit says of itself. Roles are written down in the security log,
and told to those who keep the desk."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching import notices, visibility
from samtalerum.coaching.actions.desk import pass_on
from samtalerum.coaching.actions.requesting import let_the_desk_read_all
from samtalerum.coaching.models import Coach, CoachingUnit, Coordinator
from samtalerum.dialogues.paused import paused
from samtalerum.dialogues.phases import Kind, Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden
from samtalerum.people.models import Event, Person

NOTICE = timedelta(days=3)
YESTERDAY = timedelta(days=1)  # days of a role are whole ones: what ends now had its last day before


class NotYourself(Forbidden):
    """One who keeps people and one who keeps requests are two."""

    message = _("You can't name yourself. Ask another administrator.")


class HasRole(Conflict):
    """Twice would say nothing more."""

    message = _("This person has that role already.")


def begins(at: datetime) -> date:
    """From which day somebody who is named now keeps the desk: three days on, so that an administrator who names an
    account made for that is found out before it reads anything. The first of all begins at once: nobody can have asked.
    """
    return local_date(at) + (NOTICE if Coordinator.objects.exists() else timedelta())


def appoint(person: Person, *, actor: Any, at: datetime) -> Coordinator:
    """Somebody keeps the desk from the day that `begins` says. From then on the sweep lets that one read the requests
    that wait, but for those of the own unit. Who keeps it already is told at once, and may `dismiss` until then.
    """
    if person.pk == actor.pk:
        raise NotYourself
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two presses at once: the second finds the first
        if Coordinator.objects.filter(person=person, ends__isnull=True).exists():
            raise HasRole
        named = Coordinator.objects.create(person=person, starts=begins(at))
        _write_down(person, Event.Kind.ROLE_GIVEN, "coaching-desk", actor=actor, at=at)
    return named


def dismiss(coordinator: Coordinator, *, actor: Any, at: datetime) -> None:
    """Somebody no longer keeps the desk, from this moment: no key of a request is left, but of one's own."""
    today, person = local_date(at), coordinator.person
    with transaction.atomic():
        if coordinator.starts >= today:
            coordinator.delete()
        else:
            coordinator.ends = today - YESTERDAY
            coordinator.save(update_fields=["ends"])
        _write_down(person, Event.Kind.ROLE_TAKEN, "coaching-desk", actor=actor, at=at)
    let_the_desk_read_all(at=at)


def add_coach(person: Person, *, actor: Any, at: datetime) -> Coach:
    """Somebody coaches from now on; whoever did so before keeps the numbers of clients."""
    today = local_date(at)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        there = Coach.objects.filter(pk=person.pk).first()
        if there and (there.until is None or there.until >= today):
            raise HasRole
        coach = there or Coach(person=person)
        coach.since, coach.until = today, None
        coach.save()
        _write_down(person, Event.Kind.ROLE_GIVEN, "coach", actor=actor, at=at)
    return coach


def end_coach(coach: Coach, *, actor: Any, at: datetime) -> None:
    """No new requests from this moment; one that waits for a yes waits on. Courses that run are the two's to end."""
    last = local_date(at) - YESTERDAY
    with transaction.atomic():
        coach.since, coach.until = min(coach.since, last), last
        coach.save(update_fields=["since", "until"])
        _write_down(coach.person, Event.Kind.ROLE_TAKEN, "coach", actor=actor, at=at)
        waits = visibility.courses_of(coach.person, Side.PARTNER).filter(dialogue__phase=Phase.INVITED)
        for seat in waits.exclude(dialogue__in=paused().values("pk")):  # what a legal hold keeps stays as it is
            pass_on(seat=seat_or_404(coach.person, seat.dialogue_id, Kind.COACHING), at=at)


def set_most(coach: Coach, most: int) -> None:
    """How many courses a coach has at most."""
    Coach.objects.filter(pk=coach.pk).update(most=most)


def present(coach: Coach, *, lines: str, languages: Iterable[str], presented: bool, most: int) -> None:
    """What a coach says of oneself, and whether everybody may read it."""
    coach.lines, coach.languages, coach.presented, coach.most = lines, list(languages), presented, most
    coach.save(update_fields=["lines", "languages", "presented", "most"])


def describe(*, words: Mapping[str, str], confidentiality: Mapping[str, str], categories: Iterable[str]) -> None:
    """What the unit says of itself, by language, and who may ask."""
    CoachingUnit.objects.update_or_create(
        pk=1,
        defaults=dict(  # noqa: C408 - a field is named like one of the blueprint's keys
            words=dict(words), confidentiality=dict(confidentiality), categories=list(categories)
        ),
    )


def _write_down(person: Person, kind: Event.Kind, role: str, *, actor: Any, at: datetime) -> None:
    Event.objects.create(person=person, actor=actor, kind=kind, detail=role, at=at)
    notices.role_changed(person, actor=actor, at=at)
