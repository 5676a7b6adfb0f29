"""How many notices a second one worker sends to a mail server on this machine: `pytest tests/mail_rate.py -s`.

Asserts nothing about time. The mail server is a process of its own that throws everything away.
"""

import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from samtalerum.dialogues import notices
from samtalerum.dialogues.models import Passage
from samtalerum.dialogues.phases import Phase
from samtalerum.mail.hands import hands
from samtalerum.mail.models import Letter
from samtalerum.mail.worker import work_off
from samtalerum.people.models import Person
from tests.servers import free_port

MAILS = 1000
AT = datetime(2030, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def sink(settings):
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    command = [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen([*command, "-l", f"127.0.0.1:{port}"])
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield
    process.kill()
    process.wait()


def test_how_many_a_second(at_rest, sink):
    dialogue = at_rest.conversation(Phase.INVITED, at=AT)
    work_off(AT)
    seat, passage = at_rest.seat(dialogue, at_rest.ada), Passage.objects.get(dialogue=dialogue)
    for number in range(MAILS):
        person = Person.objects.create_person(f"Person {number}", f"person{number}@fjordby.example")
        notices.invited.send(to=person, about=seat.pk, stamp=passage.pk, at=AT)
    began, used = time.perf_counter(), time.process_time()
    number = int(os.environ.get("HANDS", "0")) or hands()
    done = work_off(AT, number=number)
    took, cpu = time.perf_counter() - began, time.process_time() - used
    assert done == MAILS == Letter.objects.filter(state="sent").exclude(person=at_rest.ada.pk).count()
    print(
        f"\n{number} hand(s): {MAILS} notices in {took:.2f} s: {MAILS / took:.0f} a second; this process's share {cpu:.2f} s"
    )
