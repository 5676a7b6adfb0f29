"""What somebody wants to be reminded of."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from samtalerum.dialogues.models import ReminderOff


@transaction.atomic
def choose_reminders(person: Any, wanted: Mapping[str, bool]) -> None:
    """Switch these kinds on or off; the others stay as they are."""
    ReminderOff.objects.filter(person=person, kind__in=[kind for kind, on in wanted.items() if on]).delete()
    off = [ReminderOff(person=person, kind=kind) for kind, on in wanted.items() if not on]
    ReminderOff.objects.bulk_create(off, ignore_conflicts=True)
