"""What `samtalerum keys` prints. Names, days and numbers; never a key."""

import sys
from datetime import datetime

from samtalerum.vault import rotation


def listing() -> int:
    """One line a master key."""
    for one in rotation.epochs():
        since = f"since {one.since:%Y-%m-%d %H:%M} UTC" if one.since else ""
        note = "" if one.there else "MISSING: put its file back"
        print(f"{one.name}  {one.keys:>7} keys  {'current' if one.current else ''}{note}  {since}".rstrip())
    return 0


def rotate(*, at: datetime) -> int:
    """A new master key at once; the older ones are destroyed."""
    done = rotation.rotate(at=at)
    if done is None:
        print("Another process is rotating. Look again in a minute: samtalerum keys list", file=sys.stderr)
        return 1
    print(f"{done.epoch} wraps from now on. Wrapped anew: {done.keys} keys.")
    for epoch in done.destroyed:
        print(f"Destroyed: {epoch}")
    if done.stuck:
        print(
            f"{done.stuck} keys did not open, so no master key was destroyed. Nothing is lost; look at docs/operations.md.",
            file=sys.stderr,
        )
        return 1
    print("Back up the key store and the new master key now: older copies of the key store open nothing any more.")
    return 0
