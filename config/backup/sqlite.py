"""SQLite: VACUUM INTO copies what is committed while others write; SQLite's own back-up puts it back in one transaction."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections

from config.backup.manifest import Refused, settle

ENDING = "sqlite3"
PATIENCE = 20  # seconds for whoever holds a lock


def copy(alias: str, to: Path, count: Callable[[str], int]) -> int:
    """Readers of a file in WAL mode hold nobody up. Counted in the copy itself."""
    from config.backup import engines

    with closing(_connect(_file(alias))) as source:
        try:
            source.execute("VACUUM INTO ?", [str(to)])
        except sqlite3.Error as problem:
            raise Refused(f"SQLite could not write {to.name}: {problem}. Is there room on the disk?") from None
    settle(to)
    with engines.beside(alias, to) as copied:
        return count(copied)


@contextmanager
def opened(alias: str, copy: Path) -> Iterator[dict[str, Any]]:
    """Read only, where it lies."""
    yield {**connections.settings[alias], "NAME": f"file:{quote(str(copy.resolve()))}?mode=ro", "OPTIONS": {}}


def put_back(alias: str, copy: Path) -> None:
    """Whoever else has the file open sees nothing, or all of it."""
    connections[alias].close()
    file = _file(alias)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with closing(_connect(copy)) as source, closing(_connect(file)) as target:
            source.backup(target)
    except sqlite3.Error as problem:
        raise Refused(f"SQLite could not write {file}: {problem}.") from None
    settle(file)


def clear(alias: str, tables: list[str]) -> None:
    """In one transaction."""
    connections[alias].close()
    with closing(_connect(_file(alias))) as target:
        target.execute("BEGIN IMMEDIATE")
        for table in tables:
            target.execute(f'DROP TABLE IF EXISTS "{table}"')
        target.execute("COMMIT")


def _file(alias: str) -> Path:
    return Path(connections[alias].settings_dict["NAME"])


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
