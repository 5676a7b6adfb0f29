"""Our parts in a real browser: nothing refused, nothing for axe to find, nothing wider than a small phone."""

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from samtalerum.web.tests.stage import Answer, Stage

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """In short: what, and where first. Run through the debugger, which the page's policy does not bind."""
    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text())
    asked = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({asked})")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["stage", "letter", "wrong"])
def test_every_part_is_accessible_in_light_and_dark_and_fits_a_small_phone(
    page: Page, stage: Stage, scheme: str, name: str
) -> None:
    stage.person.appearance = scheme
    pages = {
        "stage": lambda: stage.page("stage.html"),
        "letter": stage.letter,
        "wrong": lambda: stage.letter({"title": "x" * 300, "letter": ""}),
    }
    stage.standing["/looks/"] = Answer(body=pages[name]())
    page.goto("/looks/")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_way_past_the_head_is_the_first_thing_a_keyboard_meets(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_after_a_mistake_the_focus_is_on_what_is_wrong(page: Page, stage: Stage) -> None:
    stage.standing["/looks/"] = Answer(body=stage.letter({}))
    page.goto("/looks/")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_be_focused()
