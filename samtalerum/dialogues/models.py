"""The nouns of a dialogue. Nothing here reads: what a person may read is decided in visibility.py alone."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints.models import Edition
from samtalerum.dialogues import elsewhere, handed  # noqa: F401 - Django finds models through this module
from samtalerum.dialogues.conversations import Conversations
from samtalerum.dialogues.phases import Kind, Phase, Side, Step
from samtalerum.vault.sealed import Place, Scope, SealedField

PERSON = settings.AUTH_USER_MODEL


class Opens(models.TextChoices):
    """When the other one can read what somebody shares before the meeting: the owner's choice, for both sides."""

    AS_SHARED = "as-shared", _("At once, each as it is shared")
    BOTH_READY = "both-ready", _("For both at the same moment, when both say that they are ready")
    MEETING = "meeting", _("For both at the same moment, when the meeting starts")


class Dialogue(models.Model):
    """One confidential process between two people. Its process facts stay in clear; its words never do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CONVERSATION, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=12, choices=Phase)
    phase_since = models.DateTimeField()
    started_at = models.DateTimeField()
    last_activity_at = models.DateTimeField(db_index=True)
    # Goes up whenever something changes that the other one may see; a page polls with the revision it has seen.
    revision = models.PositiveIntegerField(default=0)
    meets_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    opens = models.CharField(max_length=10, choices=Opens, default=Opens.AS_SHARED)
    opened_at = models.DateTimeField(null=True, blank=True)  # both at once, where that was chosen
    suggested = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dated_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")  # only a stand-in

    every = models.Manager["Dialogue"]()
    objects = Conversations("kind")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="dialogue_kind_is_known"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="dialogue_phase_is_known"),
            models.CheckConstraint(
                condition=~Q(phase=Phase.CONFIRMED) | Q(confirmed_at__isnull=False), name="confirmed_has_a_date"
            ),
            models.CheckConstraint(condition=~Q(phase=Phase.HELD) | Q(held_at__isnull=False), name="held_has_a_date"),
        ]
        indexes = [  # what a sweep asks for: whose day has come
            models.Index(fields=["meets_at"], condition=Q(phase=Phase.BEFORE), name="meets_before"),
            models.Index(fields=["phase", "phase_since"], name="phase_since"),
            models.Index(fields=["held_at"], name="held_then"),
            models.Index(fields=["confirmed_at"], name="confirmed_then"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def scope(self) -> Scope:
        """What both can read is sealed under this key."""
        return Scope.dialogue(self.pk)


class Seat(models.Model):
    """A person's place in a dialogue: the only way in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    side = models.CharField(max_length=8, choices=Side)
    ended_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)  # says: what I share may open for both
    carried_at = models.DateTimeField(null=True, blank=True)  # the owner keeps the own parts for the next conversation
    opposite: "Seat | None" = None  # no column: the other's seat, where both were fetched at once

    every = models.Manager["Seat"]()
    objects = Conversations("dialogue__kind")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "side"], name="one_seat_a_side"),
            models.UniqueConstraint(fields=["dialogue", "person"], name="nobody_sits_on_both_sides"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="seat_side_is_known"),
            models.CheckConstraint(condition=Q(carried_at=None) | Q(side=Side.OWNER), name="owners_carry"),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.dialogue_id}"

    @property
    def scope(self) -> Scope:
        """What only this person can read is sealed under this key, and can be erased alone."""
        return Scope.own(self.dialogue_id, self.person_id)


class Presence(models.Model):
    """When a seat last had a page of the dialogue before it. One row, written over: no history of who looked when."""

    class Where(models.TextChoices):
        """Which page."""

        ROOM = "room"
        PREPARE = "prepare"

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="presence")
    seen_at = models.DateTimeField()
    place = models.CharField(max_length=8, choices=Where)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(place__in=["room", "prepare"]), name="presence_place_known")]

    def __str__(self) -> str:
        return str(self.seat_id)


class Passage(models.Model):
    """A step that was taken: when, by whom, from where to where. `undone_at` when it was taken back."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="passages")
    step = models.CharField(max_length=10, choices=Step)
    come_from = models.CharField(max_length=12, choices=Phase, blank=True)
    to = models.CharField(max_length=12, choices=Phase)
    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")  # the seat's stand-in
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]  # as they were taken, whatever the clock says

    def __str__(self) -> str:
        return f"{self.step} {self.come_from} -> {self.to}"


class Show(models.TextChoices):
    """When the other one sees what is written at a joint item: the writer's choice."""

    AS_I_WRITE = "as-i-write", _("Show as I write")
    ON_PAUSE = "on-pause", _("Show when I pause here")


