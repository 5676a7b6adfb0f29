"""A real mail server on loopback, for tests: keeps what it is sent, and refuses what it is told to refuse."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """`mails`: what arrived, parsed. `refuses`: addresses, and the answer to each. `slow`: seconds a mail takes."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0
    connections: int = 0
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: Any
    ) -> Any:
        self.connections += 1
        self.writers.add(server._writer)
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.slow:
            time.sleep(self.slow)
        self.raw.append(content)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What arrived for somebody."""
        return [mail for mail in self.mails if address in str(mail["To"])]


@contextmanager
def open_post_office(port: int = 0) -> Iterator[PostOffice]:
    """From now on it takes mails, on that port or a free one, until the block ends."""
    office = PostOffice()
    loop = asyncio.new_event_loop()
    opened: list[asyncio.AbstractServer] = []

    async def open_it() -> None:
        server = await loop.create_server(lambda: SMTP(office, loop=loop, hostname="post.test"), "127.0.0.1", port)
        office.port = server.sockets[0].getsockname()[1]
        opened.append(server)

    async def close_it() -> None:
        for server in opened:
            server.close()
        for writer in office.writers:
            writer.close()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await asyncio.sleep(0)  # closed transports say so in the next round

    thread = threading.Thread(target=loop.run_forever, name="post-office")
    thread.start()
    asyncio.run_coroutine_threadsafe(open_it(), loop).result(10)
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(close_it(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
