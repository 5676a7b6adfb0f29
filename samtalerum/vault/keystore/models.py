"""One table: a wrapped key, the name of the master key that wraps it, and who may use it."""

import uuid

from django.db import models


class WrappedKey(models.Model):
    """A 256-bit data key, wrapped. Scope and readers are authenticated with it: a changed row opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=100, unique=True)
    readers = models.JSONField()  # sorted list of person ids
    master = models.CharField(max_length=40, db_index=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"key of {self.scope}"
