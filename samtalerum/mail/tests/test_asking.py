"""Many letters are asked about with one question, and none goes out on an answer that is old."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from samtalerum.mail import asking, outbox
from samtalerum.mail.delivery import Post, deliver
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice, Together
from samtalerum.mail.worker import work_off

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
ASKED: list[int] = []
PASSED: set[str] = set()


def _holding(letters):
    ASKED.append(len(letters))
    return {one.once: one.about not in PASSED for one in letters}


together = Notice(
    key="tests/together",
    subject="Together",
    words="Something is there.",
    link=Together(lambda letters: {one.once: f"/{one.about}/" for one in letters}),
    holds=Together(_holding),
    can_wait=False,
)


@pytest.fixture(autouse=True)
def _new():
    ASKED.clear()
    PASSED.clear()


@pytest.fixture
def letters(cast):
    for number in range(4):
        together.send(to=cast.ada, about=number, at=AT)
    return outbox.claim(at=AT)


def said():
    return [line for one in mail.outbox for line in one.body.splitlines() if "://" in line]


def test_one_question_serves_the_batch_and_each_leads_to_its_own_page(letters):
    PASSED.add("2")
    deliver(letters, at=AT)
    assert ASKED == [4]
    assert sorted(said()) == [f"http://localhost:8000/{about}/" for about in (0, 1, 3)]
    assert sorted(Letter.objects.values_list("about", "state")) == [
        ("0", "sent"), ("1", "sent"), ("2", "dropped"), ("3", "sent"),
    ]  # fmt: skip


def test_what_passes_while_the_batch_goes_out_is_not_mailed(letters, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(asking.time, "monotonic", lambda: clock[0])
    out = Post.send

    def slowly(post, message):
        out(post, message)
        clock[0] += 3
        PASSED.update("0123")

    monkeypatch.setattr(Post, "send", slowly)
    deliver(letters, at=AT)
    assert ASKED == [4, 3], "what is out is not asked about again"
    assert len(said()) == 1
    assert Letter.objects.filter(state="dropped").count() == 3


def test_of_a_single_letter_it_is_asked_like_any_other(letters):
    PASSED.add(letters[0].about)
    assert [together.holds(one) for one in letters] == [False, True, True, True]
    assert together.link(letters[1]) == f"/{letters[1].about}/"


def test_a_mistake_in_a_question_to_many_keeps_nobody_elses_mail(cast, monkeypatch):
    broken = Notice(key="tests/broken", subject="-", words="-", link=None, holds=Together(lambda _letters: {}))
    broken.send(to=cast.ada, at=AT)
    together.send(to=cast.ben, about="1", at=AT)
    work_off(AT)
    assert [one.to for one in mail.outbox] == [["Ben Holm <ben@fjordby.example>"]]
    assert Letter.objects.get(notice="tests/broken").state == "waiting"
