"""A back-up that is taken while people write, each half apart, and put back: all of it, or refused in words."""

import json
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from django.db import connections

from config.backup import Refused, engines, restoring, sampling, taking
from config.backup.manifest import FILE
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.people.models import Person
from samtalerum.vault import masters
from samtalerum.vault.keystore import store
from tests import copies, stores
from tests.browser import at_the_servers_data, session_of
from tests.cast import Cast, make_cast, now
from tests.servers import ROOT, Server, environment_of, samtalerum
from tests.test_killed import Writer, text_of

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
LITTLE = 40_000  # bytes that a file may have: less than the content, more than what SQLite needs beside it
TOPICS = ("success", "feedback")
pytestmark = pytest.mark.browser  # each copies a template, as those with a server do


@pytest.fixture(autouse=True)
def _tools() -> None:
    if stores.on_postgresql():
        copies.tool("pg_dump")


@dataclass
class House:
    """Ada has written; one back-up of it. `lines`: what was said meanwhile."""

    who: Cast
    dialogue: Dialogue
    backup: Path
    lines: list[str]


@pytest.fixture
def kept(at_rest: Cast, settings, tmp_path) -> House:
    """A house with its master key in a file, and its back-up."""
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "master-keys"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    dialogue = at_rest.conversation(Phase.BEFORE, at=AT)
    at_rest.write(dialogue, at_rest.ada, "success", "I like to teach")
    lines: list[str] = []
    taking.take(tmp_path / "backup", at=AT, say=lines.append)
    return House(at_rest, dialogue, tmp_path / "backup", lines)


def new_place(var: Path, *, keys: str = "") -> Path:
    """A var/ whose stores hold nothing yet, or whose key store is one that is there."""
    var.mkdir(mode=0o700)
    if stores.on_postgresql():
        names = stores.create()
        stores.keep(var, names | ({"keys": keys} if keys else {}))
    elif keys:
        (var / "keys.sqlite3").symlink_to(keys)
    return var


@contextmanager
def at(var: Path, settings) -> Iterator[None]:
    """Inside, this process works on that var/."""
    with at_the_servers_data(cast("Any", SimpleNamespace(var=var)), settings):
        yield


@contextmanager
def beside(tmp_path: Path, settings) -> Iterator[None]:
    """Inside, this process works where nothing is yet."""
    with at(new_place(tmp_path / "beside"), settings):
        yield


def test_each_half_lies_apart_says_what_it_is_and_holds_no_word(kept: House):
    told = {part: json.loads((kept.backup / part / FILE).read_text()) for part in ("content", "keys")}
    shared = ("id", "at", "version", "engine", "dialogues", "keys", "masters")
    assert [told["content"][name] for name in shared] == [told["keys"][name] for name in shared]
    assert told["content"]["dialogues"] == 1
    assert told["keys"]["keys"] == store.total() == 3
    found = sorted(str(path.relative_to(kept.backup)) for path in kept.backup.rglob("*") if path.is_file())
    ending = engines.ENGINES[engines.of("default")].ENDING
    assert found == sorted([f"content/content.{ending}", f"content/{FILE}", f"keys/{FILE}", f"keys/keys.{ending}"])
    assert not any(b"I like to teach" in path.read_bytes() for path in kept.backup.rglob("*") if path.is_file())


def test_it_says_that_a_sample_opened_and_where_each_half_belongs(kept: House):
    said = "\n".join(kept.lines)
    assert "Tried from the copies: 1 texts of a sample open, 0 are erased." in said
    assert "never beside the content, and for at most 14 days" in said
    assert "The master keys are in neither" in said


def test_restored_beside_everything_opens(kept: House, settings, tmp_path):
    with beside(tmp_path, settings):
        done = restoring.restore(kept.backup, kept.backup, say=kept.lines.append)
        assert text_of(kept.who.ada, kept.dialogue) == "I like to teach"
        assert (done.persons, done.dialogues, done.keys) == (10, 1, 3)
        assert done.opens == store.Opens(1, 0, 0)


