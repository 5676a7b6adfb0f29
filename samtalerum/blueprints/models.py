"""Frozen editions: the same wording is the same edition, a changed comma makes a new one."""

import hashlib
import json
from typing import Any, NoReturn

from django.db import models

from samtalerum.blueprints.coaching import Coaching
from samtalerum.blueprints.kinds import parse
from samtalerum.blueprints.schema import Blueprint, Heading


class FrozenEdition(TypeError):
    """Somebody tried to change what dialogues rest on, or has changed it behind our back."""


def digest(content: dict[str, Any]) -> str:
    """The identity of a wording: SHA-256 over its JSON with sorted keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Frozen(models.QuerySet["Edition"]):
    """Many at once are as frozen as one."""

    def update(self, **_fields: Any) -> NoReturn:
        """Never."""
        raise FrozenEdition("An edition never changes.")

    def delete(self) -> NoReturn:
        """Never."""
        raise FrozenEdition("An edition never goes: dialogues rest on it.")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Never."""
        raise FrozenEdition("An edition never changes.")


class Edition(models.Model):
    """A published blueprint, known by the digest of its content. It never changes under a running dialogue."""

    digest = models.CharField(primary_key=True, max_length=64)
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    kind = models.SlugField(max_length=20)
    content = models.JSONField()
    shipped = models.BooleanField(default=False)  # came with the product; an institution's own goes before it
    published_at = models.DateTimeField()

    objects = Frozen.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_wording_a_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once, under its own digest."""
        if not self._state.adding:
            raise FrozenEdition("An edition never changes. Publish another with a higher version.")
        if self.digest != digest(self.content):
            raise FrozenEdition("An edition is known by the digest of its content.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Never."""
        raise FrozenEdition("An edition never goes: dialogues rest on it.")

    @property
    def heading(self) -> Heading:
        """Its content as the product reads it, of whatever kind; parsed once per process, since it never changes."""
        if self.digest not in _PARSED:
            if self.digest != digest(self.content):
                raise FrozenEdition(
                    f"The words of {self} were changed in the database. Restore the table from a back-up."
                )
            _PARSED[self.digest] = parse(self.content)
        return _PARSED[self.digest]

    @property
    def blueprint(self) -> Blueprint:
        """The same, where it is a conversation."""
        found = self.heading
        if not isinstance(found, Blueprint):
            raise TypeError(f"{self} is no conversation.")
        return found

    @property
    def coaching(self) -> Coaching:
        """The same, where it is a course of coaching."""
        found = self.heading
        if not isinstance(found, Coaching):
            raise TypeError(f"{self} is no coaching.")
        return found


_PARSED: dict[str, Heading] = {}
