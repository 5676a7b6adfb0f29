"""The quiet clock: how much of the agreed time is left, in words and to five minutes. It never ticks and never rings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.ground import dates

ROUGHLY = 5  # minutes
# A meeting that was agreed for another day says nothing about today.
EARLY, LATE = timedelta(hours=1), timedelta(hours=4)


@dataclass(frozen=True)
class Clock:
    """The time as both see it."""

    minutes: int
    used: int
    words: str
    until: str

    @property
    def mark(self) -> str:
        """Changes when something else is to be shown: a page that asks says which it has."""
        return f"{self.minutes}.{self.used}.{len(self.words)}.{self.until}"


def clock(dialogue: Dialogue, *, now: datetime) -> Clock | None:
    """The clock while the two talk, once they have said how long they have."""
    starts, minutes = dialogue.meets_at, dialogue.minutes
    if Phase(dialogue.phase) != Phase.DURING or starts is None or not minutes:
        return None
    ends = starts + timedelta(minutes=minutes)
    if not starts - EARLY <= now <= ends + LATE:
        return None
    gone = int((now - starts).total_seconds() // 60)
    used = min(max(gone - gone % ROUGHLY, 0), minutes)
    return Clock(minutes, used, _left(starts, ends, now=now), dates.clock(ends))


def mark(dialogue: Dialogue, *, now: datetime) -> str:
    """The mark of the clock, or nothing while there is none."""
    shown = clock(dialogue, now=now)
    return shown.mark if shown else ""


def _left(starts: datetime, ends: datetime, *, now: datetime) -> str:
    if now < starts:
        return _("You begin at %(clock)s") % {"clock": dates.clock(starts)}
    left = (ends - now).total_seconds() / 60
    if left <= 0:
        return _("The time you agreed on is over")
    if left < ROUGHLY:
        return _("A few minutes left")
    rounded = ROUGHLY * round(left / ROUGHLY)
    return ngettext("About %(count)s minute left", "About %(count)s minutes left", rounded) % {"count": rounded}
