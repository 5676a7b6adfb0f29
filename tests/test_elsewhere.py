"""A conversation held elsewhere, in browsers: one records the day, the other says whether that is so."""

import re

from playwright.sync_api import expect

from tests.browser import Windows
from tests.cast import Cast, now


def test_a_day_is_recorded_objected_to_and_confirmed_after_all_with_javascript_off(windows: Windows, people: Cast):
    windows.guard.forgive("status of 400")  # a day ahead, typed in
    today = now().date()
    ben = windows.person_page(people.ben, java_script_enabled=False)
    ben.goto("/leading/")
    ben.get_by_role("link", name="Record a conversation that was held elsewhere").press("Enter")
    ben.get_by_label("Ada Aagaard").check()
    ben.get_by_label("On what day").fill(today.replace(year=today.year + 1).isoformat())
    ben.get_by_role("button", name="Record it").click()
    expect(ben.get_by_role("alert")).to_contain_text("This day has not come yet")
    expect(ben.get_by_label("Ada Aagaard")).to_be_checked()
    ben.get_by_label("On what day").fill(today.isoformat())
    ben.get_by_role("button", name="Record it").click()
    expect(ben.get_by_text("It counts as soon as Ada says that it is so")).to_be_visible()

    ada = windows.person_page(people.ada, java_script_enabled=False)
    ada.get_by_role("link", name=re.compile("Say whether that is so")).click()
    ada.get_by_role("button", name="That is not so").click()
    ben.goto("/")
    expect(ben.get_by_role("heading", name="Ada says that you did not talk")).to_be_visible()
    ada.get_by_role("button", name="Undo").click()
    ada.get_by_role("button", name="That is so", exact=True).click()
    expect(ada.get_by_text("Ben recorded it, and you said that it is so. It counts.")).to_be_visible()
    ben.goto("/")
    expect(ben.get_by_role("heading", name="Ada says so too")).to_be_visible()
    ada.goto("/earlier/")
    expect(ada.get_by_text("with Ben Bergström")).to_be_visible()

    cleo = windows.person_page(people.cleo)
    expect(cleo.get_by_role("heading", name="Held elsewhere")).to_have_count(0)
