"""Ada may keep what only she can read for her next conversation: at most two years, and hers alone there too."""

import re
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as steadily
from hypothesis import strategies as st

from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.actions.carrying import NothingToCarry, SharedHere, WrittenAlready
from samtalerum.dialogues.models import Entry, Seat
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.reminders.owed import owed
from samtalerum.dialogues.reminders.rule import Kind
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Forbidden, WrongMoment
from samtalerum.vault import retention as calendar

CAREER = "I dream of the sea"
DAY = timedelta(days=1)


def on(day: date) -> datetime:
    """A minute past midnight."""
    return timezone.make_aware(datetime.combine(day, time(0, 1)))


@pytest.fixture
def written(cast, at):
    """Ada has written one private topic and shared another; then the conversation leads to this phase."""

    def make(phase: Phase = Phase.CONFIRMED, *, begins: datetime = at):
        dialogue = cast.start(Phase.BEFORE, at=begins)
        ada = cast.seat(dialogue, cast.ada)
        for item, text in (("success", "I do this well"), ("career", CAREER)):
            actions.save(ada, item, text=text, based_on=0, client=uuid4(), at=begins)
        actions.share(ada, ["success"], at=begins)
        if phase == Phase.WITHDRAWN:
            actions.take("withdraw", seat=ada, at=begins)
        elif phase != Phase.BEFORE:
            actions.take("meet", seat=cast.seat(dialogue, cast.ben), at=begins)
            actions.take("hold", seat=cast.seat(dialogue, cast.ada), at=begins)
            if phase == Phase.CONFIRMED:
                cast.confirm(dialogue, at=begins)
        dialogue.refresh_from_db()
        return dialogue

    return make


def mine(cast, dialogue, at, item="career"):
    seat = cast.seat(dialogue, cast.ada)
    reading = read(seat, ring(seat), at=at).mine(item)
    return reading.text if reading else None


@pytest.mark.parametrize("phase", [Phase.CONFIRMED, Phase.HELD, Phase.WITHDRAWN])
def test_what_is_carried_is_kept_two_years_and_not_a_day_longer(cast, at, written, phase):
    dialogue = written(phase)
    ordinary = retention.dates(dialogue).private
    actions.carry_over(cast.seat(dialogue, cast.ada), at=at + DAY)
    last = retention.dates(dialogue).private
    assert (ordinary, last) == (calendar.add_months(at.date(), 6), calendar.add_months(at.date(), 24))
    for day in (ordinary, last - DAY):
        retention.erase_what_is_due(at=on(day))
        assert mine(cast, dialogue, on(day)) == CAREER
    retention.erase_what_is_due(at=on(last))
    assert mine(cast, dialogue, on(last)) is None


def test_taken_back_it_has_its_ordinary_day_again_also_when_that_has_passed(cast, at, written):
    dialogue = written()
    ordinary = retention.dates(dialogue).private
    actions.carry_over(cast.seat(dialogue, cast.ada), at=at)
    actions.carry_no_further(cast.seat(dialogue, cast.ada), at=at + DAY)
    assert retention.dates(dialogue).private == ordinary
    actions.carry_over(cast.seat(dialogue, cast.ada), at=at + 2 * DAY)
    actions.carry_no_further(cast.seat(dialogue, cast.ada), at=on(ordinary + DAY))
    retention.erase_what_is_due(at=on(ordinary + DAY))
    assert mine(cast, dialogue, on(ordinary + DAY)) is None


@steadily(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    phase=st.sampled_from([Phase.HELD, Phase.WITHDRAWN]),
    shorter=st.sampled_from([{}, {"carried": 200}, {"carried": 90}, {"private": 20}, {"private": 20, "carried": 700}]),
    course=st.lists(st.tuples(st.integers(0, 800), st.sampled_from(["carry", "undo", "sweep"])), max_size=8),
)
def test_nothing_is_ever_kept_longer_than_two_years_nor_erased_before_its_promised_day(
    cast, at, written, settings, *, phase, shorter, course
):
    settings.RETENTION = shorter
    dialogue = written(phase)
    entries = Entry.objects.filter(dialogue=dialogue, author__side="owner", draft__isnull=False)
    end = calendar.add_months(local_date(at), 24)
    there = True
    for offset, what in [*sorted(course), ((end - local_date(at)).days, "sweep")]:
        day = local_date(at) + offset * DAY
        seat = cast.seat(dialogue, cast.ada)
        if what == "sweep":
            there = there and retention.dates(dialogue).private > day
            retention.erase_what_is_due(at=on(day))
            assert entries.exists() is there
        elif what == "undo":
            actions.carry_no_further(seat, at=on(day))
        else:
            try:
                actions.carry_over(seat, at=on(day))
            except NothingToCarry:
                pass
            else:
                assert retention.dates(dialogue).private <= end
    assert not entries.exists()


def test_a_month_before_the_last_day_there_is_a_warning_and_none_before_the_ordinary_one(cast, at, written):
    dialogue = written(Phase.HELD)
    ordinary = retention.dates(dialogue).private
    actions.carry_over(cast.seat(dialogue, cast.ada), at=at)
    last = retention.dates(dialogue).private

    def warned(day: date) -> set:
        while day.isoweekday() > 5:
            day -= DAY
        morning = timezone.make_aware(datetime.combine(day, time(8)))
        mine = {one.about for one in owed(morning) if one.kind == Kind.ERASURE and one.person == cast.ada.pk}
        return mine & {ordinary, last}

    assert warned(ordinary - 20 * DAY) == set()
    assert warned(last - 20 * DAY) == {last}


