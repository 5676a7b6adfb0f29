"""The examples in docs/mail.md: every notice as it is mailed, made by the program itself."""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.test.utils import override_settings
from django.utils import translation

from samtalerum.mail.composing import Content, compose
from samtalerum.mail.delivery import daily_content
from samtalerum.mail.models import Pace
from samtalerum.mail.notices import Notice, notices
from samtalerum.mail.readers import Reader

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mail.md"
BEGIN = "<!-- Examples: made by `python manage.py draw_mails`; a test fails when they are out of date. -->"
READER = Reader("Leïla Haddad", "Leïla", "en", "leila.haddad@fjordby.example", Pace.AT_ONCE)


def draw() -> str:
    """The page: what people wrote of it, and every example anew, in English."""
    written = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    with (
        translation.override("en"),
        override_settings(PUBLIC_URL="https://samtalerum.fjordby.example", INSTITUTION="Fjordby University"),
    ):
        return "\n".join([written + BEGIN, "", *_table(), *_examples()])


def listed() -> list[Notice]:
    """Those of the product, not of a test."""
    return [one for one in notices() if apps.is_installed(f"samtalerum.{one.key.partition('/')[0]}")]


def _table() -> Iterable[str]:
    yield "| notice | subject | can wait for the daily mail | settles first |"
    yield "|---|---|---|---|"
    for one in listed():
        minutes = int(one.settles.total_seconds() // 60)
        settles = f"{minutes} min" if minutes else "–"
        yield f"| [{one.key}](#{_anchor(one.key)}) | {one.subject} | {'yes' if one.can_wait else 'no'} | {settles} |"
    yield ""


def _examples() -> Iterable[str]:
    for one in listed():
        path = "/…" if one.link else ""
        content = Content(one.subject, [one.words], path=path, button=one.button, settings_named=one.can_wait)
        yield from _example(one.key, content)
    waiting = [one for one in listed() if one.can_wait]
    yield from _example("the daily mail", daily_content(waiting[:2]))


def _example(title: str, content: Content) -> Iterable[str]:
    mail = compose(content, READER, email=READER.email)
    yield from (f"### {title}", "", "```text", f"Subject: {mail.subject}", "", str(mail.body).rstrip(), "```", "")


def _anchor(title: str) -> str:
    return title.replace("/", "")
