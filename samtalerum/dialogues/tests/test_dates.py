"""Dates for several conversations on one page, and one letter to many."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.tests.conftest import member
from samtalerum.mail.models import Letter

DATES, INVITE, LEADING = reverse("dialogues:dates"), reverse("dialogues:invite"), reverse("home:leading")


def both_said_yes(cast, *people):
    """A conversation of Ben's with each, in phase before."""
    found = []
    for person in people:
        dialogue = actions.ask(owner=person, partner=cast.ben, words="", at=timezone.now())
        actions.take(Step.ACCEPT, seat=cast.seat(dialogue, cast.ben), at=timezone.now())
        found.append(dialogue)
    Letter.objects.all().delete()
    return found


def tuesday():
    today = timezone.localdate()
    return today + timedelta(days=7 + (1 - today.weekday()) % 7)


def typed(dialogue, day="", hour="", **more):
    row = {"minutes": "60", "place": "", "was": "", **more, "day": str(day), "time": hour}
    return {f"{dialogue.pk}-{name}": value for name, value in row.items()}


def meets(dialogue):
    dialogue.refresh_from_db()
    return dialogue.meets_at and timezone.localtime(dialogue.meets_at)


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def test_only_changed_rows_are_saved_and_only_those_people_are_told(cast, client_for):
    one, two = both_said_yes(cast, cast.ada, cast.cleo)
    answer = client_for(cast.ben).post(DATES, typed(one, tuesday(), "09:00", place="Room 2") | typed(two))
    assert answer.status_code == 302
    assert meets(one) == at(tuesday(), 9)
    assert meets(two) is None
    assert [letter.person for letter in Letter.objects.all()] == [cast.ada.pk]
    assert "Ada Aa" in client_for(cast.ben).get(answer.url).content.decode().split('id="done"')[1]
    Letter.objects.all().delete()
    again = typed(one, tuesday(), "09:00", place="Room 2", was=f"{tuesday()}T09:00") | typed(two)
    assert client_for(cast.ben).post(DATES, again).url.endswith("?saved=#done")
    assert not Letter.objects.filter(notice="dialogues/date-set").exists()


def test_an_overlap_is_refused_at_its_field_and_what_was_typed_is_kept(cast, client_for):
    one, two = both_said_yes(cast, cast.ada, cast.cleo)
    answer = client_for(cast.ben).post(
        DATES, typed(one, tuesday(), "09:00") | typed(two, tuesday(), "09:30", place="The small room")
    )
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "You meet Ada Aa from" in shown
    assert f'href="#id_{two.pk}-time"' in shown
    assert "The small room" in shown
    assert meets(one) is None
    assert not Letter.objects.exists()
    fits = typed(one, tuesday(), "09:00") | typed(two, tuesday(), "10:00")  # one begins as the other ends
    assert client_for(cast.ben).post(DATES, fits).status_code == 302
    assert meets(two) == at(tuesday(), 10)


def test_what_is_already_agreed_on_is_in_the_way_and_a_stranger_to_the_page_is_not_named(cast, client_for):
    (one,) = both_said_yes(cast, cast.ada)
    (other,) = both_said_yes(cast, cast.cleo)
    seat = cast.seat(other, cast.ben)
    actions.agree_on_date(seat=seat, meets_at=at(tuesday(), 9), minutes=60, place="", at=timezone.now())
    actions.take(Step.MEET, seat=seat, at=timezone.now())
    shown = client_for(cast.ben).post(DATES, typed(one, tuesday(), "09:59")).content.decode()
    assert "You have another conversation from" in shown
    assert meets(one) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"day": "", "hour": "09:00"}, "Choose a day."),
        ({"day": "2001-01-02", "hour": "09:00"}, "This day has passed"),
        ({"day": "2999-99-99", "hour": "09:00"}, "not a day in the calendar"),
        ({"day": "", "hour": "", "place": "Only a place"}, "Choose a time."),
    ],
)
def test_what_is_wrong_is_said_at_the_row(cast, client_for, row, said):
    one, two = both_said_yes(cast, cast.ada, cast.cleo)
    answer = client_for(cast.ben).post(DATES, typed(one, **row) | typed(two, tuesday(), "10:00"))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert meets(two) is None


def test_proposed_times_fill_the_empty_rows_around_what_is_taken_and_save_nothing(cast, client_for):
    people = [cast.ada, cast.cleo, member("Dina Du", cast.unit), member("Egil Eg", cast.unit)]
    ada, cleo, dina, egil = both_said_yes(cast, *people)
    seat = cast.seat(cleo, cast.ben)
    actions.agree_on_date(seat=seat, meets_at=at(tuesday(), 10, 30), minutes=60, place="", at=timezone.now())
    Letter.objects.all().delete()
    proposal = {"propose": "1", "propose-day": str(tuesday()), "propose-starts": "09:00", "propose-ends": "13:00"}
    proposal |= {"propose-minutes": "60", "propose-pause": "15"}
    rows = typed(ada) | typed(cleo, tuesday(), "10:30", was=f"{tuesday()}T10:30") | typed(dina) | typed(egil)
    answer = client_for(cast.ben).post(DATES, rows | proposal)
    assert answer.status_code == 200
    found = {row.person: (row.form["day"].value(), row.form["time"].value()) for row in answer.context["page"].rows}
    assert found[cast.ada] == (str(tuesday()), "09:00")
    assert found[people[2]] == (str(tuesday()), "11:45")
    assert found[people[3]] == (str(tuesday() + timedelta(days=1)), "09:00")
    assert "3 rows are filled" in answer.content.decode()
    assert [meets(one) for one in (ada, dina, egil)] == [None, None, None]
    assert not Letter.objects.exists()


