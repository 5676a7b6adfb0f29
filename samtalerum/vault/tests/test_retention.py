"""The calendar of erasing: local days, counted from the last event, never longer than the table says."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from samtalerum.vault import retention

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def test_private_parts_go_six_months_after_the_conversation():
    assert retention.private_parts(date(2027, 5, 12)) == date(2027, 11, 12)
    assert retention.private_parts(date(2027, 8, 31)) == date(2028, 2, 29)
    assert retention.private_parts(None) is None


def test_a_partners_notes_go_thirty_days_after_the_sheet_and_never_later_than_a_year_after_the_last_edit():
    assert retention.partner_notes(confirmed=date(2027, 5, 12), last_edit=date(2027, 5, 1)) == date(2027, 6, 11)
    assert retention.partner_notes(confirmed=None, last_edit=date(2027, 5, 1)) == date(2028, 5, 1)
    assert retention.partner_notes(confirmed=None, last_edit=None) is None


def test_a_sheet_goes_after_three_years_or_a_year_after_the_next_one_or_ninety_days_unconfirmed():
    confirmed = date(2027, 5, 12)
    assert retention.sheet(confirmed=confirmed, next_confirmed=None, last_edit=confirmed) == date(2030, 5, 12)
    assert retention.sheet(confirmed=confirmed, next_confirmed=date(2028, 6, 1), last_edit=None) == date(2029, 6, 1)
    assert retention.sheet(confirmed=None, next_confirmed=None, last_edit=confirmed) == date(2027, 8, 10)


@given(DAYS, DAYS, DAYS)
def test_no_further_event_ever_keeps_a_sheet_longer(confirmed, following, edited):
    alone = retention.sheet(confirmed=confirmed, next_confirmed=None, last_edit=edited)
    both = retention.sheet(confirmed=confirmed, next_confirmed=max(confirmed, following), last_edit=edited)
    assert both <= alone


@given(DAYS, st.integers(0, 60))
def test_months_end_on_the_same_day_or_the_months_last(day, months):
    later = retention.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_a_university_may_keep_words_shorter_and_never_longer(settings):
    settings.RETENTION = {"sheet_unconfirmed": 60}
    retention.refuse_longer_periods()
    assert retention.SHEET_UNCONFIRMED.after(date(2027, 5, 1)) == date(2027, 6, 30)
    for wrong in ({"sheet_unconfirmed": 91}, {"sheet_unconfirmed": 0}, {"sheets": 5}):
        settings.RETENTION = wrong
        with pytest.raises(ImproperlyConfigured):
            retention.refuse_longer_periods()


@given(st.sampled_from(retention.PERIODS), DAYS)
def test_a_sweep_asks_for_exactly_the_events_whose_time_is_up(period, today):
    latest = period.latest(today)
    assert period.after(latest) <= today < period.after(latest + timedelta(days=1))
