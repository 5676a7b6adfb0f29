"""What is owed is mailed once; what was done, moved or ended before the mail leaves is not mailed at all."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from samtalerum.dialogues import actions, sweeps
from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.reminders import mails
from samtalerum.dialogues.reminders.mails import OF
from samtalerum.dialogues.reminders.rule import Kind
from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Letter, Pace
from samtalerum.mail.worker import run_sweeps, work_off
from samtalerum.people.models import Leave

WEEK = timedelta(days=7)


def morning(day: date) -> datetime:
    """Half past eight there."""
    return timezone.make_aware(datetime.combine(day, time(8, 30)))


@pytest.fixture
def agreed(cast, at) -> Dialogue:
    """Ada and Ben meet on a Wednesday in three weeks; what the two were mailed about that has been sent."""
    dialogue = cast.start(Phase.BEFORE, at=at)
    agree(cast, dialogue, at + 3 * WEEK + timedelta(days=2), at=at)
    Letter.objects.all().delete()
    return dialogue


def agree(cast, dialogue: Dialogue, meets_at: datetime, *, at: datetime) -> None:
    actions.agree_on_date(seat=cast.seat(dialogue, cast.ada), meets_at=meets_at, minutes=60, place="", at=at)
    dialogue.refresh_from_db()


def write(cast, dialogue: Dialogue, person, at: datetime) -> None:
    actions.save(cast.seat(dialogue, person), "career", text="A lab", based_on=0, client=uuid4(), at=at)


@pytest.fixture
def delivered(monkeypatch):
    """Work off the outbox at a moment; returns the addresses that were mailed."""

    def deliver(at: datetime) -> list[str]:
        monkeypatch.setattr(mails.timezone, "now", lambda: at)
        mail.outbox.clear()
        work_off(at)
        return sorted(one.to[0].split("<")[-1].strip(">").split("@")[0] for one in mail.outbox)

    return deliver


def test_a_sweep_mails_each_once_however_often_it_runs(agreed, delivered):
    day = morning(local_date(agreed.meets_at) - WEEK)
    assert sweeps.remind(day - timedelta(days=1)) == 0
    assert sweeps.remind(day) == 2
    assert sweeps.remind(day) == 0
    assert delivered(day) == ["ada", "ben"]
    for later in (timedelta(minutes=15), timedelta(days=1), timedelta(days=2)):
        sweeps.remind(day + later)
        assert delivered(day + later) == []


def test_the_day_before_is_a_turn_of_its_own(agreed, delivered):
    day = morning(local_date(agreed.meets_at))
    sweeps.remind(day - WEEK)
    delivered(day - WEEK)
    sweeps.remind(day - timedelta(days=1))
    assert delivered(day - timedelta(days=1)) == ["ada", "ben"]


def test_what_is_moved_is_due_again_about_its_new_day(agreed, cast, at, delivered):
    old = local_date(agreed.meets_at)
    sweeps.remind(morning(old - WEEK))
    assert delivered(morning(old - WEEK)) == ["ada", "ben"]
    agree(cast, agreed, agreed.meets_at + WEEK, at=morning(old - WEEK))
    Letter.objects.filter(notice="dialogues/date-set").delete()
    sweeps.remind(morning(old))
    assert delivered(morning(old)) == ["ada", "ben"]


def test_what_was_moved_before_the_mail_leaves_is_not_mailed(agreed, cast, at, delivered):
    day = morning(local_date(agreed.meets_at) - WEEK)
    sweeps.remind(day)
    agree(cast, agreed, agreed.meets_at + WEEK, at=at)
    Letter.objects.filter(notice="dialogues/date-set").delete()
    assert delivered(day) == []


def test_what_is_done_before_the_mail_leaves_is_silent(agreed, cast, at, delivered):
    day = morning(local_date(agreed.meets_at) - WEEK)
    sweeps.remind(day)
    write(cast, agreed, cast.ada, at)
    assert delivered(day) == ["ben"]


def test_a_mail_that_waited_too_long_says_nothing_any_more(agreed, delivered):
    day = morning(local_date(agreed.meets_at))
    sweeps.remind(day - timedelta(days=1))
    assert delivered(day + timedelta(days=1)) == []


def test_whoever_left_or_changed_places_before_the_mail_leaves_is_told_nothing(agreed, cast, at, delivered):
    day = morning(local_date(agreed.meets_at) - WEEK)
    sweeps.remind(day)
    Seat.objects.filter(dialogue=agreed, person=cast.ben).update(ended_at=at)
    cast.ada.is_active = False
    cast.ada.save()
    assert delivered(day) == []


def test_a_partner_who_took_over_is_reminded_in_the_own_place(agreed, cast, at, delivered):
    day = morning(local_date(agreed.meets_at) - WEEK)
    sweeps.remind(day)
    dora = cast.another_leader()
    Seat.objects.filter(dialogue=agreed, person=cast.ben).update(person=dora)
    assert sweeps.remind(day) == 1
    assert "dora" in delivered(day)


def test_on_leave_there_is_none_and_afterwards_what_still_means_something(agreed, cast, delivered):
    meets = local_date(agreed.meets_at)
    Leave.objects.create(person=cast.ada, starts=meets - timedelta(days=10), ends=meets - timedelta(days=6))
    sweeps.remind(morning(meets - WEEK))
    assert delivered(morning(meets - WEEK)) == ["ben"]
    sweeps.remind(morning(meets - timedelta(days=5)))
    assert delivered(morning(meets - timedelta(days=5))) == ["ada"]


def test_after_a_standstill_a_sweep_goes_by_the_clock_so_that_mail_leaves_in_the_morning(agreed):
    day = morning(local_date(agreed.meets_at) - WEEK)
    run_sweeps(day - timedelta(days=4))
    run_sweeps(day - timedelta(hours=5))
    assert not Letter.objects.filter(notice=OF[Kind.PREPARE].key).exists()
    run_sweeps(day)
    assert Letter.objects.filter(notice=OF[Kind.PREPARE].key).count() == 2


def test_the_daily_mail_carries_the_mornings_reminders(agreed, cast, delivered):
    day = timezone.make_aware(datetime.combine(local_date(agreed.meets_at) - WEEK, time(7, 5)))
    cast.ada.mails = Pace.DAILY
    cast.ada.save()
    sweeps.remind(day)
    assert delivered(day) == ["ben"]
    assert delivered(day + timedelta(minutes=30)) == ["ada"]


@pytest.mark.parametrize("language", ["en", "da", "sv"])
@pytest.mark.parametrize("kind", list(Kind))
def test_each_says_that_and_never_what_in_each_language(kind, language, cast, at, monkeypatch):
    dialogue = cast.start(Phase.CONFIRMED, at=at)
    Letter.objects.all().delete()
    cast.ada.language = language
    cast.ada.save()
    seat = cast.seat(dialogue, cast.ada)
    monkeypatch.setattr(mails, "still_owed", lambda _kind, asked, **_at: set(asked))
    OF[kind].send(to=cast.ada, about=seat.pk, stamp="once 2030-03-04", at=at)
    work_off(at)
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    for text in (message.subject, message.body, html):
        assert "Ben" not in text
        assert "Bo" not in text
    assert f"/dialogues/{dialogue.pk}/" in message.body
    assert f'lang="{language}"' in html
    if language != "en":
        assert str(OF[kind].subject) != message.subject
