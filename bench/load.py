"""The load generator, a process of its own: `python -m bench.load`, told in lines of its standard input what to ask.

Each client keeps one connection and asks again as soon as it has been answered. A client that saves sends the
revision that the last answer named. Answers each line with requests a second, times, and how much processor it took.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httptools
import uvloop

from bench.figures import middle, p95
from bench.words import prose

CSRF = "b" * 32
READS = 256 * 1024
MANY = 1_000_000


@dataclass
class Answer:
    """One answer, as httptools fills it in."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)
    cookies: list[str] = field(default_factory=list)
    done: bool = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Of headers, cookies alone matter."""
        if name.lower() == b"set-cookie":
            self.cookies.append(value.decode("latin-1").partition(";")[0])

    def on_body(self, body: bytes) -> None:
        """A piece."""
        self.body += body

    def on_message_complete(self) -> None:
        """The end."""
        self.done = True


class Client:
    """One connection of one person."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookie = f"sessionid={session}; csrftoken={CSRF}"
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Ask, and read to the end of the answer; once more where the server had hung up because nobody asked."""
        try:
            return await self._ask(path, form)
        except ConnectionError:
            self.close()
            return await self._ask(path, form)

    async def _ask(self, path: str, form: dict[str, str] | None) -> Answer:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=READS)
        reader, writer = self.streams
        writer.write(request(self.port, path, self.cookie, form))
        answer = Answer()
        parser = httptools.HttpResponseParser(answer)
        while not answer.done:
            data = await reader.read(READS)
            if not data:
                raise ConnectionError(path)
            parser.feed_data(data)
        answer.status = parser.get_status_code()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self.streams:
            self.streams[1].close()
            self.streams = None


def request(port: int, path: str, cookie: str, form: dict[str, str] | None) -> bytes:
    """The bytes of a request as a browser's."""
    body = urlencode(form).encode() if form is not None else b""
    lines = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Cookie: {cookie}",
        "Accept-Language: en",
    ]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        lines += ["X-Samtalerum-Save: 1", f"X-CSRFToken: {CSRF}"]
    elif "/poll/" in path:
        lines.append("HX-Request: true")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Saver:
    """What one page sends when it saves: another text each time, based on the last revision."""

    def __init__(self, length: int, revision: int) -> None:
        self.length, self.revision, self.number = length, revision, 0

    def form(self) -> dict[str, str]:
        """The next save."""
        self.number += 1
        text = prose(self.length, self.number)
        return {"text": text, "revision": str(self.revision), "client": str(uuid4()), "paused": "0"}

    def heard(self, answer: Answer) -> None:
        """The revision that it has made."""
        self.revision = json.loads(answer.body)["revision"]


async def go_on(client: Client, what: dict[str, Any], until: float, took: list[float]) -> None:
    """One client, until the time is over."""
    saver = Saver(what["save"], what["revision"]) if what.get("save") else None
    left = what.get("times", MANY)
    while (began := time.perf_counter()) < until and (left := left - 1) >= 0:
        answer = await client.ask(what["path"], saver.form() if saver else None)
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise SystemExit(f"{what['path']} answered {answer.status}: {answer.body[:300]!r}")
        if saver:
            saver.heard(answer)
    client.close()
    if saver:
        what["revision"] = saver.revision


async def run(told: dict[str, Any]) -> dict[str, Any]:
    """All clients at once."""
    took: list[float] = []
    began, used = time.perf_counter(), time.process_time()
    clients = [Client(told["port"], what["session"]) for what in told["requests"]]
    until = began + told["seconds"]
    going = [go_on(one, what, until, took) for one, what in zip(clients, told["requests"], strict=True)]
    await asyncio.gather(*going)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    return {
        "a_second": len(took) / wall,
        "p50": middle(took) * 1000,
        "p95": p95(took) * 1000,
        "cpu": cpu / wall,
        "revisions": [what.get("revision", 0) for what in told["requests"]],
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(uvloop.run(run(json.loads(line)))), flush=True)
