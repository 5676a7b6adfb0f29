"""A house to measure in: databases of its own, a var/ of its own, servers on ports of its own. All gone at the end."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config import static_files

ROOT = Path(__file__).resolve().parent.parent
FALLBACK = "postgresql://postgres@127.0.0.1:5432/postgres"
STORES = {"DATABASE_URL": "content", "KEYS_DATABASE_URL": "keys"}
LONGEST_START = 90
# More dead rows than threshold + factor * rows, where a table's own settings go before the server's.
DUE = """
    WITH told AS (
        SELECT oid, reltuples, reltoastrelid,
            (SELECT jsonb_object_agg(option_name, option_value) FROM pg_options_to_table(reloptions)) AS own
        FROM pg_class
    ), ruled AS (  -- where what is stored beside a table has no settings of its own, the table's hold
        SELECT told.oid, told.reltuples, coalesce(told.own, beside.own) AS own
        FROM told LEFT JOIN told AS beside ON beside.reltoastrelid = told.oid
    )
    SELECT schemaname, relname FROM pg_stat_all_tables JOIN ruled ON oid = relid
    WHERE n_dead_tup > coalesce(own->>'autovacuum_vacuum_threshold',
                                current_setting('autovacuum_vacuum_threshold'))::float
        + coalesce(own->>'autovacuum_vacuum_scale_factor',
                   current_setting('autovacuum_vacuum_scale_factor'))::float * greatest(reltuples, 0)
        AND schemaname IN ('public', 'pg_toast')
