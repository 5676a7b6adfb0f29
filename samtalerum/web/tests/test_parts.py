"""The parts pages are made of."""

from datetime import UTC, date, datetime
from typing import Any

import html5lib
import pytest
from django.template import Context, Template
from django.utils import translation

from samtalerum.web import icons
from samtalerum.web.tests.stage import Stage

AT = datetime(2027, 5, 12, 8, 42, tzinfo=UTC)  # 10:42 in Copenhagen


def shown(source: str, **context: Any) -> str:
    return Template("{% load samtalerum %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize("name", icons.drawings())
def test_an_icon_is_a_drawing_that_nobody_is_read(name: str) -> None:
    drawing = shown(f'{{% icon "{name}" %}}')
    assert drawing.startswith('<svg class="st-i" viewBox="0 0 24 24" aria-hidden="true"><')
    assert "style" not in drawing
    html5lib.HTMLParser(strict=True).parseFragment(drawing)


def test_who_can_read_it_is_said_in_words() -> None:
    assert "Only you can read this" in shown("{% privacy %}")
    assert "data-shared" not in shown("{% privacy %}")
    shared = shown('{% privacy shared=name detail="since today" id="p" %}', name="Ben <3")
    assert '<p class="st-privacy" data-shared id="p" tabindex="-1">' in shared
    assert "Shared with Ben &lt;3<small>since today</small>" in shared
    assert "Those you invite read this" in shown('{% privacy shared=True sentence="Those you invite read this" %}')


def test_the_step_one_is_at_is_marked() -> None:
    assert shown('{% path "during" %}').count('<li aria-current="step">During</li>') == 1
    assert "aria-current" not in shown("{% path %}")


def test_what_people_write_becomes_paragraphs_and_never_markup() -> None:
    written = shown("{{ text|paragraphs }}", text="One <b>\r\nline\n\n\nAnother & more")
    assert written == "<p>One &lt;b&gt;<br>line</p>\n\n<p>Another &amp; more</p>"
    assert shown("{{ text|paragraphs }}", text=None) == ""


@pytest.mark.parametrize(
    ("language", "day", "clock", "moment"),
    [
        ("en", "Wednesday 12 May", "10:42", "Wednesday 12 May, 10:42"),
        ("da", "onsdag den 12. maj", "kl. 10.42", None),
        ("sv", "onsdag 12 maj", "kl. 10.42", None),
    ],
)
def test_dates_are_said_as_people_say_them(language: str, day: str, clock: str, moment: str | None) -> None:
    with translation.override(language):
        assert shown("{{ at|words }}", at=AT) == day
        assert shown("{{ at|clock }}", at=AT) == clock
        assert shown("{% day at %}", at=AT) == f'<time datetime="2027-05-12T08:42+00:00">{day}</time>'
        if moment:
            assert shown("{{ at|moment_words }}", at=AT) == moment


def test_a_moment_of_today_says_so_and_one_of_another_year_says_which() -> None:
    assert shown("{{ at|moment_words:now }}", at=AT, now=AT) == "today, 10:42"
    assert shown("{{ at|moment_words:now }}", at=AT, now=AT.replace(year=2028)) == "12 May 2027, 10:42"
    assert shown("{% date_year day %}", day=date(2027, 5, 12)) == '<time datetime="2027-05-12">12 May 2027</time>'
    assert shown("{{ at|words }}{{ at|words_year }}{{ at|clock }}{% day at %}{% moment at %}", at=None) == ""


def test_a_writing_place_has_everything_saving_needs_with_and_without_script() -> None:
    place = shown(
        '{% write id="motivation" name="motivation" value=text questions=asked hint="Help" error="Too long" rows=6 '
        'save_url="/save/" revision=3 client="c1" shared=True lang="da" %}<button>Share</button>{% endwrite %}',
        text="\nA </textarea> & more",
        asked=["What gives you energy?", "What takes it away?"],
    )
    assert 'data-field data-save-url="/save/"' in place
    assert 'aria-describedby="motivation-hint motivation-error" aria-invalid="true"' in place
    assert ">\n\nA &lt;/textarea&gt; &amp; more</textarea>" in place, "a first empty line is not lost"
    assert '<input type="hidden" name="revision-motivation" data-name="revision" value="3">' in place
    assert '<input type="hidden" name="client-motivation" data-name="client" value="c1">' in place
    assert place.count('<span class="st-ask" lang="da">') == 2
    assert '<p class="st-write-foot st-no-print"><button>Share</button></p>' in place
    assert 'autocomplete="off"' in place


def test_where_the_other_one_writes_nothing_is_saved() -> None:
    place = shown('{% write id="a" name="a" readonly=True save_url="/save/" %}{% endwrite %}')
    assert " readonly" in place
    assert "data-save-url" not in place
    assert "revision" not in place


def test_what_happened_can_be_undone_in_place() -> None:
    part = shown('{% undo "Done." "/undo/" hidden=more %}', more={"step": "accept"})
    assert '<form method="post" action="/undo/"><input type="hidden" name="step" value="accept"><button' in part
    assert "<form" not in shown('{% undo "Done." %}')


def test_the_error_summary_names_the_fields_and_leads_to_them() -> None:
    page = Stage().letter({"title": "x", "language": "xx"})
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    ids = {one.get("id") for one in tree.iter() if one.get("id")}
    targets = [one.get("href")[1:] for one in tree.iter("a") if one.get("class") == "ds-link"]
    assert len(targets) == 5
    assert set(targets) <= ids
    assert "Whom to invite: This field is required." in page
    assert "5 things need another look" in page
    assert "ds-error-summary" not in Stage().letter()


def test_every_control_has_a_name_for_everybody_and_says_what_is_wrong_with_it() -> None:
    tree = html5lib.parse(Stage().letter({}), namespaceHTMLElements=False)
    ids = {one.get("id") for one in tree.iter() if one.get("id")}
    named = {one.get("for") for one in tree.iter("label")}
    controls = [one for tag in ("input", "textarea", "select") for one in tree.iter(tag) if one.get("type") != "hidden"]
    assert len(controls) == 9
    for control in controls:
        assert control.get("id") in named
        assert control.get("class") in {"ds-input", "st-paper"}
        assert set((control.get("aria-describedby") or "").split()) <= ids
    invalid = [one.get("name") for one in controls if one.get("aria-invalid") == "true"]
    assert set(invalid) == {"title", "letter", "language", "people", "sure", "unit"}


def test_what_the_scripts_may_say_is_in_the_language_of_each_reader() -> None:
    said = set()
    for language in ("en", "da", "sv", "en"):
        with translation.override(language):
            said.add(shown("{% sayings %}"))
    assert len(said) == 3
    assert all('href="/' in words for words in said)
