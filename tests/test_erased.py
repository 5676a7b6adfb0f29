"""Erased stays erased: also in a back-up taken before, and in an old copy of the key store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people.models import Person
from samtalerum.vault import masters, rotation
from tests import copies, stores
from tests.browser import at_the_servers_data
from tests.cast import Cast

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
pytestmark = pytest.mark.browser  # each copies a template, as those with a server do


@pytest.fixture
def house_with_files(settings, tmp_path, at_rest: Cast) -> Cast:
    """The cast, with master keys in a folder."""
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "master-keys"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    return at_rest


def names() -> dict[str, str]:
    """The databases of now."""
    return {alias: str(connections[alias].settings_dict["NAME"]) for alias in stores.ALIASES}


@contextmanager
def put_back(settings, var: Path, **copied: Path) -> Iterator[None]:
    """Inside, these back-ups are what the house reads; every other store is today's."""
    there = {"default": copied.get("content"), "keys": copied.get("keys")}
    copies.put_back({alias: copy for alias, copy in there.items() if copy}, var, beside=names())
    with at_the_servers_data(cast("Any", SimpleNamespace(var=var)), settings):
        yield


def reads(who: Cast, person: Person, dialogue: Dialogue) -> str | None:
    """What this person reads at the first topic."""
    seat = who.seat(dialogue, person)
    found = [one for one in read(seat, ring(seat), at=AT) if one.entry.item == "success"]
    return found[0].text if found else "no row"


def written(who: Cast, text: str) -> Dialogue:
    """A conversation in which Ada wrote this."""
    dialogue = who.conversation(Phase.BEFORE, at=AT)
    actions.save(who.seat(dialogue, who.ada), "success", text=text, based_on=0, client=uuid4(), at=AT)
    return dialogue


def test_a_backup_from_before_with_todays_key_store_opens_the_living_and_not_the_erased(
    house_with_files: Cast, settings, tmp_path
):
    who = house_with_files
    gone = written(who, "I have had enough")
    actions.take("withdraw", seat=who.seat(gone, who.ada), at=AT)
    living = written(who, "I like to teach")
    copies.take("default", names()["default"], tmp_path / "before")
    actions.erase_private(who.seat(gone, who.ada), at=AT)
    assert reads(who, who.ada, gone) == "no row"
    with put_back(settings, tmp_path / "put-back", content=tmp_path / "before"):
        assert reads(who, who.ada, living) == "I like to teach"
        assert reads(who, who.ada, gone) is None, "the row is back, and nobody can read it"


def test_a_copy_of_the_key_store_from_before_the_last_rotation_opens_nothing(
    house_with_files: Cast, settings, tmp_path
):
    who = house_with_files
    dialogue = written(who, "I like to teach")
    copies.take("keys", names()["keys"], tmp_path / "before")
    with put_back(settings, tmp_path / "still", keys=tmp_path / "before"):
        assert reads(who, who.ada, dialogue) == "I like to teach", "until then it would"
    assert rotation.rotate(at=AT).destroyed
    with put_back(settings, tmp_path / "dead", keys=tmp_path / "before"), pytest.raises(ImproperlyConfigured):
        reads(who, who.ada, dialogue)
    assert reads(who, who.ada, dialogue) == "I like to teach"
