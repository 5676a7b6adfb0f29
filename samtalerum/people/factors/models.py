"""What a person can prove with besides the code in a mail. A copy of the database proves nothing."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from samtalerum.vault.sealed import SealedField


class Passkey(models.Model):
    """A key pair whose private half never leaves the person's device; here is the public half."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(_("name"), max_length=40)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()  # id, make of the authenticator and public key, as WebAuthn writes them
    uses = models.BigIntegerField(default=0)  # the authenticator's own count, where it keeps one
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name


class CodeApp(models.Model):
    """An app that shows six digits every half minute. It counts once the person has typed the first of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="code_app")
    secret = SealedField()
    last_step = models.BigIntegerField(default=0)  # the half minute whose digits were used last: they work once
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryCode(models.Model):
    """One of ten, for when laptop and phone are both lost; shown once, kept as a hash, worth one sign-in."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="recovery_codes")
    hashed = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "hashed"], name="a_recovery_code_is_one")]

    def __str__(self) -> str:
        return str(self.pk)
