"""What time does by itself, while serving: every quarter of an hour a thread asks the database what is due.

Any number of processes may sweep at once: each sweep claims what it does, and twice does no harm.
"""

import logging
import threading
from datetime import timedelta

from django.db import Error, close_old_connections
from django.utils import timezone

log = logging.getLogger(__name__)

FIRST = timedelta(seconds=20)  # not in the way of the first visitors
EVERY = timedelta(minutes=15)


def start() -> threading.Event:
    """Begin sweeping in the background; set the event that is returned to end it."""
    end = threading.Event()
    threading.Thread(target=_sweep_until, args=[end], name="sweeps", daemon=True).start()
    return end


def sweep() -> int:
    """Do what is due now; returns how much was done. A database that is away is asked again at the next turn."""
    from samtalerum.dialogues import sweeps as of_dialogues
    from samtalerum.people import sweeps as of_people

    close_old_connections()
    try:
        now = timezone.now()
        return of_dialogues.run(now) + of_people.run(now)
    except Error:
        log.exception("A sweep could not reach its database; it is tried again.")
        return 0
    finally:
        close_old_connections()


def _sweep_until(end: threading.Event) -> None:
    pause = FIRST
    while not end.wait(pause.total_seconds()):
        sweep()
        pause = EVERY
