"""The database server is restarted under fifty writers, or the disk fills up: nobody loses a word, nothing is restarted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, expect

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.people.models import Session
from tests import stores
from tests.browser import Windows, at_the_servers_data, session_of
from tests.cast import Cast, add_person, make_cast, now
from tests.faults import PATIENCE, SAVED, Cluster, cluster, fill, later_until, own_folder, small_disk
from tests.servers import Server, copy_of, samtalerum
from tests.test_killed import Writer, text_of
from tests.test_live import event, stream

WRITERS = 50
ADVICE = "Talk to Ingrid about the archive"


@contextmanager
def served_from(own: Cluster, var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server whose databases lie there; not started."""
    with monkeypatch.context() as told:
        told.setenv("DATABASE_URL", own.url)
        told.delenv("KEYS_DATABASE_URL", raising=False)
        stores.keep(var, stores.create())
        made = samtalerum(var, "init")
        assert made.returncode == 0, made.stdout + made.stderr
        yield Server(var)


class Persistent(Writer):
    """Writes one text after the other; what is not acknowledged is sent again. Remembers every other answer."""

    def __init__(self, server: Server, cast: Cast, number: int) -> None:
        self.owner = add_person(f"Writer{number} Wu", cast.unit, "Researcher")
        self.dialogue = actions.ask(owner=self.owner, partner=cast.ben, words="", at=now())
        actions.take(Step.ACCEPT, seat=cast.seat(self.dialogue, cast.ben), at=now())
        super().__init__(server, session_of(self.owner), self.dialogue)
        self.saves = 0
        self.last = ""
        self.refused: list[tuple[int, bytes]] = []

    def write(self, enough: threading.Event) -> None:
        while not enough.is_set():
            self.last = f"Text {self.saves}"
            if self.save(self.last):
                self.saves += 1

    def _post(self, text: str) -> tuple[int, bytes]:
        status, body = super()._post(text)
        if status != 200:
            self.refused.append((status, body))
        return status, body


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for a state, not for a time."""
    waiting = threading.Event()
    for _ in range(PATIENCE * 20):
        if true():
            return
        waiting.wait(0.05)
    raise AssertionError(what)


def restarted(own: Cluster, writers: list[Persistent]) -> None:
    """Gone for a moment, which is waited for."""
    own.restart("fast")


def cut_off(own: Cluster, writers: list[Persistent]) -> None:
    """As by a power cut, and gone until each writer has been told so."""
    before = [len(one.refused) for one in writers]
    own.stop("immediate")
    until(
        lambda: all(len(one.refused) > told for one, told in zip(writers, before, strict=True)),
        "Somebody was never told that nothing is saved now.",
    )
    own.start()


@pytest.fixture
def elsewhere(
    tmp_path: Path, settings: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Cluster, Server]]:
    """A PostgreSQL server that the test may stop, and a server that runs on it."""
    with (
        own_folder() as folder,
        cluster(folder / "data") as own,
        served_from(own, tmp_path / "var", monkeypatch) as server,
        server,
        django_db_blocker.unblock(),
        at_the_servers_data(server, settings),
    ):
        yield own, server


@pytest.mark.browser  # starts processes
@pytest.mark.parametrize("fault", [restarted, cut_off])
def test_fifty_writers_lose_nothing_when_postgresql_is_restarted(
    postgresql: None, elsewhere: tuple[Cluster, Server], fault: Callable[[Cluster, list[Persistent]], None]
):
    own, server = elsewhere
    cast = make_cast()
    room = cast.conversation(Phase.DURING)
    writers = [Persistent(server, cast, number) for number in range(WRITERS)]
    connections.close_all()  # ours
    with stream(server, room) as opened:
        assert event(opened) == "event: changed"
        with everybody_writes(writers):
            until(lambda: all(one.saves for one in writers), "Not everybody could save at first.")
            fault(own, writers)
            before = [one.saves for one in writers]
            until(
                lambda: all(one.saves > had for one, had in zip(writers, before, strict=True)),
                "Not everybody could save again.",
            )
        assert event(opened) == "event: changed", "Whatever was missed meanwhile is asked for"
        cast.write(room, cast.ben, "advice", ADVICE)
        assert event(opened) == "event: changed", "It hears again"
    for one in writers:
        assert text_of(one.owner, one.dialogue) in {one.acknowledged, one.last}
    refused = [answer for one in writers for answer in one.refused]
    assert {status for status, _body in refused} <= {503}
    assert all(b"it tries again by itself" in body for _status, body in refused)


@contextmanager
def everybody_writes(writers: list[Persistent]) -> Iterator[None]:
    enough = threading.Event()
    threads = [threading.Thread(target=one.write, args=[enough], daemon=True) for one in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def cramped(
    template: Path, tmp_path: Path, settings: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Server, Path]]:
    """A server that runs, and the small disk on which its databases lie."""
    if stores.on_postgresql():
        with (
            small_disk(320) as disk,
            cluster(disk / "data") as own,
            served_from(own, tmp_path / "var", monkeypatch) as one,
            one,
            django_db_blocker.unblock(),
            at_the_servers_data(one, settings),
        ):
            yield one, disk
        return
    with small_disk(64) as disk:
        one = Server(copy_of(template, disk / "var"))
        one.log = tmp_path / "server.log"
        with one, django_db_blocker.unblock(), at_the_servers_data(one, settings):
            yield one, disk


def a_fresh_journal() -> None:
    """PostgreSQL itself stops when its journal can't grow, which is another fault: let there be room in it. SQLite's is
    made small, so that it must grow."""
    if not stores.on_postgresql():
        with connection.cursor() as told:
            told.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with psycopg.connect(stores.url_of("default", "postgres"), autocommit=True) as told:
            told.execute("SELECT pg_switch_wal()")
            told.execute("CHECKPOINT")


def test_a_full_disk_is_said_and_what_was_typed_is_saved_when_there_is_room(
    cramped: tuple[Server, Path], browser: Browser
):
    server, disk = cramped
    cast = make_cast()
    dialogue: Dialogue = cast.conversation(Phase.BEFORE)
    cast.write(dialogue, cast.ada, "success", "Short")
    windows = Windows(browser, server)
    windows.guard.forgive("507")
    ada = windows.person_page(cast.ada)
    ada.clock.install()
    ada.goto(f"/dialogues/{dialogue.pk}/prepare/")
    Session.objects.update(seen_at=now() - timedelta(hours=1))  # so that reading a page would like to write that down
    a_fresh_journal()
    ballast = fill(disk)
    long = "A long history of the archive. " * 1250
    mine = ada.locator("#text-success")
    mine.fill(long)
    mine.blur()
    line = ada.locator("[data-saved-for='text-success']")
    later_until(ada, 2, line.filter(has_text="Samtalerum has no room left on its disk. Your words are still here"))
    expect(mine).to_have_value(long)
    reading = ada.context.new_page()
    for page in ("/", f"/dialogues/{dialogue.pk}/prepare/"):
        answer = reading.goto(page)
        assert answer
        assert answer.status == 200, "one can still read"
    expect(reading.locator("#text-success")).to_have_value("Short")
    reading.close()
    ballast.unlink()
    later_until(ada, 60, line.filter(has_text=SAVED))
    assert text_of(cast.ada, dialogue) == long
    assert "The disk of the database is full" in server.log.read_text()
    windows.close()
