"""Looking for sentences where none may be: in files, logs, cookies and the process list; plain or thinly disguised."""

import base64
import json
import os
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

from playwright.sync_api import BrowserContext

from tests.servers import Server


def disguises(sentence: str) -> set[bytes]:
    """How a sentence looks when somebody stored or sent it without sealing it."""
    plain = sentence.encode()
    forms = {plain, sentence.encode("utf-16-le"), sentence.encode("utf-16-be"), sentence.encode("latin-1", "ignore")}
    forms |= {json.dumps(sentence)[1:-1].encode(), escape(sentence).encode(), quote(sentence).encode()}
    forms |= {quote_plus(sentence).encode(), plain.hex().encode()}
    for shift in range(3):
        # In base64 a text looks different at each of three alignments; the ragged ends are left out.
        inside = base64.b64encode(b"\0" * shift + plain)[4:-4]
        forms |= {inside, inside.replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in forms if len(form) > 8}


def traces(server: Server, sentences: Iterable[str], contexts: Iterable[BrowserContext] = ()) -> list[str]:
    """Every place, by name, where one of the sentences can be found; empty when the promise is kept."""
    places = [*_files(server.var), *_processes(), *_browsers(contexts)]
    return sorted(
        {
            f"{name}: {sentence}"
            for sentence in sentences
            for form in disguises(sentence)
            for name, text in places
            if form in text
        }
    )


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Databases with their write-ahead logs, the server's log, everything else under var/."""
    for path in folder.rglob("*"):
        if path.is_file() and "static" not in path.relative_to(folder).parts:
            yield str(path.relative_to(folder)), path.read_bytes()


def _processes() -> Iterator[tuple[str, bytes]]:
    """What `ps` would show of every process but this one."""
    for path in Path("/proc").glob("[0-9]*"):
        if int(path.name) == os.getpid():
            continue
        for part in ("cmdline", "environ"):
            try:
                yield f"{part} of process {path.name}", (path / part).read_bytes()
            except OSError:
                continue  # it ended meanwhile, or belongs to somebody else


def _browsers(contexts: Iterable[BrowserContext]) -> Iterator[tuple[str, bytes]]:
    """Cookies and whatever a page put into the browser's storage."""
    for number, context in enumerate(contexts):
        state = context.storage_state()
        yield f"cookies and storage of browser {number}", json.dumps(state, ensure_ascii=False).encode()
        for page in context.pages:
            kept = page.evaluate(
                "JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), location.href])"
            )
            yield f"storage and address of browser {number}", kept.encode()
