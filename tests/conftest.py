"""The cast of the whole house, real servers, and the windows people open on them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import stores
from tests.browser import FLAGS, PATIENCE, PLACES, Windows, at_the_servers_data
from tests.cast import Cast, make_cast
from tests.servers import Server, copy_of, make_template


@pytest.fixture
def cast(db) -> Cast:
    """Ada owns, Ben is her partner, Cleo is a stranger; see tests/cast.py for the others."""
    return make_cast()


@pytest.fixture(scope="session")
def template(tmp_path_factory, worker_id) -> Path:
    """A var/ with everything but people, made once for all processes of pytest."""
    base = tmp_path_factory.getbasetemp()
    return make_template((base if worker_id == "master" else base.parent) / "template")


@pytest.fixture
def servers(template, tmp_path) -> Iterator[Callable[..., Server]]:
    """`servers()`: a server that does not run yet, on data of its own; `servers("demo", NAME="value")` another command,
    with settings in its environment.

    Whatever runs is stopped afterwards.
    """
    made: list[Server] = []

    def make(command: str = "serve", **more: Any) -> Server:
        var = copy_of(template, tmp_path / f"server-{len(made)}")
        made.append(Server(var, command=command, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop()
        if stores.on_postgresql():
            stores.drop(stores.names_of(one.var))


@pytest.fixture
def server(servers) -> Server:
    """A server that runs on empty data."""
    one: Server = servers()
    one.start()
    return one


@pytest.fixture
def house(server, settings, django_db_blocker) -> Iterator[Server]:
    """A server that runs; the test's own models read and write its data. Not together with `db`."""
    with django_db_blocker.unblock(), at_the_servers_data(server, settings):
        yield server


@pytest.fixture
def at_rest(servers, settings, django_db_blocker) -> Iterator[Cast]:
    """The cast in stores that several threads of the test can use at once: each has connections of its own, and what
    it commits is committed."""
    with django_db_blocker.unblock(), at_the_servers_data(servers(), settings):
        yield make_cast()


@pytest.fixture
def postgresql() -> None:
    """Whoever asks for it is a test only where DATABASE_URL names a PostgreSQL server; see the root's conftest.py."""


@pytest.fixture
def people(house) -> Cast:
    """The cast, at the running server."""
    return make_cast()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium: Playwright's own download does not work everywhere."""
    there = next((place for place in PLACES if Path(place).exists()), None)
    assert there, "The browser tests need Chromium: install your system's package chromium."
    expect.set_options(timeout=PATIENCE)
    return {"executable_path": there, "args": FLAGS, "headless": True}


@pytest.fixture
def windows(browser: Browser, house: Server) -> Iterator[Windows]:
    """Opens pages; afterwards looks at what the browser complained about."""
    opened = Windows(browser, house)
    yield opened
    opened.close()


@pytest.fixture
def person_page(windows: Windows) -> Callable[..., Any]:
    """`person_page(people.ada)`: a page at home, signed in as Ada, in a browser of her own."""
    return windows.person_page
