"""PostgreSQL: its own pg_dump and pg_restore, of the server's version where that is installed, else of the newest."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connections, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.backup.manifest import NotOpened, Refused, settle

ENDING = "dump"
TOOLS = Path("/usr/lib/postgresql")  # where Debian keeps each version
NOT_FOR_LIBPQ = {"pool", "options", "isolation_level", "server_side_binding", "assume_role", "cursor_factory"}


def copy(alias: str, to: Path, count: Callable[[str], int]) -> int:
    """pg_dump reads the snapshot in which was counted."""
    with transaction.atomic(using=alias, durable=True), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counted = count(alias)
        words = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
        _run("pg_dump", alias, *words)
    settle(to)
    return counted


@contextmanager
def opened(alias: str, copy: Path) -> Iterator[dict[str, Any]]:
    """In a database for the purpose on the same server, gone afterwards."""
    there = connections[alias].settings_dict
    name = f"samtalerum_backup_{uuid4().hex[:12]}"
    with psycopg.connect(_address(there), password=there["PASSWORD"] or None, autocommit=True) as server:
        row = server.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if not row or not row[0]:
            raise NotOpened(f"the account {there['USER']} may not create a database to open the copy in")
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            scratch = {**connections.settings[alias], "NAME": name}
            scratch["OPTIONS"] = {key: value for key, value in scratch["OPTIONS"].items() if key != "pool"}
            _run("pg_restore", alias, "--no-owner", "--no-privileges", "--exit-on-error", str(copy), into=scratch)
            yield scratch
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def put_back(alias: str, copy: Path) -> None:
    """In one transaction, owned by this account."""
    _run("pg_restore", alias, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(copy))


def clear(alias: str, tables: list[str]) -> None:
    """In one statement."""
    if tables:
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        with connections[alias].cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(names))


def _run(tool: str, alias: str, *words: str, into: dict[str, Any] | None = None) -> None:
    """To its end. The password goes by the environment, where no list of processes shows it."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        major = cursor.fetchone()[0]
    there = into or connections[alias].settings_dict
    command = [_find(tool, major), f"--dbname={_address(there)}", *words]
    environment = {**os.environ, "PGPASSWORD": there["PASSWORD"]} if there["PASSWORD"] else dict(os.environ)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip() or f"it ended with {done.returncode}").splitlines()[0]
        raise Refused(f"{tool} did not finish: {said}")


def _find(tool: str, major: int) -> str:
    """A newer pg_restore says what an older server does not know; an older pg_dump refuses a newer server."""
    there = TOOLS / str(major) / "bin" / tool
    if there.exists():
        return str(there)
    found = sorted(TOOLS.glob(f"*/bin/{tool}"), key=lambda path: float(path.parts[-3]))
    other = str(found[-1]) if found else shutil.which(tool)
    if other is None:
        raise Refused(f"{tool} is not installed. On Debian: apt-get install postgresql-client")
    return other


def _address(there: dict[str, Any]) -> str:
    """As libpq wants it, without the password."""
    options = {key: value for key, value in there["OPTIONS"].items() if key not in NOT_FOR_LIBPQ}
    parts = {"dbname": there["NAME"], "host": there["HOST"], "port": there["PORT"], "user": there["USER"]}
    return make_conninfo(**{key: value for key, value in parts.items() if value}, **options)
