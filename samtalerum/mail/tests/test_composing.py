"""Whatever somebody is called, a mail is one valid mail with the headers it always has."""

import re
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as steadily
from hypothesis import strategies as st

from samtalerum.mail.composing import Content, compose
from samtalerum.mail.models import Pace
from samtalerum.mail.readers import Reader

HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
    "X-Auto-Response-Suppress",
}  # fmt: skip
CONTENT = Content("Something waits", ["Somebody has left something here."], path="/dialogues/x/", button="Open it")
LANGUAGES = st.sampled_from(["en", "da", "sv"])
NASTY = st.text(st.sampled_from("\r\n\0\t:;,<>@\"'()\\ =?_-aé\u202e\u2028שلم👩‍🔬🏳️‍🌈"), max_size=80)


def reader_called(name: str, language: str) -> Reader:
    first = name.split(maxsplit=1)[0] if name.split() else ""
    return Reader(name, first, language, "ada@fjordby.example", Pace.AT_ONCE)


def sent(name: str, language: str, **more: str):
    raw = (
        compose(CONTENT, reader_called(name, language), email="ada@fjordby.example", once="0" * 64, **more)
        .message()
        .as_bytes()
    )
    return raw, message_from_bytes(raw, policy=policy.default)


@steadily(max_examples=60, deadline=None)
@given(name=st.text(max_size=200) | NASTY, language=LANGUAGES)
@example(name="Ada\r\nBcc: eve@elsewhere.example\r\n\r\nHello", language="en")
@example(name="A" * 4000, language="da")
@example(name="👩‍🔬" * 1000, language="sv")
@example(name="לאה חדאד", language="en")
@example(name="مريم \u202e(lue) <eve@elsewhere.example>", language="da")
@example(name='"; DROP, <x@y>', language="en")
def test_any_name_makes_one_valid_mail(name, language):
    raw, mail = sent(name, language)
    assert set(mail.keys()) == HEADERS
    assert len(mail.keys()) == len(HEADERS), "each once"
    assert not mail.defects
    assert [one.addr_spec for one in mail["To"].addresses] == ["ada@fjordby.example"]
    assert mail["Subject"] == "Something waits"
    assert max(len(line) for line in raw.splitlines()) <= 998
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


@steadily(max_examples=40, deadline=None)
@given(name=st.text(max_size=200) | NASTY, language=LANGUAGES)
def test_text_and_html_say_the_same(name, language):
    _raw, mail = sent(name, language)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = f"{settings.PUBLIC_URL}/dialogues/x/"
    assert re.findall(r"https?://\S+", text) == [link]
    assert re.findall(r'href="([^"]*)"', html) == [link]
    assert words(CONTENT.paragraphs[0]) in words(text)
    assert words(CONTENT.paragraphs[0]) in words(html)
    foot = text.partition("\n-- \n")[2]
    assert words(foot) in words(re.sub(r"<[^>]+>", "", html))


@steadily(max_examples=60, deadline=None)
@given(name=st.text(max_size=200) | NASTY, language=LANGUAGES)
def test_what_is_written_straight_is_what_would_be_folded(name, language):
    made = compose(CONTENT, reader_called(name, language), email="ada@fjordby.example", once="0" * 64).message()
    straight = made.as_bytes(linesep="\r\n")
    for part in made.walk():
        part.policy = policy.compat32
    assert straight == made.as_bytes(linesep="\r\n")


def words(text: str) -> str:
    return " ".join(str(text).split())


def test_a_letters_mail_has_always_the_same_id_and_others_do_not():
    one, again = sent("Ada", "en")[1], sent("Ada H.", "da")[1]
    assert one["Message-ID"] == again["Message-ID"]
    reader = Reader("Ada", "Ada", "en", "ada@fjordby.example", Pace.AT_ONCE)
    ids = {compose(CONTENT, reader, email=reader.email).message()["Message-ID"] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("answers", ["", "desk@fjordby.example"])
def test_answers_go_where_the_institution_says(settings, answers):
    settings.MAIL_REPLY_TO = answers
    assert (sent("Ada", "en")[1]["Reply-To"] or "") == answers


def test_it_reads_well_on_a_phone_and_in_the_dark():
    _raw, mail = sent("Leïla Haddad", "da")
    html = mail.get_body(("html",)).get_content()
    assert 'lang="da"' in html
    assert "width=device-width" in html
    assert "prefers-color-scheme: dark" in html
    assert "<img" not in html
    assert not re.search(r"https?://(?!localhost)", html), "nothing is loaded, nobody is told that it was opened"
    lines = mail.get_body(("plain",)).get_content().splitlines()
    assert all(len(line) <= 72 for line in lines if "://" not in line)
