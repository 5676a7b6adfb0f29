"""Where coaching is switched off, nothing new begins, and a course that runs goes on to its end."""

from typing import Any

import pytest
from django.urls import reverse

from samtalerum.coaching import doors, notices, visibility
from samtalerum.coaching.actions import desk, handing_over, requesting
from samtalerum.coaching.actions.requesting import NothingBegins, Wishes
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Letter
from samtalerum.vault import api as vault
from tests.cast import now
from tests.coached import HOPE, Coaching
from tests.inspecting import InspectingClient


def signed_in(person: Any) -> InspectingClient:
    client = InspectingClient()
    client.force_login(person)
    return client


def _page(person: Any, name: str, *args: Any) -> str:
    return signed_in(person).get(reverse(name, args=args)).content.decode()


def test_a_running_course_is_written_in_paused_and_closed(unit: Coaching, settings: Any):
    dialogue = unit.course()
    settings.COACHING = False
    ada, item = signed_in(unit.ada), dialogue.edition.coaching.focus.key
    answer = ada.post(reverse("dialogues:room", args=[dialogue.pk]), {f"text-{item}": "Less, and finished"})
    assert answer.status_code == 302
    assert "Less, and finished" in _page(unit.signe.person, "dialogues:room", dialogue.pk)
    ada.post(reverse("coaching:pause", args=[dialogue.pk]))
    assert "You are taking a break" in _page(unit.ada, "dialogues:room", dialogue.pk)
    ada.post(reverse("coaching:over", args=[dialogue.pk]), {"close": "1"})
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.CLOSED
    assert "are through" in _page(unit.signe.person, "dialogues:after", dialogue.pk)


def test_a_course_in_which_there_was_a_yes_is_still_begun(unit: Coaching, settings: Any):
    dialogue = unit.course(Phase.BEFORE)
    settings.COACHING = False
    unit.agree(dialogue)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING


@pytest.mark.parametrize("side", [Side.OWNER, Side.PARTNER])
def test_before_the_first_meeting_either_can_still_end_it(side: Side, unit: Coaching, settings: Any):
    dialogue = unit.course(Phase.BEFORE)
    settings.COACHING = False
    person = unit.seat(dialogue, side).person
    ways = {Side.OWNER: ("dialogues:answer", [dialogue.pk]), Side.PARTNER: ("coaching:another", [dialogue.pk])}
    name, args = ways[side]
    assert f'href="{reverse(name, args=args)}"' in _page(person, "dialogues:prepare", dialogue.pk)
    step = reverse("dialogues:take", args=[dialogue.pk, "withdraw"]) if side == Side.OWNER else reverse(name, args=args)
    assert signed_in(person).post(step).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.phase in {Phase.WITHDRAWN, Phase.CLOSED}


def test_nothing_new_begins_and_that_is_said_in_words(unit: Coaching, settings: Any):
    waits = unit.course(Phase.INVITED)
    settings.COACHING = False
    answer = signed_in(unit.ada).post(reverse("dialogues:take", args=[waits.pk, "accept"]))
    assert answer.status_code == 409
    assert "nothing new begins" in answer.content.decode()
    page = _page(unit.ada, "dialogues:answer", waits.pk)
    assert "nothing comes of this request" in page
    assert "Ask for another coach" not in page
    assert reverse("dialogues:take", args=[waits.pk, "withdraw"]) in page
    with pytest.raises(NothingBegins):
        requesting.ask(owner=unit.cast.cleo, hope=HOPE, wishes=Wishes(), at=now())


def test_a_request_that_was_taken_back_does_not_come_back(unit: Coaching, settings: Any):
    dialogue = unit.course(Phase.ASKED)
    settings.COACHING = False
    ada = signed_in(unit.ada)
    ada.post(reverse("dialogues:take", args=[dialogue.pk, "withdraw"]))
    assert reverse("dialogues:undo", args=[dialogue.pk]) not in _page(unit.ada, "dialogues:answer", dialogue.pk)
    assert ada.post(reverse("dialogues:undo", args=[dialogue.pk])).status_code == 409


def test_another_coach_is_not_offered_and_the_course_stays_as_it_was(unit: Coaching, settings: Any):
    dialogue = unit.course()
    settings.COACHING = False
    for person in (unit.ada, unit.signe.person):
        assert "another coach" not in _page(person, "dialogues:room", dialogue.pk)
    with pytest.raises(NothingBegins):
        handing_over.ask_for_another(seat=unit.seat(dialogue), picked=(), hope=HOPE, wishes=Wishes(), at=now())
    assert Dialogue.every.get(pk=dialogue.pk).phase == Phase.DURING


def test_nobody_at_the_desk_reads_a_request_nor_is_mailed_about_it(unit: Coaching, settings: Any):
    dialogue = unit.course(Phase.ASKED)
    scope, letter = vault.Scope.request(dialogue.pk), Letter.objects.get(notice=notices.waits.key)
    assert notices.waits.holds(letter)
    settings.COACHING = False
    requesting.let_the_desk_read_all(at=now())
    with pytest.raises(vault.NotAReader):
        vault.ring(unit.kirsten.pk, [scope]).has(scope)
    assert vault.ring(unit.ada.pk, [scope]).has(scope)
    assert not notices.waits.holds(letter)
    assert not visibility.readable_by(unit.kirsten, local_date(now())).exists()
    with pytest.raises(desk.Taken):
        desk.take_request(by=unit.signe, request=dialogue.pk, at=now())
    settings.COACHING = True
    requesting.let_the_desk_read_all(at=now())
    assert vault.ring(unit.kirsten.pk, [scope]).has(scope)


def test_a_coach_leads_back_home_takes_out_the_hours_and_still_needs_a_second_factor(unit: Coaching, settings: Any):
    dialogue = unit.course()
    settings.COACHING = False
    page = _page(unit.signe.person, "dialogues:room", dialogue.pk)
    assert f'href="{reverse("coaching:desk")}"' not in page
    assert "by numbered clients" in _page(unit.signe.person, "coaching:hours")
    assert doors.reads_of_others(unit.signe.person)
    assert not doors.reads_of_others(unit.mikkel.person)
