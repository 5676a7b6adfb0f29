"""A legal hold pauses erasing in a course too: what was to be tried and when the two meet stay, and the page says why."""

from typing import Any

import pytest
from django.urls import reverse

from samtalerum.coaching.actions import meeting as meetings
from samtalerum.coaching.models import Meeting
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people import holds
from samtalerum.people.takes_two import Hold
from tests.cast import now
from tests.coached import Coaching

WORDS = "Say no once a week"
REASON = "Case 7 of 2030"


@pytest.fixture
def course(unit: Coaching) -> Dialogue:
    return unit.course()


@pytest.fixture
def hold(unit: Coaching, course: Dialogue) -> Hold:
    """Between the two of the course: by two who are not."""
    made = holds.propose(person=unit.ada, other=unit.signe.person, reason=REASON, actor=unit.cast.ida, at=now())
    return holds.confirm(made.pk, actor=unit.cast.ben, at=now())


def _tries(unit: Coaching, course: Dialogue) -> list[str]:
    seat = unit.seat(course)
    task = course.edition.coaching.task.key
    return [one.text or "" for one in read(seat, ring(seat), at=now(), items=[task]) if one.text]


@pytest.mark.parametrize("button", [{"gone": "0"}, {"none": "1"}])
def test_something_to_try_is_not_let_go_while_a_hold_pauses_erasing(
    button: dict[str, str], unit: Coaching, course: Dialogue, hold: Hold, client_for: Any
):
    unit.write(course, course.edition.coaching.task.key, WORDS)
    room, ada = reverse("dialogues:room", args=[course.pk]), client_for(unit.ada)
    answer = ada.post(room, button)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A legal hold pauses erasing here" in page
    assert REASON in page
    assert _tries(unit, course) == [WORDS]
    holds.end(hold.pk, actor=unit.cast.ida, at=now())
    holds.end(hold.pk, actor=unit.cast.ben, at=now())
    assert ada.post(room, button).status_code == 302
    assert _tries(unit, course) == []


@pytest.mark.parametrize("side", [Side.OWNER, Side.PARTNER])
def test_a_meeting_is_not_taken_out_while_a_hold_pauses_erasing(
    side: Side, unit: Coaching, course: Dialogue, hold: Hold, client_for: Any
):
    seat = unit.seat(course, side)
    meeting = meetings.agree(seat=seat, when=meetings.When(now()), at=now())
    here, client = reverse("coaching:meeting", args=[course.pk, meeting.pk]), client_for(seat.person)
    answer = client.post(here, {"out": "1"})
    assert answer.status_code == 409
    assert "A legal hold pauses erasing here" in answer.content.decode()
    assert REASON in answer.content.decode()
    assert Meeting.objects.filter(pk=meeting.pk).exists()
    holds.end(hold.pk, actor=unit.cast.ida, at=now())
    holds.end(hold.pk, actor=unit.cast.ben, at=now())
    assert client.post(here, {"out": "1"}).status_code == 302
    assert not Meeting.objects.filter(pk=meeting.pk).exists()


def test_a_hold_between_others_pauses_nothing_here(unit: Coaching, course: Dialogue, client_for: Any):
    made = holds.propose(person=unit.ada, other=unit.cast.ben, reason=REASON, actor=unit.cast.ida, at=now())
    holds.confirm(made.pk, actor=unit.cast.cleo, at=now())
    unit.write(course, course.edition.coaching.task.key, WORDS)
    room = reverse("dialogues:room", args=[course.pk])
    assert REASON not in client_for(unit.ada).get(room).content.decode()
    assert client_for(unit.ada).post(room, {"gone": "0"}).status_code == 302
