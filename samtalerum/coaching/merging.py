"""Two accounts become one: what the desk knows of one goes to the other; a request's lines are sealed anew.

Seats and what is written in a course move with those of every dialogue (samtalerum.dialogues.merging).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from samtalerum.coaching import visibility
from samtalerum.coaching.models import Coach, Coordinator, Course, LoggedHour, PassedOn
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Side
from samtalerum.ground.dates import local_date
from samtalerum.people.merging import Mover
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


def may(keep: Person, gone: Person) -> bool:
    """One who coaches in both accounts ends one of the two roles first: their numbers of clients would collide."""
    return Coach.objects.filter(pk__in=[keep.pk, gone.pk]).count() < 2


def move(keep: Person, gone: Person, at: datetime) -> None:
    """Roles, requests, hours. Runs in the transaction of the merge."""
    _move_requests(keep, gone, at=at)
    _move_coach(keep, gone)
    Course.objects.filter(assigned_by=gone).update(assigned_by=keep)
    if Coordinator.objects.filter(person=keep, ends__isnull=True).exists():
        Coordinator.objects.filter(person=gone, ends__isnull=True).delete()
    Coordinator.objects.filter(person=gone).update(person=keep)


def _move_requests(keep: Person, gone: Person, *, at: datetime) -> None:
    """Whatever of a request the old account could open, the new one can; its own lines are its own."""
    owned = Seat.every.filter(side=Side.OWNER, person__in=[keep, gone], dialogue__kind=Kind.COACHING)
    coached = Seat.every.filter(side=Side.PARTNER, person__in=[keep, gone], dialogue__kind=Kind.COACHING)
    keeps = visibility.keeps_desk(gone, local_date(at))
    waits = Q(dialogue__phase__in=visibility.READ_AT_DESK) if keeps else Q(pk__in=[])
    mine = Q(dialogue__in=owned.values("dialogue")) | Q(dialogue__in=coached.values("dialogue"))
    for course in Course.objects.select_for_update(of=["self"]).filter(mine | waits):
        try:
            old = vault.ring(gone.pk, [course.scope])
            if not old.has(course.scope):
                continue
        except vault.NotAReader:
            continue
        vault.add_reader(course.scope, keep.pk)
        _seal_anew(course, keep, gone, old, at=at)
        transaction.on_commit(lambda scope=course.scope: vault.remove_reader(scope, gone.pk))  # type: ignore[misc]


def _seal_anew(course: Course, keep: Person, gone: Person, old: vault.Ring, *, at: datetime) -> None:
    try:
        text = vault.open(old, [(course.hope, course.place(gone.pk, course.hope_revision))], at=at)[0]
    except vault.Tampered:
        return  # somebody else's lines: only the key's readers change
    if text is not None:
        keys = vault.ring(keep.pk, [course.scope])
        course.hope = keys.seal(course.place(keep.pk, course.hope_revision), text)
        course.save(update_fields=["hope"])


def _move_coach(keep: Person, gone: Person) -> None:
    coach = Coach.objects.filter(pk=gone.pk).first()
    if coach is None:
        return
    facts = {field.name: getattr(coach, field.name) for field in Coach._meta.fields if field.name != "person"}
    now = Coach.objects.create(person=keep, **facts)
    LoggedHour.objects.filter(coach=coach).update(coach=now)
    PassedOn.objects.filter(coach=coach).update(coach=now)
    Course.objects.filter(wished=coach).update(wished=now)
    coach.delete()


MOVER = Mover("coaching", may, move)
