"""Asking for coaching: a few lines and wishes, which can be changed and taken back while they wait."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints import editions
from samtalerum.coaching import notices, visibility
from samtalerum.coaching.models import Coach, Course, Form
from samtalerum.dialogues.actions.course import lock, take, touch, undo
from samtalerum.dialogues.models import Dialogue, Passage, Seat
from samtalerum.dialogues.phases import Kind, Phase, Side, Step, row
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden, WrongMoment
from samtalerum.vault import api as vault


class NotForYou(Forbidden):
    """The institution says who may ask."""

    message = _("Coaching is not offered for your position here. The page about coaching says who it is for.")


class NotOffered(Conflict):
    """Nobody keeps the desk."""

    message = _("Coaching is not offered here yet.")


class NothingBegins(Conflict):
    """Switched off: what runs goes on, and the rest is not offered."""

    message = _(
        "Coaching is no longer offered here, so nothing new begins. A course that the two of you have begun goes on to "
        "its end."
    )


class AlreadyAsked(Conflict):
    """One request or course at a time."""

    message = _("You have asked for coaching already, or are being coached. You find it under My conversations.")


@dataclass(frozen=True)
class Wishes:
    """What the person would like, all of it optional. `language`: empty for any."""

    language: str = ""
    form: str = Form.EITHER
    apart: bool = False
    coach: Coach | None = None


def ask(*, owner: Any, hope: str, wishes: Wishes, at: datetime) -> Dialogue:
    """Put a request into the queue. The lines are sealed for the desk under a key that opens nothing of a course."""
    today = local_date(at)
    refuse_who_may_not(owner, today)
    refuse_second(owner)
    dialogue_id = uuid4()
    course = Course(dialogue_id=dialogue_id)
    seat = Seat(dialogue_id=dialogue_id, person=owner, side=Side.OWNER)
    # Keys first, in a store of their own: a key without a dialogue is harmless, the other way round is not.
    vault.create_key(vault.Scope.dialogue(dialogue_id), readers=[owner.pk])
    vault.create_key(seat.scope, readers=[owner.pk])
    vault.create_key(course.scope, readers=[owner.pk, *visibility.readers_of(owner, today)])
    allowed = row(Step.ASK, None, Side.OWNER, Kind.COACHING)
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=owner.pk)  # two presses at once: the second finds the first
        refuse_second(owner)
        dialogue = Dialogue.every.create(
            pk=dialogue_id,
            kind=Kind.COACHING,
            edition=editions.current_of_kind(Kind.COACHING),
            phase=allowed.to,
            phase_since=at,
            started_at=at,
            last_activity_at=at,
        )
        seat.save(force_insert=True)
        Passage.objects.create(dialogue=dialogue, step=Step.ASK, come_from="", to=allowed.to, seat=seat, at=at)
        _write(course, hope, wishes, keys=vault.ring(owner.pk, [course.scope]), author=owner)
        course.save(force_insert=True)
        notices.request_waits(course, at=at)
    return dialogue


def refuse_who_may_not(owner: Any, on: date) -> None:
    """Nobody asks where nobody keeps the desk, nor somebody whom coaching is not for."""
    refuse_beginning()
    if not visibility.is_offered(on):
        raise NotOffered
    if not visibility.may_ask(owner, on):
        raise NotForYou


def change(*, seat: Seat, hope: str, wishes: Wishes, at: datetime) -> None:
    """Other lines or wishes, while nobody has taken the request."""
    refuse_beginning()
    with transaction.atomic():
        dialogue = seat.dialogue = lock(seat.dialogue_id)
        if seat.side != Side.OWNER or dialogue.phase != Phase.ASKED:
            raise WrongMoment
        course = Course.objects.get(pk=dialogue.pk)
        _write(course, hope, wishes, keys=vault.ring(seat.person_id, [course.scope]), author=seat.person)
        course.save()
        touch(dialogue, at=at, seen=True)


def withdraw(*, seat: Seat, at: datetime) -> None:
    """The person no longer wants it; no reason is asked for. From the queue it can be undone for a week.

    The lines are from now on nobody else's to open.
    """
    with transaction.atomic():
        take(Step.WITHDRAW, seat=seat, at=at)
        vault.set_readers(vault.Scope.request(seat.dialogue_id), [seat.person_id])


def undo_withdraw(*, seat: Seat, at: datetime) -> None:
    """Back into the queue, where it waited, unless another has been asked for since."""
    refuse_beginning()
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=seat.person_id)
        refuse_second(seat.person)
        undo(seat=seat, at=at)
        let_the_desk_read(seat.dialogue_id, at=at)  # whoever keeps it now


def let_the_desk_read(request: UUID, *, at: datetime) -> bool:
    """A request that waits opens for whoever the rule names today, and for nobody whom it named before.

    Whether that changed anything: people change units, the desk changes hands, and a write may have been cut off.
    """
    with transaction.atomic():
        dialogue = lock(request)  # so that a yes or a withdrawal comes before or after
        if dialogue.phase not in visibility.READ_AT_DESK:
            return False
        seats = list(Seat.every.select_related("person").filter(dialogue=request, ended_at=None))
        two = {seat.person_id for seat in seats}
        desk: set[UUID] = set()
        for seat in seats:
            if seat.side == Side.OWNER:
                desk = visibility.readers_of(seat.person, local_date(at))
        changed = vault.set_readers(vault.Scope.request(request), two | desk)
        return vault.set_readers(dialogue.scope, two) or changed


def let_the_desk_read_all(*, at: datetime) -> int:
    """Every request that waits; returns for how many something changed. Twice does no harm."""
    waits = Course.objects.filter(dialogue__phase__in=visibility.READ_AT_DESK)
    return sum(let_the_desk_read(one, at=at) for one in list(waits.values_list("pk", flat=True)))


def read_hope(keys: vault.Ring, course: Course, owner: Any, *, at: datetime) -> str | None:
    """The lines of a request, for whom the key store names beside its key. None: erased."""
    return vault.open(keys, [(course.hope, course.place(owner.pk, course.hope_revision))], at=at)[0]


def asked_at(dialogue: Dialogue) -> datetime:
    """Since when a request has waited: from the day on which it was asked, whoever has passed it on since."""
    return dialogue.started_at


def refuse_beginning() -> None:
    """Before anything that leads to a course which has not begun."""
    if not visibility.anything_begins():
        raise NothingBegins


def refuse_second(owner: Any) -> None:
    """One request or course at a time."""
    if visibility.open_course_of(owner):
        raise AlreadyAsked


def _write(course: Course, hope: str, wishes: Wishes, *, keys: vault.Ring, author: Any) -> None:
    course.hope_revision += 1
    course.hope = keys.seal(course.place(author.pk, course.hope_revision), hope.replace("\r\n", "\n"))
    course.language, course.form = wishes.language, Form(wishes.form)
    course.apart, course.wished = wishes.apart, wishes.coach
