"""From the request to the closing, by the rules of coaching/visibility.py and the table of phases."""

from datetime import timedelta

import pytest
from django.http import Http404

from samtalerum.coaching import notices, retention, visibility
from samtalerum.coaching.actions import agreeing, closing, desk, meeting, requesting
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.models import Coach, Course, EvaluationCount, LoggedHour
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Forbidden, WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.people.models import Affiliation, Leadership, Supervision
from samtalerum.vault import api as vault
from tests.cast import START, make_cast, now
from tests.coached import HOPE, Coaching, make_coaching


def hope_as_read_by(person, dialogue: Dialogue) -> str | None:
    """The lines of the request with this person's keys."""
    course = Course.objects.get(pk=dialogue.pk)
    owner = visibility.owner_of(course).person
    return requesting.read_hope(vault.ring(person.pk, [course.scope]), course, owner, at=now())


def test_a_request_is_read_by_the_one_who_asks_and_the_desk_alone(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    assert hope_as_read_by(unit.ada, dialogue) == HOPE
    assert hope_as_read_by(unit.kirsten, dialogue) == HOPE
    for somebody in (unit.signe.person, unit.carl.person, unit.cast.ben, unit.cast.hanne, unit.cast.ida):
        with pytest.raises(vault.NotAReader):
            hope_as_read_by(somebody, dialogue)


def test_the_coach_who_takes_it_reads_the_lines_and_after_the_yes_the_desk_no_longer_does(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    assert hope_as_read_by(unit.signe.person, dialogue) == HOPE
    desk.accept(seat=unit.seat(dialogue), at=now())
    assert hope_as_read_by(unit.signe.person, dialogue) == HOPE
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.kirsten, dialogue)


def test_a_coach_of_the_own_unit_never_sees_the_request_and_can_not_take_it(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    today = local_date(now())
    assert [one.pk for one in visibility.waiting(by=unit.signe.person, on=today)] == [dialogue.pk]
    assert not visibility.waiting(by=unit.carl.person, on=today)
    with pytest.raises(desk.Taken):
        desk.take_request(by=unit.carl, request=dialogue.pk, at=now())
    with pytest.raises(desk.NotThisCoach):
        desk.assign(by=unit.kirsten, to=unit.carl, request=dialogue.pk, at=now())


@pytest.mark.parametrize("tie", ["leads", "supervises"])
def test_whoever_leads_or_supervises_somebody_from_another_unit_never_sees_the_request(unit: Coaching, tie: str):
    today = local_date(now())
    for one in (unit.signe.person, unit.kirsten):  # both belong elsewhere
        if tie == "leads":
            Leadership.objects.create(person=one, unit=unit.cast.unit, starts=START)
        else:
            Supervision.objects.create(person=unit.ada, supervisor=one, starts=START)
    Coach.objects.update(presented=True)
    dialogue = unit.course(Phase.ASKED)
    course = Course.objects.get(pk=dialogue.pk)
    assert not visibility.waiting(by=unit.signe.person, on=today)
    assert not visibility.waiting(by=unit.kirsten, on=today)
    assert not visibility.readable_by(unit.kirsten, today)
    assert unit.signe not in visibility.may_be_given(course, today)
    assert unit.signe not in visibility.may_be_wished(unit.ada, today)
    assert not visibility.may_take(unit.signe, course, today)
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.kirsten, dialogue)
    assert not Letter.objects.filter(person=unit.kirsten.pk).exists()
    with pytest.raises(desk.Taken):
        desk.take_request(by=unit.signe, request=dialogue.pk, at=now())


def test_what_is_taken_back_is_nobody_else_s_to_open_until_it_is_put_back(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    requesting.withdraw(seat=unit.seat(dialogue), at=now())
    assert hope_as_read_by(unit.ada, dialogue) == HOPE
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.kirsten, dialogue)
    requesting.undo_withdraw(seat=unit.seat(dialogue), at=now())
    assert hope_as_read_by(unit.kirsten, dialogue) == HOPE


def test_what_is_taken_back_from_a_coach_is_no_longer_that_coach_s_to_open(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    requesting.withdraw(seat=unit.seat(dialogue), at=now())
    for somebody in (unit.kirsten, unit.signe.person):
        with pytest.raises(vault.NotAReader):
            hope_as_read_by(somebody, dialogue)


def test_after_the_yes_no_coordinator_reads_the_lines_though_one_has_come_to_the_own_unit(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    Affiliation.objects.filter(person=unit.kirsten).update(unit=unit.cast.unit)
    desk.accept(seat=unit.seat(dialogue), at=now())
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.kirsten, dialogue)
    assert hope_as_read_by(unit.ada, dialogue) == hope_as_read_by(unit.signe.person, dialogue) == HOPE


def test_who_opens_a_request_that_waits_follows_the_units_people_come_to_and_go_from(unit: Coaching):
    home = Affiliation.objects.get(person=unit.kirsten).unit
    Affiliation.objects.filter(person=unit.kirsten).update(unit=unit.cast.unit)
    dialogue = unit.course(Phase.ASKED)
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.kirsten, dialogue)
    Affiliation.objects.filter(person=unit.kirsten).update(unit=home)
    assert retention.run(at=now()) == 1
    assert hope_as_read_by(unit.kirsten, dialogue) == HOPE
    assert retention.run(at=now()) == 0
    Affiliation.objects.filter(person=unit.kirsten).update(unit=unit.cast.unit)
    retention.run(at=now())
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.kirsten, dialogue)
    assert hope_as_read_by(unit.ada, dialogue) == HOPE


