"""When the parts of coaching are erased, and erasing them. The periods stand in samtalerum.vault.retention alone.

That somebody was coached goes with the words: of a course nothing stays, not even that it took place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from samtalerum.coaching.actions.desk import pass_on_of_former_coaches, pass_on_unanswered
from samtalerum.coaching.actions.requesting import let_the_desk_read_all
from samtalerum.coaching.models import (
    Agreed,
    Coach,
    Coordinator,
    Course,
    EvaluationCount,
    HandedOver,
    LoggedHour,
    Meeting,
    PassedOn,
)
from samtalerum.dialogues.actions.course import lock, move
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.paused import paused
from samtalerum.dialogues.phases import ENDED, Kind, Phase, Side, Step, row
from samtalerum.ground.dates import local_date
from samtalerum.vault import api as vault
from samtalerum.vault import retention
from samtalerum.vault.forgetting import forgets

ANSWER_WITHIN = timedelta(days=30)  # a request that a coach took and nobody said yes to waits again
RESTING = frozenset({Phase.BEFORE, Phase.DURING})


@dataclass(frozen=True)
class Erased:
    """The local days on which the parts of a course are erased, as far as they are known yet."""

    course: date | None  # everything of it: journal and pages, what both read, that it took place
    notes: date | None  # the coach's own


def dates(dialogue: Dialogue) -> Erased:
    """When the parts of a course are erased; nothing is known while it goes on."""
    since = local_date(dialogue.phase_since)
    if Phase(dialogue.phase) in ENDED:
        return Erased(retention.COACHING_REQUEST.after(since), None)
    if dialogue.phase == Phase.CLOSED:
        return Erased(retention.COACHING_COURSE.after(since), retention.COACH_NOTES.after(since))
    return Erased(None, None)


def run(*, at: datetime) -> int:
    """Everything that is due at that moment; returns how much was done. Twice does no harm."""
    done = pass_on_unanswered(before=at - ANSWER_WITHIN, at=at) + pass_on_of_former_coaches(at=at)
    done += end_resting(at=at) + let_the_desk_read_all(at=at)
    return done + erase_notes(at=at) + erase_courses(at=at) + forget_roles(at=at) + forget_figures(at=at)


def end_resting(*, at: datetime) -> int:
    """A course in which nothing has happened for a year ends by itself. A pause counts from its beginning."""
    until, done = retention.NEVER_HELD.over(at), 0
    old = Q(kind=Kind.COACHING, phase__in=RESTING, last_activity_at__lt=until)
    for pk in list(Dialogue.every.filter(old).values_list("pk", flat=True)):
        with transaction.atomic():
            dialogue = lock(pk)
            if Dialogue.every.filter(old, pk=pk).exists():
                move(dialogue, row(Step.LAPSE, Phase(dialogue.phase), None, Kind.COACHING), seat=None, at=at)
                done += 1
    return done


def erase_notes(*, at: datetime) -> int:
    """The coach's own notes, soon after the closing. Keys first, rows after."""
    until = retention.end_of(retention.COACH_NOTES.latest(local_date(at)))
    closed = Dialogue.every.filter(kind=Kind.COACHING, phase=Phase.CLOSED, phase_since__lt=until)
    written = Exists(Entry.objects.filter(author=OuterRef("pk")))
    seats = Seat.every.filter(written, dialogue__in=closed.exclude(pk__in=paused().values("pk")), side=Side.PARTNER)
    for seat in (found := list(seats)):
        vault.erase(seat.scope, at=at)
        Entry.objects.filter(author=seat).delete()
    return len(found)


@forgets(Course, PassedOn, HandedOver, Agreed, Meeting)
def erase_courses(*, at: datetime) -> int:
    """Courses and requests whose day has come: their keys first, then every row. Nothing says that they were."""
    today = local_date(at)
    closed = Q(phase=Phase.CLOSED, phase_since__lt=retention.end_of(retention.COACHING_COURSE.latest(today)))
    asked = Q(phase__in=ENDED, phase_since__lt=retention.end_of(retention.COACHING_REQUEST.latest(today)))
    due = Dialogue.every.filter(closed | asked, kind=Kind.COACHING).exclude(pk__in=paused().values("pk"))
    return erase(due.prefetch_related("seats"), at=at)


def erase(dialogues: Iterable[Dialogue], *, at: datetime) -> int:
    """These courses, whole."""
    done = 0
    for dialogue in dialogues:
        own = [seat.scope for seat in dialogue.seats.all()]
        vault.erase(dialogue.scope, vault.Scope.request(dialogue.pk), *own, at=at)
        with transaction.atomic():
            vault.log_without_names(dialogue.pk, at=at)
            dialogue.delete()
        done += 1
    return done


@forgets(Coach, Coordinator)
def forget_roles(*, at: datetime) -> int:
    """Who coached or kept the desk, once that is a year ago and nothing rests on it any more."""
    until = local_date(retention.SECURITY_LOG.over(at))
    hours = LoggedHour.objects.filter(coach=OuterRef("pk"))
    wished = Course.objects.filter(wished=OuterRef("pk"))
    courses = Seat.every.filter(person=OuterRef("pk"), side=Side.PARTNER, ended_at=None, dialogue__kind=Kind.COACHING)
    coaches = Coach.objects.filter(~Exists(hours), ~Exists(wished), ~Exists(courses), until__lt=until)
    return coaches.delete()[0] + Coordinator.objects.filter(ends__lt=until).delete()[0]


@forgets(LoggedHour, EvaluationCount)
def forget_figures(*, at: datetime) -> int:
    """A coach's log and the sums of the evaluation, which name nobody."""
    until = local_date(retention.FIGURES.over(at))
    done = LoggedHour.objects.filter(on__lt=until).delete()[0]
    return done + EvaluationCount.objects.filter(year__lt=until.year).delete()[0]
