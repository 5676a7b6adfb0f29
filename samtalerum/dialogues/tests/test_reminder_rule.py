"""The rule of reminders, against the same rule said simply: a calendar that is walked through day by day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samtalerum.dialogues.reminders import rule
from samtalerum.dialogues.reminders.rule import TURNS, Kind

DAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31))
KINDS = st.sampled_from(list(Kind))


def weekend(day: date) -> bool:
    return day.isoweekday() in {6, 7}


def said_simply(kind: Kind, about: date, *, away: frozenset[date] = frozenset()) -> list[tuple[date, str]]:
    """Walk from long before to long after. Each turn is sent on the first day on which mail leaves and she is here."""
    sent: dict[str, date] = {}
    for number in range(-45, 60):
        today = about + timedelta(days=number)
        if weekend(today) or today in away:
            continue
        ahead = 1 + (2 if today.isoweekday() == 5 else 0)  # on a Friday, the weekend is looked at too
        for turn in reversed([one for one in TURNS if one.kind == kind]):
            begins = (
                any(number + more >= turn.first for more in range(ahead)) if turn.first < 0 else number >= turn.first
            )
            if begins and number <= turn.last:
                sent.setdefault(turn.name, today)
                break
    return sorted((day, name) for name, day in sent.items())


def by_the_rule(kind: Kind, about: date, *, away: frozenset[date] = frozenset()) -> list[tuple[date, str]]:
    """What somebody gets who never does what she is reminded of, with a sweep every day and a memory of what was sent."""
    sent: dict[str, date] = {}
    for number in range(-45, 60):
        today = about + timedelta(days=number)
        morning = timezone.make_aware(datetime.combine(today, time(8, 30)))
        turn = rule.turn_on(kind, about, today)
        if turn and rule.may_leave(morning) and today not in away:
            sent.setdefault(turn.name, today)
    return sorted((day, name) for name, day in sent.items())


@given(KINDS, DAYS)
def test_the_rule_is_what_it_says(kind, about):
    assert by_the_rule(kind, about) == said_simply(kind, about)


@given(KINDS, DAYS, st.integers(-40, 50), st.integers(0, 60))
def test_what_falls_into_a_leave_follows_only_while_its_turn_lasts(kind, about, first, length):
    away = frozenset(about + timedelta(days=number) for number in range(first, first + length))
    sent = by_the_rule(kind, about, away=away)
    assert sent == said_simply(kind, about, away=away)
    assert not {day for day, _name in sent} & away
    for day, name in sent:
        turn = next(one for one in TURNS if (one.kind, one.name) == (kind, name))
        assert day <= about + timedelta(days=turn.last)


@given(KINDS, DAYS)
def test_whoever_is_here_gets_every_turn_once_and_in_order(kind, about):
    names = [turn.name for turn in TURNS if turn.kind == kind]
    assert [name for _day, name in by_the_rule(kind, about)] == names


@given(KINDS, DAYS, DAYS)
def test_the_question_to_the_database_is_wide_enough(kind, about, today):
    days = rule.abouts(kind, today)
    if rule.turn_on(kind, about, today):
        assert days.first <= about <= days.last


@given(DAYS)
def test_the_day_before_a_monday_is_the_friday(about):
    leaves = {name: day for day, name in by_the_rule(Kind.PREPARE, about)}
    assert not weekend(leaves["day"])
    assert leaves["day"] < about
    assert about - leaves["day"] <= timedelta(days=3)


@given(DAYS)
def test_a_warning_comes_no_later_than_promised(about):
    leaves = {name: day for day, name in by_the_rule(Kind.ERASURE, about)}
    assert about - leaves["month"] >= timedelta(days=30)
    assert about - leaves["week"] >= timedelta(days=7)


def test_what_is_kept_for_thirty_days_is_warned_of_once():
    about = date(2030, 5, 15)
    days = [about - timedelta(days=number) for number in range(40, 0, -1)]
    assert {turn.name for day in days if (turn := rule.turn_on(Kind.ERASURE, about, day, kept_for=30))} == {"week"}
    assert {turn.name for day in days if (turn := rule.turn_on(Kind.ERASURE, about, day, kept_for=31))} == {
        "month",
        "week",
    }


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (datetime(2030, 3, 4, 5, 59, tzinfo=UTC), False),  # Monday, 6.59 in Copenhagen
        (datetime(2030, 3, 4, 6, 0, tzinfo=UTC), True),
        (datetime(2030, 3, 4, 10, 59, tzinfo=UTC), True),
        (datetime(2030, 3, 4, 11, 0, tzinfo=UTC), False),
        (datetime(2030, 7, 1, 5, 0, tzinfo=UTC), True),  # summer time
        (datetime(2030, 7, 1, 10, 0, tzinfo=UTC), False),
        (datetime(2030, 3, 8, 8, 0, tzinfo=UTC), True),  # Friday
        (datetime(2030, 3, 9, 8, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2030, 3, 10, 8, 0, tzinfo=UTC), False),  # Sunday
    ],
)
def test_mail_leaves_on_the_mornings_of_working_days(at, leaves):
    assert rule.may_leave(at) is leaves


@pytest.mark.parametrize("kind", list(Kind))
def test_the_turns_of_a_kind_follow_each_other(kind):
    turns = [turn for turn in TURNS if turn.kind == kind]
    assert turns
    assert all(turn.first <= turn.last for turn in turns)
    assert all(one.last < other.first for one, other in pairwise(turns))


def in_words(turn: rule.Turn) -> str:
    """As docs/reminders.md says it."""
    first, last = (
        "the day itself"
        if day == 0
        else f"{abs(day)} day{'s' if abs(day) != 1 else ''} {'before' if day < 0 else 'after'}"
        for day in (turn.first, turn.last)
    )
    same_side = first.split()[-1] == last.split()[-1] and "itself" not in first + last
    return f"{abs(turn.first)} to {last}" if same_side else f"{first} to {last}"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_document_says_the_same_days(kind):
    text = (settings.BASE_DIR / "docs/reminders.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"| `{kind}` |"))
    assert row.split(" | ")[2].rstrip(" |") == ", ".join(in_words(turn) for turn in TURNS if turn.kind == kind)
