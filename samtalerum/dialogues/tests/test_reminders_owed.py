"""Who is owed a reminder: asked of the database, for people whom real actions have led there."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.models import Dialogue, Entry, ReminderOff, Seat
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.dialogues.reminders.erasing import erasures
from samtalerum.dialogues.reminders.owed import owed, still_owed
from samtalerum.dialogues.reminders.queries import People
from samtalerum.dialogues.reminders.rule import Days, Kind
from samtalerum.ground.dates import local_date
from samtalerum.people.models import Leave
from samtalerum.vault import retention as calendar

WEEK = timedelta(days=7)


def morning(day: date) -> datetime:
    """Half past eight there."""
    return timezone.make_aware(datetime.combine(day, time(8, 30)))


def told(day: date) -> set[tuple[str, str, str]]:
    """First name, kind and turn of everything that is owed that morning."""
    people = {seat.pk: seat.person.first_name for seat in Seat.objects.select_related("person")}
    return {(people[one.seat], str(one.kind), one.turn) for one in owed(morning(day))}


def about(day: date, kind: Kind) -> set[tuple[str, str]]:
    """The same of one kind."""
    return {(name, turn) for name, one, turn in told(day) if one == kind}


@pytest.fixture
def agreed(cast, at):
    """Ada and Ben meet on a Wednesday, three weeks from now."""
    dialogue = cast.start(Phase.BEFORE, at=at)
    meets = datetime(2030, 3, 27, 13, 0, tzinfo=at.tzinfo)
    actions.agree_on_date(seat=cast.seat(dialogue, cast.ada), meets_at=meets, minutes=60, place="", at=at)
    dialogue.refresh_from_db()
    return dialogue


def meeting(dialogue: Dialogue) -> date:
    return local_date(dialogue.meets_at)


def write(cast, dialogue, person, item, at):
    actions.save(cast.seat(dialogue, person), item, text="Something", based_on=0, client=uuid4(), at=at)


def test_both_are_reminded_a_week_and_a_day_before_and_not_a_day_earlier_or_later(agreed):
    day = meeting(agreed)
    assert told(day - timedelta(days=8)) == set()
    assert told(day - timedelta(days=7)) == {("Ada", "prepare", "week"), ("Ben", "prepare", "week")}
    assert told(day - timedelta(days=2)) == set()
    assert told(day - timedelta(days=1)) == {("Ada", "prepare", "day"), ("Ben", "prepare", "day")}
    assert told(day + timedelta(days=1)) == set()


def test_whoever_has_written_something_has_prepared_and_need_not_share(agreed, cast, at):
    write(cast, agreed, cast.ada, "motivation", at)
    assert about(meeting(agreed) - WEEK, Kind.PREPARE) == {("Ben", "week")}
    actions.tick(cast.seat(agreed, cast.ben), {agreed.edition.blueprint.before.partner.checklist[0].key})
    assert told(meeting(agreed) - WEEK) == set()


def test_what_one_has_done_makes_no_difference_to_the_other(agreed, cast, at):
    before = about(meeting(agreed) - WEEK, Kind.PREPARE)
    write(cast, agreed, cast.ada, "motivation", at)
    assert about(meeting(agreed) - WEEK, Kind.PREPARE) == before - {("Ada", "week")}


def test_a_meeting_that_was_moved_is_about_its_new_day(agreed, cast, at):
    old = meeting(agreed)
    actions.agree_on_date(
        seat=cast.seat(agreed, cast.ben), meets_at=agreed.meets_at + WEEK, minutes=60, place="", at=at
    )
    assert told(old - WEEK) == set()
    assert about(old, Kind.PREPARE) == {("Ada", "week"), ("Ben", "week")}


def test_a_room_that_was_opened_early_is_no_longer_to_prepare_for_until_that_is_undone(agreed, cast, at):
    actions.take(Step.MEET, seat=cast.seat(agreed, cast.ben), at=at)
    assert told(meeting(agreed) - WEEK) == set()
    actions.undo(seat=cast.seat(agreed, cast.ben), at=at)
    assert about(meeting(agreed) - WEEK, Kind.PREPARE) == {("Ada", "week"), ("Ben", "week")}


def test_a_question_reminds_whoever_is_to_answer_and_later_the_one_who_waits(cast, at):
    cast.start(Phase.ASKED, at=at)
    day = local_date(at)
    assert told(day + timedelta(days=4)) == set()
    assert told(day + timedelta(days=7)) == {("Ben", "answer", "first")}
    assert told(day + timedelta(days=14)) == {("Ben", "answer", "first"), ("Ada", "waiting", "once")}
    assert ("Ben", "answer", "again") in told(day + timedelta(days=21))
    assert told(day + timedelta(days=49)) == set()


def test_an_invitation_reminds_the_one_who_was_invited_only(cast, at):
    cast.start(Phase.INVITED, at=at)
    assert told(local_date(at) + WEEK) == {("Ada", "answer", "first")}
    assert told(local_date(at) + 2 * WEEK) == {("Ada", "answer", "first")}


def test_a_suggestion_is_the_owners_to_decide(cast, at):
    cast.start(Phase.SUGGESTED, at=at)
    assert told(local_date(at) + WEEK) == {("Ada", "answer", "first")}


def test_a_later_question_reminds_the_partner_until_it_is_answered(cast, at):
    dialogue = cast.start(Phase.CONFIRMED, at=at)
    ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
    asked = at + 5 * WEEK
    actions.follow_up(ada, text="And Lund?", at=asked)
    assert about(local_date(asked) + timedelta(days=4), Kind.ANSWER) == set()
    assert about(local_date(asked) + WEEK, Kind.ANSWER) == {("Ben", "first")}
    actions.follow_up(ben, text="I shall ask", at=asked + timedelta(days=1))
    assert about(local_date(asked) + 2 * WEEK, Kind.ANSWER) == set()


def test_an_answer_ends_it_and_an_answer_that_is_taken_back_counts_from_there(cast, at):
    dialogue = cast.start(Phase.ASKED, at=at)
    actions.take(Step.DECLINE, seat=cast.seat(dialogue, cast.ben), at=at + timedelta(days=2))
    assert told(local_date(at) + WEEK) == set()
    actions.undo(seat=cast.seat(dialogue, cast.ben), at=at + timedelta(days=3))
    assert told(local_date(at) + WEEK) == set()
    assert told(local_date(at) + timedelta(days=10)) == {("Ben", "answer", "first")}


def test_a_sheet_waits_for_the_one_who_has_not_confirmed(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    write(cast, dialogue, cast.ada, "reflection", at)
    actions.show_and_read(cast.seat(dialogue, cast.ada), at=at)
    ben, ada = cast.seat(dialogue, cast.ben), cast.seat(dialogue, cast.ada)
    actions.confirm(ben, fingerprint=cast.fingerprint(ben), at=at)
    day = local_date(at) + timedelta(days=3)
    assert about(day - timedelta(days=1), Kind.SHEET) == set()
    assert about(day, Kind.SHEET) == {("Ada", "first")}
    assert about(local_date(at) + 2 * WEEK, Kind.SHEET) == {("Ada", "again")}
    actions.confirm(ada, fingerprint=cast.fingerprint(ada), at=at)
    assert about(day, Kind.SHEET) == set()


def test_after_a_talk_an_unconfirmed_sheet_waits_for_both_and_no_sheet_for_nobody(cast, at):
    dialogue = cast.start(Phase.HELD, at=at)
    day = local_date(at) + timedelta(days=3)
    assert about(day, Kind.SHEET) == set()
    write(cast, dialogue, cast.ben, "advice", at)
    assert about(day, Kind.SHEET) == {("Ada", "first"), ("Ben", "first")}


def test_the_two_questions_come_three_days_later_to_whoever_has_not_answered(cast, at):
    dialogue = cast.start(Phase.HELD, at=at)
    day = local_date(at) + timedelta(days=3)
    assert about(day - timedelta(days=1), Kind.EVALUATION) == set()
    assert about(day, Kind.EVALUATION) == {("Ada", "once"), ("Ben", "once")}
    write(cast, dialogue, cast.ada, dialogue.edition.blueprint.after.evaluation[0].key, at)
    assert about(day, Kind.EVALUATION) == {("Ben", "once")}


def test_a_talk_that_was_not_held_after_all_asks_nothing(cast, at):
    dialogue = cast.start(Phase.HELD, at=at)
    actions.undo(seat=cast.seat(dialogue, cast.ada), at=at)
    assert told(local_date(at) + timedelta(days=3)) == set()


@pytest.fixture
def stepped(cast, at):
    """Ada has agreed on two steps, both by the same Wednesday."""
    dialogue = cast.start(Phase.CONFIRMED, at=at)
    due = date(2030, 5, 15)
    for text in ("Write to Lund", "Read the call"):
        actions.add_step(cast.seat(dialogue, cast.ada), "action", text=text, due=due, at=at)
    return dialogue, due


def test_steps_remind_their_owner_on_the_agreed_date_and_gently_once_more(stepped):
    _dialogue, due = stepped
    assert about(due - timedelta(days=1), Kind.STEP) == set()
    assert about(due, Kind.STEP) == {("Ada", "day")}
    assert len([one for one in owed(morning(due)) if one.kind == Kind.STEP]) == 1
    assert about(due + 2 * WEEK, Kind.STEP) == {("Ada", "again")}
    assert about(due + 7 * WEEK, Kind.STEP) == set()


def test_a_step_that_its_owner_has_moved_is_about_its_new_day(stepped, cast, at):
    dialogue, due = stepped
    for step in Entry.objects.filter(step__due=due):
        actions.move_step(cast.seat(dialogue, cast.ada), step.pk, due + WEEK, at=at)
    assert about(due, Kind.STEP) == set()
    assert about(due + WEEK, Kind.STEP) == {("Ada", "day")}


def test_a_step_that_is_done_or_dropped_is_silent(stepped, cast, at):
    dialogue, due = stepped
    ada = cast.seat(dialogue, cast.ada)
    first, second = Entry.objects.filter(step__due=due)
    actions.mark_step(ada, first.pk, "done", at=at)
    assert about(due, Kind.STEP) == {("Ada", "day")}
    actions.mark_step(ada, second.pk, "dropped", at=at)
    assert about(due, Kind.STEP) == set()
    actions.mark_step(ada, second.pk, "open", at=at)
    assert about(due, Kind.STEP) == {("Ada", "day")}


@pytest.mark.parametrize("phase", [Phase.HELD, Phase.CONFIRMED, Phase.WITHDRAWN])
def test_before_words_are_erased_those_concerned_are_told_on_the_days_that_the_page_promises(phase, cast, at):
    dialogue = cast.start(Phase.BEFORE, at=at)
    write(cast, dialogue, cast.ada, "career", at)
    write(cast, dialogue, cast.ada, "success", at)
    write(cast, dialogue, cast.ben, "feedback-notes", at)
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=at)
    if phase == Phase.WITHDRAWN:
        actions.take(Step.WITHDRAW, seat=cast.seat(dialogue, cast.ada), at=at)
    else:
        actions.take(Step.MEET, seat=cast.seat(dialogue, cast.ben), at=at)
        if phase == Phase.HELD:
            actions.take(Step.HOLD, seat=cast.seat(dialogue, cast.ada), at=at)
        else:
            cast.confirm(dialogue, at=at)
    dialogue.refresh_from_db()
    for person in (cast.ada, cast.ben):
        seat = cast.seat(dialogue, person)
        erased = retention.kept(seat).erased
        own = erased.private if person == cast.ada else erased.notes
        # What came to nothing is erased for the other one; whoever wrote it keeps the own draft until its own day.
        promised = {own} if phase == Phase.WITHDRAWN else {own, erased.sheet}
        assert erasing_days(seat, at) == promised


def erasing_days(seat: Seat, at: datetime) -> set[date]:
    """Every day of the next ten years on which something of this person's is erased, as a sweep finds it."""
    today = local_date(at)

    class Patient(People):
        def days(self, *, kept_for: int | None = None) -> Days:
            return Days(today, today + timedelta(days=3650))

    return {row.about for row in erasures(Patient(Kind.ERASURE, today)) if row.seat == seat.pk}


