"""The outbox: letters are put in the transaction of what happened, claimed with a lease, and ended when they are sent.

Two workers never hold the same letter: a claim is an update that only one of them can make.
"""

import threading
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from samtalerum.mail.models import Letter

BATCH = 50
MANY = 500  # written in one statement
LEASE = timedelta(minutes=10)  # longer than a batch may take: see delivery.LONGEST
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# After each try that came to nothing. Two days and some hours in all; then the letter has failed.
PAUSES = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR)
DIGEST = "mail/daily"

State = Letter.State
written = threading.Event()  # wakes a worker in this very process; others ask the database every other second


_SENT = f"UPDATE {Letter._meta.db_table} SET state = %s, ended_at = %s, holder = NULL WHERE once = %s"  # noqa: S608


def once_of(key: str, person: UUID, about: str, stamp: str) -> str:
    """What makes a letter the same as another. Ids are too long to guess, so the hash tells nobody anything."""
    return sha256("\0".join([key, str(person), about, stamp]).encode()).hexdigest()


def put(
    notice: str, person: UUID, *, about: str, stamp: str, email: str, at: datetime, due: datetime, merges: bool
) -> bool:
    """Write a letter, unless it was written before; in the transaction that the caller holds."""
    with transaction.atomic():
        if merges and _settling(notice, person, about, email, at=at):
            return False
        letter = Letter(
            once=once_of(notice, person, about, stamp), notice=notice, person=person, email=email,
            about=about, stamp=stamp, written_at=at, due=due,
        )  # fmt: skip
        known = Letter.objects.filter(pk=letter.pk).exists()
        Letter.objects.bulk_create([letter], ignore_conflicts=True)
        transaction.on_commit(written.set)
    return not known


def put_all(notice: str, tellings: Iterable[tuple[UUID, str, str]], *, at: datetime, due: datetime) -> int:
    """Many of one notice at once: person, about, stamp. Returns how many had not been written before."""
    told = {once_of(notice, person, about, stamp): (person, about, stamp) for person, about, stamp in tellings}
    onces = sorted(told)  # two at once then wait for each other, and never both
    new = 0
    with transaction.atomic():
        for some in (onces[start : start + MANY] for start in range(0, len(onces), MANY)):
            known = set(Letter.objects.filter(pk__in=some).values_list("pk", flat=True))
            fresh = [
                Letter(once=once, notice=notice, person=person, about=about, stamp=stamp, written_at=at, due=due)
                for once, (person, about, stamp) in ((one, told[one]) for one in some if one not in known)
            ]
            Letter.objects.bulk_create(fresh, ignore_conflicts=True)
            new += len(fresh)
        transaction.on_commit(written.set)
    return new


def _settling(notice: str, person: UUID, about: str, email: str, *, at: datetime) -> bool:
    """One that nobody can have taken yet; held until the caller's commit, so that it is not taken before."""
    waiting = Letter.objects.select_for_update().filter(
        notice=notice, person=person, about=about, email=email, state=State.WAITING, tries=0, due__gt=at
    )
    return any(True for _ in waiting)


def claim(*, at: datetime, most: int = BATCH) -> list[Letter]:
    """Letters that are due, from now on this caller's until the lease is over."""
    due = Letter.objects.filter(state=State.WAITING, due__lte=at)
    if not due.exists():  # so that nothing is written, and no writer waits, while there is nothing to do
        return []
    holder = uuid4()
    with transaction.atomic():
        first = due.order_by("due").values_list("pk", flat=True)
        if connection.features.has_select_for_update_skip_locked:
            first = first.select_for_update(skip_locked=True)
        mine = due.filter(pk__in=list(first[:most]))
        mine.update(due=at + LEASE, tries=F("tries") + 1, holder=holder)
    return list(Letter.objects.filter(holder=holder, state=State.WAITING).order_by("written_at"))


def sent(letter: Letter, *, at: datetime) -> None:
    """It is out, whoever holds it by now. A commit of its own for each mail, so that no other goes twice; plain SQL, as
    composing the statement anew would cost as much as carrying it out."""
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [State.SENT.value, moment, letter.once])


def drop(letter: Letter, *, at: datetime) -> None:
    """Nobody needs to be told any more."""
    _end(_held(letter), State.DROPPED, at=at)


def put_back(letter: Letter, *, at: datetime) -> None:
    """Later; after the last pause it has failed."""
    if letter.tries > len(PAUSES):
        _end(_held(letter), State.FAILED, at=at)
    else:
        _held(letter).update(due=at + PAUSES[letter.tries - 1], holder=None)


def release(letters: Iterable[Letter], *, at: datetime) -> None:
    """Not looked at: the next worker takes them at once."""
    for letter in letters:
        _held(letter).update(due=at, holder=None, tries=F("tries") - 1)


def take_as_sent(*, at: datetime) -> int:
    """What is due by then, without sending it: the demo's people have had the mails of their past."""
    return Letter.objects.filter(state=State.WAITING, due__lte=at).update(state=State.SENT, ended_at=at)


def try_failed_again(*, at: datetime) -> int:
    """The administrator has mended what was wrong."""
    failed = Letter.objects.filter(state=State.FAILED, person__isnull=False)
    return failed.update(state=State.WAITING, due=at, tries=0, ended_at=None, holder=None)


def gather(letter: Letter, *, at: datetime) -> None:
    """Into the person's next daily mail that nobody has taken yet."""
    moment = next_daily(at)
    with transaction.atomic():
        while not _gathered_at(letter, moment, at=at):
            moment = next_daily(moment)


def next_daily(at: datetime) -> datetime:
    """When daily mails go next, strictly after that moment, in the institution's zone."""
    day = timezone.localtime(at).date()
    moment = _daily(day)
    return moment if moment > at else _daily(day + timedelta(days=1))


def _daily(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, settings.MAIL_DAILY_AT))


def _gathered_at(letter: Letter, moment: datetime, *, at: datetime) -> bool:
    if letter.person is None:
        raise ValueError("Whom a letter went to is forgotten only after it has ended.")
    stamp = timezone.localtime(moment).date().isoformat()
    put(DIGEST, letter.person, about="", stamp=stamp, email="", at=at, due=moment, merges=False)
    daily = Letter.objects.select_for_update().get(pk=once_of(DIGEST, letter.person, "", stamp))
    if daily.state != State.WAITING or daily.tries:
        return False
    _held(letter).update(state=State.GATHERED, within=daily, holder=None)
    return True


def end_gathered(daily: Letter, state: Letter.State, *, at: datetime) -> None:
    """What a daily mail said has been said."""
    _end(Letter.objects.filter(within=daily, state=State.GATHERED), state, at=at)


def _held(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, holder=letter.holder, state=State.WAITING)


def _end(letters: QuerySet[Letter], state: Letter.State, *, at: datetime) -> None:
    letters.update(state=state, ended_at=at, holder=None)
