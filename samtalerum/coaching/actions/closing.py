"""Pausing, closing, and the anonymous evaluation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

from samtalerum.coaching.actions.requesting import refuse_second
from samtalerum.coaching.models import Course, EvaluationCount
from samtalerum.dialogues.actions.course import lock, take, touch, undo
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Invalid, WrongMoment


def pause(*, seat: Seat, at: datetime) -> None:
    """Rest for a while; either may. Nothing is due meanwhile, and nobody asks why."""
    _pause(seat, at, at=at)


def resume(*, seat: Seat, at: datetime) -> None:
    """Go on where the two were."""
    _pause(seat, None, at=at)


def close(*, seat: Seat, at: datetime) -> None:
    """The course is over, as either says; whoever said it can undo it for a week."""
    take(Step.CLOSE, seat=seat, at=at)


def undo_close(*, seat: Seat, at: datetime) -> None:
    """Not over after all; but not beside another that the coachee has asked for since. A coach is not told of that one."""
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=seat.person_id)
        if seat.side == Side.OWNER:
            refuse_second(seat.person)
        undo(seat=seat, at=at)


def evaluate(*, seat: Seat, answers: Mapping[str, int], at: datetime) -> None:
    """Add the coachee's answers to the year's sums. What is kept beside them is only that there were some."""
    questions = {one.key: one for one in seat.dialogue.edition.coaching.evaluation}
    if any(key not in questions or not 1 <= value <= questions[key].scale for key, value in answers.items()):
        raise Invalid
    with transaction.atomic():
        dialogue = lock(seat.dialogue_id)
        course = Course.objects.get(pk=dialogue.pk)
        if seat.side != Side.OWNER or dialogue.phase != Phase.CLOSED or course.evaluated or not answers:
            raise WrongMoment
        for key, value in sorted(answers.items()):
            place: dict[str, Any] = {"year": local_date(at).year, "question": key, "value": value}
            EvaluationCount.objects.get_or_create(**place)
            EvaluationCount.objects.filter(**place).update(count=F("count") + 1)
        Course.objects.filter(pk=course.pk).update(evaluated=True)


def _pause(seat: Seat, since: datetime | None, *, at: datetime) -> None:
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if dialogue.phase != Phase.DURING:
            raise WrongMoment
        Course.objects.filter(pk=dialogue.pk).update(paused_at=since)
        touch(dialogue, at=at, seen=True)
