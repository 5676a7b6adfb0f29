"""A person who leaves, and until when: what samtalerum.people.leaving goes by."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Departure(models.Model):
    """The last affiliation ends with a day; until another day the person can still sign in. Then comes the end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="departures")
    last_day = models.DateField()
    until = models.DateField()  # the last day on which the person can sign in
    begun_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)  # the person has come back, or was never gone
    closed_at = models.DateTimeField(null=True)  # the account
    ended_at = models.DateTimeField(null=True)  # everything private is erased; a legal hold may keep this from coming

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(stopped_at__isnull=True, ended_at__isnull=True),
                name="leaves_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("last_day")), name="time_is_left_to_take_words_along"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
