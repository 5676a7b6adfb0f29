"""A change of coach: either begins it, the coachee chooses what goes along, and the next coach begins with that alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samtalerum.coaching import retention, visibility
from samtalerum.coaching.actions import desk, handing_over, requesting
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.models import Coach, HandedOver
from samtalerum.coaching.tests.test_own_pages import signed_in
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.phases import Kind, Phase, Side
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Forbidden, Invalid, WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.vault import api as vault
from tests.cast import now
from tests.coached import HOPE, Coaching

FOCUS, PRIVATE, SHARED, NOTE = "What I say no to", "Mine alone", "Signe may read this", "Ask whose voice it is"


@pytest.fixture
def course(unit: Coaching) -> Dialogue:
    """Something at every kind of place, some of it shared with Signe."""
    dialogue = unit.course()
    words = dialogue.edition.coaching
    unit.write(dialogue, words.focus.key, FOCUS)
    unit.write(dialogue, words.journal.key, PRIVATE, slot=0)
    unit.write(dialogue, words.journal.key, SHARED, slot=1)
    unit.write(dialogue, words.directions[0].draws.key, "More to decide")
    unit.write(dialogue, words.people[0].key, "Bo")
    unit.write(dialogue, words.notes.key, NOTE, side=Side.PARTNER)
    actions.share(unit.seat(dialogue), [words.journal.key], slot=1, at=now())
    return dialogue


def ask_for_another(unit: Coaching, dialogue: Dialogue, *picked: tuple[str, int]) -> Dialogue:
    seat = unit.seat(dialogue)
    return handing_over.ask_for_another(seat=seat, picked=picked, hope=HOPE, wishes=Wishes(), at=now())


def yes_to_mikkel(unit: Coaching, asked: Dialogue) -> None:
    desk.take_request(by=unit.mikkel, request=asked.pk, at=now())
    desk.accept(seat=unit.seat(asked), at=now())


def texts(unit: Coaching, dialogue: Dialogue, side: Side) -> set[str]:
    """Everything that this side can open there."""
    seat = unit.seat(dialogue, side)
    return {one.text for one in read(seat, ring(seat), at=now()) if one.text}


def test_the_course_closes_and_a_new_request_waits_for_anybody_but_the_former_coach(unit: Coaching, course: Dialogue):
    asked = ask_for_another(unit, course)
    course.refresh_from_db()
    assert (course.phase, asked.phase) == (Phase.CLOSED, Phase.ASKED)
    today = local_date(now())
    assert not visibility.waiting(by=unit.signe.person, on=today)
    assert [one.pk for one in visibility.waiting(by=unit.mikkel.person, on=today)] == [asked.pk]
    with pytest.raises(desk.Taken):
        desk.take_request(by=unit.signe, request=asked.pk, at=now())
    request = visibility.waiting(by=unit.kirsten, on=today).get()
    keys = vault.ring(unit.kirsten.pk, [request.scope])
    assert requesting.read_hope(keys, request, unit.ada, at=now()) == HOPE


def test_whoever_was_passed_by_before_is_not_offered_the_new_request_either(unit: Coaching):
    dialogue = unit.course(Phase.DURING, before=unit.frida)
    ask_for_another(unit, dialogue)
    assert not visibility.waiting(by=unit.frida.person, on=local_date(now()))


def test_ones_own_pages_go_along_as_copies_that_nobody_else_reads(unit: Coaching, course: Dialogue):
    asked = ask_for_another(unit, course)
    yes_to_mikkel(unit, asked)
    assert texts(unit, asked, Side.OWNER) == {PRIVATE, SHARED, "More to decide", "Bo"}
    assert texts(unit, asked, Side.PARTNER) == set()
    assert PRIVATE in texts(unit, course, Side.OWNER)  # and the old ones stay until their day


def test_what_is_picked_is_the_next_coach_s_to_read_from_the_yes_on_and_not_before(unit: Coaching, course: Dialogue):
    words = course.edition.coaching
    asked = ask_for_another(unit, course, (words.journal.key, 1), (words.focus.key, 0))
    desk.take_request(by=unit.mikkel, request=asked.pk, at=now())
    assert texts(unit, asked, Side.PARTNER) == set()
    assert HandedOver.objects.count() == 2
    desk.accept(seat=unit.seat(asked), at=now())
    found = texts(unit, asked, Side.PARTNER)
    assert SHARED in found
    assert any(text.endswith(FOCUS) for text in found)
    assert len(found) == 2
    assert not HandedOver.objects.exists()
    actions.stop_sharing(unit.seat(asked), [words.journal.key], slot=1, at=now())
    assert SHARED not in texts(unit, asked, Side.PARTNER)


def test_a_coach_who_passes_the_request_on_has_read_nothing_and_the_next_one_does(unit: Coaching, course: Dialogue):
    asked = ask_for_another(unit, course, (course.edition.coaching.journal.key, 1))
    desk.take_request(by=unit.mikkel, request=asked.pk, at=now())
    desk.pass_on(seat=unit.seat(asked, Side.PARTNER), at=now())
    frida = Coach.objects.create(person=unit.cast.dora, since="2020-01-01")
    desk.take_request(by=frida, request=asked.pk, at=now())
    desk.accept(seat=unit.seat(asked), at=now())
    assert texts(unit, asked, Side.PARTNER) == {SHARED}


def test_the_notes_of_the_former_coach_go_nowhere(unit: Coaching, course: Dialogue):
    with pytest.raises(Invalid):
        ask_for_another(unit, course, (course.edition.coaching.notes.key, 0))
    course.refresh_from_db()
    assert course.phase == Phase.DURING
    asked = ask_for_another(unit, course)
    yes_to_mikkel(unit, asked)
    everything = texts(unit, asked, Side.OWNER) | texts(unit, asked, Side.PARTNER)
    assert NOTE not in everything


def test_what_was_never_shared_can_not_be_picked(unit: Coaching, course: Dialogue):
    with pytest.raises(Invalid):
        ask_for_another(unit, course, (course.edition.coaching.journal.key, 0))


def test_the_former_coach_keeps_what_both_had_until_the_usual_days_and_sees_nothing_new(
    unit: Coaching, course: Dialogue
):
    asked = ask_for_another(unit, course)
    yes_to_mikkel(unit, asked)
    assert {SHARED, FOCUS, NOTE} <= texts(unit, course, Side.PARTNER)
    assert signed_in(unit.signe.person).get(reverse("coaching:notes", args=[asked.pk])).status_code == 404
    retention.run(at=now() + timedelta(days=32))
    assert NOTE not in texts(unit, course, Side.PARTNER)
    retention.run(at=now() + timedelta(days=200))
    assert not Dialogue.every.filter(pk=course.pk).exists()
    assert PRIVATE in texts(unit, asked, Side.OWNER)  # sealed under a key of its own


def test_the_coach_begins_it_and_the_coachee_is_told_and_chooses(unit: Coaching, course: Dialogue):
    signe, ada = signed_in(unit.signe.person), signed_in(unit.ada)
    here = reverse("coaching:another", args=[course.pk])
    assert "Leave it to another coach" in signe.get(here).content.decode()
    signe.post(here)
    course.refresh_from_db()
    assert course.phase == Phase.CLOSED
    assert Letter.objects.filter(person=unit.ada.pk, notice="dialogues/changed").exists()
    show = ada.get(reverse("dialogues:show", args=[course.pk]))  # where the mail and home lead
    assert show.headers["Location"] == here
    page = ada.get(here).content.decode()
    assert "has ended the course, so that somebody else can go on with you" in page
    assert SHARED in page
    assert PRIVATE not in page
    journal = course.edition.coaching.journal.key
    ada.post(here, {"pick": f"{journal}/1", "hope": "Something else", "form": "video", "language": "da"})
    asked = Dialogue.every.get(kind=Kind.COACHING, phase=Phase.ASKED)
    assert (asked.course.form, asked.course.language) == ("video", "da")
    yes_to_mikkel(unit, asked)
    assert texts(unit, asked, Side.PARTNER) == {SHARED}


def test_the_coachee_begins_it_on_the_page_with_the_same_hope(unit: Coaching, course: Dialogue):
    ada, here = signed_in(unit.ada), reverse("coaching:another", args=[course.pk])
    assert HOPE in ada.get(here).content.decode()
    answer = ada.post(here, {"hope": HOPE, "form": "either", "go": "1"})
    asked = Dialogue.every.get(kind=Kind.COACHING, phase=Phase.ASKED)
    assert answer.headers["Location"] == reverse("dialogues:answer", args=[asked.pk])
    for again in (ada.get(here), ada.post(here, {"hope": HOPE, "form": "either"})):
        assert again.status_code == 302  # another request waits already
    assert Dialogue.every.filter(kind=Kind.COACHING).count() == 2


def test_a_closed_course_that_nobody_handed_over_is_only_closed(unit: Coaching):
    dialogue = unit.course(Phase.CLOSED)
    with pytest.raises(WrongMoment):
        ask_for_another(unit, dialogue)
    with pytest.raises(WrongMoment):
        handing_over.leave_it_to_another(seat=unit.seat(dialogue, Side.PARTNER), at=now())
    assert signed_in(unit.ada).get(reverse("coaching:another", args=[dialogue.pk])).status_code == 302


def test_each_side_takes_its_own_way(unit: Coaching, course: Dialogue):
    with pytest.raises(Forbidden):
        handing_over.leave_it_to_another(seat=unit.seat(course), at=now())
    seat = unit.seat(course, Side.PARTNER)
    with pytest.raises(Forbidden):
        handing_over.ask_for_another(seat=seat, picked=(), hope="", wishes=Wishes(), at=now())


def test_a_coach_who_no_longer_coaches_is_said_so_and_another_can_be_asked_for(unit: Coaching, course: Dialogue):
    here = reverse("coaching:another", args=[course.pk])
    ada = signed_in(unit.ada)
    assert "no longer coaches here" not in ada.get(here).content.decode()
    Coach.objects.filter(pk=unit.signe.pk).update(until=local_date(now()) - timedelta(days=1))
    assert "Signe no longer coaches here." in ada.get(here).content.decode()
    agreement = reverse("dialogues:prepare", args=[course.pk])
    assert "Signe no longer coaches here." in ada.get(agreement).content.decode()
    assert "no longer coaches here" not in signed_in(unit.signe.person).get(agreement).content.decode()


def test_a_coach_whose_account_closed_leaves_the_course_for_another(unit: Coaching, course: Dialogue):
    from samtalerum.coaching.leaving import end_courses

    end_courses(unit.signe.person, now())
    seat = Seat.every.get(dialogue=course.pk, side=Side.PARTNER)
    assert seat.ended_at
    assert "no longer coaches here" in (
        signed_in(unit.ada).get(reverse("coaching:another", args=[course.pk])).content.decode()
    )
    asked = handing_over.ask_for_another(
        seat=unit.seat(course), picked=[(course.edition.coaching.journal.key, 1)], hope="", wishes=Wishes(), at=now()
    )
    assert PRIVATE in texts(unit, asked, Side.OWNER)


def test_a_request_that_somebody_took_who_coaches_no_longer_waits_again(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    retention.run(at=now())
    assert Seat.every.filter(dialogue=dialogue.pk).count() == 2
    Coach.objects.filter(pk=unit.signe.pk).update(until=local_date(now()) - timedelta(days=1))
    retention.run(at=now())
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.ASKED
    assert Seat.every.filter(dialogue=dialogue.pk).count() == 1
