"""After the conversation: steps, looking back, what is kept, and erasing what is one's own."""

from uuid import uuid4

import pytest
from django.urls import reverse

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import AgreedStep, Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Invalid

MINE = "I dream of a small house by the sea"


@pytest.fixture
def held(cast) -> Dialogue:
    """A conversation that both have confirmed, with a private topic of Ada's."""
    dialogue = cast.start(Phase.BEFORE)
    seat = cast.seat(dialogue, cast.ada)
    actions.save(seat, "career", text=MINE, based_on=0, client=uuid4(), at=dialogue.started_at)
    actions.take("meet", seat=seat, at=dialogue.started_at)
    cast.confirm(dialogue)
    dialogue.refresh_from_db()
    return dialogue


def url(name: str, dialogue: Dialogue) -> str:
    return reverse(f"dialogues:{name}", args=[dialogue.pk])


def step_of(cast, dialogue, person=None):
    seat = cast.seat(dialogue, person or cast.ada)
    return read(seat, ring(seat), at=dialogue.started_at).slots("action")[0].entry


def test_both_read_the_sheet_the_steps_and_the_words_for_afterwards(cast, held, client_for):
    for person, words in ((cast.ada, "Start exploring"), (cast.ben, "Be there when questions come up")):
        page = client_for(person).get(url("after", held)).content.decode()
        assert words in page
        assert "action by Ada Aa" in page
        assert "both confirmed the sheet" in page
    assert MINE not in page


def test_the_owner_marks_steps_and_the_partner_only_sees_them(cast, held, client_for):
    step = step_of(cast, held)
    ada, ben = client_for(cast.ada), client_for(cast.ben)
    for state, word in (("done", "Done"), ("dropped", "Dropped"), ("open", "Open")):
        ada.post(url("steps", held), {f"step-{step.pk}": state})
        assert AgreedStep.objects.get(pk=step.pk).state == state
        assert word in ben.get(url("after", held)).content.decode()
    assert ben.post(url("steps", held), {f"step-{step.pk}": "done"}).status_code == 400
    assert ada.post(url("steps", held), {"step-none": "done"}).status_code == 400
    with pytest.raises(Invalid):
        actions.mark_step(cast.seat(held, cast.ada), step.pk, "late", at=held.started_at)
    assert AgreedStep.objects.get(pk=step.pk).state == "open"


def test_a_further_step_is_seen_by_both_and_the_confirmed_sheet_does_not_change(cast, held, client_for):
    before = cast.fingerprint(cast.seat(held, cast.ada))
    client_for(cast.ada).post(url("add-step", held), {"item": "action", "new-text": "Sign up", "new-due": "2031-05-28"})
    assert cast.fingerprint(cast.seat(held, cast.ada)) == before
    page = client_for(cast.ben).get(url("after", held)).content.decode()
    assert "Sign up" in page
    assert "28 May 2031" in page


