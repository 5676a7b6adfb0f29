"""Copies of databases, made and put back as an operator does: pg_dump and pg_restore, or SQLite's own back-up."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests import stores


def tool(name: str) -> str:
    """PostgreSQL's own program, the newest there is; the test is skipped where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    there = str(found[-1]) if found else shutil.which(name)
    if there is None:
        pytest.skip(f"{name} is not installed: on Debian, apt-get install postgresql-client")
    return there


def take(alias: str, name: str, to: Path) -> None:
    """A back-up of one store into a file."""
    if stores.on_postgresql():
        run(tool("pg_dump"), "--format=custom", f"--file={to}", stores.url_of(alias, name))
        return
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def put_back(copies: dict[str, Path], var: Path, *, beside: dict[str, str]) -> None:
    """A var/ whose stores are these back-ups; a store without one is the one of `beside`."""
    var.mkdir(mode=0o700)
    if stores.on_postgresql():
        names = stores.create()
        for alias, copy in copies.items():
            run(tool("pg_restore"), f"--dbname={stores.url_of(alias, names[alias])}", str(copy))
        stores.keep(var, {alias: names[alias] if alias in copies else beside[alias] for alias in names})
        return
    for alias, name in stores.names_of(var).items():
        Path(name).symlink_to(copies[alias] if alias in copies else beside[alias])


def run(*words: str) -> None:
    """To its end; what it complains of fails the test."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
