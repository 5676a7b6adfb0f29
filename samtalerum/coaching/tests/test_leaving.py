"""Courses of coaching in the file that somebody takes along, and when one of the two leaves the university."""

from datetime import timedelta

import pytest

from samtalerum.coaching import leaving
from samtalerum.coaching.actions import desk
from samtalerum.coaching.models import Coach
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people import actions, sweeps, taking
from samtalerum.people.models import Person
from samtalerum.vault import api as vault
from tests.cast import now
from tests.coached import HOPE, Coaching

LATER = timedelta(days=32)
JOURNAL, NOTES = "Today I said no, once", "She brightens when she speaks of sand"


def file_of(person: Person) -> set[str]:
    """Every text in it."""
    return {one.text for chapter in taking.chapters(person, at=now()) for one in chapter.passages}


def leaves(unit: Coaching, person: Person) -> None:
    actions.end_everything(person, last_day=now().date(), actor=unit.cast.ida, at=now())
    sweeps.leave(now() + LATER)


def written(unit: Coaching):
    """Ada's journal is hers, and the coach's notes are the coach's."""
    dialogue = unit.course(Phase.DURING)
    coaching = dialogue.edition.coaching
    unit.write(dialogue, coaching.journal.key, JOURNAL)
    unit.write(dialogue, coaching.notes.key, NOTES, side=Side.PARTNER)
    return dialogue


def test_each_takes_the_own_words_and_a_coach_nothing_that_was_said_to_a_coach(unit: Coaching):
    written(unit)
    ada, signe = file_of(unit.ada), file_of(unit.signe.person)
    assert {HOPE, JOURNAL, "By video, every third week."} <= ada
    assert NOTES not in ada
    assert NOTES in signe
    assert not {HOPE, JOURNAL, "By video, every third week."} & signe
    for person in (unit.kirsten, unit.mikkel.person, unit.cast.ben, unit.cast.ida):
        assert not {HOPE, JOURNAL, NOTES} & file_of(person)


@pytest.mark.parametrize(
    ("phase", "then"),
    [
        (Phase.ASKED, Phase.WITHDRAWN),
        (Phase.INVITED, Phase.WITHDRAWN),
        (Phase.BEFORE, Phase.WITHDRAWN),
        (Phase.DURING, Phase.CLOSED),
        (Phase.CLOSED, Phase.CLOSED),
    ],
)
def test_whoever_is_coached_leaves_and_the_course_ends(unit: Coaching, phase: Phase, then: Phase):
    dialogue = unit.course(phase)
    leaves(unit, unit.ada)
    dialogue.refresh_from_db()
    assert dialogue.phase == then
    assert Seat.every.get(dialogue=dialogue, side=Side.OWNER).ended_at


@pytest.mark.parametrize(
    ("phase", "then"),
    [(Phase.INVITED, Phase.ASKED), (Phase.BEFORE, Phase.CLOSED), (Phase.DURING, Phase.CLOSED)],
)
def test_a_coach_leaves_and_a_request_waits_on_for_another(unit: Coaching, phase: Phase, then: Phase):
    dialogue = unit.course(phase)
    leaves(unit, unit.signe.person)
    dialogue.refresh_from_db()
    assert dialogue.phase == then
    assert not Seat.every.filter(person=unit.signe.person, ended_at=None).exists()
    assert Seat.every.get(dialogue=dialogue, side=Side.OWNER).ended_at is None
    assert Coach.objects.filter(pk=unit.signe.pk).exists()


def test_what_only_the_leaver_could_read_is_gone_and_the_other_keeps_the_rest_for_its_time(unit: Coaching):
    dialogue = written(unit)
    own = unit.seat(dialogue).scope
    leaves(unit, unit.ada)
    assert not vault.ring(unit.ada.pk, [own]).has(own)
    with pytest.raises(vault.NotAReader):
        vault.ring(unit.ada.pk, [dialogue.scope]).has(dialogue.scope)
    seat = unit.seat(dialogue, Side.PARTNER)
    assert {one.text for one in read(seat, ring(seat), at=now())} == {NOTES, "By video, every third week."}


def test_a_coach_who_leaves_as_the_person_says_yes_leaves_a_course_and_not_an_error(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    stale = unit.seat(dialogue, Side.PARTNER)
    desk.accept(seat=unit.seat(dialogue), at=now())
    leaving._leave(stale, at=now())
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.CLOSED
