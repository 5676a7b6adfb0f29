"""Two stores that stay apart, keys that are on the disk before their words, and master keys nobody else can reach."""

import json
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router, transaction

from samtalerum.vault import api as vault
from samtalerum.vault import checks, masters
from samtalerum.vault.keystore import store
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.models import Receipt
from samtalerum.vault.sealed import Place, Scope

BOTH = pytest.mark.django_db(databases=["default", "keys"])
AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)
ADA, BEN = UUID(int=1), UUID(int=2)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def key_of(dialogue: UUID) -> Scope:
    scope = Scope.dialogue(dialogue)
    vault.create_key(scope, readers=[ADA])
    return scope


# Two stores


def test_every_table_is_in_one_store_only():
    for model in apps.get_models():
        homes = {alias for alias in ("default", "keys") if router.allow_migrate_model(alias, model)}
        assert homes == {"keys" if model is WrappedKey else "default"}
        assert {router.db_for_read(model), router.db_for_write(model)} == homes


@BOTH
def test_the_tables_are_where_the_router_says():
    content, keys = (connections[alias].introspection.table_names() for alias in ("default", "keys"))
    assert "keystore_wrappedkey" in keys
    assert "keystore_wrappedkey" not in content
    assert set(keys) <= {"keystore_wrappedkey", "django_migrations"}


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_a_key_is_written_by_itself_or_not_at_all():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(using="keys"):
        key_of(uuid4())
    scope = Scope.dialogue(uuid4())
    with transaction.atomic():
        vault.create_key(scope, readers=[ADA])
        transaction.set_rollback(True)
    assert vault.ring(ADA, [scope]).has(scope), "the content was undone, the key is a harmless orphan"


@BOTH
def test_the_first_key_of_a_scope_stays_the_key():
    scope = key_of(uuid4())
    place = Place(scope, uuid4(), "goal/0", "draft", ADA, 1)
    sealed = vault.ring(ADA, [scope]).seal(place, "words")
    vault.create_key(scope, readers=[ADA])
    assert vault.open(vault.ring(ADA, [scope]), [(sealed, place)], at=AT) == ["words"]


@BOTH
@pytest.mark.parametrize("change", ["scope", "id", "readers", "master"])
def test_a_key_moved_beside_something_else_opens_nothing(change, settings):
    one, other = key_of(uuid4()), Scope.dialogue(uuid4())
    values = {"scope": str(other), "id": uuid4(), "readers": [str(ADA), str(BEN)], "master": "20010101T000000Z"}
    WrappedKey.objects.filter(scope=str(one)).update(**{change: values[change]})
    with pytest.raises((vault.Tampered, ImproperlyConfigured)):
        vault.ring(ADA, [one, other])


# Erasing


@BOTH
def test_a_receipt_says_when_and_how_many_and_nothing_else():
    scopes = [key_of(uuid4()), key_of(uuid4())]
    assert vault.erase(*scopes, at=AT) == 2
    assert vault.erase(*scopes, at=AT) == 0
    (receipt,) = Receipt.objects.values()
    del receipt["id"]
    assert receipt == {"on": AT.date(), "keys": 2}


@BOTH
def test_halves_older_than_a_day_are_finished_and_what_is_younger_waits():
    living, half = key_of(uuid4()), key_of(uuid4())
    mine = Scope.person(ADA)
    vault.create_key(mine, readers=[ADA])
    made = WrappedKey.objects.get(scope=str(half)).created_at
    assert vault.finish_halves({living.id}, at=made + timedelta(hours=23)) == 0
    assert vault.finish_halves({living.id}, at=LATER) == 1
    keys = vault.ring(ADA, [living, half, mine])
    assert [keys.has(scope) for scope in (living, half, mine)] == [True, False, True]


@BOTH
@pytest.mark.parametrize(("living", "without"), [(0, 1), (2, 3), (40, 31)])
def test_another_content_database_beside_the_key_store_erases_nothing(living, without, caplog):
    known = {key_of(uuid4()).id for _ in range(living)}
    for _ in range(without):
        key_of(uuid4())
    with caplog.at_level(logging.ERROR):
        assert vault.finish_halves(known, at=LATER) == 0
    assert "right content database" in caplog.text
    assert store.count(before=LATER) == living + without


