"""Passkeys, the code app and recovery codes in a browser; the device is Chromium's virtual authenticator."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from samtalerum.people.factors import recovery
from samtalerum.people.factors.models import Passkey
from samtalerum.people.models import Session
from samtalerum.people.tests.device import digits
from tests.browser import Windows, axe, fits
from tests.cast import now
from tests.test_races import at_once

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(page: Page) -> Page:
    """The browser's machine has a fingerprint reader that always recognises its owner."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def add(page: Page, name: str) -> None:
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill(name)
    page.get_by_label("What you call it").press("Enter")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_a_passkey_is_added_signs_in_is_renamed_and_removed(people, person_page):
    page = with_device(person_page(people.ida))
    add(page, "Work laptop")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Make ten new ones").click()
    expect(page.locator(".st-keys li")).to_have_count(10)
    axe(page, context="recovery codes, shown")
    fits(page, 390)
    page.get_by_role("link", name="I have kept them").click()
    axe(page, context="security, with factors")
    fits(page, 390)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".st-me")).to_have_text("Ida Ihle")
    page.goto("/settings/security/")
    page.get_by_role("link", name="Rename or remove Work laptop").click()
    page.get_by_label("What you call it").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Rename or remove Old laptop").click()
    axe(page, context="one passkey")
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("this is your last one")


def test_a_device_that_has_no_passkey_says_so_and_the_code_still_works(people, windows: Windows):
    page = with_device(windows.page())
    page.goto("/sign-in/")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    expect(page.get_by_label("Your e-mail address at work")).to_be_visible()


def test_whoever_demands_it_proves_with_a_passkey_after_the_code(servers, browser):
    with servers("demo") as demo:
        windows = Windows(browser, demo)
        page, mailbox = with_device(windows.page()), windows.page()
        page.goto("/demo/")
        page.get_by_role("button", name="Wei Zhang").click()
        add(page, "Phone")
        page.goto("/settings/security/")
        page.get_by_label("A code by mail alone is not enough for my account").check()
        page.locator("form", has=page.locator("#demand")).get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_have_text("Saved.")
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.get_by_label("Your e-mail address at work").fill("wei@fjordby.example")
        page.get_by_role("button", name="Send me a code").click()
        mailbox.goto("/demo/mail/")
        code = re.search(r"\b\d{6}\b", mailbox.locator("main").inner_text())
        assert code
        page.locator("input[name=code]").fill(code.group())
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="One thing more")).to_be_visible()
        axe(page, context="second factor")
        fits(page)
        page.get_by_role("button", name="Use a passkey").click()
        expect(page).to_have_url(f"{demo.url}/")
        windows.close()


def test_a_code_app_is_set_up_without_script_and_proves_anew(people, person_page):
    page = person_page(people.ada, java_script_enabled=False)
    page.goto("/settings/security/code-app/")
    secret = page.locator(".st-key").inner_text()
    page.get_by_label("The six digits that the app shows now").fill(digits(secret, now().timestamp()))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    _make_stale(people.ada)
    page.goto("/settings/security/code-app/")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Six digits from your code app").fill(digits(secret, now().timestamp() + 30))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove the code app").click()
    expect(page.get_by_role("status")).to_contain_text("The code app is removed")


def test_the_same_recovery_code_twice_at_once_works_once(at_rest):
    code = recovery.make(at_rest.ada, at=now())[0]
    assert sorted(at_once(*[lambda: recovery.use(at_rest.ada, code, at=now())] * 4)) == [False, False, False, True]


def test_no_passkey_is_kept_that_a_browser_did_not_prove(people, person_page):
    """Breaking off leaves nothing behind."""
    page = person_page(people.ada)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | {"isUserVerified": False}})
    page.goto("/settings/security/passkeys/add/")
    page.get_by_label("What you call it").fill("Phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    assert not Passkey.objects.exists()


def _make_stale(person) -> None:
    """As if the session had been proved an hour ago."""
    from importlib import import_module

    from django.conf import settings

    row = Session.objects.get(person=person)
    data = row.get_decoded()
    data["proved_at"] = (now() - timedelta(hours=1)).isoformat()
    row.session_data = import_module(settings.SESSION_ENGINE).SessionStore().encode(data)
    row.save()
