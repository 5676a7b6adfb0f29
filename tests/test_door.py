"""The real way in, in a browser: an address, six digits from a mail, home; and out again."""

import re

from django.utils import translation
from playwright.sync_api import expect

from tests.browser import Windows


def test_sofie_signs_in_with_a_code_from_the_demos_mail_and_out_again(servers, browser):
    with servers("demo") as demo:
        windows = Windows(browser, demo)
        page, mailbox = windows.page(locale="da-DK"), windows.page()
        page.goto("/")
        expect(page).to_have_url(re.compile(r"/sign-in/\?next=/$"))
        page.locator("input[type=email]").fill("Sofie@fjordby.example")
        with translation.override("da"):
            page.get_by_role("button", name=translation.gettext("Send me a code")).click()
        expect(page).to_have_url(re.compile("/sign-in/code/"))
        mailbox.goto("/demo/mail/")
        code = mailbox.locator("main").get_by_text(re.compile(r"\b\d{6}\b|\b\d{3} \d{3}\b")).first.inner_text()
        digits = re.search(r"\d{3} ?\d{3}", code)
        assert digits
        page.locator("input[name=code]").fill(digits.group())
        page.locator("input[name=code]").press("Enter")
        expect(page).to_have_url(f"{demo.url}/")
        expect(page.locator("html")).to_have_attribute("lang", "da")
        expect(page.locator("main")).to_contain_text("Karen")
        page.goto("/settings/")
        with translation.override("da"):
            page.get_by_role("button", name=translation.gettext("Sign out"), exact=True).first.click()
        expect(page).to_have_url(re.compile("/sign-in/"))
        page.goto("/")
        expect(page).to_have_url(re.compile(r"/sign-in/\?next=/$"))
        windows.close()


def test_whoever_is_chosen_on_the_demos_page_is_signed_in(servers, browser):
    with servers("demo") as demo:
        windows = Windows(browser, demo)
        page = windows.page()
        page.goto("/demo/")
        page.get_by_role("button", name="Wei Zhang").click()
        expect(page).to_have_url(f"{demo.url}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        windows.close()
