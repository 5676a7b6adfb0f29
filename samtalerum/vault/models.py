"""What the vault writes down: who opened, shared or erased what, and receipts of erasing. No text and no titles."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

APPEND_ONLY = "The access log is append-only."


class AppendOnly(models.QuerySet["AccessLog", "AccessLog"]):
    """Rows are added and read. Only the calendar of erasing takes names off rows and removes them (vault/log.py)."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError(APPEND_ONLY)

    def bulk_create(self, objs: Iterable["AccessLog"], *args: Any, **kwargs: Any) -> list["AccessLog"]:
        """Adds rows; a row that is there stays as it is."""
        if kwargs.get("update_conflicts"):
            raise TypeError(APPEND_ONLY)
        return super().bulk_create(objs, *args, **kwargs)

    def without_names(self, on: date) -> int:
        """For retention alone."""
        return super().update(actor=None, author=None, row=None, nameless_since=on)

    def forget(self) -> int:
        """For retention alone."""
        return super().delete()[0]


class AccessLog(models.Model):
    """An actor did something to an item of a dialogue. Opening counts once per reader, item and quarter-hour."""

    class Action(models.TextChoices):
        """What is worth telling the one who wrote."""

        OPENED = "opened", _("opened")
        SHARED = "shared", _("shared")
        UNSHARED = "unshared", _("no longer shared")
        PRINTED = "printed", _("printed")
        ERASED = "erased", _("erased")

    dialogue = models.UUIDField(db_index=True)
    actor = models.UUIDField(null=True)  # null: the dialogue is gone, and the names with it
    author = models.UUIDField(null=True)  # whose words they were
    action = models.CharField(max_length=12, choices=Action)
    row = models.UUIDField(null=True)
    item = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    quarter = models.DateTimeField()
    nameless_since = models.DateField(null=True, db_index=True)

    objects = AppendOnly.as_manager()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["author", "-at"], name="log_by_author")]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "row", "action", "quarter"],
                condition=Q(action="opened"),
                name="opened_once_a_quarter_hour",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.item}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError(APPEND_ONLY)


class Receipt(models.Model):
    """Proof that erasing works, which names nobody: on that local day so many keys were deleted."""

    on = models.DateField()
    keys = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.keys} keys on {self.on}"
