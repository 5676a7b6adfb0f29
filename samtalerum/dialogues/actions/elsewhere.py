"""Recording that a conversation was held outside Samtalerum, answering such a record, and taking either back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.starting import NotAPartner
from samtalerum.dialogues.elsewhere import COUNTS_AFTER, HeldElsewhere, Stands
from samtalerum.dialogues.phases import Side
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict, Forbidden, WrongMoment
from samtalerum.people import who
from samtalerum.people.models import Affiliation, Leave
from samtalerum.vault.retention import add_months

MOST_MONTHS = 36  # after so long even a confirmed sheet would have been erased


class RecordedAlready(Conflict):
    """These two, this day."""

    message = _("This conversation has been recorded already. You find it under My conversations.")


class NotThatDay(Conflict):
    """A day on which they can't have had one that counts."""

    status = 400


def refuse_day(owner: Any, on: date, *, at: datetime) -> None:
    """Ahead, long past, or before the owner belonged here."""
    today = local_date(at)
    if on > today:
        raise NotThatDay(_("This day has not come yet. Choose today or an earlier one."))
    if on < add_months(today, -MOST_MONTHS):
        raise NotThatDay(_("That is more than three years ago. Only later conversations are recorded."))
    first = Affiliation.objects.filter(person=owner).order_by("starts").values_list("starts", flat=True).first()
    if first and on < first:
        raise NotThatDay(_("That is before the first day of work here. Check the date."))


def record_with(*, owner: Any, partner: Any, on: date, at: datetime) -> HeldElsewhere:
    """The owner says so, of a leader or supervisor. That one alone is told."""
    if not who.may_partner(owner, partner, local_date(at)):
        raise NotAPartner
    return _record(owner, partner, on, by=Side.OWNER, at=at)


def record_of(*, partner: Any, owner: Any, on: date, at: datetime) -> HeldElsewhere:
    """The partner says so, of somebody whom the partner leads or supervises. That one alone is told."""
    today = local_date(at)
    led = who.led_by(partner, today).filter(pk=owner.pk).exists()
    if not led and not who.supervised_by(partner, today).filter(pk=owner.pk).exists():
        raise Forbidden(_("You can record conversations with the people you lead or supervise."))
    return _record(owner, partner, on, by=Side.PARTNER, at=at)


@transaction.atomic
def _record(owner: Any, partner: Any, on: date, *, by: Side, at: datetime) -> HeldElsewhere:
    refuse_day(owner, on, at=at)
    get_user_model().objects.select_for_update().get(pk=owner.pk)  # two presses at once: the second finds the first
    there = HeldElsewhere.objects.filter(owner=owner, partner=partner, on=on, undone_at__isnull=True).first()
    if there is None:
        made = HeldElsewhere.objects.create(owner=owner, partner=partner, on=on, recorded_by=by, recorded_at=at)
        notices.recorded_elsewhere(made, at=at)
        return made
    if there.recorded_by == by or there.counts_at:
        raise RecordedAlready
    return _answer(there, so=True, at=at)  # both say the same of the same day


@transaction.atomic
def answer_record(record: UUID, *, person: Any, so: bool, at: datetime) -> HeldElsewhere:
    """The other one of the two says whether that is so."""
    there = _lock(record)
    if there.is_mine(person) or there.stands != Stands.WAITS:
        raise WrongMoment
    return _answer(there, so=so, at=at)


def _answer(there: HeldElsewhere, *, so: bool, at: datetime) -> HeldElsewhere:
    there.counts_at = there.confirmed_at = at if so else None
    there.objected_at = None if so else at
    there.save()
    notices.answered_elsewhere(there, at=at)
    return there


@transaction.atomic
def undo_record(record: UUID, *, person: Any, at: datetime) -> HeldElsewhere:
    """Whoever spoke last takes it back, within its time: the record ends, or the answer is open again."""
    there = _lock(record)
    ends = there.undo_ends(person)
    if ends is None or at >= ends:
        raise WrongMoment
    if there.is_mine(person):
        there.undone_at = at
    else:
        there.counts_at = there.confirmed_at = there.objected_at = None
    there.save()
    return there


def count_unanswered(*, at: datetime) -> int:
    """What nobody objected to for 14 days counts from now on. After a leave of the other one's they begin anew."""
    today, since = local_date(at), local_date(at - COUNTS_AFTER)
    over = HeldElsewhere.objects.filter(
        counts_at__isnull=True, objected_at__isnull=True, undone_at__isnull=True, recorded_at__lte=at - COUNTS_AFTER
    )
    away = Leave.objects.filter(Q(ends__isnull=True) | Q(ends__gte=since), starts__lte=today)
    over = over.exclude(Q(recorded_by=Side.OWNER) & Q(Exists(away.filter(person=OuterRef("partner")))))
    over = over.exclude(Q(recorded_by=Side.PARTNER) & Q(Exists(away.filter(person=OuterRef("owner")))))
    return over.update(counts_at=at)


def _lock(record: UUID) -> HeldElsewhere:
    """Held until the transaction ends: an answer and an undoing at the same moment take turns."""
    locked = HeldElsewhere.objects.select_for_update(of=("self",))
    return locked.select_related("owner", "partner").get(pk=record)
