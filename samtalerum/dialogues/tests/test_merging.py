"""Two accounts of one person become one: conversations go along, and only to the person."""

from uuid import uuid4

import pytest

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people import merging
from samtalerum.people.models import Person
from samtalerum.vault import api as vault

from .conftest import AT


def texts(cast, dialogue, person):
    seat = cast.seat(dialogue, person)
    keys = ring(seat)
    return {one.entry.item: (one.text, one.shown) for one in read(seat, keys, at=AT)}


@pytest.fixture
def second(cast):
    """Ada's other account, to which everything goes."""
    return Person.objects.create_person("Ada A.", "ada.a@example.org")


def write(cast, dialogue, person, item, text):
    actions.save(cast.seat(dialogue, person), item, text=text, based_on=0, client=uuid4(), at=AT)


def test_every_text_can_be_read_in_the_new_account_and_by_nobody_new(cast, second, django_capture_on_commit_callbacks):
    dialogue = cast.start(Phase.BEFORE)
    write(cast, dialogue, cast.ada, "success", "private words")
    write(cast, dialogue, cast.ada, "feedback", "shared words")
    actions.share(cast.seat(dialogue, cast.ada), ["feedback"], at=AT)
    before, ben_before = texts(cast, dialogue, cast.ada), texts(cast, dialogue, cast.ben)
    assert before["success"][0] == "private words"
    with django_capture_on_commit_callbacks(execute=True):
        merge = merging.propose(keep=second, gone=cast.ada, actor=cast.ben, at=AT)
        merging.agree(merge, person=cast.ada, at=AT)
    assert texts(cast, dialogue, second) == before
    assert texts(cast, dialogue, cast.ben) == ben_before
    assert not Seat.objects.filter(person=cast.ada).exists()
    gone = vault.Scope.own(dialogue.pk, cast.ada.pk)
    assert not vault.ring(cast.ada.pk, [gone]).has(gone)
    with pytest.raises(vault.NotAReader):
        vault.ring(cast.ada.pk, [dialogue.scope]).has(dialogue.scope)


def test_a_confirmed_sheet_stays_confirmed(cast, second, django_capture_on_commit_callbacks):
    dialogue = cast.start(Phase.CONFIRMED)
    fingerprint = cast.fingerprint(cast.seat(dialogue, cast.ben))
    with django_capture_on_commit_callbacks(execute=True):
        merge = merging.propose(keep=second, gone=cast.ada, actor=cast.ben, at=AT)
        merging.agree(merge, person=cast.ada, at=AT)
    assert cast.fingerprint(cast.seat(dialogue, second)) == fingerprint


def test_two_who_talk_with_each_other_are_not_one(cast):
    cast.start(Phase.BEFORE)
    # Asking tells the administrator nothing: that there is a conversation is said only to the two themselves.
    merge = merging.propose(keep=cast.ben, gone=cast.ada, actor=cast.cleo, at=AT)
    merging.agree(merge, person=cast.ben, at=AT)
    with pytest.raises(merging.CannotMerge):
        merging.agree(merge, person=cast.ada, at=AT)


def test_a_suggestion_follows_the_person(cast, second):
    dialogue = cast.start(Phase.SUGGESTED)
    suggested = dialogue.suggested
    merging.propose(keep=second, gone=suggested, actor=cast.ben, at=AT)
    dialogue.refresh_from_db()
    assert dialogue.suggested == second


def test_an_invited_person_who_never_signed_in_is_not_merged_without_a_yes(cast, at):
    cast.start(Phase.INVITED, at=at)
    other = Person.objects.create_person("Eve Ek", "eve@example.org")
    merge = merging.propose(keep=other, gone=cast.ada, actor=other, at=at)
    assert merging.agree(merge, person=other, at=at).startswith("Thank you")
    cast.ada.refresh_from_db()
    assert cast.ada.merged_into is None
    merging.decline(merge, at=at)
    with pytest.raises(merging.CannotMerge):
        merging.agree(merge, person=cast.ada, at=at)
