"""At the desk: a coach takes a request or gets it assigned; the two say yes, or pass on without a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching import visibility
from samtalerum.coaching.actions.requesting import refuse_beginning
from samtalerum.coaching.models import Coach, Course, HandedOver, PassedOn
from samtalerum.dialogues.actions.course import lock, move, take
from samtalerum.dialogues.actions.sharing import share
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Phase, Side, Step, row
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden
from samtalerum.vault import api as vault


class Taken(Conflict):
    """Another coach was faster, or the person has taken the request back."""

    message = _(
        "This request no longer waits: another coach has taken it, or it was taken back. Thank you for offering."
    )


class NotThisCoach(Forbidden):
    """A colleague of the person's, somebody who was passed by, or nobody who coaches."""

    message = _("This coach can't take this request. Choose somebody else.")


class NoRoom(Conflict):
    """The coach has as many courses as that coach has said."""

    message = _("This coach has no room for another course at present.")


def take_request(*, by: Coach, request: UUID, at: datetime) -> Seat:
    """A coach takes a request from the queue. One that is not in it answers like one that is gone, whatever it is."""
    if not visibility.waiting(by=by.person, on=local_date(at)).filter(pk=request).exists():
        raise Taken
    return _give(request, by, by=by.person, at=at)


def assign(*, by: Any, to: Coach, request: UUID, at: datetime) -> Seat:
    """A coordinator gives a request to a coach, who may pass it back."""
    if not visibility.keeps_desk(by, local_date(at)):
        raise Forbidden
    if not visibility.waiting(by=by, on=local_date(at)).filter(pk=request).exists():
        raise Taken
    return _give(request, to, by=by, at=at)


def accept(*, seat: Seat, at: datetime) -> None:
    """The person says yes to the coach. From now on the lines are the two's alone, and what is handed over is shared."""
    refuse_beginning()
    with transaction.atomic():
        take(Step.ACCEPT, seat=seat, at=at)
        handed = HandedOver.objects.filter(entry__dialogue=seat.dialogue_id, entry__author=seat)
        for item, slot in list(handed.values_list("entry__item", "entry__slot")):
            share(seat, [item], slot=slot, at=at)
        handed.delete()
        # Whoever keeps or has kept the desk, of whichever unit by now. Keys first: what is cut off here waits on, and
        # the next sweep lets the desk read it again.
        two = Seat.every.filter(dialogue=seat.dialogue_id, ended_at=None).values_list("person", flat=True)
        vault.set_readers(vault.Scope.request(seat.dialogue_id), two)


def pass_on(*, seat: Seat, at: datetime) -> None:
    """The person asks for another coach, or the coach passes it back. The request waits on where it waited."""
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        allowed = row(Step.ANOTHER, Phase(dialogue.phase), Side(seat.side), Kind.COACHING)
        move(dialogue, allowed, seat=seat, at=at)
        _empty_coach_seat(dialogue.pk, at=at)


def pass_on_unanswered(*, before: datetime, at: datetime) -> int:
    """Nobody has said yes for so long: the request waits again, for everybody else. Twice does no harm."""
    return _wait_again(Q(dialogue__phase_since__lt=before), at=at)


def pass_on_of_former_coaches(*, at: datetime) -> int:
    """Who took it coaches no longer: the request waits again. Twice does no harm."""
    return _wait_again(~Q(person__in=visibility.coaches(local_date(at)).values("pk")), at=at)


def _wait_again(which: Q, *, at: datetime) -> int:
    """Requests that a coach took, of these coaches' seats, go back into the queue."""
    taken = Seat.every.filter(which, side=Side.PARTNER, dialogue__kind=Kind.COACHING, dialogue__phase=Phase.INVITED)
    done = 0
    for dialogue_id in list(taken.values_list("dialogue", flat=True)):
        with transaction.atomic():
            dialogue = lock(dialogue_id)
            if taken.filter(dialogue=dialogue_id).exists():
                move(dialogue, row(Step.LAPSE, Phase.INVITED, None, Kind.COACHING), seat=None, at=at)
                _empty_coach_seat(dialogue.pk, at=at)
                done += 1
    return done


def _give(request: UUID, coach: Coach, *, by: Any, at: datetime) -> Seat:
    """The coach's place in the dialogue, with the keys that go with it."""
    course = Course.objects.filter(pk=request).first()
    if course is None:
        raise Http404
    seat = Seat(dialogue_id=course.pk, person=coach.person, side=Side.PARTNER)
    with transaction.atomic():
        locked = Coach.objects.select_for_update().get(pk=coach.pk)  # two requests at once: the second finds the first
        dialogue = lock(course.pk)  # two coaches at once: the second finds the first
        if dialogue.phase != Phase.ASKED:
            raise Taken
        if not visibility.may_take(locked, course, local_date(at)):
            raise NotThisCoach
        if visibility.running(locked) >= locked.most:
            raise NoRoom
        vault.create_key(seat.scope, readers=[coach.pk])
        vault.add_reader(course.scope, coach.pk)
        vault.add_reader(dialogue.scope, coach.pk)
        seat.save(force_insert=True)
        Course.objects.filter(pk=course.pk).update(assigned_by=by)
        move(dialogue, row(Step.INVITE, Phase.ASKED, Side.PARTNER, Kind.COACHING), seat=seat, at=at)
    seat.dialogue = dialogue
    return seat


def _empty_coach_seat(dialogue: UUID, *, at: datetime) -> None:
    """The coach's place goes with its keys: nothing has been written yet, and the next one begins with nothing."""
    seat = Seat.every.select_related("dialogue").get(dialogue=dialogue, side=Side.PARTNER)
    course = Course.objects.get(pk=dialogue)
    PassedOn.objects.get_or_create(course=course, coach_id=seat.person_id)
    seat.dialogue.passages.filter(seat=seat).update(seat=None)
    coach, scope, own = seat.person_id, seat.dialogue.scope, seat.scope
    seat.delete()

    def forget() -> None:
        vault.remove_reader(course.scope, coach)
        vault.remove_reader(scope, coach)
        vault.erase(own, at=at)

    transaction.on_commit(forget)
