"""A server whose clock is a day off: it goes on serving and saving, and erases nothing before its day."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from samtalerum.dialogues import actions, presence, retention
from samtalerum.dialogues.models import Dialogue, Presence
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Turn
from samtalerum.mail.worker import CATCH_UP, run_sweeps
from samtalerum.people.models import Session
from samtalerum.people.sessions import hashed
from tests.browser import Windows, session_of
from tests.cast import Cast, now
from tests.servers import Server
from tests.test_faults_database import until
from tests.test_killed import text_of

DAY, TURN = timedelta(days=1), timedelta(minutes=15)
SWEEP = "dialogues.sweeps.run"
WORDS, REFLECTION = "Whatever I wrote for myself", "The archive is a line of research"


def wrong(off: str) -> dict[str, str]:
    """The environment of a process whose clock is off by so much; how long things take stays right."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("A wrong clock needs Debian's package faketime.")
    return {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME": off,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def noon(dialogue: Dialogue) -> datetime:
    """Of the day on which the owner's own words are erased."""
    day = retention.dates(dialogue).private
    assert day
    return timezone.make_aware(datetime.combine(day, time(12)))


def held(cast: Cast) -> Dialogue:
    """A conversation that has been held, with words that only Ada can read."""
    dialogue = cast.conversation(Phase.BEFORE)
    cast.write(dialogue, cast.ada, "success", WORDS)
    for step, person in ((Step.MEET, cast.ben), (Step.HOLD, cast.ada)):
        actions.take(step, seat=cast.seat(dialogue, person), at=now())
    return Dialogue.objects.get(pk=dialogue.pk)


def due_the_day_after_tomorrow(dialogue: Dialogue) -> None:
    """Move it so far back that the words that are the owner's alone are erased then: midnight may be near."""
    then, dialogue.held_at = local_date(now()) + 2 * DAY, now() - timedelta(days=190)
    while (day := retention.dates(dialogue).private) is not None and day < then:
        dialogue.held_at += DAY
    dialogue.save(update_fields=["held_at"])


def test_a_clock_that_jumps_a_day_ahead_erases_nothing_early(cast: Cast):
    dialogue = held(cast)
    before = noon(dialogue) - DAY
    run_sweeps(before)
    for minutes in range(15, 120, 15):  # nearly two hours, until somebody notices
        run_sweeps(before + DAY + timedelta(minutes=minutes))
        assert text_of(cast.ada, dialogue) == WORDS
    run_sweeps(before + 2 * timedelta(hours=1))
    assert text_of(cast.ada, dialogue) == WORDS
    assert Turn.objects.get(pk=SWEEP).reached == before + 2 * timedelta(hours=1), "It goes by the clock again"


def test_whoever_was_switched_off_for_a_weekend_catches_up(cast: Cast):
    dialogue = held(cast)
    at = noon(dialogue) + DAY
    run_sweeps(at - 3 * DAY)
    turns = 0
    while text_of(cast.ada, dialogue) == WORDS:
        at, turns = at + TURN, turns + 1
        run_sweeps(at)
    assert turns * TURN * CATCH_UP <= 3 * DAY + turns * TURN
    assert text_of(cast.ada, dialogue) == ""


def test_when_a_clock_that_was_ahead_is_put_right_nobody_is_here_who_is_not(cast: Cast):
    dialogue, at = cast.conversation(Phase.DURING), now()
    presence.here(cast.seat(dialogue, cast.ben), Presence.Where.ROOM, at=at + DAY)
    assert presence.words(cast.seat(dialogue, cast.ben), at=at + DAY) == "Ben is here"
    assert presence.words(cast.seat(dialogue, cast.ben), at=at) == ""
    presence.here(cast.seat(dialogue, cast.ben), Presence.Where.ROOM, at=at)
    assert presence.words(cast.seat(dialogue, cast.ben), at=at) == "Ben is here"


@pytest.mark.parametrize("days", [2, -1], ids=["two days ahead", "a day behind"])
def test_a_server_whose_clock_is_off_serves_and_erases_nothing_early(
    days: int, house: Server, people: Cast, browser: Browser
):
    told = wrong(f"{days:+d}d")
    old = held(people)
    due_the_day_after_tomorrow(old)
    until(lambda: Turn.objects.filter(pk=SWEEP).exists(), "Nobody sweeps.")
    room = actions.ask(owner=people.ada, partner=people.dora, words="", at=now())
    actions.take(Step.ACCEPT, seat=people.seat(room, people.dora), at=now())
    actions.take(Step.MEET, seat=people.seat(room, people.dora), at=now())
    session = session_of(people.ada)
    house.stop()
    house.environment |= told
    house.start()
    moved = timezone.now() + timedelta(days=days)
    until(lambda: abs(Turn.objects.get(pk=SWEEP).next_at - moved) < timedelta(hours=6), "It does not sweep there.")
    assert text_of(people.ada, old) == WORDS, "its day has not come"
    assert house.ask("/", Cookie=f"sessionid={session}") == (302 if days > 0 else 200), "sessions last twelve hours"
    windows = Windows(browser, house)
    ada = windows.page()
    ada.context.add_cookies([{"name": "sessionid", "value": longer(people.ada), "url": house.url, "httpOnly": True}])
    with ada.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        ada.goto(f"/dialogues/{room.pk}/room/")
    mine = ada.locator("[id='text-reflection']")
    mine.fill(REFLECTION)
    mine.blur()
    expect(ada.locator("[data-saved-for='text-reflection']")).not_to_have_attribute("data-failed", "")
    until(lambda: text_of(people.ada, room, "reflection") == REFLECTION, "It was not saved.")
    windows.close()


def longer(person: Any) -> str:
    """A session that a day does not end."""
    key = session_of(person)
    Session.objects.filter(pk=hashed(key)).update(expire_date=timezone.now() + 3 * DAY)
    return key