def test_a_warning_comes_a_month_and_a_week_before_and_not_a_day_earlier(cast, at):
    dialogue = cast.start(Phase.HELD, at=at)
    write(cast, dialogue, cast.ada, dialogue.edition.blueprint.during.guide[0].note.key, at)
    dialogue.refresh_from_db()
    day = retention.dates(dialogue).private
    assert day.isoweekday() == 3
    assert about(day - timedelta(days=31), Kind.ERASURE) == set()
    assert about(day - timedelta(days=30), Kind.ERASURE) == {("Ada", "month")}
    assert about(day - timedelta(days=16), Kind.ERASURE) == {("Ada", "month")}
    assert about(day - timedelta(days=8), Kind.ERASURE) == set()
    assert about(day - timedelta(days=7), Kind.ERASURE) == {("Ada", "week")}
    assert about(day, Kind.ERASURE) == set()


def test_the_owner_is_told_when_a_later_sheet_ends_the_earlier_and_the_partner_learns_nothing_of_it(cast, at):
    first = cast.start(Phase.CLOSED, at=at)
    later = at + timedelta(days=300)
    second = actions.ask(owner=cast.ada, partner=cast.another_leader(), words="", at=later)
    Dialogue.objects.filter(pk=second.pk).update(phase=Phase.CONFIRMED, held_at=later, confirmed_at=later)
    first.refresh_from_db()
    assert retention.dates(first).sheet == calendar.SHEET_AFTER_NEXT.after(local_date(later))
    day = retention.dates(first).sheet - timedelta(days=7)
    assert ("Ada", "week") in about(day, Kind.ERASURE)
    assert "Ben" not in {name for name, _turn in about(day, Kind.ERASURE)}


