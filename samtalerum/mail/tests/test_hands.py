"""Several hands of one worker: each letter goes out once, and whatever befalls one hand the others finish."""

import threading
from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from samtalerum.mail import hands
from samtalerum.mail.hands import deliver_by

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)


class Done:
    """Which letters each hand worked off; no database, no mail server."""

    def __init__(self, monkeypatch) -> None:
        self.by: dict[str, list[int]] = {}
        self.together = threading.Barrier(3, timeout=20)
        self.broken: int | None = None
        self.away: int | None = None
        monkeypatch.setattr(hands, "deliver", self.deliver)
        monkeypatch.setattr(hands.connections, "close_all", lambda: None)

    def deliver(self, share, *, at, stopped) -> bool:
        self.together.wait()  # fails unless all are at work at once
        self.by[str(uuid4())] = share
        if self.broken in share:
            raise ZeroDivisionError
        return self.away not in share


@pytest.fixture
def done(monkeypatch):
    return Done(monkeypatch)


def times(done) -> Counter:
    return Counter(letter for share in done.by.values() for letter in share)


def test_all_hands_are_at_work_at_once_and_each_letter_is_one_hands(done):
    assert deliver_by(3, list(range(10)), at=AT)
    assert times(done) == Counter(range(10))


def test_one_hand_that_finds_the_mail_server_away_is_enough_to_know(done):
    done.away = 4
    assert not deliver_by(3, list(range(10)), at=AT)


def test_what_breaks_one_hand_ends_none_of_the_others(done):
    done.broken = 1
    assert deliver_by(3, list(range(10)), at=AT)
    assert times(done) == Counter(range(10))


def test_fewer_letters_than_hands_need_fewer_hands(done, monkeypatch):
    done.together = threading.Barrier(1)
    assert deliver_by(3, [1], at=AT)
    assert deliver_by(3, [], at=AT)
    assert times(done) == Counter([1])