"""
COURSES = 2  # for each dialogue,
MOST_COURSES = 20_000  # as far as that
SERVE = ("-m", "config.cli", "serve")
FLOOR = ("-m", "uvicorn", "bench.floor:application", "--log-level", "warning", "--no-access-log", "--lifespan", "off")


def on_sqlite() -> bool:
    """BENCH_ON=sqlite; PostgreSQL otherwise."""
    return os.environ.get("BENCH_ON", "postgresql") == "sqlite"


class Server:
    """A process that answers on a port. `started`: seconds until it did."""

    def __init__(self, house: "House", *arguments: str, port: int) -> None:
        self.port = port
        began = time.perf_counter()
        with (house.var / "server.log").open("ab") as log:
            command = [sys.executable, *arguments]
            self.process = subprocess.Popen(command, cwd=ROOT, env=house.environment(port), stdout=log, stderr=log)
        self._wait(house)
        self.started = time.perf_counter() - began

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://localhost:{self.port}"

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _wait(self, house: "House") -> None:
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/static/icon.svg", timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise SystemExit("The server did not start:\n" + (house.var / "server.log").read_text())


class House:
    """So many dialogues in two databases, and whatever runs on them."""

    def __init__(self, var: Path, *, like: "House | None" = None) -> None:
        """Empty, but for the tables; a copy of another that is empty yet, where there is one."""
        self.var = var
        self.servers: list[Server] = []
        self.urls: dict[str, str] = {}
        self.seeded: dict[str, Any] = {}
        self.secret = secrets.token_urlsafe(50)
        if like:
            shutil.copytree(like.var, var)
        else:
            var.mkdir(mode=0o700, parents=True)
        if not on_sqlite():
            self._make_databases(like)
        if not like:
            self.tell("-c", "from config.cli import main; print(main(['init']))")

    def environment(self, port: int) -> dict[str, str]:
        """What each process on these data is told. Mail waits: no mail server takes part."""
        keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return keep | self.urls | {
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SAMTALERUM_VAR": str(self.var),
            "SAMTALERUM_SECRET_KEY": self.secret,
            "SAMTALERUM_HOSTS": "localhost,127.0.0.1",
            "SAMTALERUM_URL": f"http://localhost:{port}",
            "SAMTALERUM_WORKER": "separate",
            "SAMTALERUM_STATIC_STORAGE": static_files.STORAGE,
        }  # fmt: skip

    def tell(self, *arguments: str, given: object = None) -> Any:
        """Run a Python process on these data to its end; what it prints last is JSON."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment(8000), input=json.dumps(given),
            stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def fill(self, *, dialogues: int, rooms: int) -> float:
        """Seed; returns how many seconds it took."""
        began = time.perf_counter()
        parts = {"dialogues": dialogues, "rooms": rooms}, {"courses": min(dialogues * COURSES, MOST_COURSES)}
        with ThreadPoolExecutor(1 if on_sqlite() else len(parts)) as both:
            for told in both.map(lambda part: self.tell("-m", "bench.seed", given=part), parts):
                self.seeded |= told
        return time.perf_counter() - began

    def serve(self, *command: str, workers: int = 1) -> Server:
        """`samtalerum serve`, or another command that takes a port and a number of processes; on SQLite one."""
        port, processes = free_port(), 1 if on_sqlite() else workers
        arguments = [*(command or SERVE), "--port", str(port), "--workers", str(processes)]
        self.servers.append(Server(self, *arguments, port=port))
        return self.servers[-1]

    def size(self) -> float:
        """Megabytes of both databases."""
        if on_sqlite():
            return sum(path.stat().st_size for path in self.var.glob("*.sqlite3*")) / 1e6
        with psycopg.connect(_server_url(), autocommit=True) as server:
            names = [urlsplit(url).path[1:] for url in self.urls.values()]
            row = server.execute(
                "SELECT sum(pg_database_size(datname)) FROM pg_database WHERE datname = ANY(%s)", [names]
            )
            return float((row.fetchone() or [0])[0]) / 1e6

    def checkpoint(self) -> None:
        """After seeding: statistics for the planner, and nothing left to write that would disturb what follows."""
        for url in self.urls.values():
            with psycopg.connect(url, autocommit=True) as database:
                database.execute("VACUUM ANALYZE")
        if not on_sqlite():
            with psycopg.connect(_server_url(), autocommit=True) as server:
                server.execute("CHECKPOINT")

    def clear_what_is_due(self) -> None:
        """What PostgreSQL's autovacuum does once a minute, by its own rule and each table's settings; quicker."""
        for url in self.urls.values():
            with psycopg.connect(url, autocommit=True) as database:
                for schema, table in database.execute(DUE).fetchall():
                    database.execute(sql.SQL("VACUUM {}").format(sql.Identifier(schema, table)))

    def close(self) -> None:
        """Stop and drop everything."""
        for server in self.servers:
            server.stop()
        if not on_sqlite():
            with psycopg.connect(_server_url(), autocommit=True) as there:
                for url in self.urls.values():
                    name = sql.Identifier(urlsplit(url).path[1:])
                    there.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        shutil.rmtree(self.var)

    def _make_databases(self, like: "House | None") -> None:
        mark = secrets.token_hex(4)
        with psycopg.connect(_server_url(), autocommit=True) as server:
            for setting, store in STORES.items():
                name = f"samtalerum_bench_{mark}_{store}"
                words = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                if like:
                    words += sql.SQL(" TEMPLATE {}").format(sql.Identifier(urlsplit(like.urls[setting]).path[1:]))
                server.execute(words)
                self.urls[setting] = urlunsplit(urlsplit(_server_url())._replace(path=f"/{name}"))


@contextmanager
def houses(folder: Path, *names: str) -> Iterator[list[House]]:
    """So many houses, cleared away whatever happens inside."""
    made: list[House] = []
    try:
        for name in names:
            shutil.rmtree(folder / name, ignore_errors=True)
            made.append(House(folder / name, like=made[0] if made else None))
        yield made
    finally:
        for house in made:
            house.close()


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_version() -> str:
    """Says, too, whether the server can be reached."""
    if on_sqlite():
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    try:
        with psycopg.connect(_server_url(), connect_timeout=5) as server:
            return f"PostgreSQL {server.info.parameter_status('server_version')}"
    except psycopg.OperationalError as problem:
        raise SystemExit(f"No PostgreSQL server ({problem}). Set DATABASE_URL, or BENCH_ON=sqlite.") from None


def _server_url() -> str:
    url = os.environ.get("DATABASE_URL") or FALLBACK
    return url if urlsplit(url).scheme in {"postgresql", "postgres"} else FALLBACK
