"""What waits to be mailed, and who works it off. Ids and times, never words; names and addresses come at delivery."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    """When somebody wants to be mailed."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day, all in one mail")
    URGENT = "urgent", _("Only what can’t wait")


class Letter(models.Model):
    """One notice to one person. `once` is unique: what was said under it is never said again, however often it is put.

    `due` is when it may next be taken. Whoever takes it moves `due` by a lease and writes the own `holder` down; when
    that worker dies, the letter is due again by itself.
    """

    class State(models.TextChoices):
        """Waiting leads to one of the others. What has ended in 14 days keeps only `once` (samtalerum.mail.sweeps)."""

        WAITING = "waiting"
        GATHERED = "gathered"  # into a daily mail, which says when it goes
        SENT = "sent"
        DROPPED = "dropped"  # its cause has passed, or there is nobody to tell
        FAILED = "failed"  # tried for days

    once = models.CharField(max_length=64, primary_key=True)  # a hash: the Message-ID is made of it and is public
    notice = models.CharField(max_length=60)
    person = models.UUIDField(null=True)
    email = models.CharField(max_length=254, blank=True)  # only where it is not the person's current address
    about = models.CharField(max_length=64, blank=True)
    stamp = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField()
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    holder = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    within = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="gathered")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due"], condition=Q(state="waiting"), name="letters_waiting"),
            models.Index(fields=["person", "notice"], condition=Q(state="waiting"), name="letters_of_a_person"),
            models.Index(fields=["ended_at"], name="letters_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "gathered", "sent", "dropped", "failed"]), name="letter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "gathered"], ended_at__isnull=True)
                | Q(state__in=["sent", "dropped", "failed"], ended_at__isnull=False),
                name="letter_ended_when_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.state}"


class Worker(models.Model):
    """A process that works letters and sweeps off, and when it last said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """When a sweep is next due. Whoever moves it on runs the sweep: of many workers, one."""

    sweep = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    reached = models.DateTimeField(
        null=True
    )  # the time it was last handed; behind the clock after the clock has jumped

    def __str__(self) -> str:
        return self.sweep