def test_erased_words_are_not_warned_of(cast, at):
    dialogue = cast.start(Phase.HELD, at=at)
    write(cast, dialogue, cast.ada, "reflection", at)
    dialogue.refresh_from_db()
    day = retention.dates(dialogue).private
    assert ("Ada", "week") in about(day - WEEK, Kind.ERASURE)
    actions.erase_private(cast.seat(dialogue, cast.ada), at=at)
    assert about(day - WEEK, Kind.ERASURE) == set()


def test_nobody_is_reminded_on_leave_and_what_fell_into_it_follows_if_it_still_means_something(agreed, cast):
    day = meeting(agreed)
    leave = Leave.objects.create(person=cast.ada, starts=day - timedelta(days=9), ends=day - timedelta(days=6))
    assert about(day - WEEK, Kind.PREPARE) == {("Ben", "week")}
    back = leave.ends + timedelta(days=1)
    assert ("Ada", "week") in about(back, Kind.PREPARE)
    leave.ends = day - timedelta(days=2)
    leave.save()
    assert about(back, Kind.PREPARE) == {("Ben", "week")}
    assert about(day - timedelta(days=1), Kind.PREPARE) == {("Ada", "day"), ("Ben", "day")}


def test_a_leave_without_a_last_day_is_silent_until_it_has_one(agreed, cast):
    Leave.objects.create(person=cast.ada, starts=date(2030, 1, 1))
    assert about(meeting(agreed) - WEEK, Kind.PREPARE) == {("Ben", "week")}


