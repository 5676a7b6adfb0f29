"""A mail as it goes out: greeting, sentences, one link, in text and HTML with the same words; its headers are fixed.

The only thing in it that somebody typed is the reader's own name, and that is tidied first.
"""

import secrets
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.policy import Compat32
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samtalerum.mail.readers import Reader

WIDTH = 72
LONGEST_NAME = 60
BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # could turn a line round
Words = str | Promise


@dataclass(frozen=True)
class Content:
    """What a mail says, in words that are the same for everybody. `figures`: a code to type, set large."""

    subject: Words
    paragraphs: Sequence[Words]
    path: str = ""
    button: Words = ""
    figures: str = ""
    settings_named: bool = True


class _Straight(Compat32):
    """Headers that are plain and short go out as they are: folding each anew takes a fifth of the time for a mail."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        plain = isinstance(value, str) and value.isascii() and value.isprintable() and len(name) + len(value) < WIDTH
        return f"{name}: {value}{self.linesep}".encode("ascii") if plain else super().fold_binary(name, value)


class Mail(EmailMultiAlternatives):
    """Django's, put together with less ado. What goes out is the same."""

    def message(self) -> Any:  # type: ignore[override] # as Django 5.2 has it; the stubs tell of a later one
        """Its boundary is too random to occur in it, so it need not be searched for."""
        made: Any = super().message()
        made.set_boundary(f"={secrets.token_hex(16)}=")
        for part in made.walk():
            part.policy = STRAIGHT
        return made


STRAIGHT = _Straight()


def compose(content: Content, reader: Reader, *, email: str, once: str = "") -> Mail:
    """In the reader's language. `once` gives a repeated mail the same Message-ID; without it each has its own."""
    with translation.override(reader.language):
        words = _words(content, reader)
        message = Mail(
            subject=str(content.subject),
            body=_text(words),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[formataddr((_tidy(reader.name), email))],
            reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        message.attach_alternative(render_to_string("mail/mail.html", words), "text/html")
    if once:
        message.extra_headers["Message-ID"] = message_id(once)
    return message


def message_id(once: str) -> str:
    """The same for every repetition, so that a mailbox shows one."""
    return f"<{once[:40]}@{urlsplit(settings.PUBLIC_URL).hostname or 'samtalerum'}>"


def _words(content: Content, reader: Reader) -> dict[str, Any]:
    name = _tidy(reader.first_name)
    foot = settings.INSTITUTION
    if content.settings_named:
        choice = _(
            "You choose under Settings whether mails come at once, once a day, or only when something can’t wait."
        )
        foot = f"{foot}. {choice}"
    return {
        "language": reader.language,
        "subject": str(content.subject),
        "greeting": _("Dear %(name)s,") % {"name": name} if name else _("Hello,"),
        "paragraphs": [str(one) for one in content.paragraphs],
        "figures": content.figures,
        "link": f"{settings.PUBLIC_URL}{content.path}" if content.path else "",
        "button": str(content.button),
        "promise": _("A mail from here never says who wrote, or what. You read that after signing in."),
        "foot": foot,
    }


def _text(words: dict[str, Any]) -> str:
    parts = [words["greeting"], *_paragraphs(words)]
    if words["link"]:
        parts += [words["link"], words["promise"]]
    body = "\n\n".join(_wrapped(str(part)) for part in parts if part)
    return f"{body}\n\n-- \n{_wrapped(str(words['foot']))}\n"


def _paragraphs(words: dict[str, Any]) -> list[str]:
    first, *rest = words["paragraphs"]
    return [first, words["figures"], *rest]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _tidy(name: str) -> str:
    """One line, no control characters, not longer than anybody's name."""
    kept = (" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in name if one not in BIDI)
    return " ".join("".join(kept).split())[:LONGEST_NAME].strip()