def test_with_the_wish_to_be_kept_apart_no_coach_of_the_own_faculty_sees_it(unit: Coaching):
    sister = type(unit.cast.unit).objects.create(name="Sister unit", parent=unit.cast.unit.parent)
    Affiliation.objects.filter(person=unit.mikkel.person).update(unit=sister)
    dialogue = unit.course(Phase.ASKED, apart=True)
    seen = visibility.waiting(by=unit.mikkel.person, on=local_date(now()))
    # Without a level above, the own unit is all there is of a faculty.
    assert bool(seen) == (unit.cast.unit.parent is None)
    assert visibility.waiting(by=unit.signe.person, on=local_date(now())).get().pk == dialogue.pk


def test_neither_leader_nor_hr_nor_an_administrator_sees_the_queue_or_gets_a_seat(unit: Coaching):
    dialogue = unit.course()
    for somebody in (unit.cast.ben, unit.cast.hanne, unit.cast.ida, unit.mikkel.person, unit.kirsten):
        with pytest.raises(Http404):
            seat_or_404(somebody, dialogue.pk, kind=None)
    for somebody in (unit.cast.ben, unit.cast.hanne, unit.cast.ida):
        assert not visibility.waiting(by=somebody, on=local_date(now()))


def test_what_asks_for_conversations_gets_no_coaching(unit: Coaching):
    dialogue = unit.course()
    assert not Dialogue.objects.filter(pk=dialogue.pk).exists()
    assert not Seat.objects.filter(dialogue=dialogue.pk).exists()
    with pytest.raises(Http404):
        seat_or_404(unit.ada, dialogue.pk)


def test_one_request_or_course_at_a_time_and_only_for_whom_it_is(unit: Coaching):
    unit.course(Phase.ASKED)
    with pytest.raises(requesting.AlreadyAsked):
        unit.course(Phase.ASKED)
    Affiliation.objects.filter(person=unit.cast.cleo).update(category="technical")
    with pytest.raises(requesting.NotForYou):
        requesting.ask(owner=unit.cast.cleo, hope="", wishes=Wishes(), at=now())


def test_a_request_can_be_changed_and_taken_back_and_put_back(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    requesting.change(seat=unit.seat(dialogue), hope="Something else", wishes=Wishes(language="da"), at=now())
    assert hope_as_read_by(unit.kirsten, dialogue) == "Something else"
    requesting.withdraw(seat=unit.seat(dialogue), at=now())
    assert not visibility.waiting(by=unit.signe.person, on=local_date(now()))
    requesting.undo_withdraw(seat=unit.seat(dialogue), at=now())
    assert visibility.waiting(by=unit.signe.person, on=local_date(now())).get().language == "da"


@pytest.mark.parametrize("side", [Side.OWNER, Side.PARTNER])
def test_either_passes_on_without_a_reason_and_that_coach_is_not_offered_it_again(unit: Coaching, side: Side):
    dialogue = unit.course(Phase.INVITED)
    desk.pass_on(seat=unit.seat(dialogue, side), at=now())
    assert Seat.every.filter(dialogue=dialogue.pk).count() == 1
    today = local_date(now())
    assert not visibility.waiting(by=unit.signe.person, on=today)
    assert visibility.waiting(by=unit.mikkel.person, on=today).get().pk == dialogue.pk
    with pytest.raises(desk.Taken):
        desk.take_request(by=unit.signe, request=dialogue.pk, at=now())
    desk.take_request(by=unit.mikkel, request=dialogue.pk, at=now())
    assert hope_as_read_by(unit.mikkel.person, dialogue) == HOPE


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_coach_who_passed_it_on_reads_the_lines_no_longer():
    unit = make_coaching(make_cast())
    dialogue = unit.course(Phase.INVITED)
    desk.pass_on(seat=unit.seat(dialogue, Side.PARTNER), at=now())
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.signe.person, dialogue)


