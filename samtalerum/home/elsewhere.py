"""What home says about conversations held outside Samtalerum: a sentence for each state and for each of the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.dialogues.elsewhere import COUNTING, HeldElsewhere, Stands, records_of
from samtalerum.dialogues.phases import Side
from samtalerum.ground import dates
from samtalerum.vault import retention

LINGERS = timedelta(days=14)  # how long an answer is told
MINE, THEIRS = True, False
SEE = gettext_lazy("See what is recorded")

# By what has become of it, and whether the reader recorded it: a sentence, and what its action is called.
STANDING: Mapping[tuple[Stands, bool], tuple[str | Promise, str | Promise]] = {
    (Stands.WAITS, MINE): (
        gettext_lazy("You recorded that you and %(name)s talked on %(day)s. There is no answer yet."),
        SEE,
    ),
    (Stands.WAITS, THEIRS): (
        gettext_lazy("%(name)s says that you talked on %(day)s, outside Samtalerum"),
        gettext_lazy("Say whether that is so"),
    ),
    (Stands.CONFIRMED, MINE): (gettext_lazy("%(name)s says so too: you talked on %(day)s"), SEE),
    (Stands.CONFIRMED, THEIRS): (gettext_lazy("You said to %(name)s that you talked on %(day)s"), SEE),
    (Stands.OBJECTED, MINE): (gettext_lazy("%(name)s says that you did not talk on %(day)s"), SEE),
    (Stands.OBJECTED, THEIRS): (gettext_lazy("You said to %(name)s that you did not talk on %(day)s"), SEE),
}


@dataclass(frozen=True)
class Elsewhere:
    """One record in a sentence. With an action it is among what goes on, without one among what is over."""

    name: str  # the other one's, in full
    sentence: str
    action: str
    url: str
    kept: str = ""
    waits: bool = False  # it is about the reader's own career and may yet count


def elsewhere_of(person: Any, *, at: datetime) -> tuple[tuple[Elsewhere, ...], tuple[Elsewhere, ...]]:
    """What goes on, and what is over and counts. One statement."""
    records = list(records_of(person))
    current = [one for one in records if _is_current(one, at=at)]
    over = [one for one in records if one not in current and one.stands in COUNTING]
    return tuple(_current(one, person) for one in current), tuple(_over(one, person) for one in over)


def _is_current(record: HeldElsewhere, *, at: datetime) -> bool:
    if record.stands == Stands.WAITS:
        return True
    return record.stands in {Stands.CONFIRMED, Stands.OBJECTED} and at < record.changed_at + LINGERS


def _current(record: HeldElsewhere, person: Any) -> Elsewhere:
    across = record.across(person)
    sentence, action = STANDING[record.stands, record.is_mine(person)]
    named = {"name": across.first_name, "day": dates.day_year(record.on)}
    waits = record.stands == Stands.WAITS and record.side(person) == Side.OWNER
    return Elsewhere(across.display_name, str(sentence) % named, str(action), _url(record), waits=waits)


def _over(record: HeldElsewhere, person: Any) -> Elsewhere:
    name = record.across(person).display_name
    until = retention.SHEET.after(dates.local_date(record.counts_from))
    kept = _("Held outside Samtalerum: only the day is recorded, and kept until %(day)s.")
    sentence = _("%(name)s, %(day)s") % {"name": name, "day": dates.day_year(record.on)}
    return Elsewhere(name, sentence, "", _url(record), kept % {"day": dates.day_year(until)})


def _url(record: HeldElsewhere) -> str:
    return reverse("dialogues:elsewhere", args=[record.pk])
