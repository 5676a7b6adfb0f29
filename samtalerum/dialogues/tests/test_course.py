"""The course of a dialogue: every phase, step and side against the table, and taking back."""

from datetime import timedelta

import pytest
from django.http import Http404

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import TABLE, Phase, Side, Step
from samtalerum.ground.refusals import Refusal, WrongMoment

STARTABLE = [phase for phase in Phase if phase != Phase.LAPSED]


@pytest.mark.parametrize("phase", STARTABLE)
@pytest.mark.parametrize("side", Side)
def test_a_side_may_take_exactly_the_steps_of_the_table(cast, at, phase, side):
    for step in Step:
        allowed = {
            row.to for row in TABLE if (row.step, row.come_from) == (step, phase) and side in row.who and row.come_from
        }
        dialogue = cast.start(phase, at=at)
        seat = cast.seat(dialogue, cast.ada if side == Side.OWNER else cast.ben)
        try:
            taken = actions.take(step, seat=seat, at=at)
        except WrongMoment:
            assert not allowed, f"{side} may {step} from {phase}"
        else:
            assert taken.phase in allowed
        Dialogue.objects.all().delete()


@pytest.mark.parametrize("row", [row for row in TABLE if row.come_from], ids=lambda row: f"{row.come_from}-{row.step}")
def test_whoever_took_a_step_may_take_it_back_in_its_time_and_nobody_else(cast, at, row):
    if not row.who or row.step in {Step.CONFIRM, Step.REOPEN}:
        return
    for side in row.who:
        dialogue = cast.start(row.come_from, at=at)
        mine = cast.seat(dialogue, cast.ada if side == Side.OWNER else cast.ben)
        yours = cast.seat(dialogue, cast.ben if side == Side.OWNER else cast.ada)
        actions.take(row.step, seat=mine, at=at)
        with pytest.raises(WrongMoment):
            actions.undo(seat=yours, at=at)
        if row.undo is None:
            with pytest.raises(WrongMoment):
                actions.undo(seat=mine, at=at)
        else:
            with pytest.raises(WrongMoment):
                actions.undo(seat=mine, at=at + row.undo)
            actions.undo(seat=mine, at=at + row.undo - timedelta(seconds=1))
            dialogue.refresh_from_db()
            assert dialogue.phase == row.come_from
        break


def test_a_question_without_an_answer_lapses_after_sixty_days_and_not_a_day_earlier(cast, at):
    dialogue = cast.start(Phase.ASKED, at=at)
    assert actions.lapse_old_questions(at=at + timedelta(days=59, hours=23)) == 0
    assert actions.lapse_old_questions(at=at + timedelta(days=60)) == 1
    assert actions.lapse_old_questions(at=at + timedelta(days=60)) == 0
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.LAPSED


def test_two_people_have_one_open_dialogue_at_a_time(cast, at):
    cast.start(Phase.ASKED)
    with pytest.raises(Refusal):
        actions.ask(owner=cast.ada, partner=cast.ben, words="", at=at)


def test_only_a_leader_or_supervisor_can_be_asked(cast, at):
    with pytest.raises(Refusal):
        actions.ask(owner=cast.ada, partner=cast.cleo, words="", at=at)
    with pytest.raises(Refusal):
        actions.invite(partner=cast.cleo, owner=cast.ada, words="", at=at)


def test_without_a_seat_a_dialogue_does_not_exist(cast):
    dialogue = cast.start()
    with pytest.raises(Http404):
        cast.seat(dialogue, cast.cleo)


def test_a_closed_conversation_opens_again_where_it_was_closed(cast, at):
    for phase in (Phase.HELD, Phase.CONFIRMED):
        dialogue = cast.start(phase)
        seat = cast.seat(dialogue, cast.ada)
        actions.take(Step.CLOSE, seat=seat, at=at)
        assert actions.take(Step.REOPEN, seat=seat, at=at).phase == phase
        Dialogue.objects.all().delete()
