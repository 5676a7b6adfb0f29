"""Help in a browser, with JavaScript off: from the foot to one question, and on paper."""

import re

from playwright.sync_api import expect

from tests.browser import Windows
from tests.cast import Cast


def test_a_question_of_the_help_is_found_linked_and_printed_with_javascript_off(windows: Windows, people: Cast):
    ada = windows.person_page(people.ada, java_script_enabled=False)
    ada.goto("/")
    ada.get_by_role("contentinfo").get_by_role("link", name="Help", exact=True).press("Enter")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Help")
    question = ada.get_by_role("heading", name="Can I take back what I have shared?")
    ada.get_by_role("link", name="Can I take back what I have shared?").press("Enter")
    expect(ada).to_have_url(re.compile("/help/#employee-take-back$"))
    expect(question).to_be_in_viewport()
    ada.emulate_media(media="print")
    expect(question).to_be_visible()
    expect(ada.get_by_text("What was shared when you talked stays shared.")).to_be_visible()
    expect(ada.get_by_role("navigation", name="On this page")).to_be_hidden()
