"""Both open at once: until the moment that the owner chose neither reads the other's, and from then on both do."""

from itertools import product
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtalerum.dialogues import actions, facts, notices
from samtalerum.dialogues.actions.opening import AlreadyRead
from samtalerum.dialogues.models import Dialogue, Opens
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Forbidden, Invalid, WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.vault.models import AccessLog

MINE, THEIRS = "I explain things well", "She reads what the ground remembers"


@pytest.fixture
def before(cast) -> Dialogue:
    """Both have shared something."""
    return begin(cast)


def begin(cast) -> Dialogue:
    dialogue = cast.start(Phase.BEFORE)
    for person, item, text in ((cast.ada, "success", MINE), (cast.ben, "feedback-notes", THEIRS)):
        seat = cast.seat(dialogue, person)
        actions.save(seat, item, text=text, based_on=0, client=uuid4(), at=dialogue.started_at)
        actions.share(seat, [item], at=dialogue.started_at)
    return dialogue


def choose(cast, dialogue, how) -> None:
    actions.choose_opening(cast.seat(dialogue, cast.ada), how, at=dialogue.started_at)


def say(cast, dialogue, person, *, ready: bool = True) -> bool:
    return actions.say_ready(cast.seat(dialogue, person), ready=ready, at=dialogue.started_at)


def reads(cast, dialogue, person) -> bool:
    """This one reads what the other one shares."""
    seat = cast.seat(dialogue, person)
    texts = {one.text for one in read(seat, ring(seat), at=dialogue.started_at) if not one.mine}
    return bool(texts & {MINE, THEIRS})


@pytest.mark.parametrize("how", [Opens.BOTH_READY, Opens.MEETING])
def test_neither_reads_the_others_before_the_moment_and_nothing_is_named(cast, before, how, client_for):
    choose(cast, before, how)
    for person, theirs in ((cast.ada, THEIRS), (cast.ben, MINE)):
        assert not reads(cast, before, person)
        pages = [
            client_for(person).get(reverse(f"dialogues:{name}", args=[before.pk])) for name in ("prepare", "as-seen")
        ]
        shown = "".join(page.content.decode() for page in [*pages, client_for(person).get("/")])
        assert theirs not in shown
        seat = cast.seat(before, person)
        assert facts.of([seat])[seat.pk].received == set()
        assert "neither reads the other" in pages[0].content.decode()
    assert not AccessLog.objects.filter(action="opened").exclude(item="words/0").exists()


def test_it_opens_for_both_when_the_second_one_is_ready_and_the_other_is_mailed(cast, before):
    choose(cast, before, Opens.BOTH_READY)
    assert not say(cast, before, cast.ben)
    assert not reads(cast, before, cast.ada)
    assert say(cast, before, cast.ada)
    assert reads(cast, before, cast.ada)
    assert reads(cast, before, cast.ben)
    letter = Letter.objects.get(notice="dialogues/opened-together")
    assert letter.person == cast.ben.pk
    assert notices.opened_together.holds(letter)
    with pytest.raises(WrongMoment):
        say(cast, before, cast.ben, ready=False)


def test_whoever_is_ready_may_take_it_back_until_it_opens(cast, before):
    choose(cast, before, Opens.BOTH_READY)
    say(cast, before, cast.ben)
    say(cast, before, cast.ben, ready=False)
    assert not say(cast, before, cast.ada)
    assert not reads(cast, before, cast.ben)


@pytest.mark.parametrize("how", [Opens.BOTH_READY, Opens.MEETING])
def test_the_room_opens_it_at_the_latest_and_closing_the_room_again_does_not_shut_it(cast, before, how):
    choose(cast, before, how)
    actions.take("meet", seat=cast.seat(before, cast.ben), at=before.started_at)
    assert reads(cast, before, cast.ada)
    assert reads(cast, before, cast.ben)
    actions.undo(seat=cast.seat(before, cast.ben), at=before.started_at)
    assert reads(cast, before, cast.ben)


def test_only_the_owner_chooses_and_only_until_something_has_been_opened(cast, before):
    with pytest.raises(Forbidden):
        actions.choose_opening(cast.seat(before, cast.ben), Opens.MEETING, at=before.started_at)
    with pytest.raises(Invalid):
        choose(cast, before, "never")
    choose(cast, before, Opens.MEETING)
    choose(cast, before, Opens.AS_SHARED)
    assert reads(cast, before, cast.ben)
    with pytest.raises(AlreadyRead):
        choose(cast, before, Opens.MEETING)


def test_another_choice_asks_both_again_whether_they_are_ready(cast, before):
    choose(cast, before, Opens.BOTH_READY)
    say(cast, before, cast.ben)
    choose(cast, before, Opens.MEETING)
    with pytest.raises(WrongMoment):
        say(cast, before, cast.ada)
    choose(cast, before, Opens.BOTH_READY)
    assert not say(cast, before, cast.ada)


def test_my_own_words_are_mine_to_read_and_to_take_back_all_the_time(cast, before):
    choose(cast, before, Opens.MEETING)
    seat = cast.seat(before, cast.ada)
    assert MINE in {one.text for one in read(seat, ring(seat), at=before.started_at)}
    actions.stop_sharing(seat, ["success"], at=before.started_at)
    actions.take("meet", seat=cast.seat(before, cast.ada), at=before.started_at)
    assert not reads(cast, before, cast.ben)


STEPS = st.lists(
    st.sampled_from(
        [*product(["choose"], Opens.values), *product(["ready", "wait"], ["ada", "ben"]), ("meet", ""), ("undo", "")]
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_two_do_both_read_or_neither_as_the_rule_in_words_says(cast, steps):
    dialogue, opens, ready, opened, met = begin(cast), Opens.AS_SHARED, set(), False, False
    for what, who in steps:
        dialogue.refresh_from_db()
        if what == "choose" and dialogue.phase == Phase.BEFORE and not opened and not _read_before(dialogue):
            choose(cast, dialogue, who)
            opens, ready = who, set()
        elif what in {"ready", "wait"} and opens == Opens.BOTH_READY and not opened and dialogue.phase == Phase.BEFORE:
            say(cast, dialogue, getattr(cast, who), ready=what == "ready")
            ready = ready | {who} if what == "ready" else ready - {who}
            opened = ready == {"ada", "ben"}
        elif what == "meet" and dialogue.phase == Phase.BEFORE:
            actions.take("meet", seat=cast.seat(dialogue, cast.ada), at=dialogue.started_at)
            opened, met = opened or opens != Opens.AS_SHARED, True
        elif what == "undo" and met and dialogue.phase == Phase.DURING:
            actions.undo(seat=cast.seat(dialogue, cast.ada), at=dialogue.started_at)
    expected = opens == Opens.AS_SHARED or opened
    assert reads(cast, dialogue, cast.ada) is expected
    assert reads(cast, dialogue, cast.ben) is expected
    # The next round begins with two who have nothing open.
    Dialogue.objects.filter(pk=dialogue.pk).update(phase=Phase.WITHDRAWN)


def _read_before(dialogue) -> bool:
    return AccessLog.objects.filter(dialogue=dialogue.pk, action="opened").exclude(item="words/0").exists()
