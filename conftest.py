"""For every test: both databases where one is asked for, a master key, and a client that inspects what it fetches."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Playwright

from config import catalogues
from tests import stores
from tests.inspecting import InspectingClient
from tests.thorough import is_thorough

stores.settle(configured.DATABASES)

# Playwright keeps an event loop in the thread of the test, which Django takes for a place where waiting is wrong.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
MASTER_KEY = "5a" * 32
hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no counterexample
hypothesis.settings.load_profile("house")
BOTH = pytest.mark.django_db(databases=["default", "keys"])
NEEDS_DATABASES = frozenset({"db", "cast", "client", "client_for"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the database gets both stores; whoever drives a browser is marked.

    What only PostgreSQL can show is a test only there.
    """
    if not stores.on_postgresql():
        items[:] = [item for item in items if "postgresql" not in getattr(item, "fixturenames", ())]
    for item in items:
        if is_thorough(item.nodeid):
            item.add_marker(pytest.mark.thorough)
        names = set(getattr(item, "fixturenames", ()))
        if names & {"server", "servers", "browser", "playwright"}:
            item.add_marker(pytest.mark.browser)
        elif names & NEEDS_DATABASES and item.get_closest_marker("django_db") is None:
            item.add_marker(BOTH)


def pytest_configure(config: pytest.Config) -> None:
    """Pages speak Danish and Swedish from compiled catalogues, which a clone does not have."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_all()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No database outlives the run that made it."""
    if not hasattr(session.config, "workerinput"):
        stores.drop_what_is_left()


@pytest.fixture(scope="session", autouse=True)
def _the_tests_own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key of the tests' own; nothing is read from, or written to, the checkout's var/."""
    var = tmp_path_factory.mktemp("var")
    with override_settings(
        MASTER_KEY=MASTER_KEY,
        MASTER_KEY_DIR=var / "master-keys",
        VAR_DIR=var,
        STATIC_ROOT=var,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(var)}},
        MIDDLEWARE=[name for name in configured.MIDDLEWARE if "whitenoise" not in name],  # pages only
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        SEND_MAIL_AT_ONCE=True,
    ):
        yield


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """While its event loop runs in this thread, Django gives it other connections than before; they end with it.

    One that stayed would keep PostgreSQL from dropping the run's database.
    """
    yield playwright
    connections.close_all()


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Tries are counted in the cache; each test begins with none."""
    cache.clear()


@pytest.fixture
def client() -> Client:
    """Nobody has signed in; every page that is fetched is inspected."""
    return InspectingClient()


@pytest.fixture
def client_for() -> Callable[[Any], Client]:
    """`client_for(person)`: that person has signed in."""

    def signed_in(person: Any, **options: Any) -> Client:
        client = InspectingClient(**options)
        client.force_login(person)
        return client

    return signed_in
