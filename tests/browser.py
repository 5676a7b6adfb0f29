"""Chromium, one window per person, and a guard on every page: no console error, no refused script, no lost promise."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from samtalerum.people import proof
from tests import stores
from tests.servers import SECRET, Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHERE = ("NAME", "HOST", "PORT", "USER", "PASSWORD")
PATIENCE = 20_000  # milliseconds: a limit for what hangs, not a measure of speed


class Guard:
    """Everything that a page complained about. `forgive` what a test provokes, for example a 409."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.forgiven: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to a page from its first byte."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))

    def forgive(self, pattern: str) -> None:
        """What matches this regular expression is meant to happen."""
        self.forgiven.append(pattern)

    def check(self) -> None:
        """Fails with what nobody forgave."""
        left = [one for one in self.complaints if not any(re.search(pattern, one) for pattern in self.forgiven)]
        assert not left, "The browser complained:\n" + "\n".join(left)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


class Windows:
    """Opens windows on a server; each person has a browser of their own."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.guard = Guard()
        self._contexts: list[BrowserContext] = []

    def person_page(self, person: Any, **options: Any) -> Page:
        """A page at home, signed in as this person. `options`: of Playwright's `new_context`, e.g. viewport."""
        page = self.page(
            locale=options.pop("locale", {"da": "da-DK", "sv": "sv-SE"}.get(person.language, "en-GB")), **options
        )
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session_of(person),
                    "url": self.server.url,
                    "httpOnly": True,
                }
            ]
        )
        page.goto("/")
        return page

    def page(self, **options: Any) -> Page:
        """A page that nobody has signed in to; it has gone nowhere yet."""
        options = {"locale": "en-GB", "reduced_motion": "reduce"} | options
        context = self.browser.new_context(base_url=self.server.url, timezone_id="Europe/Copenhagen", **options)
        context.set_default_timeout(PATIENCE)
        context.on("page", self.guard.watch)
        self._contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        """Close everything, then look at what was complained about."""
        for context in self._contexts:
            context.close()
        self.guard.check()


def session_of(person: Any) -> str:
    """A session key as signing in makes it, without the way there."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    proof.proved(SimpleNamespace(session=session), proof.Proof.PASSKEY, at=datetime.now(UTC))  # type: ignore[arg-type]
    session.create()
    return str(session.session_key)


def axe(page: Page, *, context: str = "", only: str = "") -> None:
    """axe-core finds nothing on this page. `only`: one rule, for example color-contrast in the dark."""
    options = {"runOnly": {"type": "rule", "values": [only]}} if only else {"runOnly": RULES}
    result = Axe().run(page, options={**options, "resultTypes": ["violations"]})
    assert result.violations_count == 0, f"{context or page.url}\n{result.generate_report()}"


def fits(page: Page, width: int = 320) -> None:
    """No sideways scroll at this width."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 700})
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if before:
        page.set_viewport_size(before)
    assert wide[0] <= wide[1], f"{page.url} is {wide[0]} px wide in a window of {wide[1]}"


@contextmanager
def at_the_servers_data(server: Server, change: Any) -> Iterator[None]:
    """Inside, this process's models read and write the server's databases, with its secrets. `change`: pytest-django's
    settings."""
    change.SECRET_KEY = SECRET
    before = {alias: connections[alias] for alias in stores.ALIASES}
    there = {alias: {part: connection.settings_dict[part] for part in WHERE} for alias, connection in before.items()}
    _point(stores.names_of(server.var))
    try:
        yield
    finally:
        for alias, connection in before.items():
            connections[alias].close()
            connections[alias] = connection
            connection.settings_dict.update(there[alias])


def _point(names: dict[str, str]) -> None:
    """New connections: those of other tests stay as they are, because a database in memory ends with its connection."""
    for alias, name in names.items():
        connections.settings[alias]["NAME"] = name
        if stores.on_postgresql():  # perhaps a server of the test's own
            parts = urlsplit(stores.url_of(alias, name))
            found = (parts.hostname or "", str(parts.port or ""), parts.username or "", parts.password or "")
            connections.settings[alias].update(zip(WHERE[1:], found, strict=True))
        connections[alias] = connections.create_connection(alias)
