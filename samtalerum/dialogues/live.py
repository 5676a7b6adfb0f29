"""Live: a faster way to call the poll. Server-sent events that say "something changed", never what.

A bare ASGI app beside Django: a stream needs neither a thread nor a database connection of the pages. One listener per
process hears of commits (samtalerum/dialogues/listening.py) and wakes the streams of that dialogue. A stream is opened
with a ticket: a signed cookie of sixty seconds that the poll renews. Without one the answer is 204, which tells the
browser to stop asking; polling goes on and brings a new ticket.
"""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from samtalerum.dialogues import listening
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.telling import CHANGED, ENDED, tell

__all__ = ["CHANGED", "ENDED", "HUB", "PATH", "Hub", "application", "tell", "ticket"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Wakes = asyncio.Queue[str]
Listener = Callable[["Hub"], Awaitable[None]]

PATH = "/live/"
COOKIE = "live"
SALT = "samtalerum.live"
TICKET_LASTS = 60  # seconds
STREAM_LASTS = 300
BREATH = 15  # seconds between comments that keep proxies from closing
MOST = 20  # streams of one dialogue in one process: two people with all their windows
BYE = b"event: bye\ndata:\n\n"  # do not come back by yourself: ask the poll first


def ticket(response: HttpResponse, seat: Seat) -> HttpResponse:
    """Give this browser sixty seconds to open the stream of this dialogue."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(seat.dialogue_id), salt=SALT),
        max_age=TICKET_LASTS,
        path=f"{PATH}{seat.dialogue_id}",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


class Hub:
    """The streams of one process, and its one listener, which runs while there are any."""

    def __init__(self, listener: Listener = listening.listen) -> None:
        self._listen = listener
        self._streams: dict[UUID, set[Wakes]] = {}
        self._listener: asyncio.Task[None] | None = None
        self.closing = False

    def __len__(self) -> int:
        return sum(len(streams) for streams in self._streams.values())

    def watched(self) -> list[UUID]:
        """The dialogues that somebody looks at here."""
        return list(self._streams)

    def admits(self, dialogue: UUID) -> bool:
        """There is room for another stream of this dialogue, and the server goes on."""
        return not self.closing and len(self._streams.get(dialogue, ())) < MOST

    @asynccontextmanager
    async def stream(self, dialogue: UUID) -> AsyncIterator[Wakes]:
        """A queue of one: however much happens, one wake-up is enough."""
        queue: Wakes = asyncio.Queue(maxsize=1)
        self._streams.setdefault(dialogue, set()).add(queue)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(_for_ever(self._listen, self))
        try:
            yield queue
        finally:
            self._streams[dialogue].discard(queue)
            if not self._streams[dialogue]:
                del self._streams[dialogue]
            if not self._streams and self._listener:
                self._listener.cancel()
                self._listener = None

    def wake(self, dialogue: UUID, what: str = CHANGED) -> None:
        """Wake the streams of one dialogue."""
        for queue in self._streams.get(dialogue, ()):
            _put(queue, what)

    def wake_all(self, what: str = CHANGED) -> None:
        """After a lost connection nobody knows what was missed: everybody asks."""
        for dialogue in self._streams:
            self.wake(dialogue, what)

    def close(self) -> None:
        """The server stops: every stream ends, and none begins."""
        self.closing = True
        self.wake_all(ENDED)


async def _for_ever(listen: Listener, hub: Hub) -> None:
    while True:
        await listen(hub)


def _put(queue: Wakes, what: str) -> None:
    if queue.full():
        if what != ENDED:
            return
        queue.get_nowait()
    queue.put_nowait(what)


HUB = Hub()
_heeding = False


async def application(scope: Scope, receive: Receive, send: Send, *, hub: Hub = HUB) -> None:
    """GET /live/<dialogue>."""
    dialogue = _admitted(scope)
    if dialogue is None or not hub.admits(dialogue):
        await send({"type": "http.response.start", "status": 204, "headers": [(b"cache-control", b"no-store")]})
        await send({"type": "http.response.body"})
        return
    _heed_signals(hub)
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async with hub.stream(dialogue) as queue:
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await _talk(queue, send, gone)
        finally:
            gone.cancel()
    with suppress(OSError):
        await send({"type": "http.response.body"})


async def _talk(queue: Wakes, send: Send, gone: "asyncio.Task[None]") -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + STREAM_LASTS
    await _say(send, b"event: changed\ndata:\n\n")  # what happened before we listened
    while loop.time() < end:
        waiting = asyncio.create_task(queue.get())
        await asyncio.wait({waiting, gone}, timeout=BREATH, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            waiting.cancel()
            return
        if not waiting.done():
            waiting.cancel()
            await _say(send, b": here\n\n")
        elif waiting.result() == ENDED:
            break
        else:
            await _say(send, b"event: changed\ndata:\n\n")
    await _say(send, BYE)


async def _say(send: Send, words: bytes) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _admitted(scope: Scope) -> UUID | None:
    """The dialogue whose ticket came along, if it is the one that is asked for and the ticket is fresh."""
    asked = scope["path"].removeprefix(PATH)
    for name, value in scope["headers"]:
        if name != b"cookie" or scope["method"] != "GET":
            continue
        try:
            cookie = SimpleCookie(value.decode("latin-1"))[COOKIE].value
            admitted = signing.loads(cookie, salt=SALT, max_age=TICKET_LASTS)
        except (KeyError, CookieError, signing.BadSignature):
            continue
        if admitted == asked:
            return UUID(asked)
    return None


def _heed_signals(hub: Hub) -> None:
    """Whoever stops the server waits for open answers: ours end first. The server's own handler comes after."""
    global _heeding  # noqa: PLW0603 - once per process, as signals are
    if _heeding or threading.current_thread() is not threading.main_thread():
        return
    _heeding = True
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(got: int, frame: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(hub.close)
            if callable(before):
                before(got, frame)

        if callable(before):  # otherwise nothing waits for answers
            signal.signal(number, stop)
