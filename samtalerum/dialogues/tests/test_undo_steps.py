"""Undo on *My steps*: what was just marked stands as before, for both, and nobody else's step moves."""

import re

import pytest
from django.urls import reverse

from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring

STEPS = reverse("dialogues:my-steps")


@pytest.fixture
def step(cast):
    dialogue = cast.start(Phase.CONFIRMED)
    seat = cast.seat(dialogue, cast.ada)
    return read(seat, ring(seat), at=dialogue.started_at).slots("action")[0].entry.step


def mark(client, step, state):
    sent = {"state": state, "until": "", "note": "", "revision": "0"}
    return client.post(STEPS, {f"{step.pk}-{name}": value for name, value in sent.items()}, follow=True)


def back_of(answer):
    found = re.search(r'name="back" value="([^"]*)"', answer.content.decode())
    return found[1] if found else ""


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_a_step_that_was_marked_is_put_back_in_place(cast, step, client_for, state):
    ada = client_for(cast.ada)
    answer = mark(ada, step, state)
    step.refresh_from_db()
    assert step.state == state
    assert back_of(answer) == f"{step.pk}.open"
    answer = ada.post(STEPS, {"back": back_of(answer)}, follow=True)
    assert "The steps stand as before." in answer.content.decode()
    step.refresh_from_db()
    assert step.state == "open"
    assert not back_of(ada.get(f"{STEPS}?saved=1&was={step.pk}.open"))  # nothing is left to undo


def test_saving_without_another_state_offers_no_undo(cast, step, client_for):
    assert not back_of(mark(client_for(cast.ada), step, "open"))


@pytest.mark.parametrize("nonsense", ["", "x", "x.y", ".", "{pk}.lost", "{pk}"])
def test_nonsense_and_the_other_ones_hand_change_nothing(cast, step, client_for, nonsense):
    mark(client_for(cast.ada), step, "done")
    client_for(cast.ada).post(STEPS, {"back": nonsense.format(pk=step.pk)})
    client_for(cast.ben).post(STEPS, {"back": f"{step.pk}.open"})
    step.refresh_from_db()
    assert step.state == "done"
