"""The nouns of coaching beside those of a dialogue. Nothing here reads: who may read is decided in visibility.py."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.people.models import Category, Span
from samtalerum.vault.sealed import Place, Scope, SealedField


class Form(models.TextChoices):
    """How coach and coachee meet."""

    EITHER = "either", _("Either")
    IN_PERSON = "in-person", _("In person")
    VIDEO = "video", _("By video")


class CoachingUnit(models.Model):
    """What the unit says of itself, in one row. Its own words, which everybody signed in may read."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    words = models.JSONField(default=dict, blank=True)  # by language: on the page *What coaching is*
    confidentiality = models.JSONField(default=dict, blank=True)  # by language: at the agreement
    categories = models.JSONField(default=list, blank=True)  # of positions that may ask; none: all academic staff

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_coaching_unit")]

    def __str__(self) -> str:
        return "coaching unit"

    @property
    def may_ask(self) -> frozenset[str]:
        """The categories of position whose holders may ask."""
        academic = set(Category.values) - {Category.TECHNICAL}
        return frozenset(self.categories) or frozenset(academic)


class Coordinator(Span):
    """Somebody who keeps the desk: assigns requests, names coaches, writes the unit's words. Never reads a course."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends__isnull=True), name="keeps_the_desk_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="coordinator_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Coach(models.Model):
    """Somebody who coaches, as the unit presents it: facts of a role, no words about anybody else."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="coach"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    most = models.PositiveSmallIntegerField(_("courses at most"), default=8)
    presented = models.BooleanField(_("shown on the page about coaching"), default=False)
    languages = models.JSONField(_("languages"), default=list, blank=True)  # codes, such as ["da", "en"]
    lines = models.TextField(_("a few lines about yourself"), max_length=600, blank=True)
    clients = models.PositiveIntegerField(default=0)  # how many numbers the log of hours has given so far

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="coach_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Course(models.Model):
    """What the desk and the two know of a course beside its dialogue: the request and its wishes, a pause, a number."""

    dialogue = models.OneToOneField(Dialogue, on_delete=models.CASCADE, primary_key=True, related_name="course")
    hope = SealedField(null=True)
    hope_revision = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=2, blank=True)  # empty: any
    form = models.CharField(max_length=9, choices=Form, default=Form.EITHER)
    apart = models.BooleanField(default=False)  # not a coach of one's own faculty
    wished = models.ForeignKey(Coach, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)  # the coach's number for this client
    evaluated = models.BooleanField(default=False)  # whether, never what nor when

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="course_form_is_known"),
            models.CheckConstraint(condition=Q(hope__isnull=True) | Q(hope_revision__gt=0), name="hope_has_a_revision"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def scope(self) -> Scope:
        """What the desk reads of a request is sealed under this key, which opens nothing of the course."""
        return Scope.request(self.dialogue_id)

    def place(self, author: Any, revision: int) -> Place:
        """Where the hope lies at that revision, written by this person."""
        return Place(self.scope, self.dialogue_id, "request/0", "hope", author, revision)


class PassedOn(models.Model):
    """A coach whom the person, or who, did not say yes: not offered this request again. No reason is kept."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="passed_on")
    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "coach"], name="passed_on_once")]

    def __str__(self) -> str:
        return str(self.course_id)


class HandedOver(models.Model):
    """A copy from an earlier course that the next coach reads as soon as there is a yes to that one; not before."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.entry_id)


class Agreed(models.Model):
    """One of the two says: this is how we begin. Of exactly the text with this fingerprint."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="agreed")
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.seat_id)


class Meeting(models.Model):
    """When the two meet or have met. What is said there is written at the blueprint's items, at this slot."""

    class State(models.TextChoices):
        """Where it stands."""

        AGREED = "agreed", _("Agreed")
        HELD = "held", _("Held")
        MISSED = "missed", _("Did not take place")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="meetings")
    slot = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    form = models.CharField(max_length=9, choices=Form, default=Form.IN_PERSON)
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.AGREED)

    class Meta:
        ordering: ClassVar = ["starts_at", "slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dialogue", "slot"], name="one_meeting_a_slot"),
            models.CheckConstraint(condition=Q(state__in=["agreed", "held", "missed"]), name="meeting_state_known"),
            models.CheckConstraint(condition=Q(form__in=["in-person", "video"]), name="meeting_form_known"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="meeting_length_sensible"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LoggedHour(models.Model):
    """A line of a coach's log: a meeting that was held, of a numbered client. It names nobody and leads to no course."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="hours")
    meeting = models.UUIDField(unique=True)  # so that it can be taken back while the meeting is there; no key to it
    client = models.PositiveIntegerField()
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=9, choices=Form)

    class Meta:
        ordering: ClassVar = ["on", "client"]

    def __str__(self) -> str:
        return str(self.pk)


class EvaluationCount(models.Model):
    """How many said this in a year. Answers are only ever added up: no row is anybody's, and none has a time."""

    year = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "question", "value"], name="one_sum_an_answer")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.question}"
