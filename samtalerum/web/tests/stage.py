"""A stage: a tiny server whose answers a test decides, one by one, with our real pages, files and policy."""

import json
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import StringIO
from mimetypes import guess_type
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory

from samtalerum.web.tests.stage_urls import Letter

HERE = Path(__file__).parent
AT = datetime(2027, 5, 12, 8, 0, tzinfo=UTC)
SAVED = {"revision": 4, "saved": "10:42", "words": "Saved 10:42"}


@dataclass(frozen=True)
class Answer:
    """What the stage says. `waits`: only once this event is set. `cut`: hangs up instead."""

    status: int = 200
    body: str = ""
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    waits: threading.Event | None = None
    cut: bool = False

    @property
    def content(self) -> bytes:
        return self.body.encode("latin-1" if self.kind == "binary" else "utf-8")


def says(content: Any, status: int = 200, **more: Any) -> Answer:
    """JSON, as a save is answered."""
    return Answer(status=status, body=json.dumps(content), kind="application/json", **more)


def person(**more: Any) -> SimpleNamespace:
    """Somebody who has signed in, without a database."""
    return SimpleNamespace(
        **{"is_authenticated": True, "display_name": "Ada Holm", "language": "en", "appearance": "auto", **more}
    )


class Stage:
    """Answers per address: the next in its row, else its standing answer. Everything asked is kept in `asked`."""

    def __init__(self) -> None:
        self.rows: dict[str, deque[Answer]] = defaultdict(deque)
        self.standing: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.person = person()
        self.token = "a" * 64

    def row(self, path: str, *answers: Answer) -> None:
        """The next answers there."""
        self.rows[path].extend(answers)

    def saves(self, path: str = "/save/feedback/") -> list[dict[str, str]]:
        """What was posted there, so far."""
        return [said for where, said in list(self.asked) if where == path]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        said = self._said(environ)
        if not path.startswith("/static/"):
            self.asked.append((path, said))
        answer = self._answer(path, said)
        if answer.waits:
            answer.waits.wait(20)
        if answer.cut:
            environ["stage.handler"].connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        headers = {"Content-Type": answer.kind, "Content-Security-Policy": build_policy(), "Cache-Control": "no-store"}
        headers["Content-Length"] = str(len(answer.content))
        start_response(f"{answer.status} Stage", [*{**headers, **answer.headers}.items()])
        return [answer.content]

    def _said(self, environ: dict[str, Any]) -> dict[str, str]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        raw = environ["wsgi.input"].read(length).decode() if length else environ.get("QUERY_STRING", "")
        said = {name: values[0] for name, values in parse_qs(raw, keep_blank_values=True).items()}
        return {**said, "method": environ["REQUEST_METHOD"], "token": environ.get("HTTP_X_CSRFTOKEN", "")}

    def _answer(self, path: str, said: dict[str, str]) -> Answer:
        if path.startswith("/static/"):
            return file(path.removeprefix("/static/"))
        if self.rows[path]:
            return self.rows[path].popleft()
        standing = self.standing.get(path)
        if standing:
            return standing(said) if callable(standing) else standing
        return self._usual(path)

    def _usual(self, path: str) -> Answer:
        if path == "/":
            return Answer(body=self.page("stage.html"))
        if path.startswith("/save/"):
            return says(SAVED)
        if path == "/poll/":
            return Answer(status=204)
        if path == "/csrf/":
            return says({"token": "b" * 64})
        return Answer(body=f"<!doctype html><html lang=en><title>{path}</title><h1>{path}</h1>")

    def page(self, name: str, **more: Any) -> str:
        """One of our pages for the person who is signed in, as Django renders it."""
        request = RequestFactory().get("/")
        request.user = self.person
        request.META["CSRF_COOKIE"] = self.token[:32]
        context = {
            "at": AT,
            "questions": ["What do you yourself find that you do well?", "Where would you like it to count?"],
            "success": "The sediment archive is in use.\n\nIt is theirs as much as mine.",
            **more,
        }
        return engines["django"].from_string((HERE / name).read_text()).render(context, request)

    def letter(self, data: dict[str, Any] | None = None) -> str:
        """The page with a form that shows each kind of field."""
        return self.page("letter.html", form=Letter(data))


@cache
def file(name: str) -> Answer:
    """One of our static files; the browser may keep it from one test to the next."""
    found = finders.find(name)
    if not found:
        return Answer(status=404)
    headers = {"Content-Type": guess_type(name)[0] or "binary", "Cache-Control": "max-age=600"}
    return Answer(body=Path(found).read_bytes().decode("latin-1"), kind="binary", headers=headers)


class Front:
    """What the server listens with; behind it each test puts a stage of its own.

    A page that is closed may send a last save after the next test has begun: that one is nobody's.
    """

    def __init__(self) -> None:
        self.stage = Stage()
        self.number = 0

    def next(self) -> Stage:
        """A fresh stage."""
        self.number += 1
        self.stage = Stage()
        return self.stage

    @property
    def start(self) -> str:
        """Where its page is."""
        return f"/?stage={self.number}"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        came_from = parse_qs(urlsplit(environ.get("HTTP_REFERER", "")).query).get("stage", [str(self.number)])
        stage = self.stage if came_from == [str(self.number)] else Stage()
        return stage(environ, start_response)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Quiet: a test cut the connection."""


class _Handler(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "stage.handler": self}

    def get_stderr(self) -> Any:
        return StringIO()


def serve(front: Callable[..., Any]) -> tuple[str, Callable[[], None]]:
    """Its address, and how to stop it."""
    server = make_server("127.0.0.1", 0, front, server_class=_Server, handler_class=_Handler)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return f"http://localhost:{server.server_port}", stop
