"""Several processes serve one room, and one of them dies: on PostgreSQL, because SQLite serves one process."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from tests import stores
from tests.browser import Windows
from tests.cast import Cast
from tests.faults import SAVED
from tests.servers import Server

ADVICE, REFLECTION = "Talk to Ingrid about the archive", "The archive is a line of research"


@pytest.fixture
def elsewhere(postgresql: None, browser: Browser, house: Server, tmp_path: Path) -> Iterator[Windows]:
    """Windows on a second node, with two processes, on the same two databases."""
    second = Server(house.var, workers=2)
    second.log = tmp_path / "second.log"
    with second:
        opened = Windows(browser, second)
        yield opened
        opened.close()


def enter(windows: Windows, person: Any, dialogue: Dialogue) -> Page:
    """The room, with a stream."""
    page = windows.person_page(person)
    with page.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        page.goto(f"/dialogues/{dialogue.pk}/room/")
    return page


def who_listens(server: Server) -> int:
    """The process of this server that hears of commits: the only one that holds a stream."""
    with psycopg.connect(stores.environment_of(server.var)["DATABASE_URL"]) as looking:
        listening = looking.execute(
            "SELECT client_port FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"
        ).fetchall()
    sockets = {f"socket:[{inode}]" for port, inode in connections() if (port,) in listening}
    assert server.process is not None
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    (found,) = (int(child) for child in children if sockets & opened_by(child))
    return found


def connections() -> list[tuple[int, str]]:
    """The port here, and the inode, of everything connected over TCP on this machine."""
    rows = [row.split() for file in ("tcp", "tcp6") for row in Path(f"/proc/net/{file}").read_text().splitlines()[1:]]
    return [(int(row[1].rpartition(":")[2], 16), row[9]) for row in rows]


def opened_by(process: str) -> set[str]:
    return {str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir() if file.is_symlink()}


def test_when_the_process_that_holds_a_stream_is_killed_the_page_goes_on(elsewhere: Windows, people: Cast):
    elsewhere.guard.forgive(r"/live/|Failed to load resource")
    dialogue = people.conversation(Phase.DURING)
    ada = enter(elsewhere, people.ada, dialogue)
    killed = who_listens(elsewhere.server)
    with ada.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        os.kill(killed, signal.SIGKILL)
        people.write(dialogue, people.ben, "advice", ADVICE)
        expect(ada.locator("main")).to_contain_text(ADVICE)
    mine = ada.locator("[id='text-reflection']")
    mine.fill(REFLECTION)
    mine.blur()
    expect(ada.locator("[data-saved-for='text-reflection']")).to_contain_text(SAVED)
    assert who_listens(elsewhere.server) != killed


def test_two_people_on_two_nodes_are_in_one_room(elsewhere: Windows, windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada, ben = enter(elsewhere, people.ada, dialogue), enter(windows, people.ben, dialogue)
    expect(ada.get_by_role("status").filter(has_text="Ben is here")).to_be_visible()
    given = ben.locator("[id='text-advice']")
    given.fill(ADVICE)
    given.blur()
    expect(ada.locator("main")).to_contain_text(ADVICE)
    mine = ada.locator("[id='text-reflection']")
    mine.fill(REFLECTION)
    mine.blur()
    expect(ada.locator("[data-saved-for='text-reflection']")).to_contain_text(SAVED)
    expect(ben.locator("main")).to_contain_text(REFLECTION)
