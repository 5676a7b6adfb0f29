"""What only the inside can do for the group `service`: `python -m bench.service rotate|mails|sweep`, a number on stdin."""

import json
import socket
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

WAITS = 20  # seconds for the mail server of our own


def rotate(_number: int) -> dict[str, float]:
    """A new master key, every key wrapped anew, the old one destroyed."""
    from samtalerum.vault import rotation

    began = time.perf_counter()
    done = rotation.rotate(at=timezone.now() + timedelta(days=1))
    if done is None or not done.destroyed:
        raise SystemExit("The old master key was not destroyed.")
    return {"keys": done.keys, "seconds": time.perf_counter() - began}


def mails(number: int) -> dict[str, float]:
    """So many notices to different people, from the outbox to a mail server on this machine, by one worker."""
    from samtalerum.dialogues import notices
    from samtalerum.dialogues.models import Passage, Seat
    from samtalerum.mail.hands import hands
    from samtalerum.mail.worker import work_off

    now = timezone.now()
    work_off(now)
    seat = Seat.objects.filter(dialogue__phase="before", side="owner").select_related("dialogue").first()
    assert seat is not None
    passage = Passage.objects.filter(dialogue=seat.dialogue, to="before").latest("pk")
    for person in _people(number):
        notices.answered.send(to=person, about=seat.pk, stamp=passage.pk, at=now - timedelta(hours=1))
    with _sink():
        began = time.perf_counter()
        done = work_off(now, number=hands())
        return {"mails": done, "seconds": time.perf_counter() - began}


def sweep(number: int) -> dict[str, float]:
    """Reminders at a university of so many people, on a morning after one on which everything had been sent."""
    from samtalerum.dialogues.reminders.sending import send_owed
    from tests import bench_reminders

    bench_reminders.seed(number)
    bench_reminders.measure(send_owed, bench_reminders.MONDAY - timedelta(days=3))
    took = bench_reminders.measure(send_owed, bench_reminders.MONDAY)
    return {"mails": took.mails, "seconds": took.seconds, "cpu": took.cpu}


def _people(number: int) -> list[Any]:
    from samtalerum.people.models import Address, Person

    people = [Person(display_name=f"Reader {one}", password="!") for one in range(number)]
    Person.objects.bulk_create(people)
    Address.objects.bulk_create([Address(person=one, email=f"{one.pk}@bench.example") for one in people])
    return people


class _sink:  # noqa: N801 - reads as a word after `with`
    """A mail server in a process of its own that throws everything away."""

    def __enter__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        command = [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink"]
        self.process = subprocess.Popen([*command, "-l", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + WAITS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit("The mail server of the bench did not start.")

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


if __name__ == "__main__":
    print(json.dumps({"rotate": rotate, "mails": mails, "sweep": sweep}[sys.argv[1]](json.load(sys.stdin))))