def test_the_second_coach_is_told_kindly(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    with pytest.raises(desk.Taken, match="Thank you for offering"):
        desk.take_request(by=unit.mikkel, request=dialogue.pk, at=now())


def test_a_coach_has_no_more_courses_than_that_coach_has_said(unit: Coaching):
    Coach.objects.filter(pk=unit.signe.pk).update(most=0)
    dialogue = unit.course(Phase.ASKED)
    with pytest.raises(desk.NoRoom):
        desk.take_request(by=unit.signe, request=dialogue.pk, at=now())


def test_both_confirm_the_same_text_before_the_first_meeting(unit: Coaching):
    dialogue = unit.course(Phase.BEFORE)
    owner, coach = unit.seat(dialogue), unit.seat(dialogue, Side.PARTNER)
    with pytest.raises(agreeing.NothingAgreed):
        agreeing.confirm(seat=owner, read_as="", at=now())
    how = dialogue.edition.coaching.agreement[0].key
    unit.write(dialogue, how, "An hour a month")
    stands = agreeing.fingerprint(coach, ring(coach), at=now())
    assert not agreeing.confirm(seat=coach, read_as=stands, at=now())
    actions.save(owner, how, text="An hour a week", based_on=1, client=Entry().pk, at=now())
    with pytest.raises(agreeing.ReadAgain):
        agreeing.confirm(seat=owner, read_as=stands, at=now())
    assert not agreeing.confirm(seat=owner, read_as=agreeing.fingerprint(owner, ring(owner), at=now()), at=now())
    assert agreeing.confirm(seat=coach, read_as=agreeing.fingerprint(coach, ring(coach), at=now()), at=now())
    dialogue.refresh_from_db()
    assert (dialogue.phase, Course.objects.get(pk=dialogue.pk).number) == (Phase.DURING, 1)


def test_the_journal_is_the_coachee_s_alone_until_a_passage_is_shared_and_again_afterwards(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    for slot, text in enumerate(("First page", "Second page")):
        unit.write(dialogue, journal, text, slot=slot)

    def coach_reads() -> list[str | None]:
        coach = unit.seat(dialogue, Side.PARTNER)
        return [one.text for one in read(coach, ring(coach), at=now(), items=[journal])]

    assert coach_reads() == []
    actions.share(unit.seat(dialogue), [journal], slot=1, at=now())
    assert coach_reads() == ["Second page"]
    actions.stop_sharing(unit.seat(dialogue), [journal], slot=1, at=now())
    assert coach_reads() == []


def test_the_coach_s_notes_are_never_the_coachee_s_and_are_erased_thirty_days_after_closing(unit: Coaching):
    dialogue = unit.course()
    notes = dialogue.edition.coaching.notes.key
    unit.write(dialogue, notes, "Ask whose voice that is", side=Side.PARTNER)
    owner = unit.seat(dialogue)
    assert [one.text for one in read(owner, ring(owner), at=now(), items=[notes])] == []
    with pytest.raises(Forbidden):
        unit.write(dialogue, notes, "Mine", side=Side.OWNER)
    closing.close(seat=unit.seat(dialogue), at=now())
    retention.run(at=now() + timedelta(days=29))
    assert Entry.objects.filter(dialogue=dialogue.pk, item=notes).exists()
    retention.run(at=now() + timedelta(days=32))
    assert not Entry.objects.filter(dialogue=dialogue.pk, item=notes).exists()
    assert Dialogue.every.filter(pk=dialogue.pk).exists()


def test_half_a_year_after_closing_nothing_says_that_there_was_a_course(unit: Coaching):
    dialogue = unit.course(Phase.CLOSED)
    scopes = [dialogue.scope, unit.seat(dialogue).scope, Course.objects.get(pk=dialogue.pk).scope]
    retention.run(at=now() + timedelta(days=200))
    assert not Dialogue.every.filter(pk=dialogue.pk).exists()
    assert not Course.objects.exists()
    keys = vault.ring(unit.ada.pk, scopes)
    assert not any(keys.has(scope) for scope in scopes)


def test_a_request_that_led_nowhere_is_gone_thirty_days_later(unit: Coaching):
    dialogue = unit.course(Phase.WITHDRAWN)
    retention.run(at=now() + timedelta(days=29))
    assert Course.objects.filter(pk=dialogue.pk).exists()
    retention.run(at=now() + timedelta(days=32))
    assert not Course.objects.filter(pk=dialogue.pk).exists()


def test_a_meeting_that_was_held_stands_in_the_log_of_hours_without_a_name_and_outlives_the_course(unit: Coaching):
    dialogue = unit.course()
    when = meeting.When(now() - timedelta(hours=2), 50, "video")
    held = meeting.agree(seat=unit.seat(dialogue), when=when, at=now())
    meeting.say(seat=unit.seat(dialogue, Side.PARTNER), meeting=held, state="held", at=now())
    assert LoggedHour.objects.values_list("coach", "client", "minutes", "form").get() == (unit.signe.pk, 1, 50, "video")
    meeting.say(seat=unit.seat(dialogue), meeting=held, state="missed", at=now())
    assert not LoggedHour.objects.exists()
    meeting.say(seat=unit.seat(dialogue), meeting=held, state="held", at=now())
    closing.close(seat=unit.seat(dialogue), at=now())
    retention.run(at=now() + timedelta(days=200))
    assert LoggedHour.objects.count() == 1


def test_a_meeting_that_the_other_one_has_just_taken_out_can_not_be_moved(unit: Coaching):
    dialogue = unit.course()
    agreed = meeting.agree(seat=unit.seat(dialogue), when=meeting.When(now() + timedelta(days=3)), at=now())
    meeting.take_out(seat=unit.seat(dialogue, Side.PARTNER), meeting=agreed, at=now())
    with pytest.raises(WrongMoment):
        meeting.move(seat=unit.seat(dialogue), meeting=agreed, when=meeting.When(now()), at=now())


def test_a_meeting_that_has_not_begun_was_not_held(unit: Coaching):
    dialogue = unit.course()
    ahead = meeting.agree(seat=unit.seat(dialogue), when=meeting.When(now() + timedelta(days=3)), at=now())
    with pytest.raises(meeting.NotYet):
        meeting.say(seat=unit.seat(dialogue), meeting=ahead, state="held", at=now())


def test_the_evaluation_is_only_ever_added_up_and_given_once(unit: Coaching):
    dialogue = unit.course(Phase.CLOSED)
    keys = [one.key for one in dialogue.edition.coaching.evaluation]
    closing.evaluate(seat=unit.seat(dialogue), answers={keys[0]: 4, keys[1]: 5}, at=now())
    assert sorted(EvaluationCount.objects.values_list("question", "value", "count")) == sorted(
        [(keys[0], 4, 1), (keys[1], 5, 1)]
    )
    with pytest.raises(WrongMoment):
        closing.evaluate(seat=unit.seat(dialogue), answers={keys[0]: 1}, at=now())
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == 2


def test_either_closes_and_whoever_did_can_undo_it(unit: Coaching):
    dialogue = unit.course()
    closing.close(seat=unit.seat(dialogue, Side.PARTNER), at=now())
    with pytest.raises(WrongMoment):
        closing.undo_close(seat=unit.seat(dialogue), at=now())
    closing.undo_close(seat=unit.seat(dialogue, Side.PARTNER), at=now())
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING


def test_whoever_has_asked_anew_does_not_open_the_closed_course_beside_it(unit: Coaching):
    dialogue = unit.course(Phase.CLOSED)
    unit.course(Phase.ASKED)
    with pytest.raises(requesting.AlreadyAsked):
        closing.undo_close(seat=unit.seat(dialogue), at=now())
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.CLOSED


def test_a_coach_is_known_as_one_as_long_as_a_course_runs_on(unit: Coaching):
    dialogue = unit.course(Phase.BEFORE)
    Coach.objects.filter(pk=unit.signe.pk).update(since=START, until=local_date(now() - timedelta(days=400)))
    retention.forget_roles(at=now())
    unit.agree(dialogue)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING


def test_what_is_asked_and_taken_back_at_once_is_mailed_to_nobody(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    letter = Letter.objects.get(person=unit.kirsten.pk)
    assert letter.due >= now() + timedelta(minutes=9)
    requesting.withdraw(seat=unit.seat(dialogue), at=now())
    assert not notices.waits.holds(letter)


def test_no_mail_tells_that_it_is_about_coaching(unit: Coaching):
    dialogue = unit.course(Phase.CLOSED)
    of_the_two = Letter.objects.filter(person__in=[unit.ada.pk, unit.signe.pk])
    assert of_the_two.exists()
    assert not of_the_two.filter(notice__startswith="coaching/").exists()
    assert dialogue.started_at.year >= START.year


def test_a_request_that_nobody_says_yes_to_waits_again(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    retention.run(at=now() + timedelta(days=29))
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.INVITED
    retention.run(at=now() + timedelta(days=31))
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.ASKED
    assert visibility.waiting(by=unit.mikkel.person, on=local_date(now())).get().pk == dialogue.pk


def test_words_of_a_meeting_that_was_taken_out_never_stand_at_the_next(unit: Coaching):
    dialogue = unit.course()
    first = meeting.agree(seat=unit.seat(dialogue), when=meeting.When(now() + timedelta(days=3)), at=now())
    unit.write(dialogue, dialogue.edition.coaching.opening.key, "About that day", slot=first.slot)
    meeting.take_out(seat=unit.seat(dialogue), meeting=first, at=now())
    second = meeting.agree(seat=unit.seat(dialogue), when=meeting.When(now() + timedelta(days=9)), at=now())
    assert second.slot == first.slot + 1
