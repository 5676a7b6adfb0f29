"""A conversation that was held outside Samtalerum: that two people talked on a day, and not one word of it.

Either of the two records it. It counts when the other one says that it is so, or has not objected for 14 days. Nobody
besides these two is told.
"""

import uuid
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404

from samtalerum.dialogues.phases import WEEK, Side

COUNTS_AFTER = timedelta(days=14)  # without an objection


class Stands(Enum):
    """What has become of a record."""

    WAITS = "waits"
    CONFIRMED = "confirmed"  # it counts: the other one said that it is so
    UNANSWERED = "unanswered"  # it counts: the other one did not object in time
    OBJECTED = "objected"
    TAKEN_BACK = "taken back"


COUNTING = frozenset({Stands.CONFIRMED, Stands.UNANSWERED})


class HeldElsewhere(models.Model):
    """On this day these two talked, says one of them. Process facts like those of a dialogue: they stay in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="held_elsewhere")
    partner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="held_elsewhere_with")
    on = models.DateField()
    recorded_by = models.CharField(max_length=8, choices=Side)
    recorded_at = models.DateTimeField()
    counts_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on", "-recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "partner", "on"], condition=Q(undone_at__isnull=True), name="recorded_once"
            ),
            models.CheckConstraint(condition=~Q(owner=models.F("partner")), name="nobody_talked_with_themselves"),
            models.CheckConstraint(condition=Q(recorded_by__in=Side.values), name="recorded_by_one_of_the_two"),
            models.CheckConstraint(
                condition=Q(counts_at__isnull=True) | Q(objected_at__isnull=True, undone_at__isnull=True),
                name="counts_unless_objected_or_undone",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(counts_at__isnull=False), name="what_is_confirmed_counts"
            ),
            models.CheckConstraint(
                condition=Q(objected_at__isnull=True) | Q(undone_at__isnull=True), name="objected_or_undone_not_both"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                condition=Q(counts_at__isnull=True, objected_at__isnull=True, undone_at__isnull=True),
                name="elsewhere_waits",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def stands(self) -> Stands:
        """What has become of it."""
        if self.undone_at:
            return Stands.TAKEN_BACK
        if self.objected_at:
            return Stands.OBJECTED
        if self.confirmed_at:
            return Stands.CONFIRMED
        return Stands.UNANSWERED if self.counts_at else Stands.WAITS

    @property
    def counts_from(self) -> datetime:
        """When it counts, if nobody says anything; a leave of the other one's makes it later."""
        return self.counts_at or self.recorded_at + COUNTS_AFTER

    @property
    def changed_at(self) -> datetime:
        """The last thing that happened to it."""
        return self.undone_at or self.objected_at or self.counts_at or self.recorded_at

    def side(self, person: Any) -> Side:
        """Which of the two this person is."""
        return Side.OWNER if self.owner_id == person.pk else Side.PARTNER

    def is_mine(self, person: Any) -> bool:
        """This person recorded it."""
        return self.side(person) == self.recorded_by

    def across(self, person: Any) -> Any:
        """The other one of the two."""
        return self.partner if self.owner_id == person.pk else self.owner

    def undo_ends(self, person: Any) -> datetime | None:
        """Until when this person may take the own last word back: the record, or the answer to it."""
        if self.is_mine(person):
            return self.recorded_at + WEEK if self.stands == Stands.WAITS else None
        said = self.confirmed_at or self.objected_at
        return said + WEEK if said else None


def records_of(person: Any) -> QuerySet[HeldElsewhere]:
    """Those of this person on either side, with the names of both; what was taken back is not there."""
    mine = HeldElsewhere.objects.filter(Q(owner=person) | Q(partner=person), undone_at__isnull=True)
    return mine.select_related("owner", "partner")


def counting_of(owner: Any) -> QuerySet[HeldElsewhere]:
    """Those about this person's own career that count, the latest first."""
    counting = HeldElsewhere.objects.filter(owner=owner, counts_at__isnull=False)
    return counting.select_related("owner", "partner")


def record_or_404(person: Any, record: UUID) -> HeldElsewhere:
    """One of this person's; for anybody else it does not exist."""
    mine = HeldElsewhere.objects.filter(Q(owner=person) | Q(partner=person)).select_related("owner", "partner")
    found = mine.filter(pk=record).first()
    if found is None:
        raise Http404
    return found
