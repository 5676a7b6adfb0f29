"""What only a PostgreSQL server can show: limits of every connection, several processes and nodes on one set of data."""

import http.client
import subprocess
import sys
from urllib.parse import urlencode

import psycopg
import pytest

from tests import stores
from tests.browser import session_of
from tests.cast import Cast
from tests.servers import ROOT, Server, copy_of, samtalerum

CSRF = "a" * 32
LIMITS = {"statement_timeout": "15s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "30s"}
pytestmark = pytest.mark.browser  # each starts processes


def ask(server: Server, method: str, path: str, *, session: str = "", **form: str) -> tuple[int, str]:
    """Status and way of one answer, on a connection of its own: whichever process takes it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {
        "Host": f"localhost:{server.port}",
        "Cookie": f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else ""),
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def workers_of(server: Server) -> int:
    """How many processes of a server answer."""
    assert server.process is not None
    children = ["ps", "-ww", "-o", "args=", "--ppid", str(server.process.pid)]  # -ww: whole lines on any screen
    listed = subprocess.run(children, capture_output=True, text=True, check=True)
    return listed.stdout.count("import spawn_main")


@pytest.fixture
def two_nodes(postgresql, house, tmp_path) -> list[Server]:
    """Two machines, as it were, on the same two databases; the second has two processes."""
    second = Server(house.var, workers=2)
    second.log = tmp_path / "second.log"
    second.start()
    yield [house, second]
    second.stop()


def test_signing_out_on_one_node_is_signing_out_on_all(two_nodes, people: Cast):
    session = session_of(people.ada)
    assert workers_of(two_nodes[1]) == 2
    for node in two_nodes * 3:
        assert ask(node, "GET", "/", session=session)[0] == 200
    assert ask(two_nodes[0], "POST", "/sign-out/", session=session)[0] in {302, 303}
    for node in two_nodes * 5:
        status, way = ask(node, "GET", "/", session=session)
        assert (status, way.split("?")[0]) == (302, "/sign-in/")


def test_ending_all_sessions_ends_them_in_every_process(two_nodes, people: Cast):
    office, train, bens = session_of(people.ada), session_of(people.ada), session_of(people.ben)
    assert ask(two_nodes[1], "GET", "/", session=train)[0] == 200
    ask(two_nodes[0], "POST", "/settings/security/end-all/", session=office)
    for node in two_nodes * 3:
        assert ask(node, "GET", "/", session=train)[0] == 302
        assert ask(node, "GET", "/", session=bens)[0] == 200


def test_asking_for_codes_is_counted_over_all_processes(two_nodes, people: Cast):
    answers = [ask(two_nodes[number % 2], "POST", "/sign-in/", email="eve@fjordby.example")[0] for number in range(7)]
    assert answers == [302] * 5 + [429] * 2


def test_many_requests_share_a_pool_of_eight_and_leave_none_behind(two_nodes, people: Cast):
    session = session_of(people.ada)
    assert {ask(node, "GET", "/", session=session)[0] for node in two_nodes * 20} == {200}
    with psycopg.connect(stores.environment_of(two_nodes[0].var)["DATABASE_URL"]) as looking:
        open_, busy = looking.execute(
            "SELECT count(*), count(*) FILTER (WHERE state LIKE 'idle in transaction%') FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert busy == 0, "a transaction that nobody ends holds locks"
    assert open_ <= 4 * 8 + 1, "three that serve, one that only starts them, and the test"


READS_LIMITS = """
import django
django.setup()
from django.db import connections
for alias in ("default", "keys"):
    with connections[alias].cursor() as asking:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            asking.execute("SHOW " + name)
            print(alias, name, *asking.fetchone())
    print(alias, "pool", connections[alias].pool.max_size)
    connections[alias].close_pool()
"""


def test_no_statement_lock_or_forgotten_transaction_lasts_for_ever(postgresql, servers, tmp_path):
    told = servers().environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run(
        [sys.executable, "-c", READS_LIMITS], cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    wanted = {f"{alias} {name} {limit}" for alias in stores.ALIASES for name, limit in LIMITS.items()}
    assert set(said.stdout.splitlines()) == wanted | {"default pool 8", "keys pool 8"}


def test_one_database_for_both_stores_is_refused_there_too(postgresql, template, tmp_path):
    var = copy_of(template, tmp_path / "var")
    one = stores.environment_of(var)["DATABASE_URL"]
    ended = samtalerum(var, "serve", KEYS_DATABASE_URL=one)
    assert ended.returncode == 1
    assert "KEYS_DATABASE_URL" in ended.stderr
