"""A new master key: every key opens as before, the old master key is gone, and no crash on the way loses a word."""

import stat
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from samtalerum.vault import api as vault
from samtalerum.vault import commands, masters, rotation, sweeps
from samtalerum.vault.keystore import store
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.sealed import Place, Scope

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
FIRST = "20300304T090700Z"
ADA, BEN = UUID(int=1), UUID(int=2)


@pytest.fixture
def folder(settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "masters"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    return settings.MASTER_KEY_DIR


class Written:
    """A scope with one sealed word."""

    def __init__(self, text: str = "words") -> None:
        self.scope, self.text = Scope.dialogue(uuid4()), text
        self.place = Place(self.scope, uuid4(), "goal/0", "draft", ADA, 1)
        vault.create_key(self.scope, readers=[ADA])
        self.sealed = vault.ring(ADA, [self.scope]).seal(self.place, text)

    def opens(self) -> bool:
        return vault.open(vault.ring(ADA, [self.scope]), [(self.sealed, self.place)], at=AT) == [self.text]


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".rotation"))


def test_every_key_opens_as_before_and_the_old_master_key_is_gone(folder):
    written = [Written(f"words {number}") for number in range(5)]
    done = rotation.rotate(at=AT + WEEK)
    assert (done.keys, done.destroyed, done.stuck) == (5, [FIRST], 0)
    assert files(folder) == ["20300311T090700Z.key"]
    assert stat.S_IMODE((folder / files(folder)[0]).stat().st_mode) == 0o400
    assert all(one.opens() for one in written)
    assert store.keys_by_master() == {"20300311T090700Z": 5}


def test_readers_may_change_and_keys_be_erased_afterwards(folder):
    one, other = Written(), Written()
    rotation.rotate(at=AT + WEEK)
    vault.add_reader(one.scope, BEN)
    vault.erase(other.scope, at=AT)
    assert vault.ring(BEN, [one.scope]).has(one.scope)
    assert vault.ring(ADA, [other.scope]).has(other.scope) is False


@pytest.mark.parametrize("again", [AT, AT - DAY])
def test_a_clock_that_stands_still_or_goes_back_makes_a_later_epoch_all_the_same(folder, again):
    written = Written()
    for _ in range(3):
        rotation.rotate(at=again)
    assert masters.load().epochs == [f"{FIRST}-003"]
    assert masters.born(folder, f"{FIRST}-003") == AT
    assert written.opens()


STEPS = [
    (masters, "add"),
    (store, "nobody_writes"),
    (store, "rewrap"),
    (store, "do_not_open"),
    (masters, "destroy"),
    (masters, "_shred"),
]