def test_only_the_owner_carries_only_when_it_is_over_and_only_what_is_there(cast, at, written):
    during = written(Phase.BEFORE)
    with pytest.raises(WrongMoment):
        actions.carry_over(cast.seat(during, cast.ada), at=at)
    actions.take("withdraw", seat=cast.seat(during, cast.ada), at=at)
    with pytest.raises(Forbidden):
        actions.carry_over(cast.seat(during, cast.ben), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(dialogue=during, side="partner").update(carried_at=at)
    actions.erase_private(cast.seat(during, cast.ada), at=at)
    with pytest.raises(NothingToCarry):
        actions.carry_over(cast.seat(during, cast.ada), at=at)


def test_an_institution_may_say_that_nothing_is_carried(cast, at, written, settings, client_for):
    settings.RETENTION = {"carried": 30}
    dialogue = written()
    with pytest.raises(NothingToCarry):
        actions.carry_over(cast.seat(dialogue, cast.ada), at=at)
    page = client_for(cast.ada).get(reverse("dialogues:after", args=[dialogue.pk])).content.decode()
    assert "Keep it for my next conversation" not in page
    assert "when you keep it for your next conversation" not in client_for(cast.ada).get("/kept/").content.decode()


def reading(answer) -> str:
    """A page without what differs each time."""
    return re.sub(r'(nonce|value)="[^"]*"', "", answer.content.decode())


def test_nobody_else_learns_that_something_is_carried(cast, at, written, client_for):
    dialogue = written()
    page = reverse("dialogues:after", args=[dialogue.pk])
    before = reading(client_for(cast.ben).get(page))
    actions.carry_over(cast.seat(dialogue, cast.ada), at=at)
    assert reading(client_for(cast.ben).get(page)) == before
    fresh = type(dialogue).objects.get(pk=dialogue.pk)
    assert (fresh.revision, fresh.last_activity_at) == (dialogue.revision, dialogue.last_activity_at)


def test_a_copy_is_private_and_replaces_nothing(cast, at, written):
    first = written()
    actions.carry_over(cast.seat(first, cast.ada), at=at)
    second = cast.start(Phase.BEFORE, at=at + 300 * DAY)
    ada = cast.seat(second, cast.ada)
    with pytest.raises(NothingToCarry):
        actions.take_over(ada, "success", first.pk, at=at + 300 * DAY)  # that one was shared
    actions.take_over(ada, "career", first.pk, at=at + 300 * DAY)
    assert mine(cast, second, at + 300 * DAY) == CAREER == mine(cast, first, at + 300 * DAY)
    ben = cast.seat(second, cast.ben)
    assert read(ben, ring(ben), at=at).theirs("career") is None
    with pytest.raises(WrittenAlready):
        actions.take_over(ada, "career", first.pk, at=at + 300 * DAY)


def test_no_copy_gets_into_a_topic_that_is_shared(cast, at, written):
    first = written()
    actions.carry_over(cast.seat(first, cast.ada), at=at)
    second = cast.start(Phase.BEFORE, at=at + 300 * DAY)
    ada, page = cast.seat(second, cast.ada), uuid4()
    actions.save(ada, "career", text="soon gone", based_on=0, client=page, at=at)
    actions.share(ada, ["career"], at=at)
    actions.save(ada, "career", text="", based_on=1, client=page, at=at)
    with pytest.raises(SharedHere):
        actions.take_over(ada, "career", first.pk, at=at + 300 * DAY)


def test_what_is_not_carried_or_is_another_persons_is_not_taken(cast, at, written):
    first = written()
    second = cast.start(Phase.BEFORE, at=at + 30 * DAY)
    with pytest.raises(NothingToCarry):
        actions.take_over(cast.seat(second, cast.ada), "career", first.pk, at=at + 30 * DAY)
    actions.carry_over(cast.seat(first, cast.ada), at=at)
    others = actions.ask(owner=cast.cleo, partner=cast.ben, words="", at=at)
    actions.take("accept", seat=cast.seat(others, cast.ben), at=at)
    for person, dialogue in ((cast.cleo, others), (cast.ben, second)):
        with pytest.raises(NothingToCarry):
            actions.take_over(cast.seat(dialogue, person), "career", first.pk, at=at + 30 * DAY)


@pytest.mark.parametrize("phase", [Phase.CONFIRMED, Phase.WITHDRAWN])
def test_ada_keeps_it_undoes_it_keeps_it_and_takes_it_over_next_time(cast, written, client_for, phase):
    first = written(phase, begins=timezone.now() - 100 * DAY)
    client = client_for(cast.ada)
    page = reverse(f"dialogues:{'prepare' if phase == Phase.WITHDRAWN else 'after'}", args=[first.pk])
    carry = reverse("dialogues:carry", args=[first.pk])
    assert "Keep it for my next conversation" in client.get(page).content.decode()
    said = client.post(carry, follow=True).content.decode()
    assert "You keep what only you can read for your next conversation." in said
    assert "If you undo this, it is erased on" in said
    assert "You keep what" not in client.post(carry, {"undo": "1"}, follow=True).content.decode()
    client.post(carry)

    second = cast.start(Phase.BEFORE, at=timezone.now())
    prepare = reverse("dialogues:prepare", args=[second.pk])
    asked = client.get(prepare).content.decode()
    assert asked.count("Take over what I wrote for the conversation") == 1
    assert CAREER not in asked
    answer = client.post(prepare, {"take": f"career:{first.pk}", "text-success": "typed in the same page"}, follow=True)
    said = answer.content.decode()
    assert CAREER in said
    assert "typed in the same page" in said
    assert "Take over what I wrote" not in said
    assert "Take over what I wrote" not in client_for(cast.ben).get(prepare).content.decode()
    assert client.post(prepare, {"take": "career:nonsense"}).status_code == 400
