"""What is owed goes into the outbox, once. Any number of sweeps may do it, also at once: the outbox knows what was said."""

from datetime import datetime

from django.db import transaction

from samtalerum.dialogues.reminders.mails import OF
from samtalerum.dialogues.reminders.owed import Reminder, owed
from samtalerum.dialogues.reminders.rule import Kind


def send_owed(at: datetime) -> int:
    """Every reminder that is owed now and has not been sent; returns how many."""
    by_kind: dict[Kind, list[Reminder]] = {}
    for one in owed(at):
        by_kind.setdefault(one.kind, []).append(one)
    with transaction.atomic():
        return sum(
            OF[kind].send_all(((one.person, str(one.seat), one.stamp) for one in some), at=at)
            for kind, some in by_kind.items()
        )
