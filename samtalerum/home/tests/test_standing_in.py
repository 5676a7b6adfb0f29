"""Cleo stands in for Ben: she invites Ada and agrees on dates in his name, and reads nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.course import AlreadyOpen
from samtalerum.dialogues.models import Dialogue, Passage, Seat
from samtalerum.dialogues.phases import LAPSES_AFTER, Phase, Side, Step
from samtalerum.dialogues.tests.conftest import member
from samtalerum.ground.refusals import Forbidden, WrongMoment
from samtalerum.home.tests.test_pages import cost
from samtalerum.mail.models import Letter
from samtalerum.people import merging
from samtalerum.people.models import Person, StandIn, Supervision
from samtalerum.vault import api as vault

LETTER = "Ben would like to hear what you dream of."
BY = "Invited by Cleo Cx for Ben Bo."
DATED = "Date set by Cleo Cx for Ben Bo."


@pytest.fixture
def named(cast):
    """Cleo stands in for Ben, from yesterday until tomorrow."""
    today = timezone.localdate()
    day = timedelta(days=1)
    return StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=today - day, ends=today + day)


def way(name, cast):
    return reverse(name, args=[cast.ben.pk])


def ways(cast):
    return [way(name, cast) for name in ("home:led-for", "dialogues:invite-for", "dialogues:dates-for")]


def invited(cast, client_for, *people):
    """Cleo's letter to these; the answer of the page."""
    chosen = {"person": [str(one.pk) for one in people], "letter": LETTER}
    return client_for(cast.cleo).post(way("dialogues:invite-for", cast), chosen)


def between(cast, owner):
    return Dialogue.objects.filter(seats__person=owner).get(seats__person=cast.ben)


