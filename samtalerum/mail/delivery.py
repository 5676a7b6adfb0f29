"""From a letter to a mail that is out: asked once more whether it still holds, written in the reader's language, sent.

What the mail server answers decides what becomes of it: gone, later, nobody there, or no mail server at all.
"""

import logging
import re
import smtplib
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtalerum.mail import outbox
from samtalerum.mail.asking import Asked
from samtalerum.mail.composing import Content, compose
from samtalerum.mail.models import Letter, Pace
from samtalerum.mail.notices import Notice, notice
from samtalerum.mail.readers import Reader, directory

log = logging.getLogger(__name__)

LONGEST = 240.0  # seconds a batch is worked on: well within outbox.LEASE, one slow mail included
OUR_FAULT = re.compile(rb"\b5\.7\.\d")  # refused by policy: it is the sender that is not wanted, somebody may be there


class Away(Exception):
    """There is no mail server to talk to."""


class Refused(Exception):
    """It says for good that nobody has this address."""


class Later(Exception):
    """It won't take this mail now."""


class Post:
    """One connection to the mail server, opened when it is first needed and kept across a batch."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()
        self._used = False

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def send(self, message: EmailMultiAlternatives) -> None:
        """Out, or one of the three answers above."""
        try:
            self._connection.open()
            self._connection.send_messages([message])
            self._used = True
        except smtplib.SMTPRecipientsRefused as problem:
            answer = _of_recipient(problem)
            if isinstance(answer, Later):
                self._close()
            raise answer from problem
        except smtplib.SMTPDataError as problem:
            self._close()
            raise Later from problem
        except OSError as problem:  # smtplib's other exceptions are OSErrors too
            answer = Later() if self._used and isinstance(problem, smtplib.SMTPServerDisconnected) else Away()
            self._close()  # many servers hang up after so many mails: the next one tells whether it is away
            raise answer from problem

    def _close(self) -> None:
        self._used = False
        try:
            self._connection.close()
        except OSError:
            self._connection = get_connection()


def deliver(letters: Iterable[Letter], *, at: datetime, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Work off what was claimed. False: the mail server is away, and waiting a little is better than asking again."""
    waiting = list(letters)
    asked = Asked(waiting)
    until = time.monotonic() + LONGEST
    with Post() as post:
        while waiting and not stopped() and time.monotonic() < until:
            letter = waiting.pop(0)
            try:
                _deliver(letter, asked, post, at=at)
            except Away:
                log.warning("The mail server can't be reached; what waits is tried again later.")
                for one in (letter, *waiting):
                    outbox.put_back(one, at=at)
                return False
            except Later:
                log.warning("The mail server did not take a mail; it is tried again later.")
                outbox.put_back(letter, at=at)
            except Exception:  # a mistake in one notice must not keep everybody else's mail
                log.exception("A mail could not be written; it is tried again later.")
                outbox.put_back(letter, at=at)
            asked.done(letter)
    outbox.release(waiting, at=at)
    return True


def _deliver(letter: Letter, asked: Asked, post: Post, *, at: datetime) -> None:
    """One letter, to its end for now."""
    reader = asked.reader(letter)
    if letter.notice == outbox.DIGEST:
        _deliver_daily(letter, reader, post, at=at)
        return
    kind = notice(letter.notice)
    if kind is None or reader is None or not _is_wanted(kind, letter, reader, asked):
        outbox.drop(letter, at=at)
    elif kind.can_wait and reader.pace == Pace.DAILY:
        outbox.gather(letter, at=at)
    else:
        _send(letter, content_of(kind, asked.path(kind, letter)), reader, post, at=at)


def _is_wanted(kind: Notice, letter: Letter, reader: Reader, asked: Asked) -> bool:
    """There is somewhere to send it, somebody who wants it, and something left to say."""
    if not (letter.email or reader.email) or (kind.can_wait and reader.pace == Pace.URGENT):
        return False
    return asked.holds(kind, letter)


def _deliver_daily(daily: Letter, reader: Reader | None, post: Post, *, at: datetime) -> None:
    """Everything that was gathered and still holds, in one mail; one alone goes as itself."""
    inside = [(one, notice(one.notice)) for one in daily.gathered.filter(state=Letter.State.GATHERED)]
    holding = [(one, kind) for one, kind in inside if kind and kind.holds(one)]
    if reader is None or not reader.email or not holding or reader.pace == Pace.URGENT:
        outbox.drop(daily, at=at)
        outbox.end_gathered(daily, Letter.State.DROPPED, at=at)
        return
    if len(holding) == 1:
        letter, kind = holding[0]
        content = content_of(kind, kind.link(letter) if kind.link else "")
    else:
        content = daily_content([kind for _letter, kind in holding])
    _send(daily, content, reader, post, at=at)


def _send(letter: Letter, content: Content, reader: Reader, post: Post, *, at: datetime) -> None:
    email = letter.email or reader.email
    try:
        post.send(compose(content, reader, email=email, once=letter.once))
    except Refused:
        directory().refused(email, at=at)
        outbox.drop(letter, at=at)
        outbox.end_gathered(letter, Letter.State.DROPPED, at=at)
    else:
        outbox.sent(letter, at=at)
        if letter.notice == outbox.DIGEST:
            outbox.end_gathered(letter, Letter.State.SENT, at=at)


def content_of(kind: Notice, path: str) -> Content:
    """What a notice says, and the page it leads to."""
    return Content(kind.subject, [kind.words], path=path, button=kind.button, settings_named=kind.can_wait)


def daily_content(kinds: list[Notice]) -> Content:
    """Several in one: each sentence once, and the way home."""
    sentences = {kind.key: kind.words for kind in kinds}
    home = reverse(settings.LOGIN_REDIRECT_URL)
    return Content(
        _("What waits for you in Samtalerum"), list(sentences.values()), path=home, button=_("Open Samtalerum")
    )


def _of_recipient(problem: smtplib.SMTPRecipientsRefused) -> Exception:
    code, said = next(iter(problem.recipients.values()))
    return Refused() if 500 <= code < 600 and not OUR_FAULT.search(said) else Later()
