"""The stage, a browser in front of it, and a house without other packages' links."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from samtalerum.web import navigation
from samtalerum.web.tests.stage import Front, Stage, serve

PATIENCE = 20_000  # milliseconds: a limit for what hangs, not a measure of speed
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(autouse=True)
def only_web(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests know no other package: its links, its pages, its start page."""
    settings.ROOT_URLCONF = "samtalerum.web.tests.stage_urls"
    settings.LOGIN_URL = "/sign-in/"
    settings.LOGIN_REDIRECT_URL = "/"
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "allauth" not in name and "whitenoise" not in name]
    monkeypatch.setattr(navigation, "_entries", {})


@pytest.fixture(scope="session")
def front() -> Iterator[tuple[Front, str]]:
    """The server before the stages, and its address."""
    front = Front()
    address, stop = serve(front)
    yield front, address
    stop()


@pytest.fixture(scope="session")
def window(playwright: Playwright, front: tuple[Front, str]) -> Iterator[BrowserContext]:
    """Debian's Chromium; one window for all, so that it fetches fonts and styles once."""
    expect.set_options(timeout=PATIENCE)
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    context = browser.new_context(base_url=front[1], locale="en-GB", timezone_id="Europe/Copenhagen")
    context.set_default_timeout(PATIENCE)
    yield context
    browser.close()


@pytest.fixture
def stage(only_web: None, front: tuple[Front, str]) -> Stage:
    """A fresh stage."""
    return front[0].next()


@pytest.fixture
def errors() -> list[str]:
    """What the console complained about; a test that provokes something looks itself."""
    return []


@pytest.fixture
def page(  # the stage comes first, so that its page is there
    window: BrowserContext, front: tuple[Front, str], stage: Stage, errors: list[str]
) -> Iterator[Page]:
    """The stage's page, opened; at the end the console must be clean but for answers the test asked for."""
    page = window.new_page()
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(front[0].start)
    yield page
    for one in window.pages:
        one.close()
    assert [one for one in errors if not one.startswith("Failed to load resource: ")] == []
