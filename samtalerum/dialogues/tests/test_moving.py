"""Moving an open conversation: copies for the new partner's conversation, and nothing left for the former one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.models import Dialogue, Entry, Passage, Seat
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Invalid, WrongMoment
from samtalerum.people.models import Leadership, Person, Unit

DREAM, DOUBT, SHARED, NOTE = "A house by the sea", "I doubt it aloud", "I explain well", "She does not know it"


@pytest.fixture
def dora(cast) -> Person:
    """Another leader."""
    unit = Unit.objects.create(name="Section for Sound")
    person = Person.objects.create_person("Dora Dam", "dora@fjordby.example")
    Leadership.objects.create(unit=unit, person=person, starts="2020-01-01")
    return person


@pytest.fixture
def during(cast) -> Dialogue:
    """Ada has shared one topic, kept two, and written on the sheet; Ben has a note."""
    dialogue = cast.start(Phase.BEFORE)
    ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
    write(ada, "career", DREAM)
    write(ada, "motivation", DOUBT)
    write(ada, "success", SHARED)
    actions.share(ada, ["success"], at=dialogue.started_at)
    write(ben, "feedback-notes", NOTE)
    actions.take("meet", seat=ada, at=dialogue.started_at)
    write(cast.seat(dialogue, cast.ada), "reflection", "On the sheet")
    dialogue.refresh_from_db()
    return dialogue


def write(seat: Seat, item: str, text: str) -> None:
    actions.save(seat, item, text=text, based_on=0, client=uuid4(), at=seat.dialogue.started_at)


def move(cast, dialogue, dora, *items: str) -> Dialogue:
    seat = cast.seat(dialogue, cast.ada)
    return actions.move_to(seat, dora, items=items, words="May we?", at=dialogue.started_at + timedelta(days=1))


def texts_of(cast, dialogue, person) -> set[str]:
    seat = cast.seat(dialogue, person)
    return {one.text for one in read(seat, ring(seat), at=dialogue.started_at) if one.text}


def test_the_new_one_is_a_question_with_the_picked_copies_private_again(cast, during, dora):
    asked = move(cast, during, dora, "career", "success")
    assert asked.phase == Phase.ASKED
    assert texts_of(cast, asked, cast.ada) == {DREAM, SHARED, "May we?"}
    assert texts_of(cast, asked, dora) == {"May we?"}


def test_the_former_partner_keeps_nothing_and_is_told_only_that_it_has_ended(cast, during, dora, client_for):
    move(cast, during, dora, "career")
    assert texts_of(cast, during, cast.ben) == set()
    assert not Entry.objects.filter(dialogue=during, author__person=cast.ben).exists()
    ben = cast.seat(during, cast.ben)
    assert not ring(ben).has(during.scope)
    assert not ring(ben).has(ben.scope)
    home = client_for(cast.ben).get("/").content.decode()
    assert "Ada ended the conversation" in home
    assert "Dora" not in home + client_for(cast.ben).get(reverse("dialogues:answer", args=[during.pk])).content.decode()


def test_what_the_owner_does_not_take_along_stays_the_owners_until_its_day(cast, during, dora):
    move(cast, during, dora)
    assert texts_of(cast, during, cast.ada) >= {DREAM, DOUBT, SHARED}
    during.refresh_from_db()
    day = retention.dates(during).private
    retention.erase_what_is_due(at=during.phase_since + timedelta(days=(day - during.phase_since.date()).days + 1))
    assert texts_of(cast, during, cast.ada) == set()


def test_only_the_owner_moves_only_what_is_open_and_only_own_preparation(cast, during, dora):
    with pytest.raises(WrongMoment):
        actions.move_to(cast.seat(during, cast.ben), dora, items=[], words="", at=during.started_at)
    with pytest.raises(Invalid):
        move(cast, during, dora, "reflection")
    with pytest.raises(Invalid):
        move(cast, during, dora, "feedback-notes")
    Dialogue.objects.filter(pk=during.pk).update(phase=Phase.HELD, held_at=during.started_at)
    with pytest.raises(WrongMoment):
        move(cast, during, dora)
    assert not Passage.objects.filter(step="move").exists()


def test_the_page_shows_what_comes_along_and_says_what_is_wrong_at_the_field(cast, during, dora, client_for):
    ada, url = client_for(cast.ada), reverse("dialogues:move", args=[during.pk])
    page = ada.get(url).content.decode()
    assert DREAM in page
    assert NOTE not in page
    assert str(cast.ben.pk) not in page  # with whom Ada talks already
    same = ada.post(url, {"who": str(cast.ben.pk), "item": ["career"]})
    assert (same.status_code, "Choose whom you would like" in same.content.decode()) == (400, True)
    named = ada.post(url, {"who": "other", "other": "Ben Bo", "item": ["career"]})
    assert "You already talk with Ben." in named.content.decode()
    nobody = ada.post(url, {"who": "", "words": "My words", "item": ["career"]})
    assert "My words" in nobody.content.decode()
    moved = ada.post(url, {"who": "other", "other": "Dora Dam", "item": ["career"]})
    assert moved.status_code == 302
    assert Dialogue.objects.get(pk=during.pk).phase == Phase.WITHDRAWN
