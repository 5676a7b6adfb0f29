"""Who is due: to whom a career conversation is owed, since when and why, by the institution's rules. In words:

1. Whoever is employed for a fixed term is owed one within 12 months of starting, and at least every 12 months after
   one that was held. Contracts that follow on each other are one employment.
2. A PhD fellow whose last day is known is owed one in the second half of that time.
3. A conversation that was held counts, with whichever leader or supervisor, here or elsewhere.
4. The days of a leave are not counted, and on leave nothing is due.
5. Somebody is due once, however many affiliations; the owner picks the partner.
6. It shows from two months before the day by which it is owed.

The numbers are the institution's (SAMTALERUM_DUE). Nothing here asks the database: standing.py does.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from samtalerum.people.models import Category
from samtalerum.vault.retention import add_months

DAY = timedelta(days=1)
FOLLOWS_ON = timedelta(days=31)  # a contract that begins so soon after another goes on with it


class Reason(Enum):
    """Why one is owed; told by the employment alone, so that it says nothing about conversations."""

    STARTING = "starting"  # the first months of a fixed term
    FIXED_TERM = "fixed term"
    SECOND_HALF = "second half"  # of a PhD


@dataclass(frozen=True)
class Rule:
    """The institution's numbers, in months. `every` 0: nothing for fixed-term staff; `phd` 0: nothing for fellows."""

    every: int = 12
    starting: int = 12
    ahead: int = 2
    phd: int = 1


LEAST = {"every": 0, "starting": 1, "ahead": 0, "phd": 0}
MOST = {"every": 60, "starting": 60, "ahead": 12, "phd": 1}


def rule() -> Rule:
    """As set; a name or a number that makes no sense stops the start."""
    for key, number in settings.DUE.items():
        if key not in LEAST:
            raise ImproperlyConfigured(f"SAMTALERUM_DUE knows no {key!r}. Known: {', '.join(LEAST)}.")
        if not LEAST[key] <= number <= MOST[key]:
            raise ImproperlyConfigured(f"SAMTALERUM_DUE: {key}={number}. Write {LEAST[key]} to {MOST[key]}.")
    found = Rule(**settings.DUE)
    if found.every and found.ahead >= min(found.every, found.starting):
        raise ImproperlyConfigured("SAMTALERUM_DUE: ahead must be less than every and starting.")
    return found


@dataclass(frozen=True)
class Days:
    """From a day to a day, both included; without an end it goes on."""

    starts: date
    ends: date | None = None

    def holds(self, day: date) -> bool:
        """That day is one of them."""
        return self.starts <= day <= (self.ends or day)


@dataclass(frozen=True)
class Post(Days):
    """What somebody is here, as far as the rules ask."""

    category: str = ""
    fixed_term: bool = False


@dataclass(frozen=True)
class Talk:
    """A conversation that counts: on which day, with whom, and since when it is known here that it counts."""

    on: date
    partner: UUID | None = None
    known: date = date.min


@dataclass(frozen=True)
class Standing:
    """What the rules ask about one person."""

    posts: list[Post] = field(default_factory=list)
    leaves: list[Days] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)


@dataclass(frozen=True)
class Due:
    """A conversation is owed: why, by which day, and since when that shows."""

    reason: Reason
    by: date
    since: date


def due(one: Standing, *, today: date, by: Rule) -> Due | None:
    """What is owed to this person today, if anything: the first of what the rules say."""
    return next(iter(_owed(one, today, by)), None)


def due_as_seen_by(leader: UUID, one: Standing, *, today: date, by: Rule) -> tuple[Reason, ...]:
    """What a leader is shown: nothing, or every rule that speaks of this person.

    It must not tell when the person talked with somebody else. So it stands as it stood on the first of the month, and
    only conversations with this leader count at once; and which of two rules is owed is not said either.
    """
    month = today.replace(day=1)
    talks = [talk for talk in one.talks if talk.partner == leader or talk.known < month]
    if any(leave.holds(today) for leave in one.leaves) or not _owed(replace(one, talks=talks), month, by):
        return ()
    return tuple(found.reason for found in _owed(replace(one, talks=[]), month, by))


def _owed(one: Standing, today: date, by: Rule) -> list[Due]:
    """What shows today, one by each rule at most, the oldest first; on leave nothing."""
    if any(leave.holds(today) for leave in one.leaves):
        return []
    days = [talk.on for talk in one.talks]
    found = [*_fixed_term(one, days, today, by), *_second_half(one, days, today, by)]
    return sorted((owed for owed in found if owed.since <= today), key=lambda owed: owed.since)


def _fixed_term(one: Standing, talks: Iterable[date], today: date, by: Rule) -> Iterable[Due]:
    start = _employed_since([post for post in one.posts if post.fixed_term], today)
    if start is None or not by.every:
        return
    first = _later(start, by.starting, one.leaves)
    after_last = [_later(day, by.every, one.leaves) for day in talks]
    owed = max([first, *after_last])
    reason = Reason.STARTING if today < first else Reason.FIXED_TERM
    yield Due(reason, owed, add_months(owed, -by.ahead) if owed < date.max else owed)


def _second_half(one: Standing, talks: Collection[date], today: date, by: Rule) -> Iterable[Due]:
    owed = []
    for post in one.posts:
        if by.phd and post.category == Category.PHD and post.ends and post.holds(today):
            half = _moved(post.starts, post.starts + (post.ends - post.starts) / 2, one.leaves)
            if not any(half <= day for day in talks):
                owed.append(Due(Reason.SECOND_HALF, post.ends, half))
    return sorted(owed, key=lambda found: found.since)[:1]


def _employed_since(posts: Iterable[Post], today: date) -> date | None:
    """The first day of the employment that goes on today; contracts that follow on each other are one."""
    since: date | None = None
    until = date.min
    for post in sorted(posts, key=lambda post: post.starts):
        if post.starts > today:
            break
        if since is None or post.starts > min(until, date.max - FOLLOWS_ON) + FOLLOWS_ON:
            since = post.starts
        until = max(until, post.ends or date.max)
    return since if until >= today else None


def _later(start: date, months: int, leaves: Iterable[Days]) -> date:
    """So many months later, the days of leave not counted."""
    return _moved(start, add_months(start, months), leaves)


def _moved(start: date, end: date, leaves: Iterable[Days]) -> date:
    """The end of a period that began on `start`, later by each day of leave within it; never, if a leave has no end."""
    counted = start  # every day of leave up to here has been looked at
    for leave in sorted(leaves, key=lambda leave: leave.starts):
        first = max(leave.starts, counted + DAY)
        if first > end:
            continue
        if leave.ends is None:
            return date.max
        if leave.ends >= first:
            if leave.ends - first >= date.max - end:  # as good as no end; nobody's leave stops a leader's page
                return date.max
            end += leave.ends - first + DAY
            counted = leave.ends
    return end
