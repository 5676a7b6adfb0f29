"""Home tells whoever is coached where it stands; nobody else's home knows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samtalerum.coaching.actions import closing, handing_over, meeting, requesting
from samtalerum.coaching.actions import unit as roles
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.models import Coach
from samtalerum.dialogues.phases import Phase, Side
from tests.cast import make_cast, now
from tests.coached import Coaching, make_coaching

from .test_pages import HOME, cost, read


@pytest.fixture
def unit(db) -> Coaching:
    return make_coaching(make_cast())


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        (Phase.ASKED, "You have asked for coaching"),
        (Phase.INVITED, "Signe can be your coach"),
        (Phase.BEFORE, "You and Signe are about to begin"),
        (Phase.DURING, "You and Signe are under way"),
        (Phase.CLOSED, "You and Signe have closed the course"),
        (Phase.WITHDRAWN, "You took your request back"),
    ],
)
def test_the_coachee_s_home_says_where_it_stands(unit, client_for, phase, sentence):
    dialogue = unit.course(phase)
    page = read(client_for(unit.ada))
    assert sentence in page
    assert reverse("dialogues:show", args=[dialogue.pk]) in page


def test_it_names_the_next_meeting_and_a_break(unit, client_for):
    dialogue = unit.course()
    when = meeting.When(now() + timedelta(days=9))
    meeting.agree(seat=unit.seat(dialogue), when=when, at=now())
    assert "You meet Signe on" in read(client_for(unit.ada))
    closing.pause(seat=unit.seat(dialogue), at=now())
    assert "You and Signe are taking a break" in read(client_for(unit.ada))


def test_it_says_that_the_coach_has_left_or_ended_it_for_another(unit, client_for):
    dialogue = unit.course()
    assert "no longer coaches here" not in read(client_for(unit.ada))
    Coach.objects.filter(pk=unit.signe.pk).update(until=now().date() - timedelta(days=2))
    assert "Signe no longer coaches here" in read(client_for(unit.ada))
    handing_over.leave_it_to_another(seat=unit.seat(dialogue, Side.PARTNER), at=now())
    page = read(client_for(unit.ada))
    assert "The course with Signe has ended" in page
    assert "Ask for another coach" in page
    handing_over.ask_for_another(seat=unit.seat(dialogue), picked=(), hope="", wishes=Wishes(), at=now())
    page = read(client_for(unit.ada))
    assert "You and Signe have closed the course" in page
    assert "You have asked for coaching" in page


def test_a_past_meeting_that_nobody_said_anything_of_does_not_hide_the_next(unit, client_for):
    dialogue = unit.course()
    for when in (now() - timedelta(days=2), now() + timedelta(days=9)):
        meeting.agree(seat=unit.seat(dialogue), when=meeting.When(when), at=now())
    assert "You meet Signe on" in read(client_for(unit.ada))


def test_taking_back_what_a_coach_had_taken_promises_no_undo(unit, client_for):
    dialogue = unit.course(Phase.INVITED)
    requesting.withdraw(seat=unit.seat(dialogue), at=now())
    page = read(client_for(unit.ada))
    assert "You took your request back" in page
    assert "You can take this step back" not in page


def test_whoever_coaches_no_longer_finds_at_home_what_runs_on(unit, client_for):
    dialogue = unit.course()
    there = reverse("dialogues:show", args=[dialogue.pk])
    assert there not in read(client_for(unit.signe.person))  # it stands at the desk
    roles.end_coach(unit.signe, actor=unit.kirsten, at=now())
    page = read(client_for(unit.signe.person))
    assert there in page
    assert "You and Ada are under way" in page
    assert "Your leader and HR are not told" not in page


def test_with_coaching_switched_off_home_leads_both_to_what_runs_on(unit, client_for, settings):
    dialogue = unit.course()
    settings.COACHING = False
    for person in (unit.ada, unit.signe.person):  # the coach has no desk where it would stand
        page = read(client_for(person))
        assert reverse("dialogues:show", args=[dialogue.pk]) in page
        assert reverse("coaching:about") not in page


def test_with_coaching_switched_off_home_says_that_a_request_comes_to_nothing(unit, client_for, settings):
    unit.course(Phase.ASKED)
    settings.COACHING = False
    assert "Coaching is no longer offered here. You can take your request back." in read(client_for(unit.ada))


def test_with_coaching_switched_off_home_offers_no_other_coach(unit, client_for, settings):
    unit.course()
    roles.end_coach(unit.signe, actor=unit.kirsten, at=now())
    settings.COACHING = False
    page = read(client_for(unit.ada))
    assert "You and Signe are under way" in page
    assert "another coach" not in page


def test_everybody_else_s_home_is_the_same_with_and_without_a_course(unit, client_for):
    others = (unit.cast.ben, unit.cast.cleo, unit.cast.hanne, unit.cast.ida, unit.mikkel.person, unit.kirsten)
    before = [read(client_for(one)) for one in others]
    dialogue = unit.course()
    after = [read(client_for(one)) for one in others]
    assert all(str(dialogue.pk) not in page for page in after)
    assert [_without_tokens(page) for page in after] == [_without_tokens(page) for page in before]


def test_a_course_costs_home_no_statement(unit, client_for):
    unit.cast.conversation()
    client = client_for(unit.ada)
    client.get(HOME)
    before = cost(client, HOME)
    unit.course()
    assert cost(client, HOME) == before


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]
