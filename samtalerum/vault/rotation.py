"""A new master key every week, so that old copies of the key store are dead.

The order carries it; after a crash at any step the same call finishes:

1. a new file in the folder of master keys; whoever began to write before it was there is waited for, so that from now
   on it wraps all that is written;
2. every key that an older master key wraps is wrapped anew, in batches, while others read and write;
3. all of them are opened once, to be sure;
4. where no key needs them any more, the older files are destroyed.

An older file stays where a key does not open, for that key might be somebody's words after all.
"""

import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from samtalerum.vault import masters
from samtalerum.vault.keystore import store

log = logging.getLogger(__name__)

# The older master key outlives a rotation by time alone, so that key store and new master key can be backed up first.
GRACE = timedelta(days=1)
PASSES = 3  # what somebody was changing during one is free at the next


@dataclass(frozen=True)
class Rotated:
    """What a rotation did."""

    epoch: str
    keys: int  # wrapped anew
    destroyed: list[str]
    stuck: int = 0  # keys that don't open; their master keys stay


@dataclass(frozen=True)
class Epoch:
    """A master key as `samtalerum keys list` shows it."""

    name: str
    keys: int
    current: bool
    there: bool  # false: keys need it, and it is missing
    since: datetime | None


def rotate(*, at: datetime, grace: timedelta = timedelta(0)) -> Rotated | None:
    """A new master key, or what an earlier rotation left unfinished. None: another process is at it."""
    folder = _folder()
    with masters.rotating(folder) as alone:
        if not alone:
            return None
        masters.finish_destroying(folder)
        if not _unfinished(masters.load().current):
            masters.add(folder, at)
        return _finish(folder, at=at, grace=grace)


def rotate_when_due(*, at: datetime, grace: timedelta = GRACE) -> int:
    """For the sweep: every so many days a new master key, and a day later the end of the older ones."""
    if settings.MASTER_KEY or not settings.KEY_ROTATION_DAYS:
        return 0
    folder = _folder()
    known = masters.load()
    age = at - masters.born(folder, known.current)
    if age >= timedelta(days=settings.KEY_ROTATION_DAYS) or _unfinished(known.current):
        done = rotate(at=at, grace=grace)
        return done.keys + len(done.destroyed) if done else 0
    if age < grace or known.epochs == [known.current]:
        return 0
    with masters.rotating(folder) as alone:
        return len(_finish(folder, at=at, grace=grace).destroyed) if alone else 0


def epochs() -> list[Epoch]:
    """Every master key that is there or needed, the oldest first. No secrets."""
    known, counted = masters.load(), store.keys_by_master()
    names = sorted({*known.epochs, *counted}, key=lambda name: (name != masters.FROM_ENVIRONMENT, name))
    return [
        Epoch(name, counted.get(name, 0), name == known.current, name in known, _since(name) if name in known else None)
        for name in names
    ]


def _finish(folder: Path, *, at: datetime, grace: timedelta) -> Rotated:
    epoch, keys = masters.load().current, 0
    with store.nobody_writes():
        pass  # whoever comes later has seen the new file
    for _pass in range(PASSES):
        keys += store.rewrap(epoch)
        if not _unfinished(epoch):
            break
    stuck, destroyed = _unfinished(epoch) + store.do_not_open(epoch), []
    if not stuck and not (grace and at - masters.born(folder, epoch) < grace):
        destroyed = [one for one in masters.load().epochs if one != epoch]
        for one in destroyed:
            masters.destroy(folder, one)
    if stuck:
        log.error("Some keys don't open with their master key: no master key was destroyed.")
    return Rotated(epoch, keys, destroyed, stuck)


def _unfinished(current: str) -> int:
    """How many keys another epoch wraps."""
    return sum(keys for epoch, keys in store.keys_by_master().items() if epoch != current)


def _since(epoch: str) -> datetime | None:
    return None if settings.MASTER_KEY else masters.born(Path(settings.MASTER_KEY_DIR), epoch)


def _folder() -> Path:
    """Where master keys are made and destroyed; a key in the environment is not ours to destroy."""
    if settings.MASTER_KEY:
        raise ImproperlyConfigured(
            _(
                "%(name)s comes from the environment, where Samtalerum can neither put a new master key nor destroy the "
                "old one. To have it renewed, write it into the folder of master keys as %(file)s (mode 0400), take "
                "%(name)s away, and start again."
            )
            % {"name": masters.VARIABLE, "file": f"{masters.FROM_ENVIRONMENT}.key"}
        )
    folder = Path(settings.MASTER_KEY_DIR)
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(
            _(
                "The master key can't be renewed: this account can't write into %(folder)s. Let it, or set "
                "SAMTALERUM_KEY_ROTATION_DAYS=0 and renew the key by hand."
            )
            % {"folder": folder}
        )
    return folder
