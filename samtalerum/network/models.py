"""A contact: when it was used stands in clear, because it decides when it is erased; everything else is sealed."""

import uuid

from django.conf import settings
from django.db import models

from samtalerum.vault.sealed import Place, Scope, SealedField


class Contact(models.Model):
    """Somebody whom a person knows and could ask. Sealed under a key of its own, so that it can be erased alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contacts")
    card = SealedField()
    revision = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(db_index=True)  # written, changed, handed on, or said to be still right
    warned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def scope(self) -> Scope:
        """Its key."""
        return Scope.contact(self.pk, self.owner_id)

    def place(self, revision: int) -> Place:
        """Where the card lies at that revision."""
        return Place(self.scope, self.pk, "contact", "card", self.owner_id, revision)
