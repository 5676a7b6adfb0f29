"""Who sits in the rooms: `python -m bench.watch` opens them all, then measures how long a save takes to arrive.

Told where on the first line of its standard input; prints what it found, and holds the rooms open until the next line.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any
from uuid import uuid4

import uvloop

from bench.load import READS, Client, Saver, request

AT_ONCE = 8  # rooms that are opened at the same time
ASKS_EVERY = 15.0  # seconds: what an open page with a stream does even if nothing happens
PATIENCE = 20.0
SEEN = re.compile(rb'data-poll="([^"]+)"[^>]*data-seen="(\d+)"')


class Page:
    """A room on somebody's screen: the page, its stream, and its questions what is new."""

    def __init__(self, port: int, dialogue: str, session: str) -> None:
        self.port, self.dialogue, self.session = port, dialogue, session
        self.client = Client(port, session)
        self.ticket = ""
        self.poll, self.seen = "", "0"
        self.changed = asyncio.Event()
        self.stream: asyncio.Task[None] | None = None
        self.turn = asyncio.Lock()

    async def open(self) -> None:
        """Read the page, then listen."""
        answer = await self.client.ask(f"/dialogues/{self.dialogue}/room/")
        self._keep(bytes(answer.body), answer.cookies)
        assert self.poll, answer.status
        self.stream = asyncio.create_task(self._listen())
        await asyncio.wait_for(self.changed.wait(), PATIENCE)

    async def ask(self) -> bytes:
        """What is new."""
        async with self.turn:
            answer = await self.client.ask(f"{self.poll}&seen={self.seen}")
            self._keep(bytes(answer.body), answer.cookies)
            return bytes(answer.body)

    async def stay(self) -> None:
        """Ask now and then, as a page does that is looked at."""
        while True:
            await asyncio.sleep(ASKS_EVERY)
            await self.ask()

    def _keep(self, body: bytes, cookies: list[str]) -> None:
        if found := SEEN.search(body):
            self.poll, self.seen = found[1].decode().replace("&amp;", "&"), found[2].decode()
        self.ticket = next((f"; {one}" for one in cookies if one.startswith("live=")), self.ticket)

    async def _listen(self) -> None:
        """For as long as the bench runs; a stream that ended is opened again, as a browser does."""
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=READS)
            cookie = f"{self.client.cookie}{self.ticket}"
            writer.write(request(self.port, f"/live/{self.dialogue}", cookie, None))
            while line := await reader.readline():
                if line.startswith(b"event: changed"):
                    self.changed.set()
                elif line.startswith((b"HTTP/1.1 204", b"event: bye")):
                    break
            writer.close()
            await self.ask()


async def arrives(page: Page, writer: Client, saver: Saver, dialogue: str) -> float:
    """Milliseconds from the answer to a save until the other's page has the words."""
    page.changed.clear()
    form = saver.form()
    word = f"word-{uuid4().hex}"
    form |= {"text": f"{form['text']} {word}", "paused": "1"}
    answer = await writer.ask(f"/dialogues/{dialogue}/save/advice/", form)
    answered = time.perf_counter()
    assert answer.status == 200, bytes(answer.body)
    saver.heard(answer)
    while True:
        await asyncio.wait_for(page.changed.wait(), PATIENCE)
        page.changed.clear()
        if word.encode() in await page.ask():
            return (time.perf_counter() - answered) * 1000


def written_in(rooms: list[dict[str, str]]) -> list[dict[str, str]]:
    """Twenty at most, as they were made: in the last one `typing` has written, and its revisions are others."""
    return rooms[:-1][:20]


async def run(told: dict[str, Any]) -> None:
    """Open, measure, say, hold."""
    pages = [Page(told["watched"], one["dialogue"], one[who]) for one in told["rooms"] for who in ("owner", "partner")]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one_by_one(page: Page) -> None:
        async with gate:
            await page.open()

    await asyncio.gather(*(one_by_one(page) for page in pages))
    staying = [asyncio.create_task(page.stay()) for page in pages]
    began, used = time.perf_counter(), time.process_time()
    took = []
    writers = [
        (Client(told["saving"], one["partner"]), Saver(1200, 3), one["dialogue"]) for one in written_in(told["rooms"])
    ]
    some = len(writers)
    for number in range(told["saves"]):
        writer, saver, dialogue = writers[number % some]
        took.append(await arrives(pages[2 * (number % some)], writer, saver, dialogue))
    cpu = (time.process_time() - used) / (time.perf_counter() - began)
    print(json.dumps({"took": took, "cpu": cpu}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for task in [*staying, *(page.stream for page in pages if page.stream)]:
        task.cancel()


if __name__ == "__main__":
    uvloop.run(run(json.loads(sys.stdin.readline())))
