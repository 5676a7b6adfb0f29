"""Where the databases of tests are: files in a var/, or databases of the PostgreSQL server that DATABASE_URL names.

On PostgreSQL a run makes databases of its own, whose names begin with its own prefix, and drops them at its end: the
database in DATABASE_URL is only where the first connection goes, and is never written to.

`python -m tests.stores` says whether that server can be reached.
"""

import copy
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

ALIASES = {"default": "content", "keys": "keys"}
URLS = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}
NAMES = "databases.json"  # in a var/: which databases belong to it; without it they are files there
# Processes of pytest-xdist inherit it, so that whoever ends last knows what to drop.
RUN = os.environ.setdefault("SAMTALERUM_TEST_RUN", uuid4().hex[:8])
PREFIX = f"samtalerum_test_{RUN}_"


def on_postgresql() -> bool:
    """This run's databases lie on a PostgreSQL server."""
    return urlsplit(os.environ.get("DATABASE_URL", "")).scheme in {"postgresql", "postgres"}


def settle(databases: dict[str, Any]) -> None:
    """Prepare Django's settings for a test run: own names, and no pool, whose connections would outlive their test.

    Without KEYS_DATABASE_URL the key store gets a database of its own beside the content's.
    """
    if not on_postgresql():
        return
    if not os.environ.get("KEYS_DATABASE_URL"):
        databases["keys"].clear()
        databases["keys"].update(copy.deepcopy(databases["default"]))
        databases["keys"]["NAME"] += "_keys"
    for alias, name in ALIASES.items():
        databases[alias]["OPTIONS"].pop("pool", None)
        databases[alias].setdefault("TEST", {})["NAME"] = PREFIX + name


def create(*, template: dict[str, str] | None = None) -> dict[str, str]:
    """A database for each store, empty or as the template's; their names by alias."""
    names = {alias: f"{PREFIX}{uuid4().hex[:8]}_{name}" for alias, name in ALIASES.items()}
    for alias, name in names.items():
        words = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            words += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template[alias]))
        _tell(alias, words)
    return names


def drop(names: dict[str, str]) -> None:
    """Drop them, whoever is still connected."""
    for alias, name in names.items():
        _tell(alias, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_what_is_left() -> None:
    """At the end of a run: whatever it has made and not dropped."""
    if not on_postgresql():
        return
    for alias in ALIASES:
        with _server(alias) as server:
            rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall()
        for (name,) in rows:
            drop({alias: name})


def keep(var: Path, names: dict[str, str]) -> None:
    """Write down, in a var/, which databases are its."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    (var / NAMES).write_text(json.dumps(names), encoding="utf-8")


def names_of(var: Path) -> dict[str, str]:
    """The databases of a var/ by alias: names on PostgreSQL, else files."""
    kept = var / NAMES
    if kept.exists():
        found: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
        return found
    return {alias: str(var / f"{name}.sqlite3") for alias, name in ALIASES.items()}


def environment_of(var: Path) -> dict[str, str]:
    """What a process on this var/ is told about its databases; nothing when they are files."""
    if not (var / NAMES).exists():
        return {}
    return {URLS[alias]: url_of(alias, name) for alias, name in names_of(var).items()}


def url_of(alias: str, name: str) -> str:
    """The address of a database on the server of this store."""
    there = os.environ.get(URLS[alias]) or os.environ["DATABASE_URL"]
    return urlunsplit(urlsplit(there)._replace(path=f"/{name}"))


def _server(alias: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url_of(alias, "postgres"), autocommit=True, connect_timeout=5)


def _tell(alias: str, words: sql.Composed) -> None:
    with _server(alias) as server:
        server.execute(words)


def main() -> int:
    """0 when the server of DATABASE_URL answers and lets us make databases; else says why not."""
    if not on_postgresql():
        print("DATABASE_URL names no PostgreSQL server.")
        return 1
    try:
        names = create()
    except psycopg.Error as problem:
        print(f"PostgreSQL at {urlsplit(os.environ['DATABASE_URL']).hostname} can't be used: {problem}")
        return 1
    drop(names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
