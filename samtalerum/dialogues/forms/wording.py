"""Sentences about times that several pages say in the same words."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtalerum.blueprints.schema import Item, Text
from samtalerum.ground import dates
from samtalerum.vault.retention import Period


def moment(when: datetime, *, now: datetime) -> str:
    """Today, 9:12; or Monday 3 May, 16:20; with the year when it is another one."""
    named = {"day": day(when, now=now), "clock": dates.clock(when)}
    if dates.local_date(when) == dates.local_date(now):
        return _("today, %(clock)s") % named
    return _("%(day)s, %(clock)s") % named


def day(when: date | datetime, *, now: datetime) -> str:
    """Monday 3 May; or 3 May 2026 when it is another year."""
    on = dates.local_date(when) if isinstance(when, datetime) else when
    return dates.day(on) if on.year == dates.local_date(now).year else dates.day_year(on)


def saved(when: datetime | None, *, now: datetime) -> str:
    """Saved 10:42; or Saved Monday 3 May; or nothing, before the first save."""
    if when is None:
        return ""
    if dates.local_date(when) == dates.local_date(now):
        return _("Saved %(clock)s") % {"clock": dates.clock(when)}
    return _("Saved %(day)s") % {"day": day(when, now=now)}


def today_or_day(when: datetime, *, now: datetime) -> str:
    """Today; or Monday 3 May; or 3 May 2026."""
    return _("Today") if dates.local_date(when) == dates.local_date(now) else day(when, now=now)


def meeting(starts: datetime | None, minutes: int | None) -> str:
    """Wednesday 12 May, 10:00–11:00; or nothing, while no date is agreed."""
    if starts is None:
        return ""
    words = _("%(day)s, %(clock)s") % {"day": dates.day(starts), "clock": dates.clock(starts)}
    if not minutes:
        return words
    return f"{words}–{dates.clock(starts + timedelta(minutes=minutes)).removeprefix('kl. ')}"


def period(kept: Period) -> str:
    """Six months, 30 days: how long the institution keeps a kind of words."""
    days = settings.RETENTION.get(kept.key, 0 if kept.months else kept.days)
    if days:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return ngettext("%(count)s month", "%(count)s months", kept.months) % {"count": kept.months}


def title(item: Item, side: str) -> str:
    """What an item is called to this side: its title, else its first question."""
    return said(item.title or item.questions[0], side)


def said(text: Text, side: str) -> str:
    """The blueprint's words for this side in the reader's language, or in the first that the blueprint has."""
    return text.for_(side, dates.language())
