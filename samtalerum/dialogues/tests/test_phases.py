"""The table itself, what time does, and the page that is drawn from it. Every combination is tried in test_course.py."""

from datetime import timedelta
from itertools import product

import pytest

from samtalerum.dialogues import actions, sweeps
from samtalerum.dialogues.actions.course import AlreadyOpen
from samtalerum.dialogues.drawing import HOW, PAGE, draw
from samtalerum.dialogues.models import Dialogue, Passage
from samtalerum.dialogues.phases import (
    AFTER,
    ENDED,
    LAPSES_AFTER,
    OPEN,
    QUESTION,
    TABLE,
    TABLES,
    Kind,
    Phase,
    Side,
    Step,
    row,
    steps,
)
from samtalerum.ground.refusals import WrongMoment


def test_the_drawn_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == draw(), f"Draw it again: {HOW}"


def test_every_phase_can_be_reached_and_belongs_to_one_part():
    assert {one.to for one in TABLE} == set(Phase)
    assert set(Phase) == OPEN | AFTER | ENDED
    assert not OPEN & AFTER
    assert not (OPEN | AFTER) & ENDED
    assert QUESTION < OPEN


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_step_is_in_a_table_twice(table):
    keys = [(one.step, one.come_from, one.to) for one in table]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", Kind)
def test_a_row_is_found_or_refused_as_the_table_says(kind):
    for phase, step, side in product(Phase, Step, [*Side, None]):
        rows = [
            one
            for one in TABLES[kind]
            if (one.step, one.come_from) == (step, phase) and (side in one.who if side else not one.who)
        ]
        if rows:
            assert row(step, phase, side, kind) in rows
        else:
            with pytest.raises(WrongMoment):
                row(step, phase, side, kind)
        if side:
            assert (step in steps(phase, side, kind)) == bool(rows)


def test_nothing_leads_on_from_what_came_to_nothing():
    for phase in ENDED:
        for side in Side:
            assert steps(phase, side) == set()


def test_only_the_owner_says_that_it_was_held_or_closes_it():
    for one in TABLE:
        if one.step in {Step.HOLD, Step.CLOSE, Step.REOPEN}:
            assert one.who == {Side.OWNER}


@pytest.mark.parametrize("phase", sorted(QUESTION))
def test_a_question_lapses_by_the_sweep_and_the_sweep_does_no_harm_twice(cast, at, phase):
    dialogue = cast.start(phase, at=at)
    assert sweeps.run(at + LAPSES_AFTER - timedelta(seconds=1)) == 0
    dialogue.refresh_from_db()
    assert dialogue.phase == phase
    sweeps.run(at + LAPSES_AFTER)
    sweeps.run(at + LAPSES_AFTER)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.LAPSED
    assert Passage.objects.filter(dialogue=dialogue, step=Step.LAPSE, seat=None).count() == 1


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.DURING])
def test_what_both_agreed_lapses_a_year_after_anything_last_happened(cast, at, phase):
    dialogue = cast.start(phase, at=at)
    assert actions.lapse_never_held(at=at + timedelta(days=364)) == 0
    actions.agree_on_date(
        seat=cast.seat(dialogue, cast.ada), meets_at=at + timedelta(days=30), minutes=60, place="", at=at
    )
    assert actions.lapse_never_held(at=at + timedelta(days=394)) == 0, "they meant to meet a month later"
    assert actions.lapse_never_held(at=at + timedelta(days=395)) == 1
    assert actions.lapse_never_held(at=at + timedelta(days=395)) == 0
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.LAPSED


@pytest.mark.parametrize(
    ("one", "taker"),
    [(one, side) for one in TABLE if one.undo and one.step != Step.SUGGEST for side in sorted(one.who)],
    ids=lambda given: str(getattr(given, "step", given)),
)
def test_each_taker_may_undo_in_time_and_the_other_one_may_not(cast, at, one, taker):
    dialogue = cast.start(one.come_from, at=at)
    mine = cast.seat(dialogue, cast.ada if taker == Side.OWNER else cast.ben)
    yours = cast.seat(dialogue, cast.ben if taker == Side.OWNER else cast.ada)
    actions.take(one.step, seat=mine, at=at)
    mine, yours = cast.seat(dialogue, mine.person), cast.seat(dialogue, yours.person)
    last_moment = at + one.undo - timedelta(seconds=1)
    assert actions.undoable(mine, at=last_moment)
    assert not actions.undoable(mine, at=at + one.undo)
    assert not actions.undoable(yours, at=at)
    assert actions.undo(seat=mine, at=last_moment).phase == one.come_from
    with pytest.raises(WrongMoment):
        actions.undo(seat=mine, at=last_moment)


def test_a_suggestion_can_be_taken_back(cast, at):
    dialogue = cast.start(Phase.SUGGESTED, at=at)
    ben = cast.seat(dialogue, cast.ben)
    assert actions.undo(seat=ben, at=at).phase == Phase.ASKED


def test_undoing_held_takes_its_date_away(cast, at):
    dialogue = cast.start(Phase.HELD, at=at)
    actions.undo(seat=cast.seat(dialogue, cast.ada), at=at)
    dialogue.refresh_from_db()
    assert (dialogue.phase, dialogue.held_at) == (Phase.DURING, None)


def test_what_has_been_followed_by_another_step_stays(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    actions.take(Step.HOLD, seat=cast.seat(dialogue, cast.ada), at=at)
    with pytest.raises(WrongMoment):
        actions.undo(seat=cast.seat(dialogue, cast.ben), at=at)


def test_a_no_is_not_taken_back_beside_another_conversation_of_the_same_two(cast, at):
    dialogue = cast.start(Phase.DECLINED, at=at)
    actions.ask(owner=cast.ada, partner=cast.ben, words="", at=at)
    with pytest.raises(AlreadyOpen):
        actions.undo(seat=cast.seat(dialogue, cast.ben), at=at)


def test_every_change_raises_the_revision_that_pages_ask_for(cast, at):
    dialogue = cast.start(Phase.ASKED, at=at)
    before = Dialogue.objects.get(pk=dialogue.pk).revision
    actions.take(Step.ACCEPT, seat=cast.seat(dialogue, cast.ben), at=at)
    assert Dialogue.objects.get(pk=dialogue.pk).revision > before
