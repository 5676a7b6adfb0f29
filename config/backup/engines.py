"""What both engines can do with one store: copy it while people write, open a copy, put one back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connections

from config.backup import postgresql, sqlite

BESIDE = "copy-of-"  # aliases of copies that are opened for a moment


class Engine(Protocol):
    """A module of this package."""

    ENDING: str

    def copy(self, alias: str, to: Path, count: Callable[[str], int]) -> int:
        """Copy a store as it is at one moment, and count at the same moment. `count` is told which alias to ask."""

    def opened(self, alias: str, copy: Path) -> AbstractContextManager[dict[str, Any]]:
        """Inside, a copy can be read with these settings. Raises `NotOpened` where that can't be done."""

    def put_back(self, alias: str, copy: Path) -> None:
        """All of it or nothing, into a store that holds nothing."""

    def clear(self, alias: str, tables: list[str]) -> None:
        """Take these tables away."""


ENGINES: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgresql}


def of(alias: str) -> str:
    """Which engine a store has."""
    return connections[alias].vendor


@contextmanager
def beside(alias: str, copy: Path) -> Iterator[str]:
    """Inside, models can read this copy `using` the alias that is given."""
    with ENGINES[of(alias)].opened(alias, copy) as there, reachable(BESIDE + alias, there) as name:
        yield name


@contextmanager
def reachable(name: str, there: dict[str, Any]) -> Iterator[str]:
    """Inside, Django knows this database."""
    connections.settings[name] = there
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name]
        del connections.settings[name]


def clear(alias: str) -> None:
    """Take away what this product's tables are; anything else that lies there stays."""
    connection = connections[alias]
    known = {*connection.introspection.django_table_names(), "django_migrations", settings.CACHE_TABLE}
    ENGINES[of(alias)].clear(alias, sorted(known & set(connection.introspection.table_names())))
