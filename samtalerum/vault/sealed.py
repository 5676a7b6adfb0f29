"""What is sealed and where it lies. No keys here, and nothing opens."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import models


@dataclass(frozen=True, slots=True)
class Scope:
    """What one key opens: a dialogue (both people), a person's own part of one, a copy for a third reader, a request
    for the desk, one contact of a person's network, or what belongs to a person alone."""

    kind: Literal["dialogue", "own", "copy", "request", "contact", "person"]
    id: UUID
    owner: UUID | None = None

    @classmethod
    def dialogue(cls, dialogue: UUID) -> "Scope":
        """What both can read."""
        return cls("dialogue", dialogue)

    @classmethod
    def own(cls, dialogue: UUID, person: UUID) -> "Scope":
        """What one of the two keeps private in a dialogue."""
        return cls("own", dialogue, person)

    @classmethod
    def copy(cls, dialogue: UUID, reader: UUID) -> "Scope":
        """What the owner has sent to a third reader, and nothing else of the dialogue."""
        return cls("copy", dialogue, reader)

    @classmethod
    def request(cls, dialogue: UUID) -> "Scope":
        """What the coaching unit's desk reads before a course begins, and nothing of the course."""
        return cls("request", dialogue)

    @classmethod
    def contact(cls, contact: UUID, person: UUID) -> "Scope":
        """One contact in a person's network: each can be erased alone."""
        return cls("contact", contact, person)

    @classmethod
    def person(cls, person: UUID) -> "Scope":
        """What belongs to a person and to no dialogue."""
        return cls("person", person, person)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" + (f":{self.owner}" if self.owner else "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed text lies; all of it is authenticated, so a text moved anywhere else does not open."""

    scope: Scope
    row: UUID
    item: str
    field: str
    author: UUID | None  # the person who wrote it; None: both have agreed on it
    revision: int

    def associated(self, version: int) -> bytes:
        """Each part with its length before it, so that no two places read the same."""
        parts = (
            str(version),
            str(self.scope),
            str(self.row),
            self.item,
            self.field,
            str(self.author),
            str(self.revision),
        )
        encoded = [part.encode() for part in parts]
        return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Text only a ring of keys can open; a log line or traceback shows dots."""

    box: bytes

    def __str__(self) -> str:
        return "•••"

    __repr__ = __str__


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column that holds sealed text and refuses anything that could be read."""

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        """Bytes from the database become Sealed."""
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> bytes | None:
        """Only Sealed goes in."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes sealed text only")
        return value.box

    def to_python(self, value: Any) -> Any:
        """Fixtures and forms have no business here."""
        return value

    def value_to_string(self, obj: Any) -> str:
        """A dump shows dots: a sealed text cannot be moved anyway."""
        return str(self.value_from_object(obj))