def test_a_step_without_words_or_with_no_date_in_it_says_so_and_keeps_what_was_typed(cast, held, client_for):
    answer = client_for(cast.ada).post(
        url("add-step", held), {"item": "action", "new-text": "Sign up", "new-due": "soon"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Write it as year-month-day" in page
    assert "Sign up" in page
    assert "Write what you would like to do." in client_for(cast.ada).post(url("add-step", held)).content.decode()


def test_each_answers_the_two_questions_and_both_read_both(cast, held, client_for):
    sent = {"text-evaluation.went-well": "You began", "revision-evaluation.went-well": "0", "then": "back"}
    assert client_for(cast.ben).post(url("after", held), sent).status_code == 302
    assert "You began" in client_for(cast.ada).get(url("after", held)).content.decode()
    assert "has not answered yet" in client_for(cast.ben).get(url("after", held)).content.decode()


def test_notes_at_the_guide_are_the_owners_alone(cast, held, client_for):
    sent = {"text-guide.meaning": MINE, "revision-guide.meaning": "0", "then": "guide"}
    client_for(cast.ada).post(url("after", held), sent)
    assert MINE in client_for(cast.ada).get(url("after", held)).content.decode()
    ben = client_for(cast.ben)
    assert MINE not in ben.get(url("after", held)).content.decode()
    assert ben.post(url("after", held), sent | {"text-guide.meaning": "mine"}).status_code == 403


def test_erasing_says_what_goes_and_leaves_what_is_shared(cast, held, client_for):
    ada = client_for(cast.ada)
    page = ada.get(url("erase", held)).content.decode()
    assert "Career development" in page
    assert "It is erased" in ada.post(url("erase", held), follow=True).content.decode()
    seat = cast.seat(held, cast.ada)
    left = {one.entry.item: one.text for one in read(seat, ring(seat), at=held.started_at)}
    assert "career" not in left
    assert left["reflection"] == "reflection by Ada Aa"
    assert "There is nothing to erase" in ada.get(url("erase", held)).content.decode()


def test_what_was_erased_does_not_come_back_with_an_old_page_and_new_words_can_be_written(cast, held):
    seat = cast.seat(held, cast.ada)
    saved = actions.save(seat, "guide.meaning", text=MINE, based_on=0, client=uuid4(), at=held.started_at)
    actions.erase_private(seat, at=held.started_at)
    with pytest.raises(actions.Clash):
        actions.save(seat, "guide.meaning", text="x", based_on=saved.revision, client=uuid4(), at=held.started_at)
    actions.save(seat, "guide.meaning", text="new", based_on=0, client=uuid4(), at=held.started_at)
    assert read(seat, ring(seat), at=held.started_at).mine("guide.meaning").text == "new"


def test_the_owner_closes_and_opens_again(cast, held, client_for):
    ada = client_for(cast.ada)
    ada.post(reverse("dialogues:take", args=[held.pk, "close"]))
    assert "You have closed this conversation" in ada.get(url("after", held)).content.decode()
    ada.post(reverse("dialogues:take", args=[held.pk, "reopen"]))
    held.refresh_from_db()
    assert held.phase == Phase.CONFIRMED


@pytest.mark.parametrize("side", ["ada", "ben"])
def test_the_page_asks_the_databases_a_fixed_number_of_things(
    cast, held, client_for, side, django_assert_max_num_queries
):
    for number in range(6):
        actions.add_step(cast.seat(held, cast.ada), "action", text=f"Step {number}", due=None, at=held.started_at)
    client = client_for(getattr(cast, side))
    client.get(url("after", held))
    with django_assert_max_num_queries(10), django_assert_max_num_queries(1, using="keys"):
        client.get(url("after", held))


def test_the_owner_finds_other_conversations_with_whomever_and_the_partner_none(cast, held, client_for):
    dora = cast.another_leader()
    other = actions.ask(owner=cast.ada, partner=dora, words="", at=held.started_at)
    for step, person in (("accept", dora), ("meet", dora), ("hold", cast.ada)):
        actions.take(step, seat=cast.seat(other, person), at=held.started_at)
    page = client_for(cast.ada).get(url("after", held)).content.decode()
    assert f'<a href="{url("after", other)}">With Dora Dam</a>' in page
    for person, dialogue in ((cast.ben, held), (dora, other)):
        page = client_for(person).get(url("after", dialogue)).content.decode()
        assert "Other conversations" not in page
        assert str(other.pk if dialogue is held else held.pk) not in page


@pytest.mark.parametrize("name", ["after", "steps", "add-step"])
def test_whichever_button_is_pressed_everything_on_the_page_is_saved(cast, held, client_for, name):
    step = step_of(cast, held)
    sent = {
        f"step-{step.pk}": "done",
        "item": "action",
        "new-text": "Sign up",
        "text-guide.meaning": MINE,
        "revision-guide.meaning": "0",
        "text-evaluation.went-well": "You asked",
        "revision-evaluation.went-well": "0",
    }
    page = client_for(cast.ada).post(url(name, held), sent, follow=True).content.decode()
    assert AgreedStep.objects.get(pk=step.pk).state == "done"
    for words in ("Sign up", MINE, "You asked"):
        assert words in page


def test_a_step_with_a_wrong_date_keeps_nothing_else_from_being_saved(cast, held, client_for):
    sent = {"item": "action", "new-text": "Sign up", "new-due": "soon", "text-guide.meaning": MINE}
    answer = client_for(cast.ada).post(url("after", held), sent | {"revision-guide.meaning": "0"})
    assert answer.status_code == 400
    seat = cast.seat(held, cast.ada)
    assert read(seat, ring(seat), at=held.started_at).mine("guide.meaning").text == MINE
