"""Streams that say when to ask: who gets one, what wakes it, what ends it. And who is here, in words."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from samtalerum.dialogues import listening, live, presence
from samtalerum.dialogues.models import Dialogue, Presence
from samtalerum.dialogues.phases import Phase

PATIENCE = 60  # seconds: a limit for what hangs, not a measure of speed
CHANGED = b"event: changed\ndata:\n\n"
ONE, ANOTHER = uuid4(), uuid4()


def played(what: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: the browser's tests keep an event loop in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(what, PATIENCE)).result()


async def nothing(_: live.Hub) -> None:
    """A listener that never hears anything."""
    await asyncio.Event().wait()


class Asked:
    """A browser that asks for a stream."""

    def __init__(self, hub: live.Hub, dialogue: UUID, ticket: str | None = None) -> None:
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        self.left = asyncio.Event()
        ticket = signing.dumps(str(dialogue), salt=live.SALT) if ticket is None else ticket
        scope = {"method": "GET", "path": f"/live/{dialogue}", "headers": [(b"cookie", f"live={ticket}".encode())]}
        self.task = asyncio.create_task(live.application(scope, self._receive, self._send, hub=hub))

    async def _receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.said.put(message)

    async def status(self) -> int:
        return int((await self.said.get())["status"])

    async def words(self) -> bytes:
        return bytes((await self.said.get()).get("body", b""))


async def opened(hub: live.Hub, dialogue: UUID) -> Asked:
    asked = Asked(hub, dialogue)
    assert await asked.status() == 200
    assert await asked.words() == CHANGED, "What happened before the stream was there is asked for too"
    return asked


def test_a_commit_wakes_the_pages_of_that_dialogue_and_no_other():
    async def play() -> None:
        hub = live.Hub(nothing)
        here, there = await opened(hub, ONE), await opened(hub, ANOTHER)
        hub.wake(ONE)
        assert await here.words() == CHANGED
        assert there.said.empty()
        for one in (here, there):
            one.left.set()
            await one.task
        assert len(hub) == 0

    played(play())


def test_however_much_happens_one_wake_up_is_enough_and_an_end_is_not_lost():
    async def play() -> None:
        hub = live.Hub(nothing)
        async with hub.stream(ONE) as queue:
            for _ in range(3):
                hub.wake(ONE)
            assert queue.qsize() == 1
            hub.wake(ONE, live.ENDED)
            hub.wake(ONE)
            assert [queue.get_nowait(), queue.empty()] == [live.ENDED, True]

    played(play())


def test_streams_end_when_a_seat_ends():
    async def play() -> None:
        hub = live.Hub(nothing)
        asked = await opened(hub, ONE)
        hub.wake(ONE, live.ENDED)
        assert await asked.words() == live.BYE
        await asked.task

    played(play())


def test_a_stream_ends_after_its_time(monkeypatch):
    monkeypatch.setattr(live, "STREAM_LASTS", 0)

    async def play() -> None:
        asked = await opened(live.Hub(nothing), ONE)
        assert await asked.words() == live.BYE
        await asked.task

    played(play())


def test_a_server_that_stops_ends_all_streams_and_begins_none():
    async def play() -> None:
        hub = live.Hub(nothing)
        asked = await opened(hub, ONE)
        hub.close()
        await asked.task
        assert await Asked(hub, ONE).status() == 204

    played(play())


@pytest.mark.parametrize("ticket", ["", "no-ticket", signing.dumps(str(ANOTHER), salt="another")])
def test_without_a_ticket_there_is_no_stream(ticket):
    async def play() -> None:
        assert await Asked(live.Hub(nothing), ONE, ticket).status() == 204

    played(play())


def test_a_ticket_is_for_one_dialogue_and_for_a_minute(monkeypatch):
    async def play() -> None:
        assert await Asked(live.Hub(nothing), ONE, signing.dumps(str(ANOTHER), salt=live.SALT)).status() == 204
        monkeypatch.setattr(live, "TICKET_LASTS", -1)
        assert await Asked(live.Hub(nothing), ONE).status() == 204

    played(play())


def test_two_people_have_twenty_streams_and_not_more():
    async def play() -> None:
        hub = live.Hub(nothing)
        asked = [await opened(hub, ONE) for _ in range(live.MOST)]
        assert await Asked(hub, ONE).status() == 204
        hub.close()
        await asyncio.gather(*(one.task for one in asked))

    played(play())


def test_the_ticket_is_a_cookie_that_goes_nowhere_else(cast, settings):
    settings.SESSION_COOKIE_SECURE = True
    dialogue = cast.start()
    cookie = live.ticket(HttpResponse(), cast.seat(dialogue, cast.ada)).cookies["live"]
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == (f"/live/{dialogue.pk}", 60, "Strict")
    assert cookie["httponly"]
    assert cookie["secure"]


class Ears:
    """Writes down who was woken."""

    def __init__(self, *watched: UUID) -> None:
        self._watched = list(watched)
        self.woken: list[tuple[UUID, str]] = []
        self.heard = asyncio.Event()

    def watched(self) -> list[UUID]:
        return self._watched

    def wake(self, dialogue: UUID, what: str = listening.CHANGED) -> None:
        self.woken.append((dialogue, what))
        self.heard.set()

    def wake_all(self) -> None:
        self.heard.set()


def test_on_sqlite_a_change_wakes_and_an_ended_seat_ends():
    ears = Ears(ONE)
    seen = listening.tell_changes(ears, {ONE: ("1", 0)}, {ONE: ("1", 0)})
    assert ears.woken == []
    seen = listening.tell_changes(ears, seen, {ONE: ("2", 0)})
    seen = listening.tell_changes(ears, seen, {ONE: ("2", 1)})
    listening.tell_changes(ears, seen, {})
    assert ears.woken == [(ONE, "changed"), (ONE, "ended"), (ONE, "ended")]


def test_on_sqlite_a_commit_is_noticed(tmp_path):
    file = str(tmp_path / "content.sqlite3")
    with sqlite3.connect(file) as database:
        database.executescript(
            "CREATE TABLE dialogues_dialogue (id, revision); CREATE TABLE dialogues_seat (id, dialogue_id, ended_at);"
            "CREATE TABLE dialogues_presence (seat_id, place, left_at);"
            f"INSERT INTO dialogues_dialogue VALUES ('{ONE.hex}', 1);"
            f"INSERT INTO dialogues_seat VALUES ('1', '{ONE.hex}', NULL);"
        )

    async def play() -> None:
        ears = Ears(ONE)
        task = asyncio.create_task(listening.to_sqlite(ears, file))
        for change in ("UPDATE dialogues_dialogue SET revision = 2", "UPDATE dialogues_seat SET ended_at = 'now'"):
            await ears.heard.wait()
            ears.heard.clear()
            with sqlite3.connect(file) as writing:
                writing.execute(change)
        await ears.heard.wait()
        task.cancel()
        assert ears.woken == [(ONE, "changed"), (ONE, "changed"), (ONE, "ended")]

    played(play())


def poll(person: Any, dialogue: Dialogue, page: str, **asked: Any) -> HttpResponse:
    client = Client()
    client.force_login(person)
    return client.get(reverse("dialogues:poll", args=[dialogue.pk]), {"page": page, **asked})


def test_the_room_says_who_is_here_and_who_left(cast):
    dialogue = cast.start(Phase.DURING)
    seen = cast.seat(dialogue, cast.ada).dialogue.revision
    assert poll(cast.ada, dialogue, "room", seen=seen).status_code == 204
    poll(cast.ben, dialogue, "prepare")
    assert "Ben is reading" in poll(cast.ada, dialogue, "room", seen=seen).text
    poll(cast.ben, dialogue, "room")
    assert "Ben is here" in poll(cast.ada, dialogue, "room", seen=seen, there="prepare").text
    assert poll(cast.ada, dialogue, "room", seen=seen, there="room").status_code == 204
    client = Client()
    client.force_login(cast.ben)
    assert client.post(reverse("dialogues:leave", args=[dialogue.pk])).status_code == 204
    assert "Ben left at " in poll(cast.ada, dialogue, "room", seen=seen, there="room").text


def test_who_vanishes_without_a_word_left_when_last_seen(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    presence.here(cast.seat(dialogue, cast.ben), Presence.Where.ROOM, at=at)
    ben = cast.seat(dialogue, cast.ben)
    assert presence.words(ben, at=at + timedelta(seconds=44)) == "Ben is here"
    assert presence.words(ben, at=at + timedelta(seconds=45)).startswith("Ben left at ")
    assert presence.words(ben, at=at + timedelta(hours=3)) == ""


def test_staying_is_written_down_every_ten_seconds_and_is_no_activity(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    for seconds, written in ((0, 0), (9, 0), (10, 10)):
        now = at + timedelta(seconds=seconds)
        presence.here(cast.seat(dialogue, cast.ben), Presence.Where.ROOM, at=now)
        assert Presence.objects.get().seen_at == at + timedelta(seconds=written)
    there = Dialogue.objects.get()
    assert (there.revision, there.last_activity_at) == (dialogue.revision, at)


def test_presence_goes_with_the_dialogue(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    presence.here(cast.seat(dialogue, cast.ben), Presence.Where.ROOM, at=at)
    dialogue.passages.all().delete()
    dialogue.delete()
    assert not Presence.objects.exists()
