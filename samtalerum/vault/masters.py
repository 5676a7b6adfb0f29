"""Master keys: files outside every database, one per epoch, that wrap the keys in the key store.

A directory (0700) of files `<epoch>.key`, each 64 hexadecimal digits, mode 0400; or one key in the environment for
containers. The epoch with the latest name wraps new keys; all of them unwrap. A rotation (vault/rotation.py) adds a
file and destroys the older ones while others read: whoever meets a file that has just gone looks again.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from samtalerum.vault.cipher import new_secret

FROM_ENVIRONMENT = "environment"
VARIABLE = "SAMTALERUM_MASTER_KEY"
NAMED = "%Y%m%dT%H%M%SZ"  # an epoch is called after the moment it began
GOING = ".gone-"  # a master key on its way out: no longer read by anybody
TRIES = 5
# name, permissions and time of the last change of a file: what tells that it is another one now
Stamp = tuple[str, int, int]


class Masters:
    """The master keys by epoch. Never prints them."""

    def __init__(self, keys: dict[str, bytes], where: str) -> None:
        self._keys = keys
        self._where = where

    def __repr__(self) -> str:
        return f"Masters({', '.join(sorted(self._keys))})"

    @property
    def current(self) -> str:
        """The epoch that wraps new keys. One that once came from the environment is older than every file."""
        return max(self._keys, key=lambda epoch: (epoch != FROM_ENVIRONMENT, epoch))

    @property
    def epochs(self) -> list[str]:
        """All of them, by name."""
        return sorted(self._keys)

    def key(self, epoch: str) -> bytes:
        """A master key; says which one is missing and what that means."""
        try:
            return self._keys[epoch]
        except KeyError:
            raise ImproperlyConfigured(
                _(
                    "The key store was wrapped with the master key %(epoch)s, which is not in %(folder)s. "
                    "Put that file back from its own back-up; without it nothing can be opened."
                )
                % {"epoch": epoch, "folder": self._where}
            ) from None

    def __contains__(self, epoch: object) -> bool:
        return epoch in self._keys


def load() -> Masters:
    """The master keys as they are now; a file that was added or changed while serving is noticed."""
    if settings.MASTER_KEY:
        return _from_environment(settings.MASTER_KEY, settings.MASTER_KEY_FILE)
    folder = Path(settings.MASTER_KEY_DIR)
    for _attempt in range(TRIES):
        try:
            return _look(folder)
        except _JustGone:
            continue  # a rotation destroyed it between the look and the reading
    raise ImproperlyConfigured(_missing(folder))


class _JustGone(Exception):
    """A file that was there a moment ago."""


def _look(folder: Path) -> Masters:
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
        with os.scandir(folder) as files:
            stamps = tuple(sorted(_stamp(file) for file in files if file.name.endswith(".key")))
    except FileNotFoundError:
        raise ImproperlyConfigured(_missing(folder)) from None
    except PermissionError:
        raise ImproperlyConfigured(f"{folder} can't be read. It must belong to the account that serves.") from None
    return _from_folder(folder, mode, stamps)


def create_first(folder: Path, at: datetime) -> Path:
    """Make the first master key, on the disk for good before anything is wrapped; never touches one that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    there = sorted(folder.glob("*.key"))
    if there:
        return there[0]
    return _write(folder, at.astimezone(UTC).strftime(NAMED))


def add(folder: Path, at: datetime) -> str:
    """Begin an epoch after those that are there; on the disk for good before anything is wrapped with it."""
    epoch = _later(load().current, at)
    _write(folder, epoch)
    return epoch


def _later(current: str, at: datetime) -> str:
    """A name for an epoch that comes after the current one, whatever the clock says."""
    name = at.astimezone(UTC).strftime(NAMED)
    if current == FROM_ENVIRONMENT or name > current:
        return name
    stem, _dash, number = current.rpartition("-")
    return f"{stem}-{int(number) + 1:03}" if number.isdigit() else f"{current}-001"


def destroy(folder: Path, epoch: str) -> None:
    """Out of sight first, so that nobody reads half of it; then written over, as far as the disk does that; then gone."""
    going = folder / f"{GOING}{uuid4().hex}"
    (folder / f"{epoch}.key").rename(going)
    _settle(folder)
    _shred(going)
    _settle(folder)


def finish_destroying(folder: Path) -> None:
    """What a crash left half destroyed."""
    for going in folder.glob(f"{GOING}*"):
        _shred(going)


def born(folder: Path, epoch: str) -> datetime:
    """When an epoch began: its name says so; else the file does."""
    try:
        return datetime.strptime(epoch.split("-", maxsplit=1)[0], NAMED).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp((folder / f"{epoch}.key").stat().st_mtime, UTC)


@contextmanager
def rotating(folder: Path) -> Iterator[bool]:
    """One rotation at a time; false when another process is at it. Ends with the process, however that ends."""
    handle = os.open(folder / ".rotation", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def _shred(path: Path) -> None:
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.write(b"0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _write(folder: Path, epoch: str) -> Path:
    path = folder / f"{epoch}.key"
    # Written beside its place and then given its name: nobody ever reads half a key.
    draft = folder / f".{uuid4().hex}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
        file.write(new_secret().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was faster: its key is the key
    finally:
        draft.unlink()
    for one in (folder, folder.parent):
        _settle(one)
    return path


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp(file: os.DirEntry[str]) -> Stamp:
    try:
        found = file.stat()
    except FileNotFoundError:
        raise _JustGone from None
    return file.name, found.st_mode, found.st_ctime_ns


@lru_cache(maxsize=4)
def _from_environment(value: str, file: str) -> Masters:
    if file:
        _refuse_readable(Path(file))
    return Masters({FROM_ENVIRONMENT: _parse(value, VARIABLE)}, VARIABLE)


@lru_cache(maxsize=1)  # what a rotation destroyed is not kept in memory either
def _from_folder(folder: Path, mode: int, stamps: tuple[Stamp, ...]) -> Masters:
    if mode & 0o022:
        raise ImproperlyConfigured(
            f"Others may put files into {folder} (mode {mode:04o}), and with it a master key of theirs. "
            f"Run: chmod 0700 {folder}"
        )
    if not stamps:
        raise ImproperlyConfigured(_missing(folder))
    files = [folder / name for name, _mode, _changed in stamps]
    return Masters({path.stem: _read(path) for path in files}, str(folder))


def _refuse_readable(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise ImproperlyConfigured(
            _("The master key %(path)s can be read by others here (mode %(mode)04o). Run: chmod 0400 %(path)s")
            % {"path": path, "mode": mode}
        )


def _read(path: Path) -> bytes:
    try:
        _refuse_readable(path)
        value = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise _JustGone from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ImproperlyConfigured(
            _("The master key %(path)s can't be read. It must belong to the account that serves, mode 0400.")
            % {"path": path}
        ) from problem
    return _parse(value, str(path))


def _parse(value: str, name: str) -> bytes:
    try:
        key = bytes.fromhex(value.strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            _("%(name)s is not a master key of 64 hexadecimal digits. Put the right file back from its back-up.")
            % {"name": name}
        )
    return key


def _missing(folder: Path) -> str:
    return _(
        "There is no master key in %(folder)s. For a new installation run `samtalerum init`. "
        "If there was one, put it back from its own back-up: without it nothing can be opened."
    ) % {"folder": folder}
