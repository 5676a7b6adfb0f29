"""Persons and where they belong. Roles follow from these facts: a leader is whoever leads a unit today."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from samtalerum.mail.models import Pace
from samtalerum.people import departures, takes_two  # noqa: F401 - Django finds models through this module
from samtalerum.people.factors import models as factors  # noqa: F401 - and these

ENDS_AFTER_START = Q(ends__isnull=True) | Q(ends__gte=F("starts"))


def tidy(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().lower()


class PersonManager(BaseUserManager["Person"]):
    """Persons have no passwords: they sign in by a code, a passkey or their university."""

    def create_person(self, name: str, email: str = "", **fields: object) -> "Person":
        """A person with one current address, if one is given."""
        person = self.model(display_name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        if email:
            Address.objects.create(person=person, email=tidy(email))
        return person

    def by_address(self, email: str) -> "Person | None":
        """Whose current address this is, if that person may sign in. An earlier address is nobody's."""
        current = Address.objects.filter(email=tidy(email), ends_at__isnull=True, person__is_active=True)
        address = current.select_related("person").first()
        return address.person if address else None


class Appearance(models.TextChoices):
    """Light and dark."""

    AUTO = "auto", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Person(AbstractBaseUser):
    """Somebody at the university. Known by a random id; a number of the institution's own is optional."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution_id = models.CharField(_("staff number"), max_length=60, null=True, blank=True, unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", "English"), ("da", "Dansk"), ("sv", "Svenska")], default="en"
    )
    appearance = models.CharField(_("appearance"), max_length=5, choices=Appearance, default=Appearance.AUTO)
    mails = models.CharField(_("mails"), max_length=8, choices=Pace, default=Pace.AT_ONCE)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_coordinator = models.BooleanField(_("HR coordinator"), default=False)
    demands_second = models.BooleanField(default=False)  # the person's own wish; roles ask for it anyway
    created_at = models.DateTimeField(auto_now_add=True)
    # The person was here twice: this row stays so that old ids still have a name, and signs nobody in.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects = PersonManager()

    class Meta:
        ordering: ClassVar = ["display_name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False), name="merged_persons_are_not_active"
            ),
            models.CheckConstraint(condition=~Q(institution_id=""), name="no_staff_number_is_null"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def first_name(self) -> str:
        """How the other one is called on the pages of a conversation."""
        return self.display_name.split()[0] if self.display_name.split() else self.display_name

    @property
    def email(self) -> str:
        """The current address, or nothing; uses prefetched addresses."""
        current = [address.email for address in self.addresses.all() if address.ends_at is None]
        return current[0] if current else ""


class Address(models.Model):
    """An e-mail address of a person over time. Exactly one is current; an earlier one signs nobody in."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    email = models.EmailField(_("e-mail address"), max_length=254, db_index=True)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # a mail server said that nobody is there

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"), condition=Q(ends_at__isnull=True), name="a_current_address_is_one_persons"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(ends_at__isnull=True), name="one_current_address"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="addresses_are_lower_case"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="address_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class EarlierName(models.Model):
    """A name somebody had before. Administrators find the person by it; nobody else sees it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="earlier_names")
    name = models.CharField(max_length=120)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A faculty, department, section or group. Units form a tree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(_("name"), max_length=160)
    name_da = models.CharField(_("name in Danish"), max_length=160, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=160, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(parent=F("id")), name="no_unit_is_in_itself")]

    def __str__(self) -> str:
        own = {"da": self.name_da, "sv": self.name_sv}.get((get_language() or "en")[:2], "")
        return own or self.name


class Category(models.TextChoices):
    """Categories of position that rules speak of."""

    PHD = "phd", _("PhD fellow")
    POSTDOC = "postdoc", _("Postdoc")
    ASSISTANT = "assistant", _("Assistant professor")
    ASSOCIATE = "associate", _("Associate professor")
    PROFESSOR = "professor", _("Professor")
    ACADEMIC = "academic", _("Other academic staff")
    TECHNICAL = "technical", _("Technical and administrative staff")
    GUEST = "guest", _("Guest or stipend holder")


class Span(models.Model):
    """From a day to a day, both included; without an end it goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True


