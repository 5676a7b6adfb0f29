"""Who is due, on the pages: said gently to oneself, with the reason to a leader, and telling nobody of the others."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.due.standing import standing_of
from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Kind, Phase, Step
from samtalerum.dialogues.tests.conftest import member
from samtalerum.people.models import Affiliation, Leave, Unit

from .test_pages import LEADING, read

DAY = timedelta(days=1)
MINE = "It is time for a conversation about your career"
THEIRS = "Due: employed for a fixed term, at least every 12 months"


def talked(cast, partner, *, at):
    """Ada and this partner have had a conversation."""
    dialogue = actions.ask(owner=cast.ada, partner=partner, words="", at=at)
    for step, person in ((Step.ACCEPT, partner), (Step.MEET, partner), (Step.HOLD, cast.ada)):
        actions.take(step, seat=cast.seat(dialogue, person), at=at)


def row_of(page, name):
    """The line of one person in the leader's table."""
    return next(row for row in page.split("<tr") if name in row)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def long_ago(now):
    """Last month, whatever day it is."""
    return now - 40 * DAY


def test_home_says_gently_that_it_is_time_and_leads_to_asking(cast, client_for):
    page = read(client_for(cast.ada))
    assert MINE in page
    assert reverse("dialogues:ask") in page
    assert MINE not in read(client_for(cast.ben))


def test_an_open_conversation_is_answer_enough_with_whomever(cast, client_for, now):
    actions.ask(owner=cast.ada, partner=cast.another_leader(), words="", at=now)
    assert MINE not in read(client_for(cast.ada))


def test_a_conversation_that_was_held_counts_with_whichever_leader_and_for_a_year(cast, client_for, now):
    talked(cast, cast.another_leader(), at=now - 200 * DAY)
    assert MINE not in read(client_for(cast.ada))
    Dialogue.objects.update(held_at=now - 400 * DAY)
    assert MINE in read(client_for(cast.ada))


def test_coaching_is_no_conversation_that_counts_and_leaves_no_sign(cast, now):
    talked(cast, cast.another_leader(), at=now)
    assert standing_of([cast.ada])[cast.ada.pk].talks
    Dialogue.objects.update(kind=Kind.COACHING)
    assert not standing_of([cast.ada])[cast.ada.pk].talks


def test_one_held_elsewhere_counts_once_it_counts(cast, client_for, now):
    record = actions.record_with(owner=cast.ada, partner=cast.ben, on=now.date() - DAY, at=now)
    assert not standing_of([cast.ada])[cast.ada.pk].talks
    assert MINE not in read(client_for(cast.ada))  # she has just said so herself
    actions.answer_record(record.pk, person=cast.ben, so=False, at=now)
    assert MINE in read(client_for(cast.ada))
    actions.undo_record(record.pk, person=cast.ben, at=now)
    actions.answer_record(record.pk, person=cast.ben, so=True, at=now)
    assert MINE not in read(client_for(cast.ada))
    assert standing_of([cast.ada])[cast.ada.pk].talks


def test_on_leave_nothing_is_due(cast, client_for, now):
    Leave.objects.create(person=cast.ada, starts=now.date() - DAY, ends=now.date() + 30 * DAY)
    assert MINE not in read(client_for(cast.ada))
    assert THEIRS not in row_of(read(client_for(cast.ben), LEADING), "Ada Aa")


def test_two_affiliations_are_due_once_and_both_leaders_can_be_asked(cast, client_for, now):
    dora = cast.another_leader()
    there = Unit.objects.get(name="Unit of Dora Dam")
    Affiliation.objects.create(
        person=cast.ada, unit=there, category="postdoc", fixed_term=True, starts=now.date() - 500 * DAY
    )
    ada = client_for(cast.ada)
    assert read(ada).count(MINE) == 1
    offered = read(ada, reverse("dialogues:ask"))
    assert "Ben Bo" in offered
    assert "Dora Dam" in offered
    for leader in (cast.ben, dora):
        assert row_of(read(client_for(leader), LEADING), "Ada Aa").count("Due:") == 1
    talked(cast, dora, at=now - 40 * DAY)
    assert MINE not in read(ada)
    for leader in (cast.ben, dora):
        assert "Due:" not in row_of(read(client_for(leader), LEADING), "Ada Aa")


def test_a_leader_sees_the_reason_beside_each_who_is_due_and_beside_nobody_else(cast, client_for):
    Affiliation.objects.filter(person=cast.cleo).update(fixed_term=False, category="professor")
    page = read(client_for(cast.ben), LEADING)
    assert THEIRS in row_of(page, "Ada Aa")
    assert "Due:" not in row_of(page, "Cleo Cx")


