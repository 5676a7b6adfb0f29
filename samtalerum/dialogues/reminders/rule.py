"""When somebody is reminded of what. In words:

1. A reminder is about a day: of the meeting, of the question, of a step, of erasing. Its turns, in the table below,
   begin and end so many days before or after that day. Before: it has not come yet, minus; after: plus.
2. One mail a turn. Moved means due again: what is about another day is another reminder.
3. Done means silent: who is owed one is asked of the database (owed.py), and asked again when the mail leaves.
4. Mails leave on the mornings of working days. A turn that would begin on a weekend *before* its day begins on the
   Friday; one that begins on a weekend after its day waits for the Monday.
5. Nobody is reminded on leave. What fell into the leave follows afterwards while its turn still lasts. Only of erasing
   one is told on leave too: it can't be made good afterwards.
6. The institution and each person may switch off each kind.

Everything here is a pure function; `docs/reminders.md` tells people the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FRIDAY, SATURDAY = 4, 5
# In the institution's zone; early enough for a mail that collects the day's at eight.
FROM_HOUR, TO_HOUR = 7, 12
WEEKEND = timedelta(days=2)


class Kind(TextChoices):
    """What one can be reminded of, as the settings name it."""

    PREPARE = "prepare", _("Preparing, a week and a day before we meet")
    ANSWER = "answer", _("A question or an invitation that waits for my answer")
    WAITING = "waiting", _("A question of mine that nobody has answered")
    SHEET = "sheet", _("A sheet that waits for me to confirm it")
    EVALUATION = "evaluation", _("The two questions about the conversation")
    STEP = "step", _("A step of mine that has come to its date")
    ERASURE = "erasure", _("Words that are about to be erased")


ALSO_ON_LEAVE = frozenset({Kind.ERASURE})


@dataclass(frozen=True)
class Turn:
    """From the first to the last day on which this mail may leave, counted from the day it is about."""

    kind: Kind
    name: str
    first: int
    last: int
    longer_than: int = 0  # not for words that are kept for so few days


TURNS: tuple[Turn, ...] = (
    #    kind             name     first last
    Turn(Kind.PREPARE,    "week",    -7,  -3),  # with less time than that, the one the day before is enough
    Turn(Kind.PREPARE,    "day",     -1,   0),
    Turn(Kind.ANSWER,     "first",    7,  20),
    Turn(Kind.ANSWER,     "again",   21,  45),  # after 60 days it lapses
    Turn(Kind.WAITING,    "once",    14,  45),
    Turn(Kind.SHEET,      "first",    3,  13),
    Turn(Kind.SHEET,      "again",   14,  35),
    Turn(Kind.EVALUATION, "once",     3,  24),
    Turn(Kind.STEP,       "day",      0,  13),
    Turn(Kind.STEP,       "again",   14,  35),  # gently, once; nothing is overdue
    Turn(Kind.ERASURE,    "month",  -30, -16, longer_than=30),
    Turn(Kind.ERASURE,    "week",    -7,  -1),
)  # fmt: skip


@dataclass(frozen=True)
class Days:
    """From a day to a day, both included."""

    first: date
    last: date


def may_leave(at: datetime) -> bool:
    """The morning of a working day, in the institution's zone."""
    local = timezone.localtime(at)
    return local.weekday() < SATURDAY and FROM_HOUR <= local.hour < TO_HOUR


def lasts(turn: Turn, about: date) -> Days:
    """The days on which this turn's mail may leave."""
    first = about + timedelta(days=turn.first)
    if turn.first < 0 and first.weekday() >= SATURDAY:
        first -= timedelta(days=first.weekday() - FRIDAY)
    return Days(first, about + timedelta(days=turn.last))


def turn_on(kind: Kind, about: date, today: date, *, kept_for: int | None = None) -> Turn | None:
    """Which turn of a reminder about that day it is today, if any. `kept_for`: how many days the words are kept."""
    open_now = [turn for turn in _turns(kind, kept_for) if _in(today, lasts(turn, about))]
    return open_now[-1] if open_now else None  # a Friday may belong to two: then the later one says it all


def abouts(kind: Kind, today: date, *, kept_for: int | None = None) -> Days:
    """Every day that a reminder of this kind may be about if it is owed today: what a query asks the database for."""
    turns = _turns(kind, kept_for)
    earliest = today - timedelta(days=max(turn.last for turn in turns))
    latest = today - timedelta(days=min(turn.first for turn in turns))
    return Days(earliest, latest + WEEKEND)


def _turns(kind: Kind, kept_for: int | None) -> list[Turn]:
    return [turn for turn in TURNS if turn.kind == kind and (kept_for is None or kept_for > turn.longer_than)]


def _in(day: date, days: Days) -> bool:
    return days.first <= day <= days.last
