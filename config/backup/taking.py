"""`samtalerum backup`: both stores, copied while people write, each half for a place of its own.

The order carries it: the content first, THEN the keys. A key is committed before the first words that it seals, so every
row of the copied content has its key among the copied ones, except what was erased between the two copies; and that is
right, because it was to be gone. The other way round, what was begun in between would be lost.

All is written into `DIR.part`, which gets its name when it is whole and on the disk. What was cut off, or found no room,
never looks like a back-up; the next one clears it away.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured

from config.backup import engines, sampling
from config.backup.manifest import (
    ALIASES,
    CONTENT,
    KEYS,
    NAMES,
    Manifest,
    NotOpened,
    Refused,
    Say,
    digest,
    settle,
    version,
)
from samtalerum.vault.keystore import store

KEYS_AT_MOST = 14  # days that a copy of the key store is kept

WHERE_TO = (
    "{content}: as often and as long as you like; nobody can read a word in it.",
    f"{{keys}}: on another medium, never beside the content, and for at most {KEYS_AT_MOST} days.",
    "The master keys are in neither. They have a back-up of their own: docs/operations.md#master-keys",
)


@dataclass(frozen=True)
class Taken:
    """A back-up that is whole."""

    folder: Path
    manifest: Manifest  # of the content
    opens: store.Opens | None  # None: no sample could be opened
    seconds: float


def take(folder: Path, *, at: datetime, say: Say) -> Taken:
    """Copy both stores into a folder that is not there yet."""
    began = time.monotonic()
    with _part_of(folder) as part:
        try:
            made = _copy(part, at, say)
            opens = _look(part, made, say)
            _name(part, folder)
        except OSError as problem:
            raise Refused(f"{problem.filename or folder} can't be written: {problem.strerror}.") from None
    say(f"Whole: {folder} ({made[CONTENT].dialogues} conversations, {made[KEYS].keys} keys)")
    for line in WHERE_TO:
        say("  " + line.format(content=folder / CONTENT, keys=folder / KEYS))
    return Taken(folder, made[CONTENT], opens, time.monotonic() - began)


def _copy(part: Path, at: datetime, say: Say) -> dict[str, Manifest]:
    """The content, then the keys."""
    engine = engines.of(ALIASES[CONTENT])
    if engine != engines.of(ALIASES[KEYS]):
        raise Refused("Content database and key store have different engines. Give both the same.")
    files, counts = {}, {}
    masters: list[str] = []

    def keys_of(using: str) -> int:
        masters.extend(store.masters_in_use(using))
        return store.total(using)

    for name, count in ((CONTENT, sampling.dialogues), (KEYS, keys_of)):
        say(f"Copying the {NAMES[name]} …")
        file = part / name / f"{name}.{engines.ENGINES[engine].ENDING}"
        file.parent.mkdir(mode=0o700)
        counts[name] = engines.ENGINES[engine].copy(ALIASES[name], file, count)
        files[name] = file
        say(f"  {file.stat().st_size / 1e6:.1f} MB")
    shared = (uuid4().hex, at.astimezone(UTC).isoformat(), version(), engine, counts[CONTENT], counts[KEYS], masters)
    made = {name: Manifest(*shared, name, file.name, digest(file)) for name, file in files.items()}
    for name, manifest in made.items():
        manifest.write(part / name)
    return made


def _look(part: Path, made: dict[str, Manifest], say: Say) -> store.Opens | None:
    """Open a sample from the copies themselves."""
    copies = {name: part / name / manifest.file for name, manifest in made.items()}
    try:
        with (
            engines.beside(ALIASES[CONTENT], copies[CONTENT]) as content,
            engines.beside(ALIASES[KEYS], copies[KEYS]) as keys,
        ):
            opens = sampling.opens(content, keys)
    except ImproperlyConfigured as problem:
        raise Refused(str(problem)) from None
    except NotOpened as why:
        say(f"No sample was opened from the copies: {why}. Try them with `samtalerum restore` elsewhere.")
        return None
    if opens.wrong:
        raise Refused(
            f"{opens.wrong} of {opens.tried} texts that were tried don't open from the copies. If the master key was "
            "renewed at this moment, back up again; else ask `samtalerum doctor`."
        )
    say(f"Tried from the copies: {opens.opened} texts of a sample open, {opens.erased} are erased.")
    return opens


@contextmanager
def _part_of(folder: Path) -> Iterator[Path]:
    """A place beside, for this process alone; cleared away when something fails."""
    if folder.exists():
        raise Refused(f"{folder} is there already. Choose another name, for example one with the date.")
    part = folder.with_name(f"{folder.name}.part")
    try:
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(part, os.O_RDONLY)
    except OSError as problem:
        raise Refused(f"{part} can't be made: {problem.strerror}.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(part)
        yield part
    except BlockingIOError:
        raise Refused(f"Another back-up is writing into {part}. Wait for it.") from None
    except BaseException:
        _clear(part)
        with suppress(OSError):  # somebody has put something else there
            part.rmdir()
        raise
    finally:
        os.close(handle)


def _clear(part: Path) -> None:
    for name in ALIASES:
        shutil.rmtree(part / name, ignore_errors=True)


def _name(part: Path, folder: Path) -> None:
    """On the disk for good, then under its name."""
    for one in (part / CONTENT, part / KEYS, part):
        settle(one)
    part.rename(folder)
    settle(folder.parent)
