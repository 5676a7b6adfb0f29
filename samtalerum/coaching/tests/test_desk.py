"""Asking, the desk, and those who keep it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samtalerum.coaching import leaving, notices, visibility
from samtalerum.coaching.actions import desk, requesting
from samtalerum.coaching.actions import unit as roles
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.forms import waiting
from samtalerum.coaching.models import Coach, Coordinator, Course
from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Letter
from samtalerum.people.factors import rules
from samtalerum.people.models import Affiliation, Category, Event, Person, StandIn
from samtalerum.vault import api as vault
from tests.cast import START, add_person, now
from tests.coached import HOPE, Coaching


def page(client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def opens(person: Person, dialogue: Dialogue) -> bool:
    """The key of the lines is this person's to use."""
    course = Course.objects.get(pk=dialogue.pk)
    try:
        return vault.ring(person.pk, [course.scope]).has(course.scope)
    except vault.NotAReader:
        return False


def test_ada_asks_from_the_page_that_says_what_coaching_is_and_changes_her_lines(unit: Coaching, client_for):
    client = client_for(unit.ada)
    assert reverse("coaching:ask") in page(client, "coaching:about")
    answer = client.post(reverse("coaching:ask"), {"hope": HOPE, "language": "sv", "form": "video", "apart": "on"})
    dialogue = visibility.open_course_of(unit.ada).dialogue
    assert answer.headers["Location"] == reverse("dialogues:answer", args=[dialogue.pk])
    assert HOPE in page(client, "dialogues:answer", dialogue.pk)
    assert HOPE in page(client, "coaching:change", dialogue.pk)
    client.post(reverse("coaching:change", args=[dialogue.pk]), {"hope": "Something else", "form": "either"})
    course = Course.objects.get(pk=dialogue.pk)
    assert (course.language, course.form, course.apart) == ("", "either", False)
    assert "Something else" in page(client, "dialogues:answer", dialogue.pk)


def test_without_a_line_the_form_comes_back_with_what_was_chosen(unit: Coaching, client_for):
    answer = client_for(unit.ada).post(reverse("coaching:ask"), {"hope": " ", "language": "sv", "form": "video"})
    text = answer.content.decode()
    assert "Write a line or two" in text
    assert re.search(r'<input[^>]*value="sv"[^>]*checked', text)
    assert re.search(r'<input[^>]*value="video"[^>]*checked', text)
    assert not Dialogue.every.filter(kind="coaching").exists()


def test_whoever_has_asked_comes_to_where_it_stands_and_not_to_a_second_form(unit: Coaching, client_for):
    dialogue = unit.course(Phase.ASKED)
    answer = client_for(unit.ada).get(reverse("coaching:ask"))
    assert answer.headers["Location"] == reverse("dialogues:show", args=[dialogue.pk])


def test_nobody_asks_where_nobody_keeps_the_desk(unit: Coaching, client_for):
    Coordinator.objects.all().delete()
    client = client_for(unit.ada)
    assert "Coaching is not offered here yet." in page(client, "coaching:about")
    assert client.post(reverse("coaching:ask"), {"hope": HOPE}).status_code == 409
    assert not Dialogue.every.filter(kind="coaching").exists()


def test_the_unit_says_who_may_ask(unit: Coaching, client_for):
    client_for(unit.kirsten).post(
        reverse("coaching:unit"), {"categories": [Category.PROFESSOR], "words_en": "Third floor, come and see us."}
    )
    ada, ben = client_for(unit.ada), client_for(unit.cast.ben)
    assert "Third floor" in page(ada, "coaching:about")
    assert reverse("coaching:ask") not in page(ada, "coaching:about")
    assert ada.get(reverse("coaching:ask")).status_code == 403
    assert reverse("coaching:ask") in page(ben, "coaching:about")


