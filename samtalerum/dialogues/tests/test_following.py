"""Between conversations: later questions and answers, steps moved and noted, and what one wrote in earlier years."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from samtalerum.dialogues import actions, facts, notices, retention
from samtalerum.dialogues.actions.following import AlreadyOpened, Enough, NoteChanged
from samtalerum.dialogues.handed import FollowUp
from samtalerum.dialogues.models import AgreedStep, Dialogue, StepNote
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.seats import seats_of
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Invalid, WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.vault import api as vault
from samtalerum.vault.models import AccessLog

QUESTION = "Is the post of 2028 still likely?"
ANSWER = "Possible, not promised."
NOTE = "Ask Ingrid first, she knows them"


@pytest.fixture
def held(cast) -> Dialogue:
    """A conversation that both have confirmed."""
    dialogue = cast.start(Phase.BEFORE)
    actions.take("meet", seat=cast.seat(dialogue, cast.ada), at=dialogue.started_at)
    cast.confirm(dialogue)
    dialogue.refresh_from_db()
    return dialogue


def url(name: str, dialogue: Dialogue) -> str:
    return reverse(f"dialogues:{name}", args=[dialogue.pk])


def step_of(cast, dialogue) -> AgreedStep:
    seat = cast.seat(dialogue, cast.ada)
    return read(seat, ring(seat), at=dialogue.started_at).slots("action")[0].entry.step


def fields(step: AgreedStep, **changed: str) -> dict[str, str]:
    """What the page of all steps sends for one."""
    sent = {"state": step.state, "until": "", "note": "", "revision": "0"} | changed
    return {f"{step.pk}-{name}": value for name, value in sent.items()}


def test_the_owner_asks_the_partner_answers_and_nobody_else_reads_it(cast, held, client_for):
    ada, ben = client_for(cast.ada), client_for(cast.ben)
    assert "Your answer" not in ben.get(url("after", held)).content.decode()  # nobody has asked yet
    ada.post(url("follow-up", held), {"ask-text": QUESTION})
    page = ben.get(url("after", held)).content.decode()
    assert QUESTION in page
    assert "Your answer" in page
    ben.post(url("follow-up", held), {"ask-text": ANSWER})
    page = ada.get(url("after", held)).content.decode()
    assert page.index(QUESTION) < page.index(ANSWER)
    assert client_for(cast.cleo).get(url("after", held)).status_code == 404
    opened = AccessLog.objects.filter(item="follow-up/0").values_list("actor", "author")
    assert set(opened) == {(cast.ben.pk, cast.ada.pk), (cast.ada.pk, cast.ben.pk)}


def test_what_waits_is_said_until_it_is_answered_or_opened(cast, held):
    ada, ben, at = cast.seat(held, cast.ada), cast.seat(held, cast.ben), held.held_at

    def waits() -> set:
        found = facts.with_last_follow_up(seats_of(cast.ada) | seats_of(cast.ben))
        return {seat.pk for seat in found if facts.asked_further(seat)}

    assert waits() == set()
    actions.follow_up(ada, text=QUESTION, at=at)
    assert waits() == {ben.pk}
    actions.open_thread(ben, ring(ben), at=at)
    assert waits() == {ben.pk}  # read is not answered
    actions.follow_up(ben, text=ANSWER, at=at + timedelta(minutes=1))
    assert waits() == {ada.pk}
    actions.open_thread(ada, ring(ada), at=at)
    assert waits() == set()


def test_a_question_taken_back_before_it_was_opened_leaves_no_trace(cast, held, client_for):
    ada = client_for(cast.ada)
    ada.post(url("follow-up", held), {"ask-text": QUESTION})
    sent = FollowUp.objects.get()
    ada.post(url("take-back", held), {"sent": str(sent.pk)})
    assert not FollowUp.objects.exists()
    page = client_for(cast.ben).get(url("after", held)).content.decode()
    assert QUESTION not in page
    assert "Questions from" not in page
    assert not AccessLog.objects.filter(item="follow-up/0").exists()


def test_what_has_been_opened_can_not_be_taken_back_and_nobody_takes_back_anothers(cast, held):
    ada, ben = cast.seat(held, cast.ada), cast.seat(held, cast.ben)
    sent = actions.follow_up(ada, text=QUESTION, at=held.held_at)
    with pytest.raises(Invalid):
        actions.take_back(ben, sent.pk, at=held.held_at)
    actions.open_thread(ben, ring(ben), at=held.held_at)
    with pytest.raises(AlreadyOpened):
        actions.take_back(ada, sent.pk, at=held.held_at)
    assert FollowUp.objects.count() == 1


def test_the_partner_does_not_begin_and_a_thread_has_an_end(cast, held, monkeypatch):
    ada, ben = cast.seat(held, cast.ada), cast.seat(held, cast.ben)
    with pytest.raises(WrongMoment):
        actions.follow_up(ben, text=ANSWER, at=held.held_at)
    monkeypatch.setattr("samtalerum.dialogues.actions.following.MOST", 1)
    actions.follow_up(ada, text=QUESTION, at=held.held_at)
    with pytest.raises(Enough):
        actions.follow_up(ada, text=QUESTION, at=held.held_at)


def test_a_question_is_mailed_unless_it_was_taken_back_or_opened(cast, held):
    ada, ben = cast.seat(held, cast.ada), cast.seat(held, cast.ben)
    for ending in (lambda sent: actions.take_back(ada, sent.pk, at=held.held_at), lambda _: open_all(ben)):
        sent = actions.follow_up(ada, text=QUESTION, at=held.held_at)
        letter = Letter.objects.get(notice="dialogues/asked-further", person=cast.ben.pk, stamp=str(sent.pk))
        assert notices.asked_further.holds(letter)
        ending(sent)
        assert not notices.asked_further.holds(letter)
    assert not Letter.objects.filter(notice="dialogues/asked-further", person=cast.ada.pk).exists()


def open_all(seat) -> None:
    actions.open_thread(seat, ring(seat), at=seat.dialogue.held_at)


def test_a_question_begun_and_another_button_pressed_is_kept_and_not_sent(cast, held, client_for):
    answer = client_for(cast.ada).post(url("after", held), {"ask-text": QUESTION})
    page = answer.content.decode()
    assert QUESTION in page
    assert "This has not been sent yet" in page
    assert not FollowUp.objects.exists()
    empty = client_for(cast.ada).post(url("follow-up", held), {"ask-text": "  "})
    assert (empty.status_code, "Write what you would like to send." in empty.content.decode()) == (400, True)
    long = client_for(cast.ada).post(url("follow-up", held), {"ask-text": "x" * 4001})
    assert "x" * 4001 in long.content.decode()


def test_before_the_conversation_nothing_is_asked_this_way(cast):
    dialogue = cast.start(Phase.BEFORE)
    with pytest.raises(WrongMoment):
        actions.follow_up(cast.seat(dialogue, cast.ada), text=QUESTION, at=dialogue.started_at)


def test_the_thread_is_erased_with_the_sheet(cast, held):
    ada = cast.seat(held, cast.ada)
    actions.follow_up(ada, text=QUESTION, at=held.held_at)
    day = retention.dates(held).sheet
    retention.erase_what_is_due(at=held.held_at + timedelta(days=(day - held.held_at.date()).days + 1))
    assert not FollowUp.objects.exists()
    assert not ring(ada).has(held.scope)


def test_what_the_partner_wrote_on_coming_back_stands_beside_the_question(cast, held, client_for):
    ben = cast.seat(held, cast.ben)
    actions.save(ben, "come-back", text="Knock on Thursdays", based_on=0, client=uuid4(), at=held.held_at)
    page = client_for(cast.ada).get(url("after", held)).content.decode()
    assert page.index("Send to Ben") < page.index("Knock on Thursdays")


def test_a_step_is_moved_and_the_sheet_that_both_confirmed_stays(cast, held, client_for):
    step, before = step_of(cast, held), cast.fingerprint(cast.seat(held, cast.ada))
    ada = client_for(cast.ada)
    answer = ada.post(reverse("dialogues:my-steps"), fields(step, until="2031-05-28"))
    assert answer.status_code == 302
    step.refresh_from_db()
    assert step.until.isoformat() == "2031-05-28"
    assert cast.fingerprint(cast.seat(held, cast.ada)) == before
    assert "28 May 2031" in client_for(cast.ben).get(url("after", held)).content.decode()


def test_a_note_at_a_step_is_read_by_its_writer_alone(cast, held, client_for):
    step = step_of(cast, held)
    client_for(cast.ada).post(reverse("dialogues:my-steps"), fields(step, note=NOTE))
    assert NOTE in client_for(cast.ada).get(reverse("dialogues:my-steps")).content.decode()
    for page in (reverse("dialogues:my-steps"), url("after", held), url("sheet", held)):
        assert NOTE not in client_for(cast.ben).get(page).content.decode()
    note = StepNote.objects.get()
    ben = cast.seat(held, cast.ben)
    place = note.place(cast.seat(held, cast.ada), note.revision)
    with pytest.raises(vault.NotAReader):
        vault.open(vault.ring(cast.ben.pk, [ben.dialogue.scope, place.scope]), [(note.words, place)], at=held.held_at)


def test_a_note_written_in_two_windows_overwrites_nothing(cast, held, client_for):
    step, ada = step_of(cast, held), client_for(cast.ada)
    ada.post(reverse("dialogues:my-steps"), fields(step, note=NOTE))
    answer = ada.post(reverse("dialogues:my-steps"), fields(step, note="Something else"))
    page = answer.content.decode()
    assert (answer.status_code, "Something else" in page, "another window" in page) == (400, True, True)
    with pytest.raises(NoteChanged):
        actions.note_step(cast.seat(held, cast.ada), step.pk, text="", based_on=5, at=held.held_at)
    assert NOTE in ada.get(reverse("dialogues:my-steps")).content.decode()


def test_notes_are_erased_with_the_other_private_parts(cast, held, client_for):
    step, seat = step_of(cast, held), cast.seat(held, cast.ada)
    actions.note_step(seat, step.pk, text=NOTE, based_on=0, at=held.held_at)
    assert retention.kept(seat).noted
    assert "your notes at the steps" in client_for(cast.ada).get(url("erase", held)).content.decode()
    actions.erase_private(seat, at=held.held_at)
    assert not StepNote.objects.exists()
    # Whoever has erased everything and notes something again has it erased on the same day as before.
    actions.note_step(seat, step.pk, text=NOTE, based_on=0, at=held.held_at)
    day = retention.dates(held).private
    later = held.held_at + timedelta(days=(day - held.held_at.date()).days + 1)
    retention.erase_what_is_due(at=later)
    assert not StepNote.objects.exists()
    with pytest.raises(WrongMoment):
        actions.note_step(seat, step.pk, text=NOTE, based_on=0, at=later)


def test_what_is_wrong_with_a_step_is_said_at_it_and_what_was_typed_is_kept(cast, held, client_for):
    step = step_of(cast, held)
    answer = client_for(cast.ada).post(reverse("dialogues:my-steps"), fields(step, until="soon", note=NOTE))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Write it as year-month-day" in page
    assert NOTE in page
    assert not StepNote.objects.exists()


def test_nobody_changes_the_steps_of_another(cast, held, client_for):
    step = step_of(cast, held)
    client_for(cast.ben).post(reverse("dialogues:my-steps"), fields(step, state="dropped", note="Mine now"))
    step.refresh_from_db()
    assert step.state == "open"
    ben = cast.seat(held, cast.ben)
    with pytest.raises(Invalid):
        actions.move_step(ben, step.pk, None, at=held.held_at)
    with pytest.raises(Invalid):
        actions.note_step(ben, step.pk, text=NOTE, based_on=0, at=held.held_at)


def test_the_page_of_steps_asks_as_often_for_three_conversations_as_for_one(
    cast, held, client_for, django_assert_max_num_queries
):
    ada = client_for(cast.ada)
    ada.get(reverse("dialogues:my-steps"))
    with django_assert_max_num_queries(10, using="default"):
        ada.get(reverse("dialogues:my-steps"))


def test_then_and_now_shows_what_i_wrote_in_each_conversation(cast, client_for):
    first = cast.start(Phase.BEFORE)
    seat = cast.seat(first, cast.ada)
    actions.save(seat, "career", text="A house by the sea", based_on=0, client=uuid4(), at=first.started_at)
    actions.take("hold", seat=seat, at=first.started_at)
    second = cast.start(Phase.BEFORE)
    ben = cast.seat(second, cast.ben)
    actions.save(cast.seat(second, cast.ada), "career", text="A lab", based_on=0, client=uuid4(), at=first.started_at)
    actions.save(ben, "feedback-notes", text="Secret of Ben's", based_on=0, client=uuid4(), at=first.started_at)
    page = client_for(cast.ada).get(reverse("dialogues:earlier"), {"about": "career"}).content.decode()
    assert page.index("A lab") < page.index("A house by the sea")
    assert "Secret of Ben" not in page
    assert not AccessLog.objects.filter(actor=cast.ada.pk).exists()  # of one's own nothing is written down
    assert "A lab" not in client_for(cast.ben).get(reverse("dialogues:earlier"), {"about": "career"}).content.decode()
    assert "Nothing yet" in client_for(cast.cleo).get(reverse("dialogues:earlier")).content.decode()
