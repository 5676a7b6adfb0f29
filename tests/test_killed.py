"""A save that was acknowledged is there, whatever happens to the server a moment later; and none is half there."""

import http.client
import json
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Step
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people.models import Person
from samtalerum.vault import api as vault
from samtalerum.vault.keystore import store
from tests.browser import session_of
from tests.cast import Cast
from tests.servers import ROOT, Server

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
SAVES = 200
KILLS = 20


class Writer:
    """Ada's page, without the browser: saves as saving.js does and remembers what was acknowledged."""

    def __init__(self, server: Server, session: str, dialogue: Dialogue) -> None:
        self.server = server
        self.session = session
        self.path = f"/dialogues/{dialogue.pk}/save/success/"
        self.client = str(uuid4())
        self.revision = 0
        self.token = ""
        self.acknowledged = ""

    def save(self, text: str) -> bool:
        """True when the server said that it is saved."""
        try:
            if not self.token:
                self.token = self._fetch_token()
            status, body = self._post(text)
        except (OSError, http.client.HTTPException):
            return False
        if status != 200:
            return False
        self.revision = json.loads(body)["revision"]
        self.acknowledged = text
        return True

    def _post(self, text: str) -> tuple[int, bytes]:
        form = urlencode({"text": text, "revision": self.revision, "client": self.client, "save_id": str(uuid4())})
        return self._ask("POST", self.path, form)

    def _fetch_token(self) -> str:
        status, body = self._ask("GET", "/csrf/", None)
        if status != 200:
            raise OSError(status)
        self.cookie = re.sub(r"[^a-zA-Z0-9]", "", self._set_cookie)
        return str(json.loads(body)["token"])

    _set_cookie = ""
    cookie = ""

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            headers = {
                "Cookie": f"sessionid={self.session}" + (f"; csrftoken={self.cookie}" if self.cookie else ""),
                "Host": f"localhost:{self.server.port}",
                "X-Samtalerum-Save": "1",
                "X-CSRFToken": self.token,
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.server.url,
            }
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                if cookie.startswith("csrftoken="):
                    self._set_cookie = cookie.split(";")[0].removeprefix("csrftoken=")
            return answer.status, answer.read()
        finally:
            connection.close()


def text_of(ada: Person, dialogue: Dialogue, item: str = "success") -> str:
    """What Ada reads at an item of hers, the first topic unless told."""
    seat = seat_or_404(ada, dialogue.pk)
    reading = read(seat, ring(seat), at=AT).mine(item)
    return (reading.text or "") if reading else ""


def test_every_acknowledged_save_survives_the_server_being_killed(house: Server, people: Cast):
    server, ada, ben = house, people.ada, people.ben
    dialogue = actions.ask(owner=ada, partner=ben, words="", at=AT)
    actions.take(Step.ACCEPT, seat=seat_or_404(ben, dialogue.pk), at=AT)
    writer = Writer(server, session_of(ada), dialogue)
    texts = [f"Save {number}: " + "word " * (number % 50) for number in range(SAVES)]
    acknowledged = 0
    for number, text in enumerate(texts):
        killer = None
        if number % (SAVES // KILLS) == 5:
            # Somewhere between the request's first byte and the answer's last: a different moment each time.
            killer = threading.Timer(0.002 * (number % 23), server.kill)
            killer.start()
        saved = writer.save(text)
        if killer:
            killer.join()
            server.start()
            found = text_of(ada, dialogue)
            assert found in {writer.acknowledged, text}, "half a text, or an older one"
            if not saved:
                saved = writer.save(text)
                assert saved, "a repeat after a lost answer is acknowledged"
        acknowledged += saved
        assert saved
    assert text_of(ada, dialogue) == texts[-1]
    assert acknowledged == SAVES


DIES_BETWEEN_THE_STORES = """
import os, signal, sys, django
django.setup()
from django.utils import timezone
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues import actions
from samtalerum.people.models import Person
Dialogue.every.create = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
ada, ben = Person.objects.get(display_name=sys.argv[1]), Person.objects.get(display_name=sys.argv[2])
actions.ask(owner=ada, partner=ben, words="", at=timezone.now())
"""


def test_dying_between_key_store_and_content_leaves_a_key_that_harms_nobody(house: Server, people: Cast):
    server, ada, ben = house, people.ada, people.ben
    environment = {**server.environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
    died = subprocess.run(
        [sys.executable, "-c", DIES_BETWEEN_THE_STORES, str(ada), str(ben)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert died.returncode == -9, died.stderr.decode()
    tomorrow = datetime(2100, 1, 1, tzinfo=UTC)
    halves = store.orphans(set(), before=tomorrow)
    assert len(halves) == 3
    assert not Dialogue.objects.exists()
    dialogue = actions.ask(owner=ada, partner=ben, words="hello", at=AT)
    assert vault.finish_halves({dialogue.pk}, at=tomorrow) == 3
    seat = seat_or_404(ada, dialogue.pk)
    assert read(seat, ring(seat), at=AT).mine("words").text == "hello"
