"""What a request says of itself in words: no numbers of a queue, no dates."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtalerum.coaching.models import Course, Form
from samtalerum.ground.dates import local_date
from samtalerum.web.context import LANGUAGE_NAMES

FEWEST = 5  # below, a usual waiting time would tell about single people


def days_waited(since: datetime, on: date) -> int:
    """Since the day on which it was asked."""
    return max((on - local_date(since)).days, 0)


def waited(days: int) -> str:
    """Less than a day, 9 days, 4 weeks, 3 months."""
    if days == 0:
        return _("less than a day")
    if days < 14:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if days < 91:
        return ngettext("%(count)s week", "%(count)s weeks", days // 7) % {"count": days // 7}
    return ngettext("%(count)s month", "%(count)s months", days // 30) % {"count": days // 30}


def usually(days: Sequence[int]) -> str:
    """How long people usually wait, from how long some did; nothing where they are fewer than five."""
    if len(days) < FEWEST:
        return ""
    middle = sorted(days)[len(days) // 2]
    return _("At present most people wait about %(long)s.") % {"long": waited(max(middle, 1))}


def language(course: Course) -> str:
    """By its own name, or that any will do."""
    return LANGUAGE_NAMES.get(course.language) or _("Any")


def form(course: Course) -> str:
    """In person, by video, or either."""
    return str(Form(course.form).label)
