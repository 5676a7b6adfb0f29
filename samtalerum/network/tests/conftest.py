"""Two leaders, each with a network of one's own."""

from datetime import UTC, datetime

import pytest

from samtalerum.network import actions
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact
from samtalerum.people.models import Person

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
INGRID = Card(
    "Ingrid Østergård", "Sediment agency, head of data", "What a job there is like", "ingrid@sea.example", True
)
OLE = Card("Ole Ås", "Upper secondary school in Fjordby", "Teaching", "by phone", False)


@pytest.fixture
def ben(db) -> Person:
    return Person.objects.create_person("Ben Bo", "ben@fjordby.example")


@pytest.fixture
def dora(db) -> Person:
    return Person.objects.create_person("Dora Dam", "dora@fjordby.example")


@pytest.fixture
def ingrid(ben) -> Contact:
    """A contact of Ben's."""
    return actions.add(ben, INGRID, at=AT)