def test_after_init_too_because_its_tables_hold_nothing(kept: House, servers, settings):
    with at(servers().var, settings):
        restoring.restore(kept.backup, kept.backup, say=kept.lines.append)
        assert text_of(kept.who.ada, kept.dialogue) == "I like to teach"


def test_what_found_no_room_does_not_look_like_a_backup_and_the_next_one_is_whole(servers, tmp_path):
    server: Server = servers()

    def command() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "config.cli", "backup", str(tmp_path / "backup")],
            cwd=ROOT, env=environment_of(server.var), capture_output=True, text=True, check=False, timeout=60,
            preexec_fn=little_room,
        )  # fmt: skip

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LITTLE, resource.RLIM_INFINITY))

    full = command()
    assert full.returncode == 1
    assert "Not backed up: " in full.stderr
    assert "Traceback" not in full.stderr
    assert not (tmp_path / "backup").exists()
    assert not (tmp_path / "backup.part").exists(), "what was written is cleared away, because there is no room"
    done = samtalerum(server.var, "backup", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr


def test_what_was_cut_off_is_cleared_away_by_the_next_one(kept: House, tmp_path):
    half = tmp_path / "next.part" / "content"
    half.mkdir(parents=True)
    (half / "half").write_text("half a copy")
    taking.take(tmp_path / "next", at=AT, say=kept.lines.append)
    assert not (tmp_path / "next" / "content" / "half").exists()
    assert not (tmp_path / "next.part").exists()


def test_two_at_once_into_one_place_are_refused_and_so_is_one_that_is_there(kept: House, tmp_path):
    with taking._part_of(tmp_path / "next"), pytest.raises(Refused, match="Another back-up is writing"):
        taking.take(tmp_path / "next", at=AT, say=kept.lines.append)
    with pytest.raises(Refused, match="is there already"):
        taking.take(kept.backup, at=AT, say=kept.lines.append)


class Between:
    """Does something once, when the first half has been copied and the second has not."""

    def __init__(self, what: Callable[[], object]) -> None:
        self.what, self.copied = what, 0

    def __call__(self, line: str) -> None:
        self.copied += line.startswith("Copying")
        if self.copied == 2:
            self.copied += 1
            self.what()


def test_what_is_begun_between_the_two_copies_leaves_no_row_without_its_key(kept: House, settings, tmp_path):
    def begin() -> None:
        begun = actions.ask(owner=kept.who.cleo, partner=kept.who.ben, words="hello", at=AT)
        actions.take(Step.ACCEPT, seat=kept.who.seat(begun, kept.who.ben), at=AT)
        kept.who.write(begun, kept.who.cleo, "success", "I have just begun")

    taken = taking.take(tmp_path / "next", at=AT, say=Between(begin))
    assert taken.opens == store.Opens(1, 0, 0)
    assert Dialogue.objects.count() == 2, "it was begun"
    with beside(tmp_path, settings):
        done = restoring.restore(tmp_path / "next", tmp_path / "next", say=kept.lines.append)
        assert (done.dialogues, done.keys) == (1, 6), "its keys wait for a row that does not come, and harm nobody"


def test_what_is_erased_between_the_two_copies_is_erased_in_the_backup(kept: House, tmp_path):
    def erase() -> None:
        actions.take(Step.WITHDRAW, seat=kept.who.seat(kept.dialogue, kept.who.ada), at=AT)
        actions.erase_private(kept.who.seat(kept.dialogue, kept.who.ada), at=AT)

    taken = taking.take(tmp_path / "next", at=AT, say=Between(erase))
    assert taken.opens == store.Opens(0, 1, 0)


def refused(kept: House, words: str, **other: Path | None) -> None:
    """A restore is refused in these words."""
    keys = other.get("keys", kept.backup)
    with pytest.raises(Refused, match=words):
        restoring.restore(other.get("content") or kept.backup, keys, say=kept.lines.append)


def nothing_is_here() -> bool:
    """Neither store holds a table with anything in it."""
    return not any(restoring._holds_something(part) for part in ("content", "keys"))


def test_stores_that_hold_something_are_never_written_over(kept: House, settings, tmp_path):
    refused(kept, "content database here is not empty|key store here is not empty")
    keys = str(connections["keys"].settings_dict["NAME"])
    with at(new_place(tmp_path / "only-keys", keys=keys), settings):
        refused(kept, "key store here is not empty")
        assert store.total() == 3
    assert text_of(kept.who.ada, kept.dialogue) == "I like to teach"


def test_a_damaged_file_is_refused(kept: House, settings, tmp_path):
    copy = next((kept.backup / "content").glob("content.*"))
    with copy.open("r+b") as file:
        file.seek(copy.stat().st_size // 2)
        file.write(b"damaged")
    with beside(tmp_path, settings):
        refused(kept, "is damaged")
        (kept.backup / "keys" / FILE).write_text("{")
        refused(kept, f"{FILE} is damaged")
        refused(kept, "can't be read", keys=tmp_path / "nowhere")
        assert nothing_is_here()


def test_another_engines_and_the_wrong_half_are_refused(kept: House, settings, tmp_path):
    change(kept.backup / "keys", engine="another")
    with beside(tmp_path, settings):
        refused(kept, "taken on another, and the key store here is on")
        refused(kept, "holds a content database, not a key store", keys=kept.backup / "content")
        assert nothing_is_here()


def test_keys_older_than_the_content_are_refused_and_later_ones_are_not(kept: House, settings, tmp_path):
    later = tmp_path / "later"
    taking.take(later, at=AT + timedelta(days=1), say=kept.lines.append)
    with beside(tmp_path, settings):
        refused(kept, "older than the content", content=later)
        assert nothing_is_here()
        restoring.restore(kept.backup, later, say=kept.lines.append)


def test_a_master_key_that_is_missing_is_named_before_anything_is_written(kept: House, settings, tmp_path):
    (there,) = settings.MASTER_KEY_DIR.glob("*.key")
    masters.create_first(tmp_path / "another", AT + timedelta(days=1))
    settings.MASTER_KEY_DIR = tmp_path / "another"
    with beside(tmp_path, settings):
        refused(kept, f"wrapped with the master key {there.stem}, which is not in")
        assert nothing_is_here()


def test_master_keys_of_another_installation_open_nothing_and_nothing_stays(kept: House, settings, tmp_path):
    masters.create_first(tmp_path / "another", AT)  # of the same name
    settings.MASTER_KEY_DIR = tmp_path / "another"
    with beside(tmp_path, settings):
        refused(kept, "are another installation's")
        assert nothing_is_here()


def test_a_key_store_of_another_installation_is_refused(kept: House, servers, settings, tmp_path):
    another: Server = servers()
    with at(another.var, settings):
        people = make_cast()
        people.write(people.conversation(Phase.BEFORE, at=AT), people.ada, "success", "elsewhere")
        taking.take(tmp_path / "another", at=AT, say=kept.lines.append)
    with beside(tmp_path, settings):
        refused(kept, "1 have no key", keys=tmp_path / "another")
        assert nothing_is_here()


def test_without_a_key_here_none_can_stay(kept: House, settings, tmp_path):
    with beside(tmp_path, settings):
        refused(kept, "no key here that could stay", keys=None)


def test_an_account_that_may_not_create_databases_is_told_that_nothing_was_opened(
    kept: House, settings, tmp_path, postgresql
):
    name = f"{stores.PREFIX}plain"
    there = stores.url_of("default", str(connections["default"].settings_dict["NAME"]))
    with psycopg.connect(there, autocommit=True) as server:
        server.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x' IN ROLE pg_read_all_data")  # type: ignore[arg-type]
        try:
            with plain_account(name):
                done = taking.take(tmp_path / "plain", at=AT, say=kept.lines.append)
        finally:
            server.execute(f"DROP ROLE {name}")  # type: ignore[arg-type]
    assert done.opens is None
    assert f"No sample was opened from the copies: the account {name} may not create a database" in str(kept.lines)


@contextmanager
def plain_account(name: str) -> Iterator[None]:
    """Inside, both stores are asked as this account."""
    before = {alias: connections[alias].settings_dict["USER"] for alias in stores.ALIASES}
    try:
        for alias in stores.ALIASES:
            connections[alias].close()
            connections[alias].settings_dict.update(USER=name, PASSWORD="x")
        yield
    finally:
        for alias, user in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(USER=user, PASSWORD="")


def change(folder: Path, **parts: object) -> None:
    """Another word in a manifest."""
    path = folder / FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | parts))


