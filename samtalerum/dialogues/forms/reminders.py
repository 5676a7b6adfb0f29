"""Which reminders somebody wants: one switch for each kind that the institution sends."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.models import ReminderOff
from samtalerum.dialogues.reminders.rule import Kind

# When each comes, and what makes it silent; docs/reminders.md says the same at length.
WHEN: dict[Kind, str | Promise] = {
    Kind.PREPARE: _("To whoever has not written anything yet. Nothing needs to be shared, and you may just talk."),
    Kind.ANSWER: _(
        "After one week and after three: somebody asks or invites you, or asks further after a conversation."
    ),
    Kind.WAITING: _("Once, after two weeks. You may wait, take the question back, or ask somebody else."),
    Kind.SHEET: _("After three days and after two weeks, until you have confirmed it."),
    Kind.EVALUATION: _("Once, three days after you have talked. Whoever has answered is not asked again."),
    Kind.STEP: _("On the day that you chose, and gently once more after two weeks. Nothing is ever overdue."),
    Kind.ERASURE: _("A month and a week before, in time to take a copy. Without this you find the days under After."),
}


@dataclass(frozen=True)
class Switch:
    """One kind, in words, on or off."""

    kind: Kind
    when: str | Promise
    on: bool


def switches(person: Any) -> list[Switch]:
    """What this person can switch, as it stands. What the institution does not send is not offered."""
    off = set(ReminderOff.objects.filter(person=person).values_list("kind", flat=True))
    return [Switch(kind, WHEN[kind], kind not in off) for kind in Kind if kind not in settings.REMINDERS_OFF]