# What stops the start


def test_one_file_by_two_names_is_one_database(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    names = (tmp_path / "one.sqlite3", tmp_path / "here" / ".." / "one.sqlite3")
    content, keys = ({"ENGINE": "django.db.backends.sqlite3", "NAME": str(name)} for name in names)
    monkeypatch.setattr(configured, "DATABASES", {"default": content, "keys": keys})
    assert [finding.id for finding in checks.settings_check()] == ["vault.E001"]


@BOTH
def test_two_addresses_of_one_database_are_found_by_its_tables(monkeypatch):
    assert checks.refusals() == []
    monkeypatch.setattr(store, "is_there", lambda _alias: True)
    (sentence,) = checks.refusals()
    assert "KEYS_DATABASE_URL" in sentence


@BOTH
def test_a_store_that_acknowledges_too_early_is_refused(monkeypatch):
    assert checks._is_durable("default")
    assert checks._is_durable("keys")
    monkeypatch.setattr(checks, "_is_durable", lambda alias: alias != "keys")
    (sentence,) = checks.refusals()
    assert "synchronous" in sentence


@BOTH
def test_django_asks_the_same_questions(settings):
    assert checks.stores_check(databases=["default"]) == []
    assert checks.stores_check(databases=["default", "keys"]) == []
    key_of(uuid4())
    settings.MASTER_KEY = "6b" * 32
    assert [finding.id for finding in checks.stores_check(databases=["keys"])] == ["vault.E002"]
    assert checks.stores_check(databases=None) == []


# Master keys


@pytest.fixture
def folder(settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "masters"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    return settings.MASTER_KEY_DIR


def test_a_master_key_that_comes_while_serving_is_noticed(folder):
    assert masters.load().current == "20300304T090700Z"
    assert masters.load() is masters.load(), "nothing is read twice"
    path = folder / "20400101T000000Z.key"
    path.write_text("7b" * 32)
    path.chmod(0o400)
    assert masters.load().current == "20400101T000000Z"


def test_a_master_key_that_others_may_read_now_is_noticed(folder):
    (path,) = folder.iterdir()
    masters.load()
    path.chmod(0o404)
    with pytest.raises(ImproperlyConfigured, match="chmod 0400"):
        masters.load()


def test_a_folder_into_which_others_can_put_a_key_of_theirs_is_refused(folder):
    folder.chmod(0o777)
    with pytest.raises(ImproperlyConfigured, match="chmod 0700"):
        masters.load()


def test_an_empty_folder_is_told_from_a_wrong_key(folder):
    next(folder.iterdir()).unlink()
    with pytest.raises(ImproperlyConfigured, match="samtalerum init"):
        masters.load()


def test_two_first_starts_at_once_agree_on_one_key(tmp_path, monkeypatch):
    first = masters.create_first(tmp_path / "masters", AT)
    words = first.read_text()
    monkeypatch.setattr(type(first), "glob", lambda *_: iter(()))  # the second one looked before the first wrote
    assert masters.create_first(tmp_path / "masters", AT) == first
    assert first.read_text() == words
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_a_key_from_the_environment_lies_in_a_file_that_only_the_service_reads(settings, tmp_path):
    path = tmp_path / "secret"
    path.write_text(settings.MASTER_KEY)
    settings.MASTER_KEY_FILE = str(path)
    path.chmod(0o444)
    with pytest.raises(ImproperlyConfigured, match="chmod 0400"):
        masters.load()
    path.chmod(0o400)
    assert masters.load().current == masters.FROM_ENVIRONMENT


@BOTH
def test_a_missing_epoch_is_named_with_where_it_was_looked_for(settings, folder):
    key_of(uuid4())
    settings.MASTER_KEY = "6b" * 32
    (sentence,) = checks.refusals()
    assert "20300304T090700Z" in sentence
    assert "SAMTALERUM_MASTER_KEY" in sentence


def test_no_master_key_ever_prints(folder):
    (path,) = folder.iterdir()
    known = masters.load()
    secret = path.read_text().strip()
    assert secret not in repr(known) + str(known) + json.dumps({"masters": str(known)})
