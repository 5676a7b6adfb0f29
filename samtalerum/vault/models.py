"""The access log: who opened, shared or erased what, and when. No text and no titles."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet["AccessLog", "AccessLog"]):
    """Rows are added and read. Only the calendar of erasing removes them, through `forget`."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("The access log is append-only.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError("The access log is append-only.")

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
    actor = models.UUIDField()
    author = models.UUIDField(null=True)  # whose words they were
    action = models.CharField(max_length=12, choices=Action)
    row = models.UUIDField(null=True)
    item = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    quarter = models.DateTimeField()

    objects = AppendOnly.as_manager()

    class Meta:
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
            raise TypeError("The access log is append-only.")
        super().save(*args, **kwargs)