class Affiliation(Span):
    """A person belongs to a unit in a category of position. It needs no pay."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affiliations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("unit"))
    category = models.CharField(_("category of position"), max_length=12, choices=Category)
    fixed_term = models.BooleanField(_("fixed-term"), default=False)

    class Meta:
        ordering: ClassVar = ["starts"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="affiliation_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.unit}"


class Leadership(Span):
    """A person leads a unit. A unit may have several leaders."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="leaderships", verbose_name=_("unit"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaderships")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="leadership_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit", "person"], condition=Q(ends__isnull=True), name="leads_a_unit_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.unit}"


class Supervision(Span):
    """A personal supervisor."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="supervised", verbose_name=_("supervisor")
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="supervision_ends_after_start"),
            models.CheckConstraint(condition=~Q(person=F("supervisor")), name="nobody_supervises_themselves"),
            models.UniqueConstraint(
                fields=["person", "supervisor"], condition=Q(ends__isnull=True), name="supervises_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} – {self.person}"


class StandIn(Span):
    """Somebody who may invite and agree on dates for a leader; never a reader of content."""

    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stand_ins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for", verbose_name=_("person"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="stand_in_ends_after_start"),
            models.CheckConstraint(condition=~Q(person=F("leader")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.leader}"


class Leave(Span):
    """A period without due dates and reminders. No reason is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=ENDS_AFTER_START, name="leave_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.starts} – {self.ends or ''}"


class Session(AbstractBaseSession):
    """Where somebody is signed in. The key in the cookie is never stored: `session_key` is its hash."""

    session_key = models.CharField(primary_key=True, max_length=64)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # how a page names it
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=60, blank=True)

    objects: ClassVar = BaseSessionManager()

    class Meta:
        ordering: ClassVar = ["-seen_at"]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def get_session_store_class(cls) -> type:
        """Where the hashing is."""
        from samtalerum.people.sessions import SessionStore

        return SessionStore


class Event(models.Model):
    """The security log: what happened to an account, kept for twelve months. The person can read it."""

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed-in", _("Signed in")
        SIGNED_IN_KEY = "signed-in-key", _("Signed in with a passkey")
        SIGNED_IN_SECOND = "signed-in-second", _("Signed in with a code by mail and a second factor")
        SESSIONS_ENDED = "sessions-ended", _("Signed out everywhere")
        PASSKEY_ADDED = "passkey-added", _("Passkey added")
        PASSKEY_REMOVED = "passkey-removed", _("Passkey removed")
        APP_ADDED = "app-added", _("Code app set up")
        APP_REMOVED = "app-removed", _("Code app removed")
        CODES_MADE = "codes-made", _("New recovery codes made")
        CODE_USED = "code-used", _("Recovery code used")
        DEMANDED = "demanded", _("Each sign-in asks for a second factor")
        NOT_DEMANDED = "not-demanded", _("Signing in no longer asks for a second factor")
        FACTORS_RESET = "factors-reset", _("All second factors removed by the operator")
        ADDRESS_ASKED = "address-asked", _("An administrator asked for another e-mail address")
        ADDRESS_VOUCHED = "address-vouched", _("A second administrator confirmed the other e-mail address")
        ADDRESS_STOPPED = "address-stopped", _("The other e-mail address was stopped")
        ADDRESS = "address", _("New e-mail address")
        ROLE_GIVEN = "role-given", _("Role given")
        ROLE_TAKEN = "role-taken", _("Role taken away")
        CLOSED = "closed", _("Account closed")
        OPENED = "opened", _("Account opened")
        MERGED = "merged", _("Merged with a second account")
        LEAVES = "leaves", _("All affiliations ended")
        HELD = "held", _("Legal hold: erasing is paused")
        HOLD_ENDED = "hold-ended", _("Legal hold ended: erasing goes on")
        TAKEN_ALONG = "taken-along", _("Took a file with all own words along")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    detail = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="security_log")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def words(self) -> str:
        """The detail as people say it: the name of a role, or of a device."""
        roles = {
            "administrator": gettext("administrator"),
            "coordinator": gettext("HR coordinator"),
            "coaching-desk": gettext("coordinator of coaching"),
            "coach": gettext("coach"),
        }
        return roles.get(self.detail, self.detail)
