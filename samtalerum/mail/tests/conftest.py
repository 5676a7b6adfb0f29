"""Ada and Ben, as whoever knows people would tell of them; mail knows no more."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from samtalerum.mail import readers
from samtalerum.mail.models import Pace
from samtalerum.mail.readers import Reader


@dataclass
class Somebody:
    """Who may be told."""

    first_name: str
    language: str = "en"
    pace: Pace = Pace.AT_ONCE
    email: str = ""
    pk: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        self.email = self.email or f"{self.first_name.lower()}@fjordby.example"

    @property
    def reader(self) -> Reader:
        return Reader(f"{self.first_name} Holm", self.first_name, self.language, self.email, self.pace)


class Cast:
    """The directory that is asked at delivery."""

    def __init__(self) -> None:
        self.ada, self.ben = Somebody("Ada"), Somebody("Ben", language="da")
        self.nobody_there: list[str] = []

    def readers(self, people):
        return {one.pk: one.reader for one in (self.ada, self.ben) if one.pk in people}

    def refused(self, email, *, at):
        self.nobody_there.append(email)


@pytest.fixture
def cast(db, monkeypatch):
    people = Cast()
    monkeypatch.setattr(readers, "_directories", [people])
    return people
