"""What one types at the table for the other: nobody's word until it is confirmed, and then word for word."""

from datetime import date
from uuid import uuid4

import pytest

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms import table as forms
from samtalerum.dialogues.models import Entry
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.tests.conftest import AT, Cast
from samtalerum.dialogues.visibility import read, ring, table_ring
from samtalerum.ground.refusals import Forbidden, WrongMoment
from samtalerum.vault.api import NotAReader


def write(cast: Cast, dialogue, person, item: str, text: str, *, at_table: bool = False, **more):
    seat = cast.seat(dialogue, person)
    there = Entry.objects.filter(author=seat, item=item, slot=more.get("slot", 0)).first()
    based_on = there.revision if there else 0
    return actions.save(
        seat, item, text=text, based_on=based_on, client=uuid4(), at=AT, at_table=at_table, **more
    ).entry


def lines(cast: Cast, dialogue, person) -> list[actions.Line]:
    seat = cast.seat(dialogue, person)
    keys = ring(seat)
    return list(actions.sheet(seat, keys, read(seat, keys, at=AT)).lines)


def mine(cast: Cast, dialogue, person, item: str, slot: int = 0):
    seat = cast.seat(dialogue, person)
    return read(seat, ring(seat), at=AT).mine(item, slot)


def test_in_the_room_nobody_writes_in_the_others_field_and_at_the_table_one_may(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    with pytest.raises(Forbidden):
        write(cast, dialogue, cast.ada, "advice", "Call Ingrid")
    assert write(cast, dialogue, cast.ada, "advice", "Call Ingrid", at_table=True).written_down
    assert not write(cast, dialogue, cast.ada, "reflection", "I think", at_table=True).written_down


@pytest.mark.parametrize("item", ["success", "feedback-notes", "evaluation.worked"])
def test_at_the_table_nothing_but_the_sheet_is_written(cast: Cast, item: str):
    dialogue = cast.start(Phase.DURING)
    if item not in dialogue.edition.blueprint.items():
        item = next(key for key, one in dialogue.edition.blueprint.items().items() if one.part == "evaluation")
    with pytest.raises(WrongMoment):
        write(cast, dialogue, cast.ada, item, "Words", at_table=True)


def test_confirmed_it_is_the_others_own_word_and_the_text_is_the_same(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    write(cast, dialogue, cast.ben, "advice", "Ask Jonas")
    write(cast, dialogue, cast.ada, "advice", "Call Ingrid", at_table=True)
    before = lines(cast, dialogue, cast.ada)
    assert [(line.item, line.text) for line in before] == [("advice", "Ask Jonas\n\nCall Ingrid")]
    for person in (cast.ada, cast.ben):
        seat = cast.seat(dialogue, person)
        actions.confirm(seat, fingerprint=cast.fingerprint(seat), at=AT)
    assert lines(cast, dialogue, cast.ada) == lines(cast, dialogue, cast.ben) == before
    assert not Entry.objects.filter(written_down=True).exists()
    assert mine(cast, dialogue, cast.ben, "advice").text == "Ask Jonas\n\nCall Ingrid"
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.CONFIRMED


def test_who_typed_it_confirms_nothing_for_the_other(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    write(cast, dialogue, cast.ada, "advice", "Call Ingrid", at_table=True)
    ada = cast.seat(dialogue, cast.ada)
    actions.confirm(ada, fingerprint=cast.fingerprint(ada), at=AT)
    assert Entry.objects.get(written_down=True).author == ada
    assert mine(cast, dialogue, cast.ben, "advice") is None


def test_a_step_that_was_written_down_keeps_its_date_and_is_nobodys_step_before(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    ben = cast.seat(dialogue, cast.ben)
    write(cast, dialogue, cast.ada, "action", "Write to Ingrid")
    write(cast, dialogue, cast.ben, "action", "Visit the agency", at_table=True)
    actions.set_due(ben, "action", 0, date(2030, 5, 1), at=AT, at_table=True)
    before = lines(cast, dialogue, cast.ben)
    assert [(line.text, line.due) for line in before] == [
        ("Write to Ingrid", None),
        ("Visit the agency", date(2030, 5, 1)),
    ]
    ada = cast.seat(dialogue, cast.ada)
    actions.confirm(ada, fingerprint=cast.fingerprint(ada), at=AT)
    assert lines(cast, dialogue, cast.ada) == before
    assert mine(cast, dialogue, cast.ada, "action", 1).entry.step.due == date(2030, 5, 1)


def test_what_the_other_holds_back_stays_held_back_and_is_not_replaced(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    ben = cast.seat(dialogue, cast.ben)
    write(cast, dialogue, cast.ben, "advice", "Ask Jonas")
    actions.choose_show(ben, "advice", "on-pause", at=AT)
    write(cast, dialogue, cast.ben, "advice", "Ask Jonas. Perhaps leave", paused=False)
    write(cast, dialogue, cast.ada, "advice", "Call Ingrid", at_table=True)
    ben = cast.seat(dialogue, cast.ben)
    with pytest.raises(actions.ReadAgain):
        actions.confirm(ben, fingerprint=cast.fingerprint(ben), at=AT)
    actions.confirm(ben, fingerprint=cast.fingerprint(ben), at=AT, at_table=True)
    own = mine(cast, dialogue, cast.ben, "advice")
    assert (own.shown, own.text) == ("Ask Jonas\n\nCall Ingrid", "Ask Jonas. Perhaps leave\n\nCall Ingrid")
    assert own.held_back


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_either_may_take_it_out_and_nobody_anything_else(cast: Cast, who: str):
    dialogue = cast.start(Phase.DURING)
    entry = write(cast, dialogue, cast.ada, "advice", "Call Ingrid", at_table=True)
    own = write(cast, dialogue, cast.ben, "advice", "Ask Jonas")
    seat = cast.seat(dialogue, getattr(cast, who))
    actions.take_out(seat, own.pk, at=AT)
    actions.take_out(seat, entry.pk, at=AT)
    actions.take_out(seat, entry.pk, at=AT)
    assert [line.text for line in lines(cast, dialogue, cast.ada)] == ["Ask Jonas"]


def test_the_tables_key_opens_no_draft(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    entry = write(cast, dialogue, cast.ada, "success", "Only mine")
    seat = cast.seat(dialogue, cast.ada)
    with pytest.raises(NotAReader):
        table_ring(seat).seal(entry.draft_place(1), "x")
    shown = forms.table(seat, now=AT)
    assert not shown.table


def test_what_was_held_back_after_the_table_was_laid_is_neither_shown_nor_replaced(cast: Cast):
    dialogue = cast.start(Phase.DURING)
    ada = cast.seat(dialogue, cast.ada)
    write(cast, dialogue, cast.ada, "reflection", "Aloud")
    actions.choose_show(ada, "reflection", "on-pause", at=AT)
    write(cast, dialogue, cast.ada, "reflection", "Aloud, and a secret", paused=False)
    place = next(one for one in forms.table(ada, now=AT).fields if one.item.key == "reflection").place
    assert place.text == "Aloud"
    post = {"text-reflection": "Typed", "revision-reflection": str(place.revision), "was-reflection": place.was}
    troubles = forms.save_page(ada, post, now=AT)
    assert isinstance(troubles["reflection"].refusal, forms.WrittenElsewhere)
    assert "secret" not in troubles["reflection"].words
    assert mine(cast, dialogue, cast.ada, "reflection").text == "Aloud, and a secret"
