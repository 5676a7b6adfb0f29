"""A leader, a stand-in and an employee in browsers: named, invited for, dated for, and ended."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from samtalerum.people.models import StandIn
from tests.browser import Windows, axe, fits
from tests.cast import Cast
from tests.planted import traces

LETTER = "Ben would like to hear what you dream of beyond the sandbanks."


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def sound(page: Page) -> None:
    axe(page)
    fits(page)


def test_a_stand_in_invites_and_sets_a_date_and_reads_nothing(windows: Windows, people: Cast, house: Any):
    StandIn.objects.all().delete()
    ben, ada = windows.person_page(people.ben), windows.person_page(people.ada)
    ole = windows.person_page(people.ole, java_script_enabled=False)
    name_ole(ben)
    ole.goto("/")
    press(ole, "As stand-in")
    invite(ole, people)
    ole.goto("/for/")
    expect(ole.get_by_text(LETTER)).to_have_count(0)
    accept(ada)
    set_a_date(ole, people)
    for page in (ada, ben):
        page.goto("/")
        expect(page.get_by_text("Date set by Ole Olsen for Ben Bergström.")).to_be_visible()
    ben.goto("/settings/stand-ins/")
    ben.get_by_role("button", name="End it now").click()
    expect(ben.get_by_role("status")).to_be_visible()
    windows.guard.forgive("404")
    for address in ("/for/", f"/for/{people.ben.pk}/", f"/dates/for/{people.ben.pk}/"):
        answer = ole.goto(address)
        assert answer is not None
        assert answer.status == 404
    assert traces(house, [LETTER], [ole.context, ben.context, ada.context]) == []


def name_ole(ben: Page) -> None:
    """By a part of his name, then by choosing him."""
    today = timezone.localdate()
    ben.goto("/settings/stand-ins/")
    ben.get_by_label("Who", exact=True).fill("Ole")
    ben.get_by_label("Last day").fill((today + timedelta(days=30)).isoformat())
    press(ben, "Name this stand-in")
    ben.get_by_label("Ole Olsen").check()
    sound(ben)
    press(ben, "Name this stand-in")
    expect(ben.get_by_role("status")).to_contain_text("Named.")
    sound(ben)


def invite(ole: Page, people: Cast) -> None:
    """One of the two whom Ben leads."""
    expect(ole.get_by_role("heading", level=1)).to_have_text(f"People {people.ben.display_name} leads")
    row = ole.get_by_role("row").filter(has=ole.get_by_role("rowheader", name=people.ada.display_name))
    row.get_by_role("link", name="Invite").click()
    expect(ole.get_by_text("you can’t read it again")).to_be_visible()
    ole.get_by_label("What would you like to say?").fill(LETTER)
    press(ole, "Invite those chosen")
    expect(ole.get_by_role("status")).to_contain_text("You have invited Ada Aagaard for Ben.")
    expect(ole.get_by_role("cell", name="Not now")).to_have_count(1)
    expect(ole.get_by_role("cell", name="May be invited")).to_have_count(1)


def accept(ada: Page) -> None:
    """She reads who wrote it, and says yes."""
    ada.goto("/")
    expect(ada.get_by_text("Invited by Ole Olsen for Ben Bergström.")).to_be_visible()
    press(ada, "Read and answer")
    expect(ada.locator("main")).to_contain_text(LETTER)
    expect(ada.locator("main")).to_contain_text("Invited by Ole Olsen for Ben Bergström.")
    sound(ada)
    press(ada, "Yes, let us talk")


def set_a_date(ole: Page, people: Cast) -> None:
    """Proposed, looked at, saved."""
    ole.goto("/for/")
    press(ole, "Agree on one date")
    expect(ole.get_by_role("group", name=people.ada.display_name)).to_be_visible()
    ole.get_by_label("First day").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    press(ole, "Fill the empty rows")
    press(ole, "Save the dates")
    expect(ole.get_by_role("status")).to_contain_text("One date is saved")
