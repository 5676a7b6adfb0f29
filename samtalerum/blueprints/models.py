"""Frozen editions: the same wording is the same edition, a changed comma makes a new one."""

from typing import Any, NoReturn

from django.db import models

from samtalerum.blueprints.schema import Blueprint, parse


class Edition(models.Model):
    """A published blueprint, known by the SHA-256 digest of its content. It never changes under a running dialogue."""

    digest = models.CharField(primary_key=True, max_length=64)
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    kind = models.SlugField(max_length=20)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_wording_a_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once."""
        if not self._state.adding:
            raise TypeError("An edition never changes.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Never: dialogues rest on it."""
        raise TypeError("An edition never goes.")

    @property
    def blueprint(self) -> Blueprint:
        """Its content as the product reads it; parsed once per process."""
        if self.digest not in _PARSED:
            _PARSED[self.digest] = parse(self.content)
        return _PARSED[self.digest]


# Editions never change, so a process parses each once.
_PARSED: dict[str, Blueprint] = {}