def test_proposals_skip_the_weekend_and_say_what_can_not_be(cast, client_for):
    one, two = both_said_yes(cast, cast.ada, cast.cleo)
    friday = tuesday() + timedelta(days=3)
    wanted = {"propose": "1", "propose-day": str(friday), "propose-starts": "09:00", "propose-ends": "10:00"}
    wanted |= {"propose-minutes": "60", "propose-pause": "0"}
    answer = client_for(cast.ben).post(DATES, typed(one) | typed(two) | wanted)
    days = [row.form["day"].value() for row in answer.context["page"].rows]
    assert days == [str(friday), str(friday + timedelta(days=3))]
    answer = client_for(cast.ben).post(DATES, typed(one) | typed(two, "", "08:00") | wanted | {"propose-minutes": "90"})
    assert answer.status_code == 400
    assert "Not one conversation fits" in answer.content.decode()
    assert 'value="08:00"' in answer.content.decode()


def test_a_date_that_the_other_changed_meanwhile_is_not_overwritten_unseen(cast, client_for):
    (one,) = both_said_yes(cast, cast.ada)
    seat = cast.seat(one, cast.ada)
    actions.agree_on_date(seat=seat, meets_at=at(tuesday(), 14), minutes=60, place="", at=timezone.now())
    shown = client_for(cast.ben).post(DATES, typed(one, tuesday(), "09:00"))
    assert shown.status_code == 400
    assert "changed elsewhere meanwhile" in shown.content.decode()
    assert client_for(cast.ben).post(DATES, typed(one)).status_code == 302  # untouched here: the row follows
    assert meets(one) == at(tuesday(), 14)
    seen = typed(one, tuesday(), "09:00", was=f"{tuesday()}T14:00")
    assert client_for(cast.ben).post(DATES, seen).status_code == 302
    assert meets(one) == at(tuesday(), 9)


def cost(client, url):
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(url).status_code == 200
    return len(content), len(keys)


def test_the_pages_cost_the_same_for_two_people_and_for_eight(cast, client_for):
    client = client_for(cast.ben)
    both_said_yes(cast, cast.ada, cast.cleo)
    few = [cost(client, url) for url in (DATES, LEADING)]
    both_said_yes(cast, *(member(f"P{number} Q", cast.unit) for number in range(6)))
    assert [cost(client, url) for url in (DATES, LEADING)] == few


# --- One letter to many


def test_all_and_none_are_two_buttons_that_keep_the_letter(cast, client_for):
    client = client_for(cast.ben)
    everybody = client.post(INVITE, {"letter": "My own letter", "all": "1"})
    assert everybody.content.decode().count(" checked") == 2
    assert "My own letter" in everybody.content.decode()
    nobody = client.post(INVITE, {"letter": "My own letter", "person": [cast.ada.pk], "none": "1"})
    assert " checked" not in nobody.content.decode()
    assert "My own letter" in nobody.content.decode()
    assert client.get(f"{INVITE}?person=all").content.decode().count(" checked") == 2
    assert not Dialogue.objects.exists()


def test_the_preview_names_whom_it_goes_to_and_sends_nothing(cast, client_for):
    both_said_yes(cast, cast.cleo)
    sent = {"letter": "A letter to read first", "person": [cast.ada.pk, cast.cleo.pk], "preview": "1"}
    shown = client_for(cast.ben).post(INVITE, sent).content.decode()
    goes = shown.split('id="h-goes"')[1].split("</section>")[0]
    assert "Ada Aa" in goes
    assert "A letter to read first" in goes
    assert "Cleo Cx" not in shown  # she has one open already: nobody is invited twice
    assert Dialogue.objects.count() == 1


def test_somebody_who_asked_meanwhile_is_left_out_and_the_others_are_invited(cast):
    both_said_yes(cast, cast.ada)
    invited = actions.invite_all(partner=cast.ben, owners=[cast.ada, cast.cleo], words="Come", at=timezone.now())
    assert [one.seats.get(side=Side.OWNER).person for one in invited] == [cast.cleo]
    assert Dialogue.objects.count() == 2


def test_answers_stand_at_a_glance_and_a_no_to_another_leader_is_not_there(cast, client_for):
    now = timezone.now()
    dina, egil = member("Dina Du", cast.unit), member("Egil Eg", cast.unit)
    both_said_yes(cast, cast.ada)
    invited = actions.invite_all(partner=cast.ben, owners=[cast.cleo, dina], words="Come", at=now)
    actions.take(Step.DECLINE, seat=cast.seat(invited[1], dina), at=now)
    dora = cast.another_leader()
    elsewhere = actions.ask(owner=egil, partner=dora, words="", at=now)
    actions.take(Step.DECLINE, seat=cast.seat(elsewhere, dora), at=now)
    answers = dict(client_for(cast.ben).get(LEADING).context["leading"].answers)
    assert answers == {"No answer yet": "Cleo Cx", "Said yes": "Ada Aa", "Said no": "Dina Du"}
    assert invited[1].seats.count() == 2
    assert Dialogue.objects.get(pk=invited[1].pk).phase == Phase.DECLINED
