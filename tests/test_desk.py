"""From the request over the desk to the yes, in browsers. Without JavaScript: tests/test_coaching_journey.py."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from samtalerum.coaching.models import Coach
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Kind, Phase
from tests.browser import Windows, axe, fits
from tests.cast import Cast
from tests.coached import make_coaching
from tests.planted import traces

HOPE = "I say yes to everything and would like to find the one thing I keep"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def sound(page: Page) -> None:
    axe(page)
    fits(page)


def test_a_request_is_asked_taken_passed_back_taken_and_accepted(windows: Windows, people: Cast, house: Any):
    unit = make_coaching(people)
    Coach.objects.update(presented=True, lines="I listen, and ask what you make of it.", languages=["da", "en"])
    ada = windows.person_page(people.ada)
    signe = windows.person_page(unit.signe.person)
    mikkel = windows.person_page(unit.mikkel.person)
    look = sound
    asks(ada, look)
    press(mikkel, "Desk")
    expect(mikkel.locator("main")).not_to_contain_text(HOPE)
    press(mikkel, "Take")
    expect(mikkel.get_by_text(HOPE)).to_be_visible()
    look(mikkel)
    press(mikkel, "Pass it back")
    expect(mikkel.get_by_text("Nothing waits.")).to_be_visible()
    press(signe, "Desk")
    look(signe)
    press(signe, "Take")
    expect(signe.get_by_role("heading", name="Ada Aagaard")).to_be_visible()
    ada.reload()
    expect(ada.get_by_role("heading", name="Signe Thorup would like to be your coach")).to_be_visible()
    look(ada)
    press(ada, "Yes, with Signe")
    dialogue = Dialogue.every.get(kind=Kind.COACHING)
    expect(ada).to_have_url(f"{house.url}/dialogues/{dialogue.pk}/prepare/")
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.BEFORE
    assert traces(house, [HOPE], [ada.context, signe.context, mikkel.context]) == []


def asks(ada: Page, look: Any) -> None:
    """From the foot of any page; once with nothing written."""
    press(ada, "What coaching is")
    look(ada)
    assert re.search(rb"/Count 1\b", ada.pdf(prefer_css_page_size=True)), "the page prints on one sheet of paper"
    press(ada, "Ask for coaching")
    ada.get_by_label("By video").check()
    press(ada, "Ask for coaching")
    expect(ada.get_by_text("Write a line or two").first).to_be_visible()
    expect(ada.get_by_label("By video")).to_be_checked()
    look(ada)
    ada.locator("#id_hope").fill(HOPE)
    press(ada, "Ask for coaching")
    expect(ada.get_by_role("heading", name="Your request waits for a coach")).to_be_visible()
    look(ada)
