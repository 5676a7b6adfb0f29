"""A real server process for a test: its own var/, databases copied from a template, stopped, killed, started again."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from conftest import MASTER_KEY
from tests import stores

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a-secret-for-servers-that-tests-start-" + "0" * 20
LONGEST_START = 60


class Server:
    """`samtalerum serve` on a port of its own. `url`, `log` (a file with everything it said), `var`."""

    def __init__(self, var: Path, *, command: str = "serve", workers: int = 1, **environment: str) -> None:
        self.var = var
        self.command = command
        self.workers = workers
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = var / "server.log"
        self.environment = environment_of(var, self.url) | environment
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when it answers."""
        arguments = [sys.executable, "-m", "config.cli", self.command]
        arguments += ["--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(arguments, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Fails with what the server said when it ends instead."""
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise AssertionError(f"The server did not start:\n{self.log.read_text()}")
            try:
                urllib.request.urlopen(f"{self.url}/static/icon.svg", timeout=10).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"The server did not answer:\n{self.log.read_text()}")

    def ask(self, path: str, **headers: str) -> int:
        """The status of a page, without following it anywhere."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"} | headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def stop(self) -> None:
        """As Ctrl-C does."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As a power cut does: nothing is finished."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start on the same port and data."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


def environment_of(var: Path, url: str = "http://localhost:8000") -> dict[str, str]:
    """What a server, or another `samtalerum` command, on this var/ is told. Nothing of ours leaks in from outside."""
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return keep | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        "SAMTALERUM_VAR": str(var),
        "SAMTALERUM_SECRET_KEY": SECRET,
        "SAMTALERUM_MASTER_KEY": MASTER_KEY,
        "SAMTALERUM_HOSTS": "localhost,127.0.0.1",
        "SAMTALERUM_URL": url,
        "SAMTALERUM_INSTITUTION": "Fjordby University",
        **stores.environment_of(var),
    }


def samtalerum(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; an empty value takes a setting away."""
    told = {name: value for name, value in (environment_of(var) | environment).items() if value != ""}
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *arguments],
        cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def make_template(folder: Path) -> Path:
    """Both databases, migrated, with the blueprint that ships and the static files: made once, copied for each test.

    Whoever comes second waits for whoever was first.
    """
    var, ready = folder / "var", folder / "ready"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + LONGEST_START
        while not ready.exists():
            assert time.monotonic() < deadline, f"Nobody finished {folder}"
            time.sleep(0.1)
        return var
    if stores.on_postgresql():
        stores.keep(var, stores.create())
    made = samtalerum(var, "init")
    assert made.returncode == 0, made.stdout + made.stderr
    ready.touch()
    return var


def copy_of(template: Path, var: Path) -> Path:
    """A var/ of one's own, with databases of its own."""
    shutil.copytree(template, var, ignore=shutil.ignore_patterns("*.log"))
    if stores.on_postgresql():
        stores.keep(var, stores.create(template=stores.names_of(template)))
    return var


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
