"""The course's own page, its meetings, and its end: Ada is coached by Signe."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.coaching.actions import meeting as meetings
from samtalerum.coaching.models import Course, EvaluationCount, LoggedHour, Meeting
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.people.models import Person
from tests.cast import now
from tests.coached import HOPE, Coaching


def at(name: str, dialogue, **more) -> str:
    return reverse(name, kwargs={"dialogue": dialogue.pk, **more})


def read(client, name: str, dialogue, query: str = "", **more) -> str:
    answer = client.get(at(name, dialogue, **more) + query)
    assert answer.status_code == 200, answer.headers.get("Location")
    return answer.content.decode()


def when(days: int, **more) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=days)
    return {"day": day.isoformat(), "time": "14:00", "minutes": "60", "form": "video", "place": "", **more}


def met(unit: Coaching, dialogue, *, days: int = -1, state: str = "") -> Meeting:
    seat = unit.seat(dialogue)
    found = meetings.agree(seat=seat, when=meetings.When(now() + timedelta(days=days)), at=now())
    if state:
        meetings.say(seat=seat, meeting=found, state=state, at=now())
    return found


@pytest.fixture
def course(unit: Coaching):
    return unit.course()


def test_the_focus_changes_and_what_it_was_stays_for_both(unit, course, client_for):
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    key = course.edition.coaching.focus.key
    assert f'name="text-{key}"' in read(ada, "dialogues:room", course)
    ada.post(at("dialogues:room", course), {f"text-{key}": "Too many projects", f"revision-{key}": "0"})
    assert "<textarea" not in read(ada, "dialogues:room", course)
    assert f'name="text-{key}/1"' in read(ada, "dialogues:room", course, "?new=focus")
    ada.post(at("dialogues:room", course), {f"text-{key}/1": "One research line", f"revision-{key}/1": "0"})
    for client in (ada, signe):
        page = read(client, "dialogues:room", course)
        assert re.search(r'class="st-focus"><p>One research line', page)
        assert "Too many projects" in page[page.index("What it was earlier") :]
    assert "Change the focus" not in read(signe, "dialogues:room", course)


def test_either_writes_down_a_meeting_and_the_other_finds_it(unit, course, client_for):
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    answer = signe.post(at("coaching:meetings", course), when(3, place="https://video.fjordby.example/room"))
    assert answer.status_code == 302
    page = read(ada, "dialogues:room", course)
    assert "14:00–15:00" in page
    assert 'href="https://video.fjordby.example/room"' in page
    assert "Times as in" in page
    Person.objects.update(language="da")
    page = read(ada, "dialogues:room", course)
    assert "Tider som i København" in page  # the city as one says it there
    assert re.search(r">(Man|Tirs|Ons|Tors|Fre|Lør|Søn)dag den ", page)  # a line begins with a capital
    assert f'name="text-{course.edition.coaching.opening.key}"' in page


def test_a_place_that_is_no_web_address_is_no_link(unit, course, client_for):
    client_for(unit.ada).post(at("coaching:meetings", course), when(3, place="javascript:alert(1)"))
    page = read(client_for(unit.signe.person), "dialogues:room", course)
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"day": ""}, "Choose a day."),
        ({"minutes": ""}, "Write the length in minutes"),
        ({"form": ""}, "Choose how you meet."),
        ({"day": "2001-01-01"}, "That is more than a year ago."),
    ],
)
def test_what_is_wrong_with_a_meeting_is_said_at_its_field(unit, course, client_for, sent, words):
    answer = client_for(unit.ada).post(at("coaching:meetings", course), when(3) | sent)
    assert words in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_is_moved_and_taken_out(unit, course, client_for):
    ada, found = client_for(unit.ada), met(unit, course, days=2)
    here = at("coaching:meeting", course, meeting=found.pk)
    ada.post(here, when(9, move="1", place="Library"))
    found.refresh_from_db()
    assert (timezone.localtime(found.starts_at).date() - timezone.localdate()).days == 9
    assert found.place == "Library"
    ada.post(here, {"out": "1"})
    assert not Meeting.objects.exists()
    assert ada.get(here).status_code == 404


def test_a_meeting_is_said_to_be_held_once_it_has_begun_and_stands_in_the_log(unit, course, client_for):
    signe, ahead, past = client_for(unit.signe.person), met(unit, course, days=2), met(unit, course)
    answer = signe.post(at("coaching:meeting", course, meeting=ahead.pk), {"state": "held"})
    assert answer.status_code == 409
    assert "has not begun yet" in answer.content.decode()
    assert signe.post(at("coaching:meeting", course, meeting=past.pk), {"state": "held"}).status_code == 302
    assert LoggedHour.objects.get().client == Course.objects.get(pk=course.pk).number
    assert "Move the meeting" not in read(signe, "coaching:meeting", course, meeting=past.pk)
    signe.post(at("coaching:meeting", course, meeting=past.pk), {"state": "agreed"})
    assert not LoggedHour.objects.exists()


def test_the_coachee_writes_at_a_meeting_and_both_read_it(unit, course, client_for):
    found = met(unit, course, state="held")
    ada, signe, coaching = client_for(unit.ada), client_for(unit.signe.person), course.edition.coaching
    here = at("coaching:meeting", course, meeting=found.pk)
    ada.post(here, {f"text-{coaching.taking_along.key}": "The yes comes too soon", "revision": "0"})
    assert "The yes comes too soon" in read(signe, "coaching:meeting", course, meeting=found.pk)
    assert "took along" in read(signe, "dialogues:room", course)
    assert f'name="text-{coaching.taking_along.key}' not in read(signe, "coaching:meeting", course, meeting=found.pk)


def test_a_meeting_of_another_course_is_not_found(unit, course, client_for):
    found = met(unit, course)
    Meeting.objects.filter(pk=found.pk).update(dialogue=unit.cast.conversation())
    assert client_for(unit.ada).get(at("coaching:meeting", course, meeting=found.pk)).status_code == 404


def test_something_to_try_is_added_let_go_and_not_wanted(unit, course, client_for):
    ada, signe, key = client_for(unit.ada), client_for(unit.signe.person), course.edition.coaching.task.key
    assert "Nothing has to be here" in read(ada, "dialogues:room", course)
    for slot, text in ((0, "Write down every request"), (1, "Draft three sentences")):
        name = f"{key}/{slot}" if slot else key
        assert f'name="text-{name}"' in read(ada, "dialogues:room", course, "?new=task")
        ada.post(at("dialogues:room", course), {f"text-{name}": text, f"revision-{name}": "0"})
    assert "Draft three sentences" in read(signe, "dialogues:room", course)
    ada.post(at("dialogues:room", course), {"gone": "0"})
    page = read(signe, "dialogues:room", course)
    assert "Write down every request" not in page
    assert "Draft three sentences" in page
    signe.post(at("dialogues:room", course), {"none": "1"})
    assert "Draft three sentences" in read(signe, "dialogues:room", course)
    ada.post(at("dialogues:room", course), {"none": "1"})
    assert "Draft three sentences" not in read(signe, "dialogues:room", course)


def test_the_coach_sees_of_which_pages_something_is_shared_and_keeps_notes_of_the_own(unit, course, client_for):
    from samtalerum.dialogues import actions

    coaching, signe = course.edition.coaching, client_for(unit.signe.person)
    unit.write(course, coaching.journal.key, "Mine alone")
    assert reverse("coaching:notes", args=[course.pk]) not in read(signe, "dialogues:room", course)
    actions.share(unit.seat(course), [coaching.journal.key], at=now())
    assert reverse("coaching:notes", args=[course.pk]) in read(signe, "dialogues:room", course)
    page = read(signe, "dialogues:room", course)
    assert "Erased 30 days after closing" in page
    assert "also Ada’s data" in page
    notes = coaching.notes.key
    signe.post(at("dialogues:room", course), {f"text-{notes}": "Whose voice is that?", f"revision-{notes}": "0"})
    assert "Whose voice is that?" in read(signe, "dialogues:room", course)
    assert "Whose voice is that?" not in read(client_for(unit.ada), "dialogues:room", course)


def test_the_two_rest_and_go_on(unit, course, client_for):
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    signe.post(at("coaching:pause", course))
    assert "You are taking a break" in read(ada, "dialogues:room", course)
    ada.post(at("coaching:pause", course), {"go": "on"})
    assert "You are taking a break" not in read(signe, "dialogues:room", course)


def test_either_closes_on_a_page_that_shows_what_was_hoped_for_and_takes_it_back(unit, course, client_for):
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    clearer = course.edition.coaching.closing[0].key
    for client in (ada, signe):
        assert HOPE in read(client, "coaching:over", course)
    answer = ada.post(
        at("coaching:over", course), {f"text-{clearer}": "I say no", f"revision-{clearer}": "0", "close": "1"}
    )
    assert answer.headers["Location"] == at("dialogues:after", course)
    for client in (ada, signe):
        page = read(client, "dialogues:after", course)
        assert HOPE in page
        assert "I say no" in page
    assert 'name="undo"' not in read(signe, "dialogues:after", course)
    assert signe.post(at("coaching:over", course), {"undo": "1"}).status_code == 409
    ada.post(at("coaching:over", course), {"undo": "1"})
    course.refresh_from_db()
    assert course.phase == Phase.DURING


def test_the_evaluation_is_given_once_by_the_coachee_and_says_that_nothing_connects_it(unit, client_for):
    course = unit.course(Phase.CLOSED)
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    keys = [one.key for one in course.edition.coaching.evaluation]
    assert "nothing connects them with you" in read(ada, "dialogues:after", course)
    assert "Add my numbers" not in read(signe, "dialogues:after", course)
    assert signe.post(at("coaching:answers", course), dict.fromkeys(keys, "4")).status_code == 409
    half = ada.post(at("coaching:answers", course), {keys[0]: "4"})
    assert "Choose a number." in half.content.decode()
    ada.post(at("coaching:answers", course), dict.fromkeys(keys, "4"))
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == len(keys)
    page = read(ada, "dialogues:after", course)
    assert "Thank you" in page
    assert "Add my numbers" not in page
    assert ada.post(at("coaching:answers", course), dict.fromkeys(keys, "1")).status_code == 409
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == len(keys)


PAGES = ("dialogues:room", "coaching:meetings", "coaching:over", "dialogues:prepare")


def test_nobody_else_finds_any_of_it(unit, course, client_for):
    found, cast = met(unit, course), unit.cast
    urls = [at(name, course) for name in PAGES] + [at("coaching:meeting", course, meeting=found.pk)]
    posts = [*urls, at("coaching:pause", course), at("coaching:answers", course), at("dialogues:after", course)]
    for somebody in (unit.mikkel.person, unit.carl.person, unit.kirsten, cast.ben, cast.hanne, cast.ida, cast.cleo):
        client = client_for(somebody)
        assert {client.get(url).status_code for url in urls} == {404}
        assert {client.post(url, {"close": "1", "out": "1"}).status_code for url in posts} == {404}


def test_a_coach_whose_seat_has_ended_finds_nothing(unit, course, client_for):
    signe = client_for(unit.signe.person)
    assert signe.get(at("dialogues:room", course)).status_code == 200
    Seat.every.filter(dialogue=course.pk, side=Side.PARTNER).update(ended_at=now())
    assert {signe.get(at(name, course)).status_code for name in PAGES} == {404}


def test_a_page_asks_as_much_of_two_meetings_as_of_forty(unit, course, client_for):
    coaching = course.edition.coaching
    figures = []
    for number in (2, 38):
        for _ in range(number):
            found = met(unit, course)
            unit.write(course, coaching.taking_along.key, "A little", slot=found.slot)
        for person in (unit.ada, unit.signe.person):
            client = client_for(person)
            client.get(at("dialogues:room", course))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(at("dialogues:room", course))
            figures.append(len(asked))
    assert figures[0] == figures[2]
    assert figures[1] == figures[3]


def test_titles_name_a_person_and_no_subject(unit, course, client_for):
    ada, found = client_for(unit.ada), met(unit, course)
    pages = [read(ada, name, course) for name in PAGES] + [read(ada, "coaching:meeting", course, meeting=found.pk)]
    for page in pages:
        assert "oach" not in re.search(r"<title>(.*?)</title>", page)[1]
