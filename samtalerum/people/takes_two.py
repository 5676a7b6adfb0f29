"""What no one person decides about an account: another address, that two accounts are one person's, a legal hold."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AddressChange(models.Model):
    """Another address that an administrator has asked for and that is not in force yet: samtalerum.people.addresses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="address_changes")
    email = models.EmailField(max_length=254)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # in force, objected to or taken back: the security log says which

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="one_address_waits")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Merge(models.Model):
    """A proposal that two persons are one. It is carried out once each account that was ever used has agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    keep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges_gone")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    keep_agreed_at = models.DateTimeField(null=True, blank=True)
    gone_agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # carried out, declined or taken back

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(keep=F("gone")), name="nobody_is_merged_into_themselves"),
            models.UniqueConstraint(fields=["gone"], condition=Q(ended_at__isnull=True), name="one_open_merge"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Hold(models.Model):
    """A legal hold: nothing of this person's is erased, or nothing between these two. Two administrators set it, and
    two end it. It opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holds")
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="holds_between"
    )
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    end_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(proposed_by=F("confirmed_by")), name="a_hold_takes_two"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="a_hold_is_between_two"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
