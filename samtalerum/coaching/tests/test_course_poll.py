"""An open page of a course asks for what the other one has changed, and gets no place that this one writes at."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from samtalerum.coaching.actions import closing, trying
from samtalerum.coaching.actions import meeting as meetings
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Side
from tests.cast import now
from tests.coached import Coaching

SECRET = "A passage for me alone"


@pytest.fixture
def course(unit: Coaching) -> Dialogue:
    return unit.course()


def ask(client: Any, course: Dialogue, seen: str = "none") -> Any:
    asked = {"page": "room", "seen": seen}
    return client.get(reverse("dialogues:poll", args=[course.pk]), asked, headers={"HX-Request": "true"})


def seen_by(client: Any, course: Dialogue) -> str:
    """What the open page says it has seen."""
    page = client.get(reverse("dialogues:room", args=[course.pk])).content.decode()
    found = re.search(r'data-seen="(\d+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("side", [Side.OWNER, Side.PARTNER])
def test_nothing_new_is_said_without_words_and_opens_the_stream(
    side: Side, unit: Coaching, course: Dialogue, client_for: Any
):
    client = client_for(unit.seat(course, side).person)
    answer = ask(client, course, seen_by(client, course))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.cookies["live"]["path"] == f"/live/{course.pk}"


def test_the_coach_gets_focus_meetings_tasks_and_shared_pages_as_they_come(
    unit: Coaching, course: Dialogue, client_for: Any
):
    signe, coaching = client_for(unit.signe.person), course.edition.coaching
    seen = seen_by(signe, course)
    unit.write(course, coaching.focus.key, "Finishing what I begin")
    unit.write(course, coaching.task.key, "Three sentences")
    meetings.agree(seat=unit.seat(course), when=meetings.When(now() + timedelta(days=2), place="Library"), at=now())
    unit.write(course, coaching.opening.key, "My week")
    unit.write(course, coaching.journal.key, SECRET)
    answer = ask(signe, course, seen).content.decode()
    for words in ("Finishing what I begin", "Three sentences", "Library", "My week"):
        assert words in answer
    assert SECRET not in answer
    assert reverse("coaching:notes", args=[course.pk]) not in answer
    assert "<textarea" not in answer  # the notes that the coach may be writing are not touched
    actions.share(unit.seat(course), [coaching.journal.key], at=now())
    assert reverse("coaching:notes", args=[course.pk]) in ask(signe, course, seen).content.decode()
    trying.let_go(seat=unit.seat(course), slots=None, at=now())
    assert "Three sentences" not in ask(signe, course, seen).content.decode()


def test_whoever_is_coached_gets_meetings_and_the_break_and_no_field(unit: Coaching, course: Dialogue, client_for: Any):
    ada, partner = client_for(unit.ada), unit.seat(course, Side.PARTNER)
    unit.write(course, course.edition.coaching.focus.key, "My own words")
    unit.write(course, course.edition.coaching.notes.key, "A note of the coach", side=Side.PARTNER)
    seen = seen_by(ada, course)
    meetings.agree(seat=partner, when=meetings.When(now() + timedelta(days=2), place="Library"), at=now())
    closing.pause(seat=partner, at=now())
    answer = ask(ada, course, seen).content.decode()
    assert "Library" in answer
    assert "You are taking a break" in answer
    for missing in ("<textarea", '<input type="text"', "My own words", "A note of the coach"):
        assert missing not in answer


def test_every_fragment_has_its_place_on_the_page(unit: Coaching, course: Dialogue, client_for: Any):
    for side in Side:
        client = client_for(unit.seat(course, side).person)
        page = client.get(reverse("dialogues:room", args=[course.pk])).content.decode()
        for place in re.findall(r'id="([\w-]+)"[^>]*hx-swap-oob', ask(client, course).content.decode()):
            assert f'id="{place}"' in page


def test_an_open_page_is_told_that_the_course_has_ended(unit: Coaching, course: Dialogue, client_for: Any):
    ada = client_for(unit.ada)
    seen = seen_by(ada, course)
    closing.close(seat=unit.seat(course, Side.PARTNER), at=now())
    answer = ask(ada, course, seen).content.decode()
    assert "The course has ended meanwhile." in answer
    assert 'id="focus"' not in answer


def test_nobody_else_may_ask(unit: Coaching, course: Dialogue, client_for: Any):
    for person in (unit.mikkel.person, unit.kirsten, unit.cast.ben):
        assert ask(client_for(person), course).status_code == 404
