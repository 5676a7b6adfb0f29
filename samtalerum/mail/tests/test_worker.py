"""A worker's turns: sweeps in turn, signs of life, a mail server that is away."""

from datetime import UTC, datetime, timedelta

import pytest

from samtalerum.ground import sweeps as registry
from samtalerum.mail import delivery, facts, outbox, sweeps
from samtalerum.mail.asking import Asked
from samtalerum.mail.models import Turn, Worker
from samtalerum.mail.tests.test_outbox import urgent
from samtalerum.mail.worker import GONE, Working, run_sweeps, work_off

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def ran(monkeypatch):
    """One sweep, every quarter of an hour; when it ran."""
    monkeypatch.setattr(registry, "_sweeps", {})
    times = []

    @registry.sweep(every=15 * MINUTE)
    def remember(at):
        times.append(at)
        return 1

    return times


def test_a_sweep_has_its_turn_every_so_often_whoever_asks(db, ran):
    for minute in (0, 1, 14, 15, 16, 31):
        run_sweeps(AT + minute * MINUTE)
        run_sweeps(AT + minute * MINUTE)  # another worker at the same moment
    assert ran == [AT, AT + 15 * MINUTE, AT + 31 * MINUTE]


def test_a_turn_set_by_a_clock_that_went_wrong_counts_as_due(db, ran):
    run_sweeps(AT + DAY)
    run_sweeps(AT)
    assert ran == [AT + DAY, AT]
    assert Turn.objects.get().next_at == AT + 15 * MINUTE


def test_a_mistake_in_one_sweep_ends_neither_the_others_nor_the_mail(cast, ran, mailoutbox):
    @registry.sweep(every=MINUTE)
    def a_mistake(at):
        raise ZeroDivisionError

    urgent.send(to=cast.ada, at=AT)
    assert Working().turn(AT)
    assert ran == [AT]
    assert len(mailoutbox) == 1


def test_a_mistake_in_one_notice_keeps_nobody_elses_mail(cast, mailoutbox, monkeypatch):
    urgent.send(to=cast.ada, at=AT)
    urgent.send(to=cast.ben, at=AT + MINUTE)
    whole = Asked.path

    def broken(asked, kind, letter):
        if letter.person == cast.ada.pk:
            raise KeyError
        return whole(asked, kind, letter)

    monkeypatch.setattr(Asked, "path", broken)
    work_off(AT + MINUTE)
    assert [mail.to for mail in mailoutbox] == [["Ben Holm <ben@fjordby.example>"]]


def test_while_the_mail_server_is_away_it_is_not_asked_again_at_once(cast, monkeypatch):
    asked = []

    def away(*_):
        asked.append(1)
        raise delivery.Away

    monkeypatch.setattr(delivery.Post, "send", away)
    working = Working()
    for number in range(2 * outbox.BATCH):
        urgent.send(to=cast.ada, about=number, at=AT)
    for second in range(0, 60, 2):
        working.turn(AT + timedelta(seconds=second))
    assert len(asked) == 1


def test_a_worker_says_that_it_is_there_and_is_forgotten_when_it_no_longer_does(db):
    working = Working()
    for minute in range(3):
        working.turn(AT + minute * MINUTE)
    row = Worker.objects.get()
    assert (row.started_at, row.seen_at) == (AT, AT + 2 * MINUTE)
    assert facts.standing(AT + 3 * MINUTE).workers == 1
    assert facts.standing(row.seen_at + GONE).workers == 0
    assert sweeps.forget_workers(row.seen_at + DAY) == 1


def test_the_numbers_tell_what_waits_and_what_did_not_go_out(cast, monkeypatch):
    urgent.send(to=cast.ada, at=AT)
    work_off(AT)
    urgent.send(to=cast.ben, at=AT)
    now = facts.standing(AT)
    assert (now.waiting, now.late, now.sent, now.failed) == (1, 0, 1, 0)
    assert facts.standing(AT + 10 * MINUTE).late == 1
    assert facts.standing(AT + 10 * MINUTE).oldest == AT
    assert facts.standing(AT + 15 * DAY).sent == 0
