"""A conversation held outside the system: either side records the day; it counts when the other does not object."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.elsewhere import HeldElsewhere, Stands, counting_of, record_or_404
from samtalerum.dialogues.sweeps import run
from samtalerum.ground.refusals import Forbidden, Refusal, WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.people import holds, merging
from samtalerum.people.models import Leave, Person, Supervision

from .conftest import AT, member

DAY = timedelta(days=1)
ON = (AT - 3 * DAY).date()


def by_ada(cast, *, on=ON, at=AT, partner=None):
    return actions.record_with(owner=cast.ada, partner=partner or cast.ben, on=on, at=at)


def by_ben(cast, *, on=ON, at=AT, owner=None):
    return actions.record_of(partner=cast.ben, owner=owner or cast.ada, on=on, at=at)


def fresh(record):
    return HeldElsewhere.objects.get(pk=record.pk)


def told(record):
    """Who is written to about it, and how."""
    return [(one.person, one.notice.partition("/")[2]) for one in Letter.objects.filter(about=str(record.pk))]


def test_either_side_records_it_and_the_other_one_alone_is_told(cast):
    assert told(by_ada(cast)) == [(cast.ben.pk, "elsewhere-recorded")]
    assert told(by_ben(cast, on=ON - DAY)) == [(cast.ada.pk, "elsewhere-recorded")]


def test_it_counts_when_the_other_says_that_it_is_so_and_the_recorder_is_told(cast):
    record = by_ben(cast)
    assert not counting_of(cast.ada).exists()
    actions.answer_record(record.pk, person=cast.ada, so=True, at=AT + DAY)
    assert fresh(record).stands == Stands.CONFIRMED
    assert list(counting_of(cast.ada)) == [record]
    assert (cast.ben.pk, "elsewhere-answered") in told(record)


def test_silence_of_fourteen_days_counts_and_thirteen_do_not(cast):
    record = by_ada(cast)
    run(AT + 14 * DAY - timedelta(minutes=1))
    assert fresh(record).stands == Stands.WAITS
    run(AT + 14 * DAY)
    assert fresh(record).stands == Stands.UNANSWERED
    run(AT + 15 * DAY)
    assert fresh(record).counts_at == AT + 14 * DAY


@pytest.mark.parametrize("away", ["ben", "ada"])
def test_a_leave_of_the_one_who_is_asked_makes_silence_say_nothing(cast, away):
    record = by_ada(cast)
    Leave.objects.create(person=getattr(cast, away), starts=AT.date(), ends=(AT + 20 * DAY).date())
    run(AT + 20 * DAY)
    assert (fresh(record).stands == Stands.WAITS) == (away == "ben")
    run(AT + 36 * DAY)
    assert fresh(record).stands == Stands.UNANSWERED


def test_an_objection_stands_and_time_does_not_change_it(cast):
    record = by_ben(cast)
    actions.answer_record(record.pk, person=cast.ada, so=False, at=AT + DAY)
    run(AT + 20 * DAY)
    assert fresh(record).stands == Stands.OBJECTED
    assert not counting_of(cast.ada).exists()


@pytest.mark.parametrize("so", [True, False])
def test_an_answer_can_be_taken_back_for_seven_days(cast, so):
    record = by_ben(cast)
    actions.answer_record(record.pk, person=cast.ada, so=so, at=AT + DAY)
    with pytest.raises(WrongMoment):
        actions.undo_record(record.pk, person=cast.ben, at=AT + 2 * DAY)
    with pytest.raises(WrongMoment):
        actions.undo_record(record.pk, person=cast.ada, at=AT + 8 * DAY)
    actions.undo_record(record.pk, person=cast.ada, at=AT + 8 * DAY - timedelta(minutes=1))
    assert fresh(record).stands == Stands.WAITS


def test_whoever_recorded_it_takes_it_back_for_seven_days_and_can_record_it_anew(cast):
    record = by_ada(cast)
    with pytest.raises(WrongMoment):
        actions.undo_record(record.pk, person=cast.ben, at=AT + DAY)
    with pytest.raises(WrongMoment):
        actions.undo_record(record.pk, person=cast.ada, at=AT + 7 * DAY)
    actions.undo_record(record.pk, person=cast.ada, at=AT + 6 * DAY)
    assert fresh(record).stands == Stands.TAKEN_BACK
    with pytest.raises(WrongMoment):
        actions.answer_record(record.pk, person=cast.ben, so=True, at=AT + 6 * DAY)
    assert by_ada(cast, at=AT + 6 * DAY).pk != record.pk


def test_what_was_taken_back_before_the_mail_went_out_is_not_mailed(cast):
    from samtalerum.mail.notices import notice

    record = by_ada(cast)
    (letter,) = Letter.objects.filter(about=str(record.pk))
    assert notice(letter.notice).holds(letter)
    actions.undo_record(record.pk, person=cast.ada, at=AT)
    assert not notice(letter.notice).holds(letter)


def test_nobody_answers_the_own_record(cast):
    record = by_ada(cast)
    with pytest.raises(WrongMoment):
        actions.answer_record(record.pk, person=cast.ada, so=True, at=AT)


def test_both_recording_the_same_day_is_a_yes_and_the_same_one_twice_is_refused(cast):
    record = by_ada(cast)
    with pytest.raises(Refusal):
        by_ada(cast)
    assert by_ben(cast) == record
    assert fresh(record).stands == Stands.CONFIRMED
    with pytest.raises(Refusal):
        by_ben(cast)


def test_whoever_objected_says_otherwise_by_recording_the_day(cast):
    record = by_ada(cast)
    actions.answer_record(record.pk, person=cast.ben, so=False, at=AT)
    with pytest.raises(Refusal):
        by_ada(cast, at=AT + 9 * DAY)
    by_ben(cast, at=AT + 9 * DAY)
    assert fresh(record).stands == Stands.CONFIRMED


@pytest.mark.parametrize("on", [AT.date() + DAY, date(2027, 3, 3), date(2019, 12, 31)])
def test_a_day_ahead_or_long_past_is_refused(cast, on):
    with pytest.raises(Refusal):
        by_ada(cast, on=on)


def test_a_day_before_the_employment_is_refused(cast):
    cast.ada.affiliations.update(starts=ON + DAY)
    with pytest.raises(Refusal, match="before the first day of work"):
        by_ben(cast)
    cast.ada.affiliations.update(starts=ON)
    assert by_ben(cast)


def test_only_leaders_and_supervisors_are_named_and_only_those_one_leads(cast):
    with pytest.raises(Forbidden):
        by_ada(cast, partner=cast.cleo)
    with pytest.raises(Forbidden):
        actions.record_of(partner=cast.cleo, owner=cast.ada, on=ON, at=AT)
    Supervision.objects.create(person=cast.ada, supervisor=cast.cleo, starts=ON)
    assert actions.record_of(partner=cast.cleo, owner=cast.ada, on=ON, at=AT)
    assert by_ada(cast, partner=cast.another_leader())


def test_the_database_keeps_one_record_a_day_and_no_contradiction(cast):
    record = by_ada(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldElsewhere.objects.create(owner=cast.ada, partner=cast.ben, on=ON, recorded_by="partner", recorded_at=AT)
    for wrong in ({"counts_at": AT, "objected_at": AT}, {"confirmed_at": AT}, {"partner": cast.ada}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HeldElsewhere.objects.filter(pk=record.pk).update(**wrong)


def test_it_is_forgotten_as_a_confirmed_sheet_and_what_came_to_nothing_after_thirty_days(cast):
    counts, refused, back = by_ada(cast), by_ada(cast, on=ON - DAY), by_ada(cast, on=ON - 2 * DAY)
    actions.answer_record(counts.pk, person=cast.ben, so=True, at=AT)
    actions.answer_record(refused.pk, person=cast.ben, so=False, at=AT)
    actions.undo_record(back.pk, person=cast.ada, at=AT)
    assert retention.forget_elsewhere(at=AT + 29 * DAY) == 0
    assert retention.forget_elsewhere(at=AT + 31 * DAY) == 2
    assert list(HeldElsewhere.objects.all()) == [counts]
    assert retention.forget_elsewhere(at=AT.replace(year=2033) - DAY) == 0
    assert retention.forget_elsewhere(at=AT.replace(year=2033) + DAY) == 1


def test_a_legal_hold_keeps_it(cast):
    record = by_ada(cast)
    actions.answer_record(record.pk, person=cast.ben, so=False, at=AT)
    hold = holds.propose(person=cast.ada, other=None, reason="Case 7", actor=cast.cleo, at=AT)
    holds.confirm(hold.pk, actor=cast.ben, at=AT)
    assert retention.forget_elsewhere(at=AT + 40 * DAY) == 0


def test_two_accounts_of_one_person_keep_each_conversation_once(cast, django_capture_on_commit_callbacks):
    twin = member("Adah A", cast.unit)
    mine, theirs = by_ada(cast), by_ben(cast, owner=twin)
    other_day = by_ben(cast, owner=cast.ada, on=ON - DAY)
    actions.answer_record(mine.pk, person=cast.ben, so=True, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        merge = merging.propose(keep=twin, gone=cast.ada, actor=cast.cleo, at=AT)
        merging.agree(merge, person=cast.ada, at=AT)
        merging.agree(merge, person=twin, at=AT)
    assert {one.pk for one in HeldElsewhere.objects.filter(owner=twin)} == {mine.pk, other_day.pk}
    assert not HeldElsewhere.objects.filter(pk=theirs.pk).exists()


def test_two_who_have_talked_elsewhere_are_not_one(cast):
    by_ada(cast)
    merge = merging.propose(keep=cast.ben, gone=cast.ada, actor=cast.cleo, at=AT)
    merging.agree(merge, person=cast.ben, at=AT)
    with pytest.raises(merging.CannotMerge):
        merging.agree(merge, person=cast.ada, at=AT)


def now_by_ben(cast) -> HeldElsewhere:
    now = timezone.now()
    Person.objects.filter(pk=cast.ada.pk).update(language="en")
    return by_ben(cast, on=now.date() - DAY, at=now)


def test_the_page_asks_the_other_one_and_nobody_else_finds_it(cast, client_for):
    record = now_by_ben(cast)
    page = reverse("dialogues:elsewhere", args=[record.pk])
    asked = client_for(cast.ada).get(page).content.decode()
    assert "That is so" in asked
    assert "That is not so" in asked
    assert "That is so" not in client_for(cast.ben).get(page).content.decode()
    assert client_for(cast.cleo).get(page).status_code == 404
    assert client_for(cast.another_leader()).get(page).status_code == 404


def test_each_state_is_told_to_both_on_its_page_and_at_home(cast, client_for):
    record = now_by_ben(cast)
    page, ada, ben = reverse("dialogues:elsewhere", args=[record.pk]), client_for(cast.ada), client_for(cast.ben)

    def said(client, where="/"):
        return " ".join(client.get(where).content.decode().split())

    assert "Ben says that you talked on" in said(ada)
    assert "You recorded that you and Ada talked on" in said(ben)
    ada.post(page, {"said": "not-so"})
    assert "Ada says that you did not talk on" in said(ben)
    assert "Ada says that this is not so" in said(ben, page)
    assert "Undo" in said(ada, page)
    ada.post(page, {"said": "undo"})
    ada.post(page, {"said": "so"})
    assert "Ada says so too" in said(ben)
    assert "You said to Ben that you talked on" in said(ada)
    assert ada.post(page, {"said": "nonsense"}).status_code == 400
    assert ada.post(page, {"said": "so"}).status_code == 409


def test_what_counts_stands_among_the_earlier_ones_with_date_and_partner(cast, client_for):
    now = timezone.now()
    by_ada(cast, on=date(2026, 1, 12) if now.year < 2028 else now.date() - DAY, at=now - 30 * DAY)
    HeldElsewhere.objects.update(counts_at=now - 16 * DAY)
    day = HeldElsewhere.objects.get().on
    for client in (client_for(cast.ada), client_for(cast.ben)):
        home = client.get("/").content.decode()
        assert "only the day is recorded, and kept until" in home
        assert f"{day.day} {day:%B %Y}" in home
    earlier = client_for(cast.ada).get(reverse("dialogues:earlier")).content.decode()
    assert "with Ben Bo" in earlier
    assert "Held elsewhere" not in client_for(cast.ben).get(reverse("dialogues:earlier")).content.decode()


def test_the_owner_records_it_by_name_and_wrong_days_are_refused_at_the_field(cast, client_for):
    dora, ada, page = cast.another_leader(), client_for(cast.ada), reverse("dialogues:record")
    today = timezone.localdate()
    for day, words in (
        (today + DAY, "has not come yet"),
        (today - timedelta(days=1200), "more than three years ago"),
        ("", "Choose a day"),
    ):
        answer = ada.post(page, {"who": str(cast.ben.pk), "day": str(day)})
        assert answer.status_code == 400
        assert words in answer.content.decode()
    assert ada.post(page, {"day": str(today)}).status_code == 400
    answer = ada.post(page, {"who": "other", "other": "Dora", "day": str(today)})
    assert "Choose whom you mean" in answer.content.decode()
    ada.post(page, {"who": str(dora.pk), "other": "Dora", "day": str(today)})
    record = HeldElsewhere.objects.get()
    assert (record.partner, record.recorded_by) == (dora, "owner")
    again = ada.post(page, {"who": str(dora.pk), "day": str(today)})
    assert "recorded already" in again.content.decode()
    assert record_or_404(dora, record.pk) == record
    assert "Ada" not in client_for(cast.ben).get("/").content.decode().split("<main")[1]


def test_a_leader_records_it_of_those_one_leads(cast, client_for):
    ben, page, today = client_for(cast.ben), reverse("dialogues:record-led"), timezone.localdate()
    assert ben.post(page, {"person": str(cast.another_leader().pk), "day": str(today)}).status_code == 400
    tomorrow = ben.post(page, {"person": str(cast.ada.pk), "day": str(today + DAY)})
    assert "has not come yet" in tomorrow.content.decode()
    assert ben.post(page, {"person": str(cast.ada.pk), "day": str(today)}).status_code == 302
    assert "recorded already" in ben.post(page, {"person": str(cast.ada.pk), "day": str(today)}).content.decode()
    assert HeldElsewhere.objects.get().owner == cast.ada


@pytest.mark.parametrize("count", [1, 12])
def test_its_pages_ask_little_and_the_same_for_one_and_for_many(cast, client_for, count, django_assert_max_num_queries):
    now = timezone.now()
    for number in range(count):
        record = by_ben(cast, on=now.date() - (number + 1) * DAY, at=now)
        actions.answer_record(record.pk, person=cast.ada, so=True, at=now)
        member(f"Person{number} P", cast.unit)
    HeldElsewhere.objects.update(counts_at=now - 20 * DAY, confirmed_at=now - 20 * DAY)
    pages = {cast.ada: ["record", "earlier", "elsewhere"], cast.ben: ["record-led", "elsewhere"]}
    for person, names in pages.items():
        client = client_for(person)
        for name in names:
            url = reverse(f"dialogues:{name}", args=[record.pk] if name == "elsewhere" else [])
            with django_assert_max_num_queries(10):
                assert client.get(url).status_code == 200
        with django_assert_max_num_queries(10):
            assert client.get("/").status_code == 200