def test_all_who_are_due_are_invited_with_one_letter(cast, client_for, now):
    Affiliation.objects.filter(person=cast.cleo).update(fixed_term=False, category="professor")
    member("Fay F", cast.unit)
    gus = member("Gus G", cast.unit)
    actions.invite(partner=cast.ben, owner=gus, words="", at=now)
    ben = client_for(cast.ben)
    assert "Invite the 2 who are due" in read(ben, LEADING)
    form = ben.get(ben.get(LEADING).context["leading"].all_due).context["form"]
    assert [one.display_name for one in form.chosen] == ["Ada Aa", "Fay F"]
    assert cast.cleo in form.people


def test_where_one_is_open_with_this_leader_the_phase_says_enough(cast, client_for, now):
    cast.start(Phase.BEFORE, at=now)
    assert "Due:" not in row_of(read(client_for(cast.ben), LEADING), "Ada Aa")


def test_a_conversation_with_somebody_else_changes_nothing_for_a_leader_before_the_month_is_over(cast, client_for, now):
    ben = client_for(cast.ben)
    before = read(ben, LEADING)
    talked(cast, cast.another_leader(), at=now)
    assert MINE not in read(client_for(cast.ada))
    assert row_of(read(ben, LEADING), "Ada Aa") == row_of(before, "Ada Aa")


def test_from_the_next_month_on_the_mark_is_gone_and_nothing_says_why(cast, client_for, long_ago):
    talked(cast, cast.another_leader(), at=long_ago)
    page = read(client_for(cast.ben), LEADING)
    assert "Due:" not in row_of(page, "Ada Aa")
    assert "Dora" not in page


def test_a_conversation_with_this_leader_counts_for_this_leader_at_once(cast, client_for, now):
    talked(cast, cast.ben, at=now)
    assert "Due:" not in row_of(read(client_for(cast.ben), LEADING), "Ada Aa")


def test_the_numbers_in_the_sentences_are_the_institutions(cast, client_for, settings):
    settings.DUE = {"every": 18}
    assert "at least every 18 months" in read(client_for(cast.ada))
    assert "at least every 18 months" in read(client_for(cast.ben), LEADING)
    settings.DUE = {"every": 0}
    assert MINE not in read(client_for(cast.ada))


def test_somebody_who_starts_reads_by_which_day_and_a_fellow_that_half_is_over(cast, client_for, now):
    starting = now.date() - 350 * DAY
    Affiliation.objects.filter(person=cast.ada).update(starts=starting)
    assert "within 12 months of starting. For you that is by" in read(client_for(cast.ada))
    assert "within 12 months of starting" in row_of(read(client_for(cast.ben), LEADING), "Ada Aa")
    Affiliation.objects.filter(person=cast.cleo).update(
        category="phd", fixed_term=False, starts=now.date() - 700 * DAY, ends=now.date() + 300 * DAY
    )
    assert "in the second half of a PhD" in read(client_for(cast.cleo))
    assert "in the second half of the PhD" in row_of(read(client_for(cast.ben), LEADING), "Cleo Cx")


def test_the_facts_of_many_people_take_one_statement(cast, now, django_assert_num_queries):
    people = [cast.ada, cast.cleo, *(member(f"Person{number} P", cast.unit) for number in range(8))]
    talked(cast, cast.ben, at=now)
    Leave.objects.create(person=cast.cleo, starts=now.date())
    HeldElsewhere.objects.create(
        owner=cast.cleo, partner=cast.ben, on=now.date(), recorded_by="owner", recorded_at=now, counts_at=now
    )
    with django_assert_num_queries(1):
        found = standing_of(people)
    ada, cleo = found[cast.ada.pk], found[cast.cleo.pk]
    today = timezone.localdate(now)
    assert [(one.on, one.partner, one.known) for one in ada.talks] == [(today, cast.ben.pk, today)]
    assert [(one.on, one.partner, one.known) for one in cleo.talks] == [(now.date(), cast.ben.pk, today)]
    assert [(one.starts, one.ends) for one in cleo.leaves] == [(now.date(), None)]
    assert [(one.category, one.fixed_term) for one in ada.posts] == [("postdoc", True)]
    assert standing_of([]) == {}


def test_no_leave_that_somebody_has_written_down_stops_the_leaders_page(cast, client_for, now):
    Affiliation.objects.filter(person=cast.ada).update(starts=now.date() - 300 * DAY, fixed_term=True)
    Leave.objects.create(person=cast.ada, starts=now.date() + 20 * DAY, ends=date.max)
    assert client_for(cast.ben).get(LEADING).status_code == 200
    assert client_for(cast.ada).get("/").status_code == 200
