"""That somebody is due, in words: to the person itself, and to those who lead that person."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.due.rule import Reason, due, rule
from samtalerum.dialogues.due.standing import due_among, standing_of
from samtalerum.ground import dates

# To oneself. Placeholders: starting and every (months), day.
MINE: Mapping[Reason, str | Promise] = {
    Reason.STARTING: _(
        "It is time for a conversation about your career: whoever is employed for a fixed term is owed one within "
        "%(starting)s months of starting. For you that is by %(day)s."
    ),
    Reason.FIXED_TERM: _(
        "It is time for a conversation about your career: whoever is employed for a fixed term is owed one at least "
        "every %(every)s months."
    ),
    Reason.SECOND_HALF: _(
        "It is time for a conversation about your career: in the second half of a PhD one is owed to you."
    ),
}
# To a leader: every rule that speaks of the person, and no date; either could tell of a talk with somebody else.
THEIRS: Mapping[Reason, str | Promise] = {
    Reason.STARTING: _("employed for a fixed term, within %(starting)s months of starting"),
    Reason.FIXED_TERM: _("employed for a fixed term, at least every %(every)s months"),
    Reason.SECOND_HALF: _("in the second half of the PhD"),
}


def due_for_me(person: Any, *, at: datetime) -> str:
    """The sentence, or nothing. One statement."""
    by, today = rule(), dates.local_date(at)
    found = due(standing_of([person])[person.pk], today=today, by=by)
    if found is None:
        return ""
    return str(MINE[found.reason]) % {
        "every": by.every,
        "starting": by.starting,
        "day": dates.day_year(found.by),
    }


def due_of(people: Collection[Any], *, leader: Any, at: datetime) -> dict[UUID, str]:
    """The reason for each of these people who is due, as their leader may know it. One statement."""
    numbers = {"every": rule().every, "starting": rule().starting}
    found = due_among(people, leader=leader, today=dates.local_date(at))
    said = {pk: "; ".join(str(THEIRS[reason]) % numbers for reason in reasons) for pk, reasons in found.items()}
    return {pk: gettext("Due: %(reasons)s") % {"reasons": reasons} for pk, reasons in said.items()}
