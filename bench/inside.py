"""What only the inside can tell: `python -m bench.inside` counts the statements of each page, and times the cipher."""

import json
import sys
import time
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.words import prose  # noqa: E402
from samtalerum.vault.cipher import DataKey, new_secret  # noqa: E402
from samtalerum.vault.sealed import Place, Scope  # noqa: E402

TIMES = 2000
WRITES = ("INSERT", "UPDATE", "DELETE")
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statements(session: str, path: str, form: dict[str, str] | None) -> dict[str, int]:
    """How often a page asks each store, how often it writes, and how many bytes it is; the second time it is asked."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(path) if form is None else _save(client, path, form, 1)
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        answer = client.get(path) if form is None else _save(client, path, form, 2)
    assert answer.status_code == 200, (path, answer.status_code, answer.content[:500])
    told = [one["sql"] for one in content.captured_queries if not one["sql"].startswith(NOT_COUNTED)]
    return {
        "content": len(told),
        "keys": len([one for one in keys.captured_queries if not one["sql"].startswith(NOT_COUNTED)]),
        "writes": len([one for one in told if one.startswith(WRITES)]),
        "bytes": len(answer.content),
    }


def cipher() -> dict[str, float]:
    """Milliseconds to seal and to open two kilobytes, with the key's schedule, as a request does it."""
    place = Place(Scope.dialogue(uuid4()), uuid4(), "success/0", "draft", uuid4(), 3)
    text, secret, id_ = prose(2000, 1), new_secret(), uuid4()
    began = time.perf_counter()
    for _ in range(TIMES):
        sealed = DataKey(id_, secret).seal(place, text)
    between = time.perf_counter()
    for _ in range(TIMES):
        DataKey(id_, secret).open(place, sealed)
    ended = time.perf_counter()
    return {"seal": (between - began) * 1000 / TIMES, "open": (ended - between) * 1000 / TIMES}


def _save(client: Client, path: str, form: dict[str, str], number: int) -> Any:
    revision = str(int(form["revision"]) + number - 1)
    told = form | {"text": prose(2000, number), "revision": revision, "client": str(uuid4())}
    return client.post(path, told, headers={"X-Samtalerum-Save": "1"})


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    found = {name: statements(*one) for name, one in wanted["pages"].items()}
    print(json.dumps({"pages": found, "cipher": cipher()}))