def test_a_closed_account_and_an_ended_seat_are_not_reminded(agreed, cast, at):
    cast.ada.is_active = False
    cast.ada.save()
    assert about(meeting(agreed) - WEEK, Kind.PREPARE) == {("Ben", "week")}
    Seat.objects.filter(person=cast.ben).update(ended_at=at)
    assert told(meeting(agreed) - WEEK) == set()


def test_a_person_and_an_institution_switch_a_kind_off(agreed, cast, settings):
    ReminderOff.objects.create(person=cast.ada, kind=Kind.PREPARE)
    assert about(meeting(agreed) - WEEK, Kind.PREPARE) == {("Ben", "week")}
    settings.REMINDERS_OFF = ["prepare"]
    assert told(meeting(agreed) - WEEK) == set()


def test_nothing_is_owed_at_night_or_on_a_weekend(agreed):
    day = meeting(agreed) - WEEK
    assert owed(morning(day) - timedelta(hours=3)) == []
    assert owed(morning(day) + timedelta(hours=6)) == []
    assert owed(morning(day) + timedelta(days=3)) == []  # Saturday


def test_a_reminder_holds_until_it_is_done_and_while_its_turn_lasts(agreed, cast, at):
    day, seat = meeting(agreed), cast.seat(agreed, cast.ada)
    asked, another = (seat.pk, day), (seat.pk, day + WEEK)
    assert still_owed(Kind.PREPARE, [asked, another], at=morning(day - WEEK)) == {asked}
    assert not still_owed(Kind.PREPARE, [asked], at=morning(day + timedelta(days=1)))
    write(cast, agreed, cast.ada, "career", at)
    assert not still_owed(Kind.PREPARE, [asked, another], at=morning(day - WEEK))
