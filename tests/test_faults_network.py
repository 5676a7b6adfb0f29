"""The network goes, a laptop sleeps, a writer has two tabs: the page says what is so, and everything catches up by itself.

A minute is not waited for: the page's clock is moved on, and the limit after which an answer counts as lost is a tenth.
"""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase
from tests.browser import Windows
from tests.cast import Cast
from tests.faults import SAVED, Network, later_until
from tests.servers import Server
from tests.test_killed import text_of

WORDS, MORE, ADVICE = "The archive is a line of research", " of my own", "Talk to Ingrid about the archive"
IMPATIENT = "AbortSignal.timeout = (of => (ms) => of.call(AbortSignal, ms / 10))(AbortSignal.timeout)"
HELD = "async () => (await navigator.locks.query()).held.length"


@pytest.fixture
def network(house: Server) -> Iterator[Network]:
    with Network(house.port) as between:
        yield between


@pytest.fixture
def across(browser: Browser, house: Server, network: Network) -> Iterator[Windows]:
    """Windows on the other side of that network."""
    there = copy.copy(house)
    there.url = network.url
    opened = Windows(browser, there)
    opened.guard.forgive(r"Failed to load resource|/live/")
    yield opened
    opened.close()


def enter(windows: Windows, person: Any, dialogue: Dialogue) -> Page:
    """The room, with a stream, on a clock that the test can move on."""
    page = windows.person_page(person)
    page.clock.install()
    page.add_init_script(IMPATIENT)
    with page.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        page.goto(f"/dialogues/{dialogue.pk}/room/")
    return page


def saved_words(person: Any, dialogue: Dialogue) -> list[str]:
    """What the server holds of the reflection, however often."""
    rows = Entry.objects.filter(dialogue=dialogue, item="reflection", author__person=person)
    return [text_of(person, dialogue, "reflection") for _row in rows]


