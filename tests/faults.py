"""What can go wrong around a server, made by a test: a network that is cut, a database server of one's own, a small disk."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.servers import free_port

PATIENCE = 60  # seconds: a limit for what hangs, not a measure of speed
SAVED = re.compile(r"^\s*Saved")
EVERYWHERE = "/usr/lib/postgresql"  # Debian keeps the programs of each version apart


def later_until(page: Page, seconds: int, found: Any) -> None:
    """Move the page's clock on by so much at a time until this is to be seen; a fault of the page ends in a timeout."""
    for _ in range(30):
        page.clock.fast_forward(seconds * 1000)
        with suppress(TooLate):
            found.wait_for(timeout=1000)
            break
    expect(found).to_be_visible()


class Network:
    """Between browsers and a server. `cut`: every connection ends and none begins. `swallow`: all stay, nothing passes
    and nobody says so, as with a laptop that wakes up in another network. `mend`: as before, for new connections."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._cut = False
        self._open: set[socket.socket] = set()
        self._passes = threading.Event()
        self._passes.set()
        self._ways = [self._passes]
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://localhost:{self._listening.getsockname()[1]}"
        self._start(self._accept)

    def __enter__(self) -> "Network":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        for passes in self._ways:
            passes.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts
        while self._threads:
            self._threads.pop(0).join()  # the one that accepts came first: after it nobody starts another
        for one in (self._listening, *self._open):
            one.close()

    def cut(self) -> None:
        self._cut = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def swallow(self) -> None:
        self._passes.clear()

    def mend(self) -> None:
        """What was swallowed stays lost: those connections never answer."""
        self._cut = False
        self._passes = threading.Event()
        self._passes.set()
        self._ways.append(self._passes)

    def _start(self, what: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=what, args=arguments, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listening.accept()
                if self._cut:
                    browser.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open |= {browser, server}
                for one, other in ((browser, server), (server, browser)):
                    self._start(self._carry, one, other, self._passes)

    def _carry(self, one: socket.socket, other: socket.socket, passes: threading.Event) -> None:
        with suppress(OSError):
            while words := one.recv(65536):
                passes.wait()
                other.sendall(words)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Cluster:
    """A PostgreSQL server of the test's own, run by an account without privileges. `url`: its first database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://{owner()}@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Small enough for a small disk."""
        self._run("initdb", "-A", "trust", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8")
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as written:
            written.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = ''\n"
                "max_connections = 120\nshared_buffers = 16MB\nmin_wal_size = 32MB\nmax_wal_size = 64MB\n"
            )

    def start(self) -> None:
        self._run("pg_ctl", "start", "-w", "-t", str(PATIENCE), "-l", str(self.folder / "log"))

    def stop(self, how: str = "fast") -> None:
        """fast: sessions are cut off. immediate: as a power cut does; the next start recovers."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def restart(self, how: str = "fast") -> None:
        self.stop(how)
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), "-D", str(self.folder), *arguments]
        done = subprocess.run(
            command, user=owner(), group=group(), extra_groups=[], cwd="/", env=os.environ | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=2 * PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Runs inside, in a folder that its account owns and can reach. Skips where PostgreSQL is not installed."""
    made = Cluster(folder)
    made.make()
    made.start()
    try:
        yield made
    finally:
        with suppress(AssertionError):
            made.stop("immediate")


def programs() -> Path:
    """Where initdb lies, for the newest version there is."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path(EVERYWHERE).glob("*/bin"), key=lambda one: one.parent.name)
    if not places:
        pytest.skip("PostgreSQL's own programs (initdb, pg_ctl) are not installed.")
    return places[-1]


def owner() -> str:
    """PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("There is no account postgres that could run a server of the test's own.")


def group() -> int:
    return pwd.getpwnam(owner()).pw_gid


@contextmanager
def own_folder() -> Iterator[Path]:
    """One that the account of a cluster can reach: pytest's belong to ours alone."""
    made = Path(tempfile.mkdtemp(prefix="samtalerum-"))
    os.chown(made, pwd.getpwnam(owner()).pw_uid, group())
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of this size, inside. Skips where we may not mount one."""
    with own_folder() as folder:
        options = f"size={megabytes}m,mode=0755,uid={folder.stat().st_uid},gid={folder.stat().st_gid}"
        told = ["mount", "-t", "tmpfs", "-o", options, "samtalerum-test", str(folder)]
        if os.geteuid() != 0 or subprocess.run(told, capture_output=True, check=False).returncode != 0:
            pytest.skip("A full disk needs a file system of its own, which only root may mount.")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """To the last byte; returns the file that takes up the room."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as written, suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while written.write(b"x" * size) == size:
                    pass
    return ballast
