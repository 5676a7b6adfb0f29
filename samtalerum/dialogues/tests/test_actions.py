"""How a conversation starts and how its date is agreed on: what is done, what is refused, and what is kept how."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.course import AlreadyOpen
from samtalerum.dialogues.actions.starting import NotAPartner
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.seats import free_to_invite, other, seat_or_404
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Forbidden, WrongMoment
from samtalerum.people.models import Person, Supervision

WORDS = "A planted sentence with the question"


def test_a_question_makes_two_seats_and_its_words_are_sealed_and_the_others_to_read_at_once(cast, at):
    dialogue = actions.ask(owner=cast.ada, partner=cast.ben, words=WORDS, at=at)
    assert {seat.side: seat.person for seat in dialogue.seats.all()} == {Side.OWNER: cast.ada, Side.PARTNER: cast.ben}
    entry = Entry.objects.get()
    assert WORDS.encode() not in bytes(entry.draft.box) + bytes(entry.shown.box)
    ben = cast.seat(dialogue, cast.ben)
    assert read(ben, ring(ben), at=at).theirs("words").text == WORDS


def test_a_question_without_words_keeps_none(cast, at):
    actions.ask(owner=cast.ada, partner=cast.ben, words="  \n", at=at)
    assert not Entry.objects.exists()


def test_nobody_asks_oneself_or_somebody_who_leads_nobody(cast, at):
    for partner in (cast.ada, cast.cleo):
        with pytest.raises(NotAPartner):
            actions.ask(owner=cast.ada, partner=partner, words="", at=at)
    with pytest.raises(NotAPartner):
        actions.ask(owner=cast.ben, partner=cast.ben, words="", at=at)
    assert not Dialogue.objects.exists()


def test_a_supervisor_invites_those_supervised_and_a_leader_those_led(cast, at):
    with pytest.raises(Forbidden):
        actions.invite(partner=cast.another_leader(), owner=cast.ada, words="", at=at)
    Supervision.objects.create(person=cast.ada, supervisor=cast.cleo, starts=date(2020, 1, 1))
    assert actions.invite(partner=cast.cleo, owner=cast.ada, words="", at=at).phase == Phase.INVITED
    assert actions.invite(partner=cast.ben, owner=cast.ada, words="", at=at).phase == Phase.INVITED


def test_the_same_two_may_talk_the_other_way_round(cast, at):
    cast.start(Phase.BEFORE, at=at)
    Supervision.objects.create(person=cast.ben, supervisor=cast.ada, starts=date(2020, 1, 1))
    assert actions.ask(owner=cast.ben, partner=cast.ada, words="", at=at).phase == Phase.ASKED


def test_a_conversation_that_was_held_leaves_room_for_the_next(cast, at):
    for phase in (Phase.HELD, Phase.CONFIRMED, Phase.CLOSED, Phase.DECLINED, Phase.WITHDRAWN):
        cast.start(phase, at=at)
    assert actions.ask(owner=cast.ada, partner=cast.ben, words="", at=at)
    with pytest.raises(AlreadyOpen):
        actions.ask(owner=cast.ada, partner=cast.ben, words="", at=at)


def test_only_whoever_has_no_open_conversation_with_me_is_free_to_be_invited(cast, at):
    everybody = Person.objects.filter(pk__in=[cast.ada.pk, cast.cleo.pk])
    dialogue = cast.start(Phase.INVITED, at=at)
    assert list(free_to_invite(cast.ben, everybody)) == [cast.cleo]
    actions.take(Step.DECLINE, seat=cast.seat(dialogue, cast.ada), at=at)
    assert set(free_to_invite(cast.ben, everybody)) == {cast.ada, cast.cleo}


def test_a_suggestion_names_a_leader_who_is_neither_of_the_two(cast, at):
    dialogue = cast.start(Phase.ASKED, at=at)
    ben = cast.seat(dialogue, cast.ben)
    for somebody in (cast.ben, cast.ada, cast.cleo):
        with pytest.raises(NotAPartner):
            actions.suggest(seat=ben, somebody=somebody, at=at)
    with pytest.raises(WrongMoment):
        actions.suggest(seat=cast.seat(dialogue, cast.ada), somebody=cast.another_leader(), at=at)


def test_asking_the_suggested_one_begins_anew_and_lets_that_one_see_nothing_of_the_first(cast, at):
    dialogue = cast.start(Phase.SUGGESTED, words=WORDS, at=at)
    with pytest.raises(WrongMoment):
        actions.ask_suggested(seat=cast.seat(dialogue, cast.ben), words="", at=at)
    asked = actions.ask_suggested(seat=cast.seat(dialogue, cast.ada), words="", at=at)
    dialogue.refresh_from_db()
    dora = cast.another_leader()
    assert (dialogue.phase, asked.phase) == (Phase.WITHDRAWN, Phase.ASKED)
    assert other(cast.seat(asked, cast.ada)).person == dora
    with pytest.raises(Http404):
        seat_or_404(dora, dialogue.pk)


def test_a_date_is_agreed_on_between_yes_and_the_end_of_the_talk(cast, at):
    given = {"meets_at": at + timedelta(days=3), "minutes": 60, "place": "5.112", "at": at}
    for phase in (Phase.ASKED, Phase.HELD, Phase.DECLINED):
        dialogue = cast.start(phase, at=at)
        with pytest.raises(WrongMoment):
            actions.agree_on_date(seat=cast.seat(dialogue, cast.ada), **given)
        Dialogue.objects.all().delete()
    dialogue = cast.start(Phase.BEFORE, at=at)
    seen = dialogue.revision
    actions.agree_on_date(seat=cast.seat(dialogue, cast.ben), **given)
    dialogue.refresh_from_db()
    assert (dialogue.meets_at, dialogue.place) == (given["meets_at"], "5.112")
    assert dialogue.revision > seen


def test_how_long_the_two_have_counts_from_the_agreed_start_or_from_now(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    ben = cast.seat(dialogue, cast.ben)
    actions.set_minutes(seat=ben, minutes=45, at=at)
    assert (ben.dialogue.meets_at, ben.dialogue.minutes) == (at, 45)
    actions.set_minutes(seat=ben, minutes=60, at=at + timedelta(minutes=10))
    assert (ben.dialogue.meets_at, ben.dialogue.minutes) == (at, 60)
    actions.set_minutes(seat=ben, minutes=30, at=at + timedelta(days=1))
    assert ben.dialogue.meets_at == at + timedelta(days=1)