class Typing:
    """Somebody who types at one topic until told to end. Texts are numbered; `saved`: the last that was acknowledged."""

    def __init__(self, server: Server, person: Person, dialogue: Dialogue, item: str, end: threading.Event) -> None:
        self.person, self.dialogue, self.item, self.end = person, dialogue, item, end
        self.writer = Writer(server, session_of(person), dialogue)
        self.writer.path = f"/dialogues/{dialogue.pk}/save/{item}/"
        self.saved = 0
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.type)

    def type(self) -> None:
        number = 0
        while not self.end.is_set():
            number += 1
            if self.writer.save(f"Save {number}"):
                with self.changed:
                    self.saved = number
                    self.changed.notify_all()

    def wait_for(self, number: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.saved >= number, timeout=60), "nothing was acknowledged"

    def restored(self) -> int:
        """The number of the text that is there."""
        return int(text_of(self.person, self.dialogue, self.item).removeprefix("Save ") or 0)


def test_the_drill_while_people_write(house: Server, people: Cast, settings, tmp_path):
    living = people.conversation(Phase.BEFORE)
    gone = actions.ask(owner=people.cleo, partner=people.ben, words="", at=now())
    actions.take(Step.ACCEPT, seat=people.seat(gone, people.ben), at=now())
    end = threading.Event()
    who = [(people.ada, living), (people.cleo, gone)]
    typing = [Typing(house, person, dialogue, item, end) for person, dialogue in who for item in TOPICS]
    for one in typing:
        one.thread.start()
    try:
        for one in typing:
            one.wait_for(3)
        before = [one.saved for one in typing]
        taken = samtalerum(house.var, "backup", str(tmp_path / "backup"))
        assert taken.returncode == 0, taken.stderr
        for one, number in zip(typing, [one.saved for one in typing], strict=True):
            one.wait_for(number + 2)
    finally:
        end.set()
        for one in typing:
            one.thread.join()
    actions.take(Step.WITHDRAW, seat=people.seat(gone, people.cleo), at=now())
    actions.erase_private(people.seat(gone, people.cleo), at=now())

    both = new_place(tmp_path / "both")
    done = samtalerum(both, "restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    with at(both, settings):
        restored = [one.restored() for one in typing]
        assert all(there >= number for there, number in zip(restored, before, strict=True)), (restored, before)

    alone = new_place(tmp_path / "alone", keys=str(connections["keys"].settings_dict["NAME"]))
    shutil.rmtree(tmp_path / "backup" / "keys")  # as if on another medium
    done = samtalerum(alone, "restore", "--content", str(tmp_path / "backup" / "content"), "--keys-stay")
    assert done.returncode == 0, done.stderr
    with at(alone, settings):
        assert [one.restored() for one in typing[:2]] == restored[:2]
        assert [text_of(people.cleo, gone, item) for item in TOPICS] == ["", ""], "the rows are back, without a key"
        assert sampling.opens("default", "keys").erased == 2
