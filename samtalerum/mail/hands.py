"""Several hands of one worker: while one waits for the mail server or for a commit, another writes.

Each hand has its own connection to the mail server and to the database, and ends each of its mails by itself: what a
crash can repeat is the one mail that each hand had out and had not written down.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, connections

from samtalerum.mail.delivery import deliver
from samtalerum.mail.models import Letter

log = logging.getLogger(__name__)

HANDS = 3  # as many connections as the large providers' mail servers let one sender have at once


def hands() -> int:
    """One where the database has a single writer: the hands would wait for each other, and pages for them."""
    return HANDS if connection.features.has_select_for_update_skip_locked else 1


def deliver_by(
    number: int, letters: Sequence[Letter], *, at: datetime, stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Deal the letters out and work them off at once; this thread is one of the hands. False: the mail server is away."""
    shares = [share for share in (letters[first::number] for first in range(number)) if share]
    reached: list[bool] = []

    def work(share: Sequence[Letter]) -> None:
        try:
            reached.append(deliver(share, at=at, stopped=stopped))
        except Exception:  # a database that is away: what this hand held is due again when its lease is over
            log.exception("One of a worker's hands came to nothing; its letters are tried again later.")
        finally:
            connections.close_all()

    others = [threading.Thread(target=work, args=[share], name="mail", daemon=True) for share in shares[1:]]
    for one in others:
        one.start()
    try:
        reached.append(deliver(shares[0], at=at, stopped=stopped) if shares else True)
    finally:
        for one in others:
            one.join()
    return all(reached)