class Cut(Exception):
    """The power goes."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _module, step in STEPS])
def test_cut_off_before_or_after_any_step_everything_opens_and_the_next_call_finishes(
    folder, monkeypatch, module, step, after
):
    written = [Written() for _ in range(3)]
    done = getattr(module, step)

    def cut(*arguments):
        if after:
            done(*arguments)
        raise Cut

    with monkeypatch.context() as change:
        change.setattr(module, step, cut)
        with pytest.raises(Cut):
            rotation.rotate(at=AT + WEEK)
    assert all(one.opens() for one in written)
    rotation.rotate(at=AT + WEEK + DAY)
    assert all(one.opens() for one in written)
    assert len(files(folder)) == 1
    assert list(store.keys_by_master().values()) == [3]


def test_cut_off_between_two_batches_it_goes_on_where_it_was(folder, monkeypatch):
    written = [Written() for _ in range(5)]
    monkeypatch.setattr(store, "BATCH", 2)
    rewrap, batches = store._rewrap, []

    def second_fails(*arguments):
        batches.append(arguments)
        if len(batches) == 2:
            raise Cut
        return rewrap(*arguments)

    monkeypatch.setattr(store, "_rewrap", second_fails)
    with pytest.raises(Cut):
        rotation.rotate(at=AT + WEEK)
    assert sorted(store.keys_by_master().values()) == [2, 3]
    assert all(one.opens() for one in written)
    done = rotation.rotate(at=AT + WEEK + DAY)
    assert (done.epoch, done.keys, done.destroyed) == ("20300311T090700Z", 3, [FIRST]), "no third master key"


def test_a_key_that_does_not_open_keeps_its_master_key(folder, caplog):
    fine, broken = Written(), Written()
    WrappedKey.objects.filter(scope=str(broken.scope)).update(readers=[str(BEN)])
    done = rotation.rotate(at=AT + WEEK)
    assert (done.keys, done.destroyed, done.stuck) == (1, [], 1)
    assert "no master key was destroyed" in caplog.text
    assert fine.opens()
    WrappedKey.objects.filter(scope=str(broken.scope)).update(readers=[str(ADA)])
    assert rotation.rotate(at=AT + WEEK).destroyed == [FIRST]
    assert broken.opens()


def test_a_key_that_was_broken_under_the_new_master_key_stops_the_destroying(folder, monkeypatch):
    written = Written()
    rewrap = store.rewrap

    def and_break(epoch):
        done = rewrap(epoch)
        WrappedKey.objects.filter(scope=str(written.scope)).update(readers=[str(BEN)])
        return done

    monkeypatch.setattr(store, "rewrap", and_break)
    done = rotation.rotate(at=AT + WEEK)
    assert (done.destroyed, done.stuck) == ([], 1)
    assert FIRST in masters.load()


def test_a_reader_who_looked_before_a_rotation_looks_again(folder, monkeypatch):
    """Between a key and its master key the whole rotation may pass."""
    written, load, calls = Written(), masters.load, []

    def and_rotate():
        calls.append(1)
        if len(calls) == 1:
            rotation.rotate(at=AT + WEEK)
        return load()

    monkeypatch.setattr(masters, "load", and_rotate)
    assert vault.ring(ADA, [written.scope]).has(written.scope)


def test_a_file_that_goes_while_it_is_read_is_not_missed(folder, monkeypatch):
    written, read = Written(), masters._read
    masters.add(folder, AT + WEEK)
    store.rewrap("20300311T090700Z")
    gone = []

    def and_destroy(path):
        if path.stem == FIRST and not gone:
            gone.append(path)
            masters.destroy(folder, FIRST)
        return read(path)

    monkeypatch.setattr(masters, "_read", and_destroy)
    masters._from_folder.cache_clear()
    assert written.opens()
    assert gone


def test_the_sweep_rotates_once_a_week_and_destroys_a_day_later(folder):
    written = Written()
    assert rotation.rotate_when_due(at=AT + WEEK - timedelta(seconds=1)) == 0
    assert rotation.rotate_when_due(at=AT + WEEK) == 1
    assert len(files(folder)) == 2, "there is a day to back up the key store with the new master key"
    assert rotation.rotate_when_due(at=AT + WEEK) == 0
    assert rotation.rotate_when_due(at=AT + WEEK + DAY) == 1
    assert files(folder) == ["20300311T090700Z.key"]
    assert rotation.rotate_when_due(at=AT + WEEK + DAY) == 0
    assert written.opens()


def test_the_sweep_rotates_as_often_as_the_setting_says(folder, settings):
    Written()
    settings.KEY_ROTATION_DAYS = 0
    assert rotation.rotate_when_due(at=AT + 52 * WEEK) == 0
    settings.KEY_ROTATION_DAYS = 30
    assert rotation.rotate_when_due(at=AT + timedelta(days=29)) == 0
    assert rotation.rotate_when_due(at=AT + timedelta(days=30)) == 1


def test_only_one_rotates_at_a_time(folder, capsys):
    with masters.rotating(folder) as alone:
        assert alone
        assert rotation.rotate(at=AT + WEEK) is None
        assert rotation.rotate_when_due(at=AT + WEEK) == 0
        assert commands.rotate(at=AT + WEEK) == 1
    assert "Another process" in capsys.readouterr().err
    assert commands.rotate(at=AT + WEEK) == 0


def test_a_master_key_in_the_environment_is_not_rotated_but_has_a_way_into_the_folder(settings, tmp_path):
    written = Written()
    with pytest.raises(ImproperlyConfigured, match=r"environment\.key"):
        rotation.rotate(at=AT)
    assert rotation.rotate_when_due(at=AT + 52 * WEEK) == 0
    folder = tmp_path / "masters"
    folder.mkdir(mode=0o700)
    path = folder / "environment.key"
    path.write_text(settings.MASTER_KEY)
    path.chmod(0o400)
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", folder
    assert written.opens()
    assert rotation.rotate(at=AT).destroyed == ["environment"]
    assert written.opens()
    assert files(folder) == [f"{FIRST}.key"]


def test_the_list_shows_epochs_and_numbers_and_no_key(folder, capsys):
    Written()
    secret = (folder / f"{FIRST}.key").read_text().strip()
    store.create(Scope.person(ADA), [ADA])
    WrappedKey.objects.filter(scope=str(Scope.person(ADA))).update(master="20200101T000000Z")
    assert commands.listing() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["20200101T000000Z", "1", "keys"]
    assert "MISSING" in lines[0]
    assert lines[1].split() == [FIRST, "1", "keys", "current", "since", "2030-03-04", "09:07", "UTC"]
    assert secret not in "".join(lines)


def test_where_it_can_t_be_done_serving_goes_on_and_the_log_says_so(folder, monkeypatch, caplog):
    monkeypatch.setattr(rotation.os, "access", lambda *_: False)
    with pytest.raises(ImproperlyConfigured, match="KEY_ROTATION_DAYS=0"):
        rotation.rotate(at=AT)
    assert sweeps.renew_the_master_key(AT + WEEK) == 0
    assert "keys rotate" in caplog.text
