"""From the mail to the first thing shared: few clicks, in a real browser, with mails from a real mail server."""

import re
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from samtalerum.dialogues import actions
from tests.post_office import open_post_office

MOST_CLICKS = 3
PATIENCE = 30  # seconds until a mail is given up; none is waited for that long


@pytest.fixture
def office():
    with open_post_office() as office:
        yield office


@pytest.fixture
def server(servers, office):
    """One that sends its mails there."""
    one = servers(SAMTALERUM_SMTP_HOST="127.0.0.1", SAMTALERUM_SMTP_PORT=str(office.port))
    one.start()
    return one


def the_mail(office, subject: str) -> str:
    """The text of the one with this subject, when it is there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for mail in list(office.mails):
            if mail["Subject"] == subject:
                return str(mail.get_body(("plain",)).get_content())
        time.sleep(0.05)
    raise AssertionError(f"No mail {subject!r}; there were {[mail['Subject'] for mail in office.mails]}")


def test_from_the_mail_to_sharing_a_topic_in_three_clicks(people, windows, office):
    actions.invite(owner=people.ada, partner=people.ben, words="", at=timezone.now())
    text = the_mail(office, "An invitation waits for you in Samtalerum")
    (link,) = re.findall(r"https?://\S+", text)
    page = windows.page()
    page.goto(link)
    page.get_by_label("Your e-mail address at work").fill(people.ada.email)
    page.get_by_role("button").first.click()
    code = re.search(r"\b\d{6}\b", the_mail(office, "Signing in to Samtalerum"))
    assert code
    page.locator("input[name=code]").fill(code[0])
    page.get_by_role("button").first.click()
    clicks = 0

    def press(name: str) -> None:
        nonlocal clicks
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        clicks += 1

    expect(page).to_have_url(link)
    press("Yes, let us talk")
    place = page.locator("[id='text-success']")
    place.fill("I explain things well.")
    place.blur()
    press("Share this topic with Ben")
    expect(page.locator("#place-success")).to_contain_text("Shared with Ben")
    assert clicks <= MOST_CLICKS
