"""Whoever works: letters as they come due, sweeps when it is their turn, and a sign of life. Any number may work at once.

It runs as `samtalerum worker`, or in a thread of the process that serves (SAMTALERUM_WORKER).
"""

import atexit
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import Error, close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone

from samtalerum.ground.sweeps import Sweep, sweeps
from samtalerum.mail import outbox
from samtalerum.mail.hands import deliver_by, hands
from samtalerum.mail.models import Turn, Worker

log = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between two looks at the database
AWAY = 60.0  # when the mail server does not answer
LAST_MAIL = 60.0  # seconds that the mail at hand may take when a worker is told to end
WITH_PAGES = 15.0  # the same in a process that serves: whoever stops that waits for pages, not for mail
SIGN_OF_LIFE = timedelta(minutes=1)
CATCH_UP = 4  # so many times as fast as the clock the time of a sweep may go
GONE = timedelta(minutes=5)  # a worker that has said nothing for so long is no longer there


class Working:
    """One worker's loop. `stop()` ends it after the current mails, one for each hand."""

    def __init__(self, *, number: int = 1) -> None:
        self.id = uuid4()
        self._hands = number
        self._stop = threading.Event()
        self._seen: datetime | None = None
        self._mail_after: datetime | None = None

    def stop(self) -> None:
        """Finish the mail at hand, then end."""
        self._stop.set()
        outbox.written.set()

    def run(self, clock: Callable[[], datetime] = timezone.now) -> None:
        """Until it is stopped. A database that is away is asked again at the next turn."""
        while not self._stop.is_set():
            close_old_connections()
            busy = False
            try:
                busy = self.turn(clock())
            except Exception:  # a database that is away, above all; whoever works goes on working
                log.exception("A worker's turn came to nothing; it tries again.")
            finally:
                close_old_connections()
            if not busy:
                outbox.written.wait(PAUSE)
                outbox.written.clear()
        with suppress(Error):
            Worker.objects.filter(pk=self.id).delete()
        close_old_connections()

    def turn(self, at: datetime) -> bool:
        """What is due at this moment. True: there may be more."""
        self._say_alive(at)
        run_sweeps(at, stopped=self._stop.is_set)
        if self._mail_after and at < self._mail_after < at + timedelta(seconds=2 * AWAY):
            return False
        letters = outbox.claim(at=at, most=self._hands * outbox.BATCH)
        reached = deliver_by(self._hands, letters, at=at, stopped=self._stop.is_set) if letters else True
        self._mail_after = None if reached else at + timedelta(seconds=AWAY)
        return reached and bool(letters)

    def _say_alive(self, at: datetime) -> None:
        if self._seen is None or abs(at - self._seen) >= SIGN_OF_LIFE:
            Worker.objects.update_or_create(pk=self.id, defaults={"seen_at": at}, create_defaults=_born(at))
            self._seen = at


def _born(at: datetime) -> dict[str, datetime]:
    return {"started_at": at, "seen_at": at}


def work_off(at: datetime, *, number: int = 1) -> int:
    """Everything that is due at that moment, here and now, by so many hands; for commands and tests. Returns how many
    letters."""
    done = 0
    while letters := outbox.claim(at=at, most=number * outbox.BATCH):
        done += len(letters)
        if not deliver_by(number, letters, at=at):
            break
    return done


def run_sweeps(at: datetime, *, stopped: Callable[[], bool] = lambda: False) -> int:
    """Those whose turn it is; returns how much was done."""
    done = 0
    for one in sweeps():
        if not stopped() and (reached := _my_turn(one, at)):
            done += _run(one, reached)
    return done


def _run(one: Sweep, at: datetime) -> int:
    try:
        return one.run(at)
    except Exception:  # a mistake in one sweep must not end the others
        log.exception("A sweep failed; it is tried again at its next turn.")
        return 0


def _my_turn(one: Sweep, at: datetime) -> datetime | None:
    """The time for this sweep if it is ours to run; moves the turn on.

    A turn further away than it can be was set by a clock that went wrong, and counts as due. The time handed out never
    runs ahead of the last by more than a clock that is right could: what is erased can't be brought back. So a clock that
    is suddenly a day ahead does nothing early for a good many turns; whoever was switched off catches up like that too.
    """
    turn, made = Turn.objects.get_or_create(sweep=one.name, defaults={"next_at": at + one.every, "reached": at})
    if made:
        return at
    if at < turn.next_at <= at + one.every:
        return None
    reached = min(at, (turn.reached or at) + CATCH_UP * one.every) if one.catches_up else at
    due = Q(next_at__lte=at) | Q(next_at__gt=at + one.every)
    with transaction.atomic():
        mine = Turn.objects.filter(due, pk=one.name).update(next_at=at + one.every, reached=reached)
    if mine and reached < at:
        log.warning("The clock has gone further than one turn since the last: catching up, nothing is done early.")
    return reached if mine else None


def start() -> Callable[[], None]:
    """Work in the background of this process; call what is returned to end it, after the current mail. Also at exit."""
    working = Working(number=hands())
    thread = threading.Thread(target=working.run, name="worker", daemon=True)
    thread.start()

    def end(patience: float = LAST_MAIL) -> None:
        working.stop()
        thread.join(timeout=patience)

    atexit.register(end, WITH_PAGES)
    return end
