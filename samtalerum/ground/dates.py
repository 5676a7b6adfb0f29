"""Dates as people say them, in the active language. Due dates and erase dates are local dates of the institution."""

from datetime import date, datetime

from babel.dates import format_date, format_time
from django.utils import timezone
from django.utils.translation import get_language

# Babel's patterns, one per language: CLDR's own would write years and abbreviations where people don't.
DAY = {"en": "EEEE d MMMM", "da": "EEEE 'den' d. MMMM", "sv": "EEEE d MMMM"}
DAY_YEAR = {"en": "d MMMM y", "da": "d. MMMM y", "sv": "d MMMM y"}
CLOCK = {"en": "HH:mm", "da": "'kl.' HH.mm", "sv": "'kl.' HH.mm"}


def local_date(at: datetime) -> date:
    """The day it is at that moment in the institution's zone."""
    return timezone.localtime(at).date()


def language() -> str:
    """The active language as one of ours."""
    code = (get_language() or "en")[:2]
    return code if code in DAY else "en"


def day(when: date | datetime) -> str:
    """Wednesday 12 May."""
    return format_date(_day_of(when), DAY[language()], locale=language())


def day_year(when: date | datetime) -> str:
    """12 May 2027."""
    return format_date(_day_of(when), DAY_YEAR[language()], locale=language())


def clock(when: datetime) -> str:
    """10:00, in Danish and Swedish kl. 10.00."""
    return format_time(timezone.localtime(when).time(), CLOCK[language()], locale=language())


def _day_of(when: date | datetime) -> date:
    return local_date(when) if isinstance(when, datetime) else when
