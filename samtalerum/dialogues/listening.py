"""How a process hears of commits: PostgreSQL notifies; of SQLite one asks whether the file has changed."""

import asyncio
import logging
import sqlite3
from typing import Any, Protocol
from uuid import UUID

import psycopg
from django.db import connection

from samtalerum.dialogues.telling import CHANGED, CHANNEL, ENDED

log = logging.getLogger(__name__)

AGAIN_AFTER = 0.5  # seconds
LOOK_EVERY = 0.1  # seconds; SQLite only
# What Django adds for its own connections; the rest is libpq's.
DJANGO_ONLY = {"context", "cursor_factory", "prepare_threshold"}
# A node that vanished without a word is noticed within half a minute.
ALIVE = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}

State = dict[UUID, tuple[str, int]]  # what a page may ask for, seats that have ended


class Ears(Protocol):
    """Whoever is told."""

    def watched(self) -> list[UUID]:
        """The dialogues that matter here."""

    def wake(self, dialogue: UUID, what: str = CHANGED) -> None:
        """Something happened there."""

    def wake_all(self) -> None:
        """Something may have happened anywhere."""


async def listen(ears: Ears) -> None:
    """Listen until the database is lost; then a pause, and whoever called calls again."""
    try:
        if connection.vendor == "postgresql":
            parameters = connection.get_connection_params()
            await to_postgresql(ears, {name: parameters[name] for name in parameters.keys() - DJANGO_ONLY} | ALIVE)
        else:
            await to_sqlite(ears, str(connection.settings_dict["NAME"]))
    except (psycopg.Error, sqlite3.Error, OSError) as trouble:
        log.warning("Live updates lost their database (%s); trying again.", type(trouble).__name__)
    await asyncio.sleep(AGAIN_AFTER)


async def to_postgresql(ears: Ears, parameters: dict[str, Any]) -> None:
    """Hear every notification; whatever was missed before is made up for by waking everybody once."""
    async with await psycopg.AsyncConnection.connect(autocommit=True, **parameters) as heard:
        await heard.execute(f"LISTEN {CHANNEL}")
        ears.wake_all()
        async for notice in heard.notifies():
            what, _, dialogue = notice.payload.partition(":")
            ears.wake(UUID(dialogue), what)


async def to_sqlite(ears: Ears, file: str) -> None:
    """Look whether anybody has committed; only then, what has changed of the dialogues that are watched."""
    watching = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=1)
    try:
        version, known = -1, State()
        while True:
            (now,) = watching.execute("PRAGMA data_version").fetchone()
            if now != version:
                version, known = now, tell_changes(ears, known, states(watching, ears.watched()))
            await asyncio.sleep(LOOK_EVERY)
    finally:
        watching.close()


def tell_changes(ears: Ears, before: State, now: State) -> State:
    """Wake whom it concerns. A dialogue that was not watched before may have changed: waking once too often is cheap."""
    for dialogue in ears.watched():
        was, has = before.get(dialogue), now.get(dialogue)
        if has is None or (was is not None and was[1] != has[1]):
            ears.wake(dialogue, ENDED)
        elif was != has:
            ears.wake(dialogue)
    return now


def states(watching: sqlite3.Connection, dialogues: list[UUID]) -> State:
    """Where the dialogues stand, as far as they are there."""
    marks = ",".join("?" * len(dialogues))
    rows = watching.execute(
        "SELECT d.id, d.revision || ' ' || group_concat(coalesce(p.place || coalesce(p.left_at, ''), ''), ' '),"  # noqa: S608 - question marks only
        " count(s.ended_at) FROM dialogues_dialogue d JOIN dialogues_seat s ON s.dialogue_id = d.id"
        f" LEFT JOIN dialogues_presence p ON p.seat_id = s.id WHERE d.id IN ({marks}) GROUP BY d.id, d.revision",
        [one.hex for one in dialogues],
    )
    return {UUID(row[0]): (row[1], row[2]) for row in rows}