def test_a_cut_of_a_minute_is_said_at_once_and_made_up_for(across: Windows, network: Network, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada = enter(across, people.ada, dialogue)
    mine = ada.locator("[id='text-reflection']")
    mine.fill(WORDS)
    mine.blur()
    expect(ada.locator("[data-saved-for='text-reflection']")).to_contain_text(SAVED)
    network.cut()
    ada.context.set_offline(True)
    notice = ada.get_by_role("alert").filter(has_text="There is no connection right now")
    expect(notice).to_be_visible()
    mine.fill(WORDS + MORE)
    mine.blur()
    line = ada.get_by_role("status").filter(has_text="There is no connection right now; keep the page open.")
    expect(line).to_be_visible()
    people.write(dialogue, people.ben, "advice", ADVICE)
    ada.clock.fast_forward(60_000)
    expect(mine).to_have_value(WORDS + MORE)
    expect(line).to_be_visible()
    assert text_of(people.ada, dialogue, "reflection") == WORDS
    network.mend()
    ada.context.set_offline(False)
    expect(ada.locator("main")).to_contain_text(ADVICE)
    expect(notice).to_have_count(0)
    expect(line).to_have_count(0)
    expect(ada.locator("[data-saved-for='text-reflection']")).to_contain_text(SAVED)
    expect(mine).to_have_value(WORDS + MORE)
    assert saved_words(people.ada, dialogue) == [WORDS + MORE]


def test_a_network_that_swallows_everything_is_noticed_although_nobody_says_so(
    across: Windows, network: Network, people: Cast
):
    dialogue = people.conversation(Phase.DURING)
    ada = enter(across, people.ada, dialogue)
    network.swallow()
    mine = ada.locator("[id='text-reflection']")
    mine.fill(WORDS)
    mine.blur()
    line = ada.get_by_role("status").filter(has_text="Not saved yet. Your words are still here; we are trying again.")
    expect(line).to_be_visible()
    people.write(dialogue, people.ben, "advice", ADVICE)
    notice = ada.get_by_role("alert").filter(has_text="There is no connection right now")
    later_until(ada, 30, notice)
    network.mend()
    later_until(ada, 60, ada.locator("main").get_by_text(ADVICE).first)
    later_until(ada, 60, ada.locator("[data-saved-for='text-reflection']").filter(has_text=SAVED))
    expect(notice).to_have_count(0)
    expect(mine).to_have_value(WORDS)
    assert saved_words(people.ada, dialogue) == [WORDS]


def test_a_page_that_was_frozen_catches_up_and_gets_a_new_ticket(across: Windows, network: Network, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada = enter(across, people.ada, dialogue)
    frozen = ada.context.new_cdp_session(ada)
    frozen.send("Page.setWebLifecycleState", {"state": "frozen"})
    network.swallow()  # its connections will never be heard of again
    ada.context.clear_cookies(name="live")  # its ticket is over
    people.write(dialogue, people.ben, "advice", ADVICE)
    network.mend()
    with ada.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        frozen.send("Page.setWebLifecycleState", {"state": "active"})
    expect(ada.locator("main")).to_contain_text(ADVICE)
    assert ada.evaluate(HELD) == 1


def test_a_laptop_that_slept_an_hour_catches_up_without_being_told_that_it_slept(
    across: Windows, network: Network, people: Cast
):
    """Its stream is dead and says nothing; its clock has jumped. That is all there is to notice."""
    dialogue = people.conversation(Phase.DURING)
    ada = enter(across, people.ada, dialogue)
    network.swallow()
    people.write(dialogue, people.ben, "advice", ADVICE)
    network.mend()
    ada.context.clear_cookies(name="live")
    with ada.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        ada.clock.fast_forward(60 * 60 * 1000)
    expect(ada.locator("main")).to_contain_text(ADVICE)
    assert ada.evaluate(HELD) == 1


@pytest.mark.parametrize("hours", [-24, 24], ids=["a day behind", "a day ahead"])
def test_a_browser_whose_clock_is_a_day_off_saves_and_hears_all_the_same(hours: int, windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada = windows.person_page(people.ada)
    ada.add_init_script(f"{{const now = Date.now; Date.now = () => now() + {hours} * 3600000}}")
    with ada.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        ada.goto(f"/dialogues/{dialogue.pk}/room/")
    mine = ada.locator("[id='text-reflection']")
    mine.fill(WORDS)
    mine.blur()
    expect(ada.locator("[data-saved-for='text-reflection']")).to_contain_text(SAVED)
    people.write(dialogue, people.ben, "advice", ADVICE)
    expect(ada.locator("main")).to_contain_text(ADVICE)
    assert saved_words(people.ada, dialogue) == [WORDS]


def test_two_tabs_of_one_writer_never_overwrite_each_other_silently(windows: Windows, people: Cast):
    windows.guard.forgive("409")
    dialogue = people.conversation(Phase.BEFORE)
    here = windows.person_page(people.ada)
    there = here.context.new_page()
    for tab in (here, there):
        tab.goto(f"/dialogues/{dialogue.pk}/prepare/")
    here.locator("#text-success").fill("Written here")
    here.locator("#text-success").blur()
    expect(here.locator("[data-saved-for='text-success']")).to_contain_text(SAVED)
    there.locator("#text-success").fill("Written there")
    there.locator("#text-success").blur()
    both = there.get_by_role("button", name="See both texts")
    expect(both).to_be_visible()
    expect(there.locator("#text-success")).to_have_value("Written there")
    assert text_of(people.ada, dialogue) == "Written here", "nothing was overwritten"
    both.click()
    for words in ("here", "there"):
        expect(there.locator("main")).to_contain_text(f"Written {words}")
    there.locator("button[value=together]").click()
    there.wait_for_url("**/prepare/")
    kept = text_of(people.ada, dialogue)
    assert "here" in kept
    assert "there" in kept
