"""The calendar of erasing: how long each kind of words is kept, counted from what, and why.

The only place where periods stand. An institution shortens them (SAMTALERUM_RETENTION); longer is refused at start.
Erase dates are local dates of the institution.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.dates import local_date


@dataclass(frozen=True)
class Period:
    """So many months and days after an event, and the reason in words."""

    key: str
    months: int
    days: int
    reason: str | Promise

    def after(self, event: date) -> date:
        """The day on which it is erased."""
        shorter = settings.RETENTION.get(self.key)
        if shorter is not None:
            return event + timedelta(days=shorter)
        return add_months(event, self.months) + timedelta(days=self.days)

    def over(self, at: datetime) -> datetime:
        """What happened before this moment is to be erased by now: what a sweep of moments asks the database for."""
        return end_of(self.latest(local_date(at)))

    def latest(self, today: date) -> date:
        """The latest event whose words are to be erased by today: what a sweep asks the database for."""
        event = add_months(today, -self.months) - timedelta(days=self.days - 3)
        if self.key in settings.RETENTION:
            event = today
        while self.after(event) > today:
            event -= timedelta(days=1)
        return event


PRIVATE = Period("private", 6, 0, _("Private words help to prepare; half a year later they have done so."))
CARRIED = Period(
    "carried",
    24,
    0,
    _("Between two conversations there is seldom more than two years; what is older has had its time."),
)
PARTNER_NOTES = Period(
    "partner_notes", 0, 30, _("Notes about somebody are kept only until the sheet says what counts.")
)
PARTNER_NOTES_LONGEST = Period(
    "partner_notes_longest", 12, 0, _("Notes about somebody are never kept longer than a year.")
)
SHEET = Period("sheet", 36, 0, _("What two people agreed on is kept until it has had time to happen."))
SHEET_AFTER_NEXT = Period("sheet_after_next", 12, 0, _("Once the next sheet is there, the earlier one is history."))
SHEET_UNCONFIRMED = Period("sheet_unconfirmed", 0, 90, _("A draft that nobody confirmed is nobody's word."))
WORDS_OF_A_QUESTION = Period("question", 0, 30, _("A question that led to no conversation has no further use."))
CONTACTS = Period("contacts", 24, 0, _("A contact that nobody has used for two years is out of date."))
LOG_WITHOUT_NAMES = Period(
    "log", 12, 0, _("Who opened what is told as long as the words are there; a year longer, it only counts.")
)

NEVER_HELD = Period(
    "never_held",
    12,
    0,
    _("Two people who agreed to talk and have not done so for a year begin anew when they want to."),
)
FACTS = Period(
    "facts", 48, 0, _("That a conversation took place is known for a year longer than its words can be, then no more.")
)
SECURITY_LOG = Period("security_log", 12, 0, _("Whoever looks for a stranger in an account looks back a year at most."))
LEAVING = Period(
    "leaving", 0, 30, _("Whoever leaves has a month to take the own words along; then nobody is here to read them.")
)
MAIL = Period("mail", 0, 14, _("A mail server that is away is back within days; afterwards a mail is of no use."))

COACHING_REQUEST = Period("coaching_request", 0, 30, _("A request that led to no course has no further use."))
COACHING_COURSE = Period("coaching_course", 6, 0, _("Half a year after a course its pages have done their work."))
COACH_NOTES = Period("coach_notes", 0, 30, _("A coach’s notes help during a course, and are no record."))
FIGURES = Period("figures", 60, 0, _("Five years show whether something changes. They hold no persons."))

PERIODS = (
    PRIVATE,
    CARRIED,
    PARTNER_NOTES,
    PARTNER_NOTES_LONGEST,
    SHEET,
    SHEET_AFTER_NEXT,
    SHEET_UNCONFIRMED,
    WORDS_OF_A_QUESTION,
    CONTACTS,
    NEVER_HELD,
    FACTS,
    LOG_WITHOUT_NAMES,
    SECURITY_LOG,
    LEAVING,
    MAIL,
    COACHING_REQUEST,
    COACHING_COURSE,
    COACH_NOTES,
    FIGURES,
)


def private(*, carried: bool) -> Period:
    """How long the owner's own parts are kept, counted from when the conversation was held or came to nothing.

    `carried`: the owner has said to keep them for the next conversation. That never makes the time shorter.
    """
    return CARRIED if carried and may_be_carried() else PRIVATE


def may_be_carried() -> bool:
    """An institution that keeps what is carried no longer than the rest offers nothing to carry."""
    some = date(2001, 1, 1)
    return CARRIED.after(some) > PRIVATE.after(some)


def private_parts(ended: date | None, *, carried: bool = False) -> date | None:
    """Preparation never shared, and private notes at the guide: after the conversation was held or came to nothing."""
    return private(carried=carried).after(ended) if ended else None


def partner_notes(*, confirmed: date | None, last_edit: date | None) -> date | None:
    """A partner's private notes: soon after the sheet was confirmed, and never long after the last edit."""
    dates = []
    if confirmed:
        dates.append(PARTNER_NOTES.after(confirmed))
    if last_edit:
        dates.append(PARTNER_NOTES_LONGEST.after(last_edit))
    return min(dates) if dates else None


def sheet(*, confirmed: date | None, next_confirmed: date | None, last_edit: date | None) -> date | None:
    """The sheet, and with it steps, evaluation and what was shared before."""
    if confirmed is None:
        return SHEET_UNCONFIRMED.after(last_edit) if last_edit else None
    dates = [SHEET.after(confirmed)]
    if next_confirmed:
        dates.append(SHEET_AFTER_NEXT.after(next_confirmed))
    return min(dates)


def refuse_longer_periods() -> None:
    """Called at start: a university may keep words shorter than this, never longer, and not under another name."""
    known = {period.key: period for period in PERIODS}
    for key, days in settings.RETENTION.items():
        if key not in known:
            raise ImproperlyConfigured(f"SAMTALERUM_RETENTION knows no {key!r}. Known: {', '.join(known)}.")
        longest = known[key].months * 30 + known[key].days
        if not 0 < days <= longest:
            raise ImproperlyConfigured(
                f"SAMTALERUM_RETENTION: {key}={days} days. Choose between 1 and {longest}: shorter is yours to choose, "
                "longer is not."
            )


def end_of(day: date) -> datetime:
    """The first moment after a local day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is none."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
