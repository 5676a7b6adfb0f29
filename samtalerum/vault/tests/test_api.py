"""The vault as the rest of the product uses it: readers, the log before the words, erasing, two masters."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from samtalerum.vault import api as vault
from samtalerum.vault import checks, masters
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.models import AccessLog
from samtalerum.vault.sealed import Place, Scope, Sealed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)
ADA, BEN, CLEO = UUID(int=1), UUID(int=2), UUID(int=3)
DIALOGUE = UUID(int=10)
SHARED, OWN = Scope.dialogue(DIALOGUE), Scope.own(DIALOGUE, ADA)


@pytest.fixture(autouse=True)
def _keys():
    vault.create_key(SHARED, readers=[ADA, BEN])
    vault.create_key(OWN, readers=[ADA])


def shared(text: str = "for both", row: UUID | None = None) -> tuple[Sealed, Place]:
    place = Place(SHARED, row or uuid4(), "success/0", "shown", ADA, 1)
    return vault.ring(ADA, [SHARED]).seal(place, text), place


def own(text: str = "mine") -> tuple[Sealed, Place]:
    place = Place(OWN, uuid4(), "success/0", "draft", ADA, 1)
    return vault.ring(ADA, [OWN]).seal(place, text), place


def test_both_read_what_is_shared_and_only_the_writer_what_is_not():
    assert vault.open(vault.ring(BEN, [SHARED]), [shared()], at=AT) == ["for both"]
    assert vault.open(vault.ring(ADA, [OWN]), [own()], at=AT) == ["mine"]
    with pytest.raises(vault.NotAReader):
        vault.open(vault.ring(BEN, [SHARED, OWN]), [own()], at=AT)


def test_a_stranger_opens_nothing_even_with_a_seat_added_in_the_content_database():
    with pytest.raises(vault.NotAReader):
        vault.open(vault.ring(CLEO, [SHARED]), [shared()], at=AT)
    assert not AccessLog.objects.exists()


def test_a_reader_added_by_hand_to_the_key_store_opens_nothing():
    key = WrappedKey.objects.get(scope=str(SHARED))
    WrappedKey.objects.filter(pk=key.pk).update(readers=sorted([*key.readers, str(CLEO)]))
    with pytest.raises(vault.Tampered):
        vault.ring(CLEO, [SHARED])


def test_a_reader_can_be_named_and_removed():
    vault.add_reader(SHARED, CLEO)
    box = shared()
    assert vault.open(vault.ring(CLEO, [SHARED]), [box], at=AT) == ["for both"]
    vault.remove_reader(SHARED, CLEO)
    with pytest.raises(vault.NotAReader):
        vault.open(vault.ring(CLEO, [SHARED]), [box], at=AT)


def test_opening_anothers_words_is_written_down_once_a_quarter_hour_and_ones_own_never():
    box = shared()
    for minutes in (0, 3, 9):
        vault.open(vault.ring(BEN, [SHARED]), [box], at=AT + timedelta(minutes=minutes))
    vault.open(vault.ring(ADA, [SHARED, OWN]), [box, own()], at=AT)
    rows = list(vault.opened_by_others(ADA))
    assert [(row.actor, row.item, row.row) for row in rows] == [(BEN, "success/0", box[1].row)] * 2
    assert not vault.opened_by_others(BEN).exists()


def test_words_are_not_shown_when_the_log_can_not_be_written(monkeypatch):
    monkeypatch.setattr(AccessLog.objects, "bulk_create", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        vault.open(vault.ring(BEN, [SHARED]), [shared()], at=AT)


def test_the_log_is_append_only():
    vault.log_act(ADA, "shared", dialogue=DIALOGUE, at=AT)
    row = AccessLog.objects.get()
    for forbidden in (row.save, AccessLog.objects.all().delete, lambda: AccessLog.objects.update(actor=BEN)):
        with pytest.raises(TypeError):
            forbidden()


def test_erased_words_read_as_erased_and_a_new_key_does_not_bring_them_back():
    box = own()
    assert vault.erase(OWN, at=AT) == 1
    assert vault.erase(OWN, at=AT) == 0
    assert vault.open(vault.ring(ADA, [OWN]), [box], at=AT) == [None]
    vault.create_key(OWN, readers=[ADA])
    assert vault.open(vault.ring(ADA, [OWN]), [box], at=AT) == [None]
    assert vault.open(vault.ring(ADA, [SHARED]), [shared()], at=AT) == ["for both"]


def test_a_ring_costs_one_statement_however_many_keys(django_assert_num_queries):
    scopes = [SHARED, OWN]
    for _ in range(20):
        scope = Scope.dialogue(uuid4())
        vault.create_key(scope, readers=[ADA])
        scopes.append(scope)
    with django_assert_num_queries(1, using="keys"), django_assert_num_queries(0, using="default"):
        vault.ring(ADA, scopes)


def test_opening_costs_the_same_however_many_texts(django_assert_max_num_queries):
    boxes = [shared() for _ in range(30)]
    ring = vault.ring(BEN, [SHARED])
    with django_assert_max_num_queries(4):
        vault.open(ring, boxes, at=AT)


def test_keys_open_under_two_masters_and_new_ones_use_the_latest(settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "masters"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    old, new = Scope.person(ADA), Scope.person(BEN)
    vault.create_key(old, readers=[ADA])
    (settings.MASTER_KEY_DIR / "20991231T000000Z.key").write_text("7b" * 32)
    (settings.MASTER_KEY_DIR / "20991231T000000Z.key").chmod(0o400)
    vault.create_key(new, readers=[BEN])
    assert vault.ring(ADA, [old]).has(old)
    assert vault.ring(BEN, [new]).has(new)
    names = WrappedKey.objects.filter(scope__startswith="person").order_by("scope").values_list("master", flat=True)
    assert list(names) == [f"{AT:%Y%m%dT%H%M%SZ}", "20991231T000000Z"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "no master key"),
        (lambda path: path.chmod(0o444), "chmod 0400"),
        (lambda path: (path.chmod(0o600), path.write_text(""), path.chmod(0o400)), "64 hexadecimal digits"),
        (lambda path: (path.chmod(0o600), path.write_text("5b" * 32), path.chmod(0o400)), "not the one that wrapped"),
        (lambda path: path.rename(path.with_name("20000101T000000Z.key")), "is not in"),
    ],
)
def test_a_wrong_master_key_stops_the_start_with_a_sentence_that_says_what_to_do(settings, tmp_path, spoil, says):
    WrappedKey.objects.all().delete()
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "masters"
    path = masters.create_first(settings.MASTER_KEY_DIR, AT)
    vault.create_key(SHARED, readers=[ADA])
    assert checks.refusals() == []
    spoil(path)
    masters._from_folder.cache_clear()
    (sentence,) = checks.refusals()
    assert says in sentence


def test_a_key_store_in_the_content_database_is_refused(monkeypatch):
    same = SimpleNamespace(DATABASES={"default": {"NAME": "one"}, "keys": {"NAME": "one"}})
    monkeypatch.setattr(checks, "settings", same)
    (sentence,) = checks.refusals()
    assert "KEYS_DATABASE_URL" in sentence


def test_the_first_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = masters.create_first(tmp_path / "masters", AT)
    assert masters.create_first(tmp_path / "masters", AT + timedelta(days=1)) == first
    assert first.stat().st_mode & 0o777 == 0o400
    assert first.parent.stat().st_mode & 0o777 == 0o700


def test_a_missing_master_key_is_named(settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "nowhere"
    with pytest.raises(ImproperlyConfigured, match="samtalerum init"):
        masters.load()