def test_coaches_are_shown_only_as_they_wish(unit: Coaching, client_for):
    assert "Signe Thorup" not in page(client_for(unit.ada), "coaching:about")
    given = {"lines": "I listen.", "languages": ["da", "en"], "most": "5", "presented": "on"}
    client_for(unit.signe.person).post(reverse("coaching:me"), given)
    text = page(client_for(unit.ada), "coaching:about")
    assert "Signe Thorup" in text
    assert "I listen." in text
    assert "Dansk, English" in text
    assert Coach.objects.get(pk=unit.signe.pk).most == 5
    assert f'value="{unit.signe.pk}"' in page(client_for(unit.ada), "coaching:ask")


def test_a_coach_of_the_own_unit_can_not_be_wished_for(unit: Coaching):
    Coach.objects.update(presented=True)
    today = local_date(now())
    assert unit.carl not in visibility.may_be_wished(unit.ada, today)
    assert unit.signe in visibility.may_be_wished(unit.ada, today)


def test_the_queue_tells_no_name_and_no_line_until_a_coach_takes_it(unit: Coaching, client_for):
    dialogue = unit.course(Phase.ASKED, language="da", form="video")
    client = client_for(unit.signe.person)
    text = page(client, "coaching:desk")
    assert str(dialogue.pk) in text
    assert "Dansk" in text
    assert "By video" in text
    assert HOPE not in text
    assert unit.ada.first_name not in text
    answer = client.post(reverse("coaching:take-request"), {"request": str(dialogue.pk)})
    assert answer.headers["Location"] == reverse("dialogues:answer", args=[dialogue.pk])
    for text in (page(client, "dialogues:answer", dialogue.pk), page(client, "coaching:desk")):
        assert HOPE in text
        assert unit.ada.display_name in text


def test_the_second_coach_is_told_kindly_and_stays_at_the_desk(unit: Coaching, client_for):
    dialogue = unit.course(Phase.INVITED)
    answer = client_for(unit.mikkel.person).post(reverse("coaching:take-request"), {"request": str(dialogue.pk)})
    assert answer.status_code == 409
    assert "another coach has taken it" in answer.content.decode()
    assert "The queue" in answer.content.decode()


def test_a_coach_with_no_room_is_offered_no_button(unit: Coaching, client_for):
    unit.course(Phase.ASKED)
    Coach.objects.filter(pk=unit.signe.pk).update(most=0)
    assert reverse("coaching:take-request") not in page(client_for(unit.signe.person), "coaching:desk")


def test_a_course_is_on_its_coachs_desk_alone(unit: Coaching, client_for):
    dialogue = unit.course()
    focus = dialogue.edition.coaching.focus.key
    unit.write(dialogue, focus, "One line of research")
    text = page(client_for(unit.signe.person), "coaching:desk")
    assert unit.ada.display_name in text
    assert "One line of research" in text
    for somebody in (unit.mikkel.person, unit.carl.person, unit.kirsten):
        text = page(client_for(somebody), "coaching:desk")
        assert unit.ada.display_name not in text
        assert "One line of research" not in text


def test_the_coordinator_reads_the_lines_on_a_page_of_their_own_and_assigns(unit: Coaching, client_for):
    dialogue = unit.course(Phase.ASKED)
    client = client_for(unit.kirsten)
    assert HOPE not in page(client, "coaching:desk")
    text = page(client, "coaching:request", dialogue.pk)
    assert HOPE in text
    assert unit.ada.first_name not in text
    assert "Signe Thorup" in text
    assert "Carl Colleague" not in text
    refused = client.post(reverse("coaching:request", args=[dialogue.pk]), {"coach": str(unit.carl.pk)})
    assert refused.status_code == 200
    assert not Seat.every.filter(dialogue=dialogue, side=Side.PARTNER).exists()
    client.post(reverse("coaching:request", args=[dialogue.pk]), {"coach": str(unit.signe.pk)})
    assert Seat.every.get(dialogue=dialogue, side=Side.PARTNER).person_id == unit.signe.pk
    assert client.get(reverse("coaching:request", args=[dialogue.pk])).status_code == 404


