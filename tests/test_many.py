"""A leader and two employees, in browsers: one letter to all, two answers, two dates proposed and saved on one page."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import Windows
from tests.cast import Cast, now


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def test_a_leader_invites_all_and_agrees_on_dates_with_those_who_said_yes(windows: Windows, people: Cast):
    ben = windows.person_page(people.ben, java_script_enabled=False)
    ada, cleo = windows.person_page(people.ada), windows.person_page(people.cleo)
    ben.goto("/invite/")
    press(ben, "Choose everybody")
    ben.get_by_label("What would you like to say?").fill("Shall we talk this spring?")
    press(ben, "See first whom it goes to")
    goes = ben.get_by_role("status")
    expect(goes).to_contain_text(people.ada.display_name)
    expect(goes).to_contain_text("Shall we talk this spring?")
    press(ben, "Invite those chosen")
    for page in (ada, cleo):
        page.goto("/")
        press(page, "Read and answer")
        press(page, "Yes, let us talk")
    ben.goto("/leading/")
    expect(ben.get_by_text("Said yes", exact=True)).to_be_visible()
    ben.goto("/dates/")
    ben.get_by_label("First day").fill((now() + timedelta(days=30)).date().isoformat())
    press(ben, "Fill the empty rows")
    expect(ben.get_by_role("status")).to_contain_text("2 rows are filled with proposed times")
    second = ben.get_by_role("group", name=people.cleo.display_name)
    proposed = second.get_by_label("Time").input_value()
    windows.guard.forgive("400")
    second.get_by_label("Time").fill("09:30")  # across the first one
    press(ben, "Save the dates")
    expect(ben.get_by_text("Choose another time.").first).to_be_visible()
    second.get_by_label("Time").fill(proposed)
    press(ben, "Save the dates")
    expect(ben.get_by_role("status")).to_contain_text("2 dates are saved")
    cleo.goto("/")
    expect(cleo.get_by_text(proposed).first).to_be_visible()
    expect(cleo.get_by_text(people.ada.display_name)).to_have_count(0)