class Entry(models.Model):
    """What one writer wrote at one item of the blueprint.

    `draft` is the writer's own, under the writer's own key. `shown` is what the other one may read, under the
    dialogue's key; it is there exactly while `shared_at` is. Sharing copies draft to shown; erasing the own key leaves shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=100)
    slot = models.PositiveSmallIntegerField(default=0)
    draft = SealedField(null=True)
    revision = models.PositiveIntegerField(default=0)
    shown = SealedField(null=True)
    shown_revision = models.PositiveIntegerField(default=0)
    shown_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    active_before = models.DateTimeField(null=True)  # the dialogue's last activity, as it was before this was shared
    show = models.CharField(max_length=10, choices=Show, default=Show.AS_I_WRITE)
    client = models.UUIDField(null=True)
    # Typed at the table by one who does not write here: the writer's word only once the writer has confirmed it.
    written_down = models.BooleanField(default=False)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "author", "item", "slot"], name="one_entry_a_place"),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True, shown__isnull=True)
                | Q(shared_at__isnull=False, shown__isnull=False),
                name="shown_while_shared",
            ),
            models.CheckConstraint(condition=Q(shown_revision__lte=F("revision")), name="nothing_shown_before_written"),
        ]
        indexes = [models.Index(fields=["saved_at"], name="saved_then")]

    def __str__(self) -> str:
        return f"{self.item}/{self.slot}"

    def draft_place(self, revision: int) -> Place:
        """Where the writer's own text lies at that revision: part of what is authenticated."""
        return Place(self.author.scope, self.pk, str(self), "draft", self.author.person_id, revision)

    def shown_place(self, revision: int) -> Place:
        """Where the other one's copy lies at that revision."""
        return Place(Scope.dialogue(self.dialogue_id), self.pk, str(self), "shown", self.author.person_id, revision)


class AgreedStep(models.Model):
    """An agreed action: its words are an entry, its date and state are process facts."""

    class State(models.TextChoices):
        """Nothing is overdue; a step is open, done or dropped."""

        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="step")
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    state_at = models.DateTimeField(null=True)
    # Part of the sheet that both confirm; a step added afterwards is the owner's alone to change.
    in_sheet = models.BooleanField(default=True)
    # Where the owner has moved it since: the confirmed sheet keeps the date that both agreed on.
    moved_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "done", "dropped"]), name="step_state_known")
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(state="open"), name="open_steps_due"),
            models.Index(fields=["moved_to"], condition=Q(state="open"), name="open_steps_moved_to"),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)

    @property
    def until(self) -> date | None:
        """The day by which it is meant to be taken, as things are now."""
        return self.moved_to or self.due


class StepNote(models.Model):
    """What the owner notes for oneself at a step: sealed under the owner's own key, read by nobody else."""

    step = models.OneToOneField(AgreedStep, on_delete=models.CASCADE, primary_key=True, related_name="note")
    words = SealedField()
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.step_id)

    def place(self, seat: Seat, revision: int) -> Place:
        """Where it lies at that revision."""
        return Place(seat.scope, self.step_id, "step", "note", seat.person_id, revision)


class Tick(models.Model):
    """A line of the partner's checklist that is done; private to the seat."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="ticks")
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "key"], name="one_tick_a_line")]

    def __str__(self) -> str:
        return self.key


class SheetVersion(models.Model):
    """The wrap-up sheet as somebody confirmed it. Complete when both have; then it stands until the next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="versions")
    fingerprint = models.CharField(max_length=64)  # keyed: a short text can't be guessed from it
    body = SealedField()
    made_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue"], condition=Q(complete_at__isnull=True), name="one_waiting_version"
            ),
            models.UniqueConstraint(
                fields=["dialogue"], condition=Q(complete_at__isnull=False), name="one_standing_version"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], condition=Q(complete_at__isnull=True), name="waiting_versions")]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Both have agreed on it, so it has no single author and reading it opens nobody else's words."""
        return Place(Scope.dialogue(self.dialogue_id), self.pk, "sheet", "body", None, 1)


class Confirmation(models.Model):
    """One of the two says: this is what we agreed on."""

    version = models.ForeignKey(SheetVersion, on_delete=models.CASCADE, related_name="confirmations")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "seat"], name="one_confirmation_a_seat")]

    def __str__(self) -> str:
        return f"{self.seat_id} at {self.at:%Y-%m-%d}"


SENT_SHEET = "sent-sheet"  # what the access log calls it


class SentSheet(models.Model):
    """A confirmed sheet as the owner has sent it to a third reader: a copy under a key of its own, one way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="sent_sheets")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sheets_received")
    sent_at = models.DateTimeField()
    until = models.DateField()  # the last day on which it can be read
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "reader"], condition=Q(ended_at__isnull=True), name="one_copy_a_reader"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def scope(self) -> Scope:
        """The key that opens this copy, and nothing else."""
        return Scope.copy(self.dialogue_id, self.reader_id)


class SentPart(models.Model):
    """What one of the two wrote on a sheet that was sent; each author sees when it is opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(SentSheet, on_delete=models.CASCADE, related_name="parts")
    author = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    body = SealedField()

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where it lies."""
        return Place(self.sheet.scope, self.pk, f"{SENT_SHEET}/0", "body", self.author.person_id, 1)


class ReminderOff(models.Model):
    """A kind of reminder that somebody does not want. Without a row, it is wanted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders_off")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="switched_off_once")]

    def __str__(self) -> str:
        return self.kind
