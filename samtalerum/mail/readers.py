"""Whom mails go to, as the package that knows people tells it: name, language, address and pace at this very moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from samtalerum.mail.models import Pace


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told. No address: none is known, or mails to it came back."""

    name: str
    first_name: str
    language: str
    email: str
    pace: Pace


class Directory(Protocol):
    """What mail asks about people."""

    def readers(self, people: Collection[UUID]) -> dict[UUID, Reader]:
        """Those who may still be told. Whoever was merged into another is that other one."""

    def refused(self, email: str, *, at: datetime) -> None:
        """A mail server says for good that nobody is there."""


_directories: list[Directory] = []


def register(directory: Directory) -> None:
    """Called once, by the package above."""
    _directories[:] = [directory]


def directory() -> Directory:
    """The one that is registered."""
    return _directories[0]
