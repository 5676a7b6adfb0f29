"""Who is due: the rule as it reads, and what holds of it whatever the facts are."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from samtalerum.dialogues.due.rule import (
    Days,
    Due,
    Post,
    Reason,
    Rule,
    Standing,
    Talk,
    _moved,
    due,
    due_as_seen_by,
    rule,
)
from samtalerum.vault.retention import add_months

RULE = Rule()
DAY = timedelta(days=1)
START = date(2026, 3, 1)
BEN, DORA = uuid4(), uuid4()


def fixed(starts=START, ends=None):
    return Post(starts, ends, "postdoc", fixed_term=True)


def fellow(starts=START, ends=date(2029, 2, 28), *, fixed_term=False):
    return Post(starts, ends, "phd", fixed_term)


def asked(today, *posts, leaves=(), talks=()):
    return due(Standing(list(posts), list(leaves), [Talk(day) for day in talks]), today=today, by=RULE)


# As it reads


def test_a_fixed_term_is_owed_one_within_twelve_months_of_starting_and_it_shows_two_before():
    assert asked(date(2026, 12, 31), fixed()) is None
    assert asked(date(2027, 1, 1), fixed()) == Due(Reason.STARTING, date(2027, 3, 1), date(2027, 1, 1))
    assert asked(date(2027, 3, 1), fixed()).reason == Reason.FIXED_TERM


def test_and_another_twelve_months_after_the_last():
    talks = [date(2026, 9, 10), date(2027, 2, 10)]
    assert asked(date(2027, 12, 9), fixed(), talks=talks) is None
    assert asked(date(2027, 12, 10), fixed(), talks=talks).by == date(2028, 2, 10)


def test_one_that_was_held_before_the_employment_leaves_the_first_day_where_it_is():
    assert asked(date(2026, 12, 31), fixed(), talks=[date(2025, 6, 1)]) is None
    assert asked(date(2027, 1, 1), fixed(), talks=[date(2025, 6, 1)]).by == date(2027, 3, 1)


def test_contracts_that_follow_on_each_other_are_one_employment_and_a_break_begins_anew():
    first = fixed(ends=date(2026, 12, 31))
    assert asked(date(2027, 2, 20), first, fixed(starts=date(2027, 1, 15))).reason == Reason.STARTING
    assert asked(date(2027, 2, 20), first, fixed(starts=date(2027, 2, 2))) is None


def test_whoever_has_left_or_has_not_begun_is_not_due():
    assert asked(date(2027, 2, 20), fixed(ends=date(2027, 2, 19))) is None
    assert asked(date(2026, 2, 1), fixed()) is None


def test_a_fellow_is_owed_one_in_the_second_half_if_the_end_is_known():
    half = START + (date(2029, 2, 28) - START) / 2
    assert asked(half - DAY, fellow()) is None
    assert asked(half, fellow()) == Due(Reason.SECOND_HALF, date(2029, 2, 28), half)
    assert asked(half + DAY, fellow(), talks=[half - DAY]) is not None
    assert asked(half + DAY, fellow(), talks=[half]) is None
    assert asked(half, fellow(ends=None)) is None


def test_without_a_fixed_term_or_a_phd_nothing_is_owed():
    assert asked(date(2030, 1, 1), Post(START, None, "professor")) is None


def test_a_leave_moves_the_day_and_one_without_an_end_moves_it_away():
    leave = Days(date(2026, 6, 1), date(2026, 6, 30))
    assert asked(date(2027, 1, 30), fixed(), leaves=[leave]) is None
    assert asked(date(2027, 1, 31), fixed(), leaves=[leave]).by == date(2027, 3, 31)
    assert asked(date(2027, 6, 1), fixed(), leaves=[Days(date(2026, 6, 1))]) is None


def test_each_rule_can_be_switched_off_and_the_numbers_are_the_institutions(settings):
    today, both = date(2028, 6, 1), Standing([fixed(), fellow()])
    assert due(both, today=today, by=Rule(every=0)).reason == Reason.SECOND_HALF
    assert due(both, today=today, by=Rule(every=0, phd=0)) is None
    settings.DUE = {"every": 24, "ahead": 0}
    assert rule() == Rule(every=24, ahead=0)
    for wrong in ({"often": 3}, {"every": 61}, {"starting": 0}, {"phd": 2}, {"every": 2}):
        settings.DUE = wrong
        with pytest.raises(ImproperlyConfigured, match="SAMTALERUM_DUE"):
            rule()


# Whatever the facts are

some_day = st.dates(date(2024, 1, 1), date(2031, 12, 31))
lengths = st.integers(0, 900).map(lambda days: days * DAY)
spans = st.builds(lambda starts, length: (starts, starts + length), some_day, lengths)
leaves = st.lists(spans.map(lambda span: Days(*span)), max_size=4)
posts = st.lists(
    st.builds(
        lambda span, category, fixed_term, known: Post(span[0], span[1] if known else None, category, fixed_term),
        spans,
        st.sampled_from(["phd", "postdoc", "professor"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=4,
)
talks = st.lists(
    st.builds(Talk, some_day, st.sampled_from([BEN, DORA]), some_day).map(
        lambda talk: replace(talk, known=max(talk.on, talk.known))
    ),
    max_size=4,
)
standings = st.builds(Standing, posts, leaves, talks)


@given(standings, some_day)
def test_nobody_on_leave_is_due_and_nobody_who_is_neither_fixed_term_nor_a_fellow(one, today):
    if due(one, today=today, by=RULE):
        assert not any(leave.holds(today) for leave in one.leaves)
        assert any(post.holds(today) and (post.fixed_term or post.category == "phd") for post in one.posts)


@given(standings, some_day, some_day)
def test_one_conversation_more_makes_nobody_due(one, today, on):
    with_it = Standing(one.posts, one.leaves, [*one.talks, Talk(on, BEN, on)])
    if due(with_it, today=today, by=RULE):
        assert due(one, today=today, by=RULE)


@given(standings, some_day)
def test_whoever_talked_today_is_not_due(one, today):
    assert due(Standing(one.posts, one.leaves, [*one.talks, Talk(today, BEN, today)]), today=today, by=RULE) is None


@given(standings, some_day, spans)
def test_a_fixed_term_is_due_no_earlier_for_a_leave(one, today, span):
    only = Standing([post for post in one.posts if post.fixed_term], one.leaves, one.talks)
    with_it = Standing(only.posts, [*one.leaves, Days(*span)], one.talks)
    by = Rule(phd=0)
    if due(with_it, today=today, by=by):
        assert due(only, today=today, by=by)


@given(standings, some_day, st.randoms())
def test_due_once_however_the_same_employment_is_written_down(one, today, random):
    """The same affiliation at two units, a contract cut in two, and in whatever order."""
    again = [*one.posts, *one.posts]
    for post in one.posts:
        if post.fixed_term and post.category != "phd" and post.ends and (post.ends - post.starts).days > 1:
            again.remove(post)
            again.remove(post)
            cut = post.starts + (post.ends - post.starts) / 2
            again += [replace(post, ends=cut), replace(post, starts=cut + DAY)]
    random.shuffle(again)
    assert due(Standing(again, one.leaves, one.talks), today=today, by=RULE) == due(one, today=today, by=RULE)


@given(some_day, st.integers(0, 400), leaves)
def test_a_period_ends_when_as_many_days_without_leave_have_passed(start, length, leaves):
    end = _moved(start, start + length * DAY, leaves)
    worked, day = 0, start
    while worked < length:
        day += DAY
        worked += not any(leave.holds(day) for leave in leaves)
    assert end == day or (
        worked == length
        and all(any(leave.holds(day + step * DAY) for leave in leaves) for step in range(1, (end - day).days + 1))
    )


@given(leaves, talks, some_day, st.integers(0, 30), st.integers(0, 30))
def test_a_leader_sees_the_same_all_month_whatever_is_held_with_others(away, earlier, today, first, second):
    """On two days of a month, one of them before and the other after a conversation with somebody else."""
    month = today.replace(day=1)
    length = (add_months(month, 1) - month).days
    one_day, later = sorted(month + (number % length) * DAY for number in (first, second))
    away = [leave for leave in away if not leave.holds(one_day) and not leave.holds(later)]
    others = [replace(talk, partner=DORA) for talk in earlier if talk.known < month]
    before = Standing([fixed(date(2024, 1, 1))], away, others)
    after = replace(before, talks=[*others, Talk(later, DORA, later)])
    seen = due_as_seen_by(BEN, before, today=one_day, by=RULE)
    assert due_as_seen_by(BEN, after, today=later, by=RULE) == seen


def test_a_leader_sees_a_conversation_with_somebody_else_from_the_first_of_the_next_month():
    talked = Standing([fixed()], [], [Talk(date(2027, 4, 10), DORA, date(2027, 4, 10))])
    for day in (9, 10, 30):
        assert due_as_seen_by(BEN, talked, today=date(2027, 4, day), by=RULE)
        assert not due_as_seen_by(DORA, talked, today=date(2027, 4, day), by=RULE)
    assert not due_as_seen_by(BEN, talked, today=date(2027, 5, 1), by=RULE)


def test_of_two_rules_a_leader_does_not_learn_which_one_is_owed():
    """Only whoever has talked with somebody would be due by the second half alone."""
    half = START + (date(2029, 2, 28) - START) / 2
    both = Standing([fellow(fixed_term=True)])
    talked = replace(both, talks=[Talk(half - 30 * DAY, DORA, half - 30 * DAY)])
    today = add_months(half, 2)
    assert due(both, today=today, by=RULE).reason == Reason.FIXED_TERM
    assert due(talked, today=today, by=RULE).reason == Reason.SECOND_HALF
    seen = due_as_seen_by(BEN, both, today=today, by=RULE)
    assert seen == (Reason.FIXED_TERM, Reason.SECOND_HALF)
    assert due_as_seen_by(BEN, talked, today=today, by=RULE) == seen


@given(standings, some_day)
def test_a_leader_reads_the_same_reasons_whatever_was_held_or_nothing(one, today):
    seen = due_as_seen_by(BEN, one, today=today, by=RULE)
    assert seen in {(), due_as_seen_by(BEN, replace(one, talks=[]), today=today, by=RULE)}


def test_a_mark_comes_on_the_first_of_a_month_and_does_not_tell_the_day_of_the_last_conversation():
    talked = Standing([fixed()], [], [Talk(date(2027, 1, 17), DORA, date(2027, 1, 17))])
    assert due(talked, today=date(2027, 11, 17), by=RULE)
    assert not due_as_seen_by(BEN, talked, today=date(2027, 11, 30), by=RULE)
    assert due_as_seen_by(BEN, talked, today=date(2027, 12, 1), by=RULE)


def test_and_a_record_of_one_held_elsewhere_from_the_month_after_it_counts():
    told_late = Standing([fixed()], [], [Talk(date(2027, 3, 20), DORA, date(2027, 4, 3))])
    assert due_as_seen_by(BEN, told_late, today=date(2027, 4, 30), by=RULE)
    assert not due_as_seen_by(BEN, told_late, today=date(2027, 5, 1), by=RULE)


@given(standings, some_day)
def test_the_reason_of_a_fixed_term_says_nothing_about_conversations(one, today):
    by = Rule(phd=0)
    found, never = due(one, today=today, by=by), due(Standing(one.posts, one.leaves), today=today, by=by)
    if found:
        assert found.reason == never.reason


@given(standings, some_day)
def test_a_leader_sees_nobody_as_due_who_has_just_talked_with_that_leader(one, today):
    talked = Standing(one.posts, one.leaves, [*one.talks, Talk(today, BEN, today)])
    assert due_as_seen_by(BEN, talked, today=today, by=RULE) == ()


def test_months_are_added_as_everywhere_else():
    assert asked(date(2029, 1, 1), fixed(starts=date(2028, 2, 29))).by == add_months(date(2028, 2, 29), 12)


def test_a_leave_until_the_last_day_there_is_is_a_leave_without_an_end():
    endless = Days(date(2026, 9, 1), date.max)
    assert _moved(START, date(2027, 3, 1), [endless]) == date.max
    assert _moved(START, date(2027, 3, 1), [endless, Days(date(2026, 5, 1), date(2026, 5, 31))]) == date.max
    assert asked(date(2026, 8, 1), fixed(), leaves=[endless]) is None
