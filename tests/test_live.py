"""Two people in the room, on a real server: news comes by a stream, and without one by asking, all the same."""

import http.client
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import signing
from playwright.sync_api import Page, expect

from samtalerum.dialogues import live
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from tests.browser import Windows
from tests.cast import Cast
from tests.servers import Server

ADVICE, REFLECTION = "Talk to Ingrid about the archive", "The archive is a line of research"


@contextmanager
def stream(server: Server, dialogue: Dialogue) -> Iterator[http.client.HTTPResponse]:
    """As a browser opens it, from outside the server's process: on PostgreSQL what we commit is heard there."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    ticket = signing.dumps(str(dialogue.pk), salt=live.SALT)
    connection.request("GET", f"/live/{dialogue.pk}", headers={"Cookie": f"live={ticket}"})
    with connection.getresponse() as opened:
        yield opened
    connection.close()


def event(opened: http.client.HTTPResponse) -> str:
    """The next event; comments are passed over."""
    for line in opened:
        if line.startswith(b"event: "):
            return line.decode().strip()
    return "end"


def test_what_one_saves_wakes_the_stream_of_the_other(house: Server, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    with stream(house, dialogue) as opened:
        assert (opened.status, event(opened)) == (200, "event: changed")
        people.write(dialogue, people.ben, "advice", ADVICE)
        assert event(opened) == "event: changed"


def test_a_server_that_stops_does_not_wait_for_streams(house: Server, people: Cast):
    with stream(house, people.conversation(Phase.DURING)) as opened:
        assert event(opened) == "event: changed"
        house.stop()
        said = list(iter(lambda: event(opened), "end"))
    assert said[-1] == "event: bye", "It ended by itself, and was not cut when patience ran out"


def enter(windows: Windows, person: Any, dialogue: Dialogue) -> Page:
    page = windows.person_page(person)
    page.goto(f"/dialogues/{dialogue.pk}/room/")
    return page


def without(page: Page) -> None:
    page.route("**/live/**", lambda route: route.abort())


@pytest.mark.parametrize("prepared", [lambda page: None, without], ids=["live", "without live"])
def test_what_one_writes_arrives_and_what_the_other_does_stays(
    prepared: Callable[[Page], None], windows: Windows, people: Cast
):
    windows.guard.forgive("/live/")
    dialogue = people.conversation(Phase.DURING)
    ada, ben = windows.person_page(people.ada), windows.person_page(people.ben)
    for page in (ada, ben):
        prepared(page)
        page.goto(f"/dialogues/{dialogue.pk}/room/")
    theme = ada.locator("#guide details").first
    theme.locator("summary").first.click()
    mine = ada.locator("[id='text-reflection']")
    mine.fill(REFLECTION)
    mine.evaluate("one => one.setSelectionRange(4, 11)")
    given = ben.locator("[id='text-advice']")
    given.fill(ADVICE)
    given.blur()
    expect(ada.locator("main")).to_contain_text(ADVICE)
    expect(mine).to_be_focused()
    expect(mine).to_have_value(REFLECTION)
    assert mine.evaluate("one => [one.selectionStart, one.selectionEnd]") == [4, 11]
    expect(theme).to_have_attribute("open", "")


def test_the_room_says_who_comes_and_who_leaves(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada, ben = enter(windows, people.ada, dialogue), enter(windows, people.ben, dialogue)
    expect(ada.get_by_role("status").filter(has_text="Ben is here")).to_be_visible()
    ben.goto("/")
    expect(ada.get_by_role("status").filter(has_text=re.compile("Ben left at"))).to_be_visible()


def test_six_windows_of_one_browser_all_load_and_all_save(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    first = enter(windows, people.ada, dialogue)
    pages = [first, *(first.context.new_page() for _ in range(5))]
    for page in pages[1:]:
        page.goto(f"/dialogues/{dialogue.pk}/room/")
    people.write(dialogue, people.ben, "advice", ADVICE)
    for page in pages:
        expect(page.locator("main")).to_contain_text(ADVICE)


def test_a_page_that_nobody_looks_at_holds_no_stream(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    page = windows.person_page(people.ada)
    with page.expect_response(lambda one: "/live/" in one.url and one.status == 200):
        page.goto(f"/dialogues/{dialogue.pk}/room/")
    held = "async () => (await navigator.locks.query()).held.length"
    assert page.evaluate(held) == 1
    with page.expect_event("requestfailed", lambda one: "/live/" in one.url):
        page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(held) == 0