def accepted(cast, client_for):
    invited(cast, client_for, cast.ada)
    dialogue = between(cast, cast.ada)
    actions.take(Step.ACCEPT, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    Letter.objects.all().delete()
    return dialogue


def a_date(dialogue, *, place="Room 2", was=""):
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    row = {"day": day, "time": "10:00", "minutes": "60", "place": place, "was": was}
    return {f"{dialogue.pk}-{name}": value for name, value in row.items()}


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_but_a_stand_in_has_the_pages(cast, client_for, named):
    for person in (cast.ada, cast.ben, cast.another_leader()):
        assert {client_for(person).get(url).status_code for url in ways(cast)} == {404}
        assert client_for(person).get(reverse("home:standing-in")).status_code == 404
    assert {client_for(cast.cleo).get(url).status_code for url in ways(cast)} == {200}
    assert client_for(cast.cleo).get(reverse("home:standing-in")).url == ways(cast)[0]
    assert "As stand-in" in read(client_for(cast.cleo), "/")
    assert "As stand-in" not in read(client_for(cast.ada), "/")


@pytest.mark.parametrize("over", ["span", "leading", "closed"])
def test_the_right_ends_at_the_next_request(cast, client_for, named, over):
    client = client_for(cast.cleo)
    assert client.get(ways(cast)[0]).status_code == 200
    dialogue = accepted(cast, client_for)
    if over == "span":
        StandIn.objects.update(ends=timezone.localdate() - timedelta(days=1))
    elif over == "leading":
        cast.ben.leaderships.update(ends=timezone.localdate() - timedelta(days=1))
    else:
        Person.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert {client.get(url).status_code for url in ways(cast)} == {404}
    assert {client.post(url, a_date(dialogue)).status_code for url in ways(cast)[1:]} == {404}
    with pytest.raises(Forbidden):
        actions.invite(partner=cast.ben, owner=cast.ada, words="", at=timezone.now(), by=cast.cleo)
    seat = cast.seat(dialogue, cast.ben)
    with pytest.raises(Forbidden):
        actions.agree_on_date(seat=seat, meets_at=None, minutes=None, place="", at=timezone.now(), by=cast.cleo)


def test_both_read_the_letter_and_who_wrote_it_down_and_the_stand_in_does_not(cast, client_for, named):
    answer = invited(cast, client_for, cast.ada)
    dialogue = between(cast, cast.ada)
    page = read(client_for(cast.cleo), answer.url)
    assert "You have invited Ada Aa for Ben." in page
    assert LETTER not in page
    for person in (cast.ada, cast.ben):
        shown = read(client_for(person), reverse("dialogues:answer", args=[dialogue.pk]))
        assert LETTER in shown
        assert BY in shown
        assert BY in read(client_for(person), "/")
    scopes = [dialogue.scope, *(seat.scope for seat in Seat.objects.filter(dialogue=dialogue))]
    for scope in scopes:
        with pytest.raises(vault.NotAReader):
            vault.ring(cast.cleo.pk, [scope]).has(scope)


def test_the_owner_and_the_leader_are_told_and_the_leader_once_for_many(cast, client_for, named):
    others = [member(f"Person{number} Last", cast.unit) for number in range(3)]
    invited(cast, client_for, cast.ada, *others)
    told = Letter.objects.filter(notice="dialogues/acted-for")
    assert [letter.person for letter in told] == [cast.ben.pk]
    assert Letter.objects.filter(notice="dialogues/invited").count() == 4
    assert not Letter.objects.filter(person=cast.cleo.pk).exists()


@pytest.mark.parametrize("phase", [Phase.ASKED, Phase.INVITED, Phase.SUGGESTED, Phase.BEFORE, Phase.DURING])
def test_whatever_is_open_reads_the_same(cast, client_for, named, phase):
    cast.start(phase, at=timezone.now())
    page = read(client_for(cast.cleo), ways(cast)[0]).split("<tbody")[1].split("</tbody>")[0]
    assert page.count("Not now") == 1
    assert "May be invited" not in page
    assert str(Dialogue.objects.get().pk) not in page
    form = read(client_for(cast.cleo), ways(cast)[1])
    assert "Ada Aa" not in form


@pytest.mark.parametrize("phase", [Phase.DECLINED, Phase.WITHDRAWN])
def test_a_no_reads_like_what_is_open_until_a_question_would_have_lapsed(cast, client_for, named, phase):
    def list_of():
        page = read(client_for(cast.cleo), ways(cast)[0])
        return page.split("<tbody")[1].split("</tbody>")[0]

    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    still_open = list_of()
    step, person = (Step.DECLINE, cast.ben) if phase == Phase.DECLINED else (Step.WITHDRAW, cast.ada)
    actions.take(step, seat=cast.seat(dialogue, person), at=timezone.now())
    assert list_of() == still_open
    assert invited(cast, client_for, cast.ada).status_code == 200
    with pytest.raises(AlreadyOpen):
        actions.invite(partner=cast.ben, owner=cast.ada, words="", at=timezone.now(), by=cast.cleo)
    Dialogue.objects.update(started_at=timezone.now() - LAPSES_AFTER)
    assert "May be invited" in list_of()
    assert invited(cast, client_for, cast.ada).status_code == 302


@pytest.mark.parametrize("phase", [Phase.HELD, Phase.CONFIRMED, Phase.CLOSED])
def test_what_is_over_leaves_no_trace(cast, client_for, named, phase):
    def main():
        return read(client_for(cast.cleo), ways(cast)[0]).split("<main")[1].split("</main>")[0]

    before = main()
    cast.start(phase, at=timezone.now())
    assert main() == before


def test_a_letter_that_comes_too_late_goes_to_nobody_and_says_no_name(cast, client_for, named):
    client = client_for(cast.cleo)
    read(client, ways(cast)[1])
    actions.ask(owner=cast.ada, partner=cast.ben, words="", at=timezone.now())
    other = member("Dan Dam", cast.unit)
    answer = invited(cast, client_for, cast.ada, other)
    assert not Passage.objects.filter(by=cast.cleo, dialogue=between(cast, cast.ada)).exists()
    page = read(client, answer.url)
    assert "You have invited Dan Dam for Ben." in page
    assert between(cast, other).phase == Phase.INVITED


def test_nobody_invites_oneself_or_somebody_led_elsewhere(cast, client_for, named):
    elsewhere = cast.another_leader()
    for person in (cast.cleo, elsewhere, cast.ben):
        assert invited(cast, client_for, person).status_code == 200
        with pytest.raises(Forbidden):
            actions.invite(partner=cast.ben, owner=person, words="", at=timezone.now(), by=cast.cleo)
    assert not Dialogue.objects.exists()


def test_whom_the_leader_supervises_may_be_invited_too(cast, client_for, named):
    other = Person.objects.create_person("Siv Sand", "siv@example.org")
    Supervision.objects.create(person=other, supervisor=cast.ben, starts=named.starts)
    assert invited(cast, client_for, other).status_code == 302
    assert between(cast, other).phase == Phase.INVITED


def test_a_date_says_who_set_it_and_both_are_told(cast, client_for, named):
    dialogue = accepted(cast, client_for)
    assert client_for(cast.cleo).post(ways(cast)[2], a_date(dialogue)).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.dated_by == cast.cleo
    assert {letter.person for letter in Letter.objects.filter(notice="dialogues/date-set")} == {
        cast.ada.pk,
        cast.ben.pk,
    }
    for person in (cast.ada, cast.ben):
        for url in ("/", *(reverse(f"dialogues:{one}", args=[dialogue.pk]) for one in ("date", "prepare"))):
            assert DATED in read(client_for(person), url)
    seat = cast.seat(dialogue, cast.ada)
    later = dialogue.meets_at + timedelta(hours=1)
    actions.agree_on_date(seat=seat, meets_at=later, minutes=60, place="Room 2", at=timezone.now())
    assert DATED not in read(client_for(cast.ben), "/")


def test_somebody_who_came_from_elsewhere_is_not_on_the_page_of_dates(cast, client_for, named):
    elsewhere = cast.another_leader()
    dialogue = actions.ask(owner=elsewhere, partner=cast.ben, words="", at=timezone.now())
    actions.take(Step.ACCEPT, seat=cast.seat(dialogue, cast.ben), at=timezone.now())
    for url in ways(cast):
        page = read(client_for(cast.cleo), url)
        assert "Dora" not in page
        assert str(dialogue.pk) not in page
    client_for(cast.cleo).post(ways(cast)[2], a_date(dialogue))
    dialogue.refresh_from_db()
    assert dialogue.meets_at is None


def test_a_taken_time_is_refused_without_saying_by_what(cast, client_for, named):
    dialogue = accepted(cast, client_for)
    elsewhere = cast.another_leader()
    other = actions.ask(owner=elsewhere, partner=cast.ben, words="", at=timezone.now())
    actions.take(Step.ACCEPT, seat=cast.seat(other, cast.ben), at=timezone.now())
    client_for(cast.ben).post(reverse("dialogues:dates"), a_date(other))
    answer = client_for(cast.cleo).post(ways(cast)[2], a_date(dialogue))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Ben is not free from 10:00 to 11:00 that day" in page
    assert "Dora" not in page


def test_once_they_sit_in_the_room_the_date_is_theirs(cast, client_for, named):
    dialogue = accepted(cast, client_for)
    actions.take(Step.MEET, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    assert str(dialogue.pk) not in read(client_for(cast.cleo), ways(cast)[2])
    seat = cast.seat(dialogue, cast.ben)
    with pytest.raises(WrongMoment):
        actions.agree_on_date(seat=seat, meets_at=None, minutes=None, place="", at=timezone.now(), by=cast.cleo)


def test_a_stand_in_sets_no_date_from_the_owners_place(cast, client_for, named):
    dialogue = accepted(cast, client_for)
    seat = cast.seat(dialogue, cast.ada)
    with pytest.raises(Forbidden):
        actions.agree_on_date(seat=seat, meets_at=None, minutes=None, place="", at=timezone.now(), by=cast.cleo)


def test_no_page_of_the_conversation_opens(cast, client_for, named):
    dialogue = accepted(cast, client_for)
    actions.save(cast.seat(dialogue, cast.ada), "success", text="x", based_on=0, client=uuid4(), at=timezone.now())
    client = client_for(cast.cleo)
    for name in ("show", "answer", "prepare", "date", "room", "sheet", "after", "share", "as-seen", "poll", "move"):
        assert client.get(reverse(f"dialogues:{name}", args=[dialogue.pk])).status_code == 404


def test_the_pages_cost_the_same_for_many(cast, client_for, named):
    client = client_for(cast.cleo)
    few = [cost(client, url) for url in ways(cast)]
    for number in range(6):
        member(f"Person{number} Last", cast.unit)
    accepted(cast, client_for)
    for number in range(3):
        other = member(f"More{number} Last", cast.unit)
        more = actions.invite(partner=cast.ben, owner=other, words="", at=timezone.now(), by=cast.cleo)
        actions.take(Step.ACCEPT, seat=cast.seat(more, other), at=timezone.now())
    many = [cost(client, url) for url in ways(cast)]
    for before, after in zip(few, many, strict=True):
        assert after[0] <= before[0] + 4  # the rows' seats and passages, once each
        assert after[1] == before[1]
    for number in range(5):
        other = member(f"Still{number} Last", cast.unit)
        more = actions.invite(partner=cast.ben, owner=other, words="", at=timezone.now(), by=cast.cleo)
        actions.take(Step.ACCEPT, seat=cast.seat(more, other), at=timezone.now())
    assert [cost(client, url) for url in ways(cast)] == many


def test_for_several_leaders_one_chooses(cast, client_for, named):
    dora = cast.another_leader()
    StandIn.objects.create(leader=dora, person=cast.cleo, starts=named.starts)
    page = read(client_for(cast.cleo), reverse("home:standing-in"))
    assert "People Ben Bo leads" in page
    assert "People Dora Dam leads" in page


@pytest.mark.parametrize("into", ["another", "leader"])
def test_two_accounts_of_a_stand_in_become_one(cast, client_for, named, into, django_capture_on_commit_callbacks):
    dialogue = accepted(cast, client_for)
    client_for(cast.cleo).post(ways(cast)[2], a_date(dialogue))
    keep = Person.objects.create_person("Cleo C.", "cleo.c@example.org") if into == "another" else cast.ben
    Person.objects.filter(pk__in=[cast.cleo.pk, keep.pk]).update(last_login=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        merge = merging.propose(keep=keep, gone=cast.cleo, actor=cast.ada, at=timezone.now())
        for person in (keep, cast.cleo):
            merge.refresh_from_db()
            if merge.ended_at is None:
                merging.agree(merge, person=person, at=timezone.now())
    dialogue.refresh_from_db()
    expected = keep if into == "another" else None
    assert dialogue.dated_by == expected
    assert Passage.objects.get(dialogue=dialogue, step=Step.INVITE).by == expected
    assert Seat.objects.get(dialogue=dialogue, side=Side.PARTNER).person == cast.ben
