"""Behind nginx, with the example that ships: two processes, pages, forms, streams at once, and who really asks."""

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from samtalerum.dialogues.phases import Phase
from tests import stores
from tests.browser import Windows, session_of
from tests.cast import Cast
from tests.servers import ROOT, Server, free_port

EXAMPLE = ROOT / "deploy" / "nginx" / "samtalerum.conf"
NGINX = shutil.which("nginx") or next((path for path in ("/usr/sbin/nginx",) if Path(path).exists()), None)
CSRF = "a" * 32
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="There is no nginx here: install your system's package nginx-light."),
]


@dataclass
class Front:
    """nginx before one or two servers; `url` is what people type."""

    url: str
    port: int
    var: Path
    behind: list[Server]


def whole(site: str, folder: Path) -> str:
    """A configuration that needs nothing of the system's."""
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n{_user()}"
        f"events {{ }}\nhttp {{\n{places}{site}\n}}\n"
    )


def _user() -> str:
    return "user root;\n" if os.geteuid() == 0 else ""


def on_loopback(port: int, servers: list[Server]) -> str:
    """The example, but for this machine alone: no TLS, no redirect to it, other ports."""
    site = EXAMPLE.read_text(encoding="utf-8")
    redirect, _, rest = site.partition("server {\n    listen 443")
    upstream = redirect[: redirect.index("server {\n    listen 80")]
    site = upstream + "server {\n    listen 443" + rest
    site = re.sub(
        r"    listen 443 ssl http2;\n    listen \[::\]:443 ssl http2;\n", f"    listen 127.0.0.1:{port};\n", site
    )
    site = re.sub(r"    ssl_[^\n]*\n", "", site).replace("samtale.university.example", "localhost")
    listed = "".join(f"    server 127.0.0.1:{server.port};\n" for server in servers)
    return site.replace("    server 127.0.0.1:8000;\n", listed)


@pytest.fixture
def front(servers, tmp_path, settings, django_db_blocker) -> Iterator[Front]:
    """The example before two nodes where there is PostgreSQL, before one process on SQLite."""
    from tests.browser import at_the_servers_data

    port = free_port()
    first: Server = servers(SAMTALERUM_URL=f"http://localhost:{port}")
    first.start()
    behind = [first]
    if stores.on_postgresql():
        second = Server(first.var, SAMTALERUM_URL=f"http://localhost:{port}")
        second.log = tmp_path / "second.log"
        second.start()
        behind.append(second)
    conf = tmp_path / "nginx.conf"
    conf.write_text(whole(on_loopback(port, behind), tmp_path), encoding="utf-8")
    with subprocess.Popen([str(NGINX), "-c", str(conf)]) as nginx:
        try:
            _wait_for(port)
            with django_db_blocker.unblock(), at_the_servers_data(first, settings):
                yield Front(f"http://localhost:{port}", port, first.var, behind)
        finally:
            nginx.terminate()
            nginx.wait(timeout=20)
            for one in behind[1:]:
                one.stop()


@pytest.fixture
def people(front) -> Cast:
    """The cast, behind the proxy."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def windows(browser: Browser, front: Front) -> Iterator[Windows]:
    """Windows that go through nginx."""
    opened = Windows(browser, front)  # type: ignore[arg-type]
    yield opened
    opened.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise AssertionError("nginx did not answer")


def ask(
    front: Front, method: str, path: str, *, session: str = "", headers: dict[str, str] | None = None, **form: str
) -> Any:
    """One request through nginx: status and headers."""
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=30)
    sent = {
        "Host": f"localhost:{front.port}",
        "Cookie": f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else ""),
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    } | (headers or {})
    try:
        connection.request(method, path, urlencode(form) if form else None, sent)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def test_the_example_is_one_that_nginx_takes(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "1"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    site = EXAMPLE.read_text(encoding="utf-8")
    site = re.sub(r"ssl_certificate [^;]*;", f"ssl_certificate {certificate};", site)
    site = re.sub(r"ssl_certificate_key [^;]*;", f"ssl_certificate_key {key};", site)
    conf = tmp_path / "nginx.conf"
    conf.write_text(whole(site, tmp_path), encoding="utf-8")
    tried = subprocess.run([str(NGINX), "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_two_people_write_on_one_sheet_through_the_proxy_and_streams_arrive_at_once(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.DURING)
    ada, ben = windows.person_page(people.ada), windows.person_page(people.ben)
    for page in (ada, ben):
        with page.expect_response(lambda one: "/live/" in one.url and one.status == 200):
            page.goto(f"/dialogues/{dialogue.pk}/room/")
    ben.locator("[id='text-advice']").fill("Write to Ingrid")
    ben.locator("[id='text-advice']").blur()
    expect(ada.locator("#field-advice")).to_contain_text("Write to Ingrid")
    ada.locator("[id='text-reflection']").fill("The archive is a line of research")
    ada.locator("[id='text-reflection']").blur()
    expect(ben.locator("#field-reflection")).to_contain_text("The archive is a line of research")
    assert ada.evaluate("document.querySelectorAll('link[rel=stylesheet]').length") > 0


def test_signing_out_through_the_proxy_is_signing_out_everywhere(front: Front, people: Cast):
    session = session_of(people.ada)
    assert {ask(front, "GET", "/", session=session).status for _ in range(6)} == {200}
    assert ask(front, "POST", "/sign-out/", session=session).status in {302, 303}
    assert {ask(front, "GET", "/", session=session).status for _ in range(6)} == {302}


def test_whoever_writes_another_address_into_a_header_is_counted_all_the_same(front: Front, people: Cast):
    statuses = [
        ask(
            front,
            "POST",
            "/sign-in/",
            headers={"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"},
            email="eve@fjordby.example",
        ).status
        for number in range(7)
    ]
    assert 429 in statuses, statuses


def test_probes_and_numbers_are_for_this_machine_and_no_path_is_logged(front: Front, people: Cast, tmp_path):
    assert ask(front, "GET", "/readyz").status == 200
    assert ask(front, "GET", "/metrics").status == 404
    assert "deny all;" in EXAMPLE.read_text(encoding="utf-8")
    secret = people.conversation(Phase.BEFORE)
    ask(front, "GET", f"/dialogues/{secret.pk}/prepare/", session=session_of(people.ada))
    logged = (tmp_path / "error.log").read_text(encoding="utf-8") if (tmp_path / "error.log").exists() else ""
    assert str(secret.pk) not in logged
