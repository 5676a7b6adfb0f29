"""Letters: written once, claimed by one, tried for days, gathered for a day, forgotten after a fortnight."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction

from samtalerum.mail import delivery, outbox, sweeps
from samtalerum.mail.models import Letter, Pace
from samtalerum.mail.notices import Notice
from samtalerum.mail.worker import work_off

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HOLDS = {"it": True}

waits = Notice(
    key="tests/waits",
    subject="Something",
    words="Something is there.",
    link=lambda _letter: "/",
    holds=lambda _letter: HOLDS["it"],
    settles=10 * MINUTE,
)
other = Notice(key="tests/other", subject="Another", words="Another is there.", link=lambda _letter: "/")
urgent = Notice(key="tests/urgent", subject="Now", words="It is now.", link=lambda _letter: "/", can_wait=False)


@pytest.fixture(autouse=True)
def _it_holds():
    HOLDS["it"] = True


def states():
    return sorted(Letter.objects.values_list("notice", "state"))


def test_the_same_thing_is_said_once(cast):
    assert urgent.send(to=cast.ada, about="a", at=AT)
    assert not urgent.send(to=cast.ada, about="a", at=AT)
    work_off(AT)
    assert not urgent.send(to=cast.ada, about="a", at=AT + DAY)
    work_off(AT + DAY)
    assert len(mail.outbox) == 1
    assert urgent.send(to=cast.ada, about="a", stamp="again", at=AT + DAY)
    assert urgent.send(to=cast.ben, about="a", at=AT + DAY)


def test_what_is_rolled_back_is_never_mailed(cast):
    with transaction.atomic():
        urgent.send(to=cast.ada, at=AT)
        transaction.set_rollback(True)
    assert work_off(AT) == 0


def test_it_settles_first_and_several_become_one(cast):
    for minute in (0, 3, 9):
        waits.send(to=cast.ada, about="a", stamp=minute, at=AT + minute * MINUTE, merges=True)
    assert work_off(AT + 9 * MINUTE) == 0
    assert work_off(AT + 10 * MINUTE) == 1
    waits.send(to=cast.ada, about="a", stamp=11, at=AT + 11 * MINUTE, merges=True)
    assert work_off(AT + 21 * MINUTE) == 1
    assert len(mail.outbox) == 2


def test_one_that_was_taken_takes_nothing_more_in(cast):
    waits.send(to=cast.ada, about="a", at=AT, merges=True)
    assert len(outbox.claim(at=AT + 10 * MINUTE)) == 1
    assert waits.send(to=cast.ada, about="a", stamp="later", at=AT + 10 * MINUTE, merges=True)


def test_what_no_longer_holds_is_dropped(cast):
    waits.send(to=cast.ada, at=AT)
    HOLDS["it"] = False
    work_off(AT + 10 * MINUTE)
    assert mail.outbox == []
    assert states() == [("tests/waits", "dropped")]


def test_a_claim_is_one_workers_until_its_lease_is_over(cast):
    for number in range(3):
        urgent.send(to=cast.ada, about=number, at=AT)
    assert len(outbox.claim(at=AT, most=2)) == 2
    assert len(outbox.claim(at=AT)) == 1
    assert outbox.claim(at=AT + outbox.LEASE - MINUTE) == []
    assert len(outbox.claim(at=AT + outbox.LEASE)) == 3


def test_whoever_lost_the_lease_changes_nothing_but_what_is_sent(cast):
    urgent.send(to=cast.ada, at=AT)
    (slow,) = outbox.claim(at=AT)
    (quick,) = outbox.claim(at=AT + outbox.LEASE)
    outbox.put_back(slow, at=AT)
    outbox.drop(slow, at=AT)
    assert Letter.objects.get().holder == quick.holder
    outbox.sent(slow, at=AT)
    outbox.put_back(quick, at=AT)
    assert states() == [("tests/urgent", "sent")]


def test_it_is_tried_with_growing_pauses_for_more_than_a_day_and_then_has_failed(cast, monkeypatch):
    def away(*_):
        raise delivery.Away

    urgent.send(to=cast.ada, at=AT)
    at, tried = AT, []
    with monkeypatch.context() as patched:
        patched.setattr(delivery.Post, "send", away)
        while Letter.objects.get().state == "waiting":
            assert work_off(at - MINUTE) == 0
            assert work_off(at) == 1
            tried.append(at)
            at = Letter.objects.get().due
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert tried[-1] - AT > DAY
    assert states() == [("tests/urgent", "failed")]
    assert outbox.try_failed_again(at=at) == 1
    work_off(at)
    assert len(mail.outbox) == 1


def test_a_daily_mail_says_everything_once_at_the_institutions_hour(cast, settings):
    settings.MAIL_DAILY_AT = time(7, 30)
    cast.ada.pace = Pace.DAILY
    waits.send(to=cast.ada, at=AT)
    other.send(to=cast.ada, at=AT)
    urgent.send(to=cast.ada, at=AT)
    work_off(AT + 10 * MINUTE)
    assert [one.subject for one in mail.outbox] == ["Now"]
    at = datetime(2030, 3, 5, 7, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
    assert work_off(at - MINUTE) == 0
    work_off(at)
    assert len(mail.outbox) == 2
    assert "Something is there." in mail.outbox[1].body
    assert "Another is there." in mail.outbox[1].body
    assert {state for _notice, state in states()} == {"sent"}


def test_a_daily_mail_leaves_out_what_no_longer_holds(cast):
    cast.ada.pace = Pace.DAILY
    waits.send(to=cast.ada, at=AT)
    work_off(AT + 10 * MINUTE)
    HOLDS["it"] = False
    work_off(AT + DAY)
    assert mail.outbox == []
    assert {state for _notice, state in states()} == {"dropped"}


def test_only_what_cannot_wait(cast):
    cast.ada.pace = Pace.URGENT
    waits.send(to=cast.ada, at=AT)
    urgent.send(to=cast.ada, at=AT)
    work_off(AT + 10 * MINUTE)
    assert [one.subject for one in mail.outbox] == ["Now"]


def test_after_a_fortnight_only_the_hash_is_left_and_still_nothing_is_said_twice(cast):
    urgent.send(to=cast.ada, about="a", at=AT)
    work_off(AT)
    assert sweeps.forget_letters(AT + 13 * DAY) == 0
    assert sweeps.forget_letters(AT + 14 * DAY) == 1
    letter = Letter.objects.get()
    assert (letter.person, letter.email, letter.about, letter.stamp) == (None, "", "", "")
    assert not urgent.send(to=cast.ada, about="a", at=AT + 15 * DAY)
    assert sweeps.forget_letters(AT + 401 * DAY) == 1
