"""Workers as processes: killed in the middle, two at once, told to end. Nothing is lost, and nothing is sent twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from django.utils import timezone

from samtalerum.mail import outbox
from samtalerum.mail.hands import hands
from samtalerum.mail.models import Letter, Worker
from tests.browser import at_the_servers_data
from tests.cast import make_cast
from tests.post_office import open_post_office
from tests.servers import ROOT

LETTERS = 60
PATIENCE = 60  # seconds: a limit for what hangs


@pytest.fixture
def office():
    with open_post_office() as office:
        office.slow = 0.02  # so that there is a middle
        yield office


@pytest.fixture
def house(servers, settings, django_db_blocker):
    """Data that workers and this test share; nobody serves."""
    one = servers()
    with django_db_blocker.unblock(), at_the_servers_data(one, settings):
        yield one


@pytest.fixture
def letters(house):
    """Sixty, to one person."""
    cast, now = make_cast(), timezone.now()
    for number in range(LETTERS):
        outbox.put(
            "people/address-changed", cast.ada.pk, about="", stamp=str(number), email="", at=now, due=now, merges=False
        )


@contextmanager
def worker(house, office):
    """`samtalerum worker`, ended at the end."""
    told = house.environment | {"SAMTALERUM_SMTP_HOST": "127.0.0.1", "SAMTALERUM_SMTP_PORT": str(office.port)}
    with house.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "worker"], cwd=ROOT, env=told, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(what) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ids(office) -> Counter:
    return Counter(mail["Message-ID"] for mail in list(office.mails))


def test_killed_in_the_middle_then_two_at_once_then_told_to_end(house, office, letters):
    with worker(house, office) as first:
        until(lambda: len(office.mails) >= 5)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert Letter.objects.filter(state="waiting").count() > 0, "it was in the middle"
    held = Letter.objects.filter(state="waiting", holder__isnull=False)
    assert held.update(due=timezone.now()) > 0  # ten minutes later, when its lease is over
    with worker(house, office) as one, worker(house, office) as other:
        until(lambda: not Letter.objects.filter(state="waiting").exists())
        until(lambda: Worker.objects.count() == 3)
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(timeout=PATIENCE) for process in (one, other)] == [0, 0]
    assert Worker.objects.count() == 1, "those that ended say so; the killed one is forgotten by a sweep"
    times = ids(office)
    assert len(times) == LETTERS, "nothing is lost"
    assert sum(times.values()) <= LETTERS + hands(), "only what was being sent at that very moment goes twice"
    assert max(times.values()) <= 2
    assert "Traceback" not in house.log.read_text()


def test_told_to_end_it_finishes_the_mail_at_hand_and_gives_the_others_back(house, office, letters):
    with worker(house, office) as process:
        until(lambda: len(office.mails) >= 5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
    out = len(office.mails)
    assert 5 <= out < LETTERS
    assert Letter.objects.filter(state="sent").count() == out == len(ids(office))
    assert not Letter.objects.filter(holder__isnull=False).exists()
    assert Letter.objects.filter(state="waiting", due__lte=timezone.now(), tries=0).count() == LETTERS - out
