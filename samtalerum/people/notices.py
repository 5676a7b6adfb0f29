"""Mails about an account: each says that, never what, in the person's own language, and leaves outside the request.

Writing and sending happen in a thread of their own: an answer takes as long for an address that nobody has.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.people.models import Person

log = logging.getLogger(__name__)
_senders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")


@dataclass(frozen=True)
class Notice:
    """A template (people/mail/<key>.txt and .html) under a subject that names nobody."""

    key: str
    subject: str | Promise
    words: dict[str, Any] = field(default_factory=dict)


def code_for(person: Person | None, email: str, code: str) -> None:
    """The six digits. For nobody, the same is set going and ends in nothing."""
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    _set_going(person, email, Notice("code", _("Signing in to Samtalerum"), {"code": code, "minutes": minutes}))


def address_changed(person: Person, old: str) -> None:
    """To the old address: from now on another one signs in."""
    _set_going(person, old, Notice("address", _("Your address in Samtalerum was changed")))


def merge_asked(person: Person) -> None:
    """To each of two accounts that may be one person's."""
    link = f"{settings.PUBLIC_URL}{_settings_path()}"
    _set_going(person, person.email, Notice("merge", _("A question about your account in Samtalerum"), {"link": link}))


def _settings_path() -> str:
    from django.urls import reverse  # the urls import the views, which import us

    return reverse("people:settings")


def _set_going(person: Person | None, email: str, notice: Notice) -> None:
    if settings.SEND_MAIL_AT_ONCE or settings.DEMO:
        _write_and_send(person, email, notice)
    else:
        _senders.submit(_write_and_send, person, email, notice)


def _write_and_send(person: Person | None, email: str, notice: Notice) -> None:
    if person is None or not email:
        return
    with translation.override(person.language):
        words = {"person": person, "institution": settings.INSTITUTION, **notice.words}
        mail = EmailMultiAlternatives(
            subject=str(notice.subject),
            body=render_to_string(f"people/mail/{notice.key}.txt", words),
            to=[email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string(f"people/mail/{notice.key}.html", words), "text/html")
    try:
        mail.send()
    except OSError:  # smtplib's exceptions are OSErrors
        log.exception("A mail could not be sent: is the mail server reachable?")