def test_who_may_be_given_a_request_is_who_may_take_it(unit: Coaching):
    today = local_date(now())
    for apart in (False, True):
        dialogue = unit.course(Phase.ASKED, before=unit.frida, apart=apart)
        course = Course.objects.get(pk=dialogue.pk)
        given = set(visibility.may_be_given(course, today))
        assert given == {one for one in visibility.coaches(today) if visibility.may_take(one, course, today)}
        requesting.withdraw(seat=unit.seat(dialogue), at=now())


def test_a_new_coordinator_can_open_what_waits_and_one_who_ends_no_longer(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    nadia = add_person("Nadia Nord", None)
    colleague = unit.cast.cleo
    assert not opens(nadia, dialogue)
    named = roles.appoint(nadia, actor=unit.cast.ida, at=now() - roles.NOTICE)
    roles.appoint(colleague, actor=unit.cast.ida, at=now() - roles.NOTICE)
    requesting.let_the_desk_read_all(at=now())
    assert opens(nadia, dialogue)
    assert not opens(colleague, dialogue)  # of Ada's own unit
    roles.dismiss(named, actor=unit.cast.ida, at=now())
    assert not opens(nadia, dialogue)
    assert not visibility.keeps_desk(nadia, local_date(now()))
    assert opens(unit.kirsten, dialogue)
    assert opens(unit.ada, dialogue)
    kinds = Event.objects.filter(person=nadia, actor=unit.cast.ida).values_list("kind", "detail")
    assert set(kinds) == {("role-given", "coaching-desk"), ("role-taken", "coaching-desk")}


def test_whoever_stands_in_for_the_leader_sees_no_request_and_is_given_none(unit: Coaching):
    dialogue, today = unit.course(Phase.ASKED), local_date(now())
    course, signe = Course.objects.get(pk=dialogue.pk), unit.signe.person

    def may() -> list[bool]:
        return [
            visibility.waiting(by=signe, on=today).exists(),
            visibility.may_take(unit.signe, course, today),
            unit.signe in visibility.may_be_given(course, today),
            unit.kirsten.pk in visibility.readers_of(unit.ada, today),
            visibility.readable_by(unit.kirsten, today).exists(),
        ]

    assert may() == [True] * 5
    for stand_in in (signe, unit.kirsten):
        StandIn.objects.create(leader=unit.cast.ben, person=stand_in, starts=START)
    assert may() == [False] * 5


def test_whoever_is_named_reads_nothing_for_three_days_and_can_be_stopped_by_who_keeps_the_desk(
    unit: Coaching, client_for: Any
):
    dialogue, nadia = unit.course(Phase.ASKED), add_person("Nadia Nord", None)
    ida, kirsten = client_for(unit.cast.ida), client_for(unit.kirsten)
    assert ida.post(reverse("coaching:roles"), {"person": nadia.email}).status_code == 302
    assert "It begins in three days." in ida.get(reverse("coaching:roles")).content.decode()
    named = Coordinator.objects.get(person=nadia)
    assert named.starts == local_date(now()) + roles.NOTICE
    requesting.let_the_desk_read_all(at=now() + roles.NOTICE - timedelta(days=1))
    assert not opens(nadia, dialogue)
    assert client_for(nadia).get(reverse("coaching:desk")).status_code == 404
    stop = reverse("coaching:stop-coordinator", args=[named.pk])
    assert stop in kirsten.get(reverse("coaching:coaches")).content.decode()
    assert kirsten.post(stop).status_code == 302
    requesting.let_the_desk_read_all(at=now() + roles.NOTICE)
    assert not opens(nadia, dialogue)
    assert not Coordinator.objects.filter(person=nadia).exists()


def test_when_the_days_are_over_the_desk_opens(unit: Coaching):
    dialogue, nadia = unit.course(Phase.ASKED), add_person("Nadia Nord", None)
    roles.appoint(nadia, actor=unit.cast.ida, at=now())
    requesting.let_the_desk_read_all(at=now() + roles.NOTICE)
    assert opens(nadia, dialogue)


def test_the_first_coordinator_of_all_begins_at_once_and_no_later_one_does(unit: Coaching):
    Coordinator.objects.all().delete()
    today, named = local_date(now()), add_person("Nadia Nord", None)
    assert roles.appoint(named, actor=unit.cast.ida, at=now()).starts == today
    Coordinator.objects.update(starts=today - 9 * roles.YESTERDAY, ends=today - roles.YESTERDAY)
    again = roles.appoint(unit.kirsten, actor=unit.cast.ida, at=now())
    assert again.starts == today + roles.NOTICE, "also when everybody else has been dismissed"


def test_who_keeps_the_desk_already_is_not_stopped_by_another(unit: Coaching, client_for: Any):
    there = Coordinator.objects.get(person=unit.kirsten)
    assert client_for(unit.kirsten).post(reverse("coaching:stop-coordinator", args=[there.pk])).status_code == 404


def test_nobody_is_let_in_at_the_desk_or_put_out_unseen_by_those_who_keep_it(unit: Coaching):
    nadia, ida = add_person("Nadia Nord", None), unit.cast.ida

    def told() -> set[UUID]:
        letters = Letter.objects.filter(notice="coaching/roles-changed")
        found = set(letters.values_list("person", flat=True))
        letters.delete()
        return found

    named = roles.appoint(nadia, actor=ida, at=now() - roles.NOTICE)
    assert told() == {unit.kirsten.pk, nadia.pk}
    roles.add_coach(unit.cast.cleo, actor=nadia, at=now())
    assert told() == {unit.kirsten.pk, unit.cast.cleo.pk}
    roles.dismiss(named, actor=ida, at=now())
    assert told() == {unit.kirsten.pk, nadia.pk}
    roles.dismiss(Coordinator.objects.get(person=unit.kirsten), actor=ida, at=now())
    assert told() == {unit.kirsten.pk}


def test_a_coordinator_who_has_asked_keeps_the_key_of_the_own_lines(unit: Coaching):
    named = roles.appoint(unit.ada, actor=unit.cast.ida, at=now() - roles.NOTICE)
    dialogue = unit.course(Phase.ASKED)
    roles.dismiss(named, actor=unit.cast.ida, at=now())
    assert opens(unit.ada, dialogue)


def test_a_coordinator_who_coaches_too_still_assigns_what_that_one_has_passed_back(unit: Coaching):
    roles.appoint(unit.signe.person, actor=unit.cast.ida, at=now() - roles.NOTICE)
    dialogue = unit.course(Phase.INVITED)
    desk.pass_on(seat=unit.seat(dialogue, Side.PARTNER), at=now())
    desk.assign(by=unit.signe.person, to=unit.mikkel, request=dialogue.pk, at=now())
    assert unit.seat(dialogue, Side.PARTNER).person == unit.mikkel.person


def test_a_mail_about_a_request_is_not_sent_to_a_coordinator_who_belongs_to_the_own_unit_by_then(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    letter = Letter.objects.get(person=unit.kirsten.pk, about=str(dialogue.pk))
    assert notices.waits.holds(letter)
    Affiliation.objects.filter(person=unit.kirsten).update(unit=unit.cast.unit)
    assert not notices.waits.holds(letter)


def test_what_comes_back_into_the_queue_is_opened_by_who_keeps_the_desk_now(unit: Coaching):
    dialogue = unit.course(Phase.WITHDRAWN)
    nadia = add_person("Nadia Nord", None)
    roles.appoint(nadia, actor=unit.cast.ida, at=now() - roles.NOTICE)
    requesting.undo_withdraw(seat=unit.seat(dialogue), at=now())
    assert opens(nadia, dialogue)


def test_nobody_names_oneself_and_nobody_twice(unit: Coaching):
    with pytest.raises(roles.NotYourself):
        roles.appoint(unit.cast.ida, actor=unit.cast.ida, at=now())
    with pytest.raises(roles.HasRole):
        roles.appoint(unit.kirsten, actor=unit.cast.ida, at=now())


def test_whoever_stops_coaching_gets_nothing_new_and_what_waited_for_a_yes_waits_on(
    unit: Coaching, django_capture_on_commit_callbacks
):
    dialogue = unit.course(Phase.INVITED)
    with django_capture_on_commit_callbacks(execute=True):
        roles.end_coach(unit.signe, actor=unit.kirsten, at=now())
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.ASKED
    with pytest.raises(desk.Taken):
        desk.take_request(by=unit.signe, request=dialogue.pk, at=now())
    assert not opens(unit.signe.person, dialogue)
    again = roles.add_coach(unit.signe.person, actor=unit.kirsten, at=now())
    assert again.until is None


def test_whoever_has_left_keeps_no_desk_no_key_and_coaches_no_longer(unit: Coaching):
    dialogue = unit.course(Phase.ASKED)
    today = local_date(now())
    for somebody in (unit.kirsten, unit.signe.person):
        assert leaving.end_roles(somebody, now())
        assert leaving.end_roles(somebody, now())  # twice does no harm
    assert not opens(unit.kirsten, dialogue)
    assert not visibility.keeps_desk(unit.kirsten, today)
    assert visibility.coach(unit.signe.person, today) is None


def test_coaches_and_coordinators_need_a_second_factor(unit: Coaching):
    assert rules.must(Person.objects.get(pk=unit.kirsten.pk))
    assert rules.must(Person.objects.get(pk=unit.signe.pk))
    assert not rules.must(Person.objects.get(pk=unit.ada.pk))


def test_whoever_coaches_no_longer_needs_a_second_factor_as_long_as_there_is_a_course_to_read(unit: Coaching):
    dialogue = unit.course()
    roles.end_coach(unit.signe, actor=unit.kirsten, at=now())
    assert rules.must(Person.objects.get(pk=unit.signe.pk))
    Dialogue.every.filter(pk=dialogue.pk).delete()
    assert not rules.must(Person.objects.get(pk=unit.signe.pk))


def test_usual_waiting_time_is_said_from_five_on(unit: Coaching, client_for):
    for number in range(4):
        asked_by_another(unit, f"Nr{number} Nord", days=70)
    assert "most people wait" not in page(client_for(unit.cast.cleo), "coaching:about")
    asked_by_another(unit, "Nr4 Nord", days=70)
    assert "At present most people wait about" in page(client_for(unit.cast.cleo), "coaching:about")


def test_usual_waiting_time_is_the_middle_of_what_was_taken_before_the_first_of_the_month(unit: Coaching):
    Coach.objects.update(most=30)
    day = date(2027, 5, 20)
    for number, days in enumerate((3, 9, 21, 40, 90)):
        asked = asked_by_another(unit, f"Nr{number} Nord", at=datetime(2027, 4, 28, 12, tzinfo=UTC) - timedelta(days))
        desk.take_request(by=unit.signe, request=asked.pk, at=datetime(2027, 4, 28, 12, tzinfo=UTC))
    said = waiting.usual(day)
    assert said == "At present most people wait about 3 weeks."
    asked = asked_by_another(unit, "Late Nord", at=datetime(2027, 5, 2, 12, tzinfo=UTC))
    desk.take_request(by=unit.signe, request=asked.pk, at=datetime(2027, 5, 19, 12, tzinfo=UTC))
    assert waiting.usual(day) == said


def test_nobody_can_tell_from_the_page_that_somebody_has_asked_today_or_got_a_coach(unit: Coaching, client_for):
    for number in range(4):
        asked_by_another(unit, f"Nr{number} Nord", days=70)
    fifth = asked_by_another(unit, "Nr4 Nord", days=70)
    asked_by_another(unit, "Nr5 Nord", days=120)
    leader = client_for(unit.cast.ben)

    def read() -> str:
        return re.sub(r'value="\w{64}"', "", page(leader, "coaching:about"))

    before = read()
    unit.course(Phase.INVITED)
    desk.take_request(by=unit.signe, request=fifth.pk, at=now())
    assert read() == before


def asked_by_another(unit: Coaching, name: str, *, days: int = 0, at: datetime | None = None) -> Dialogue:
    """Somebody of another unit asks too."""
    person = add_person(name, None)
    Affiliation.objects.create(person=person, unit=unit.cast.other_unit, category=Category.POSTDOC, starts=START)
    at = at or now() - timedelta(days=days)
    return requesting.ask(owner=person, hope=HOPE, wishes=Wishes(), at=at)


def test_a_request_and_the_page_about_coaching_ask_as_much_with_many_coaches(unit: Coaching, client_for):
    dialogue = unit.course(Phase.ASKED)
    Coach.objects.update(presented=True)
    pages = [
        (unit.kirsten, reverse("coaching:request", args=[dialogue.pk])),
        (unit.cast.ben, reverse("coaching:about")),
    ]
    pages += [(unit.kirsten, reverse("coaching:coaches")), (unit.cast.ben, reverse("coaching:ask"))]

    def counted() -> list[int]:
        found = []
        for person, url in pages:
            client = client_for(person)
            client.get(url)
            with CaptureQueriesContext(connections["default"]) as asked:
                assert client.get(url).status_code == 200
            found.append(len(asked))
        return found

    few = counted()
    for number in range(5):
        coach = add_person(f"Coach{number} Nord", None)
        Coach.objects.create(person=coach, since=START, presented=True)
    assert counted() == few


def test_the_desk_asks_as_much_for_many_requests_and_courses_as_for_few(unit: Coaching, client_for):
    def counted(person: Person) -> int:
        client = client_for(person)
        client.get(reverse("coaching:desk"))
        with CaptureQueriesContext(connections["default"]) as asked, CaptureQueriesContext(connections["keys"]) as keys:
            assert client.get(reverse("coaching:desk")).status_code == 200
        return len(asked) + len(keys)

    Coach.objects.update(most=30)
    unit.course()
    for name in ("A1 Nord", "A2 Nord"):
        asked_by_another(unit, name)
    taken = asked_by_another(unit, "A3 Nord")
    desk.take_request(by=unit.signe, request=taken.pk, at=now())
    few = counted(unit.signe.person), counted(unit.kirsten)
    for number in range(4):
        asked_by_another(unit, f"B{number} Nord")
        more = asked_by_another(unit, f"C{number} Nord")
        seat = desk.take_request(by=unit.signe, request=more.pk, at=now())
        if number % 2:
            owner = Seat.every.get(dialogue=more, side=Side.OWNER)
            desk.accept(seat=owner, at=now())
        assert seat.pk
    coach, keeper = counted(unit.signe.person), counted(unit.kirsten)
    assert coach <= few[0]
    assert keeper <= few[1]


def test_a_coachs_desk_asks_ten_statements_of_the_content_however_long_the_queue(unit: Coaching, client_for):
    unit.course(Phase.DURING)
    for name in ("Olga One", "Tove Two"):
        asks = add_person(name, unit.cast.unit, Category.POSTDOC)
        requesting.ask(owner=asks, hope=HOPE, wishes=Wishes(apart=True), at=now())
    client = client_for(unit.signe.person)
    page(client, "coaching:desk")
    with CaptureQueriesContext(connections["default"]) as asked:
        assert "2 requests waiting" in page(client, "coaching:desk")
    assert len(asked) <= 10, [one["sql"][:200] for one in asked.captured_queries]
