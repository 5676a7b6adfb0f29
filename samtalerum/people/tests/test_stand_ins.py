"""Ben names Cleo as his stand-in and ends it; she sees it; an administrator can end it and name nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samtalerum.mail.models import Letter
from samtalerum.people.models import Person, StandIn

PAGE = "/settings/stand-ins/"


@pytest.fixture(autouse=True)
def _in_english(cast):
    Person.objects.update(language="en")
    cast.ben.refresh_from_db()


def days(first=0, last=30, **more):
    today = timezone.localdate()
    return {
        "name": "Cleo Falk",
        "starts": (today + timedelta(days=first)).isoformat(),
        "ends": (today + timedelta(days=last)).isoformat(),
        **more,
    }


def told():
    return {(letter.notice, letter.person) for letter in Letter.objects.all()}


def test_a_leader_names_and_whoever_is_named_is_told_and_sees_it(client_for, cast):
    assert client_for(cast.ben).post(PAGE, days())["Location"] == PAGE
    row = StandIn.objects.get()
    assert (row.leader, row.person) == (cast.ben, cast.cleo)
    assert told() == {("people/stand-in-named", cast.cleo.pk)}
    assert "Ben Lund" in client_for(cast.cleo).get(PAGE).content.decode()
    assert "Cleo Falk" in client_for(cast.ben).get(PAGE).content.decode()
    assert "Cleo Falk" not in client_for(cast.ada).get(PAGE).content.decode()
    assert PAGE in client_for(cast.cleo).get("/settings/").content.decode()
    assert PAGE not in client_for(cast.ada).get("/settings/").content.decode()


def test_nobody_else_names(client_for, cast):
    for person in (cast.ada, cast.cleo, cast.rune):
        assert client_for(person).post(PAGE, days(name="Ada Holm")).status_code == 404
    rune = client_for(cast.rune)
    assert rune.post(f"/administration/people/{cast.ben.pk}/add/stand-in/", days(person="Rune Berg")).status_code == 404
    assert not StandIn.objects.exists()


def test_a_part_of_a_name_offers_those_who_are_called_so(client_for, cast):
    ben = client_for(cast.ben)
    page = ben.post(PAGE, days(name="cle")).content.decode()
    assert "Choose whom you mean" in page
    assert f'value="{cast.cleo.pk}"' in page
    assert not StandIn.objects.exists()
    assert ben.post(PAGE, days(name="cle", person=str(cast.cleo.pk))).status_code == 302
    assert StandIn.objects.get().person == cast.cleo


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (days(name="Ben Lund"), "That is you."),
        (days(name="Nobody Here"), "Nobody here has this name"),
        (days(first=-1), "This day has passed."),
        (days(first=5, last=4), "The last day is before the first."),
        (days(ends=""), "Choose a day."),
        (days(name="cle", person="not an id"), "Choose whom you mean"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(client_for, cast, typed, says):
    page = client_for(cast.ben).post(PAGE, typed)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not StandIn.objects.exists()


def test_the_same_two_are_joined_once_at_a_time(client_for, cast):
    ben = client_for(cast.ben)
    ben.post(PAGE, days())
    assert "stands in for you already" in ben.post(PAGE, days(first=30, last=40)).content.decode()
    assert ben.post(PAGE, days(first=31, last=40)).status_code == 302
    assert StandIn.objects.count() == 2


def test_a_closed_account_cannot_be_named(client_for, cast):
    Person.objects.filter(pk=cast.cleo.pk).update(is_active=False)
    assert "Nobody here has this name" in client_for(cast.ben).post(PAGE, days()).content.decode()


@pytest.mark.parametrize("since", [0, -3])
@pytest.mark.parametrize("who_ends", ["ben", "cleo", "rune"])
def test_either_of_the_two_and_an_administrator_end_it_at_once(client_for, cast, who_ends, since):
    today = timezone.localdate()
    row = StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=today + timedelta(days=since))
    way = f"/administration/stand-ins/{row.pk}/end/" if who_ends == "rune" else f"{PAGE}{row.pk}/end/"
    assert client_for(cast.ada).post(way).status_code == 404
    assert client_for(getattr(cast, who_ends)).post(way).status_code == 302
    assert not StandIn.objects.filter(ends__isnull=True).exists()
    assert not StandIn.objects.filter(ends__gte=today).exists()
    others = {cast.ben.pk, cast.cleo.pk} - {getattr(cast, who_ends).pk}
    assert told() == {("people/stand-in-ended", pk) for pk in others}


def test_what_is_over_is_not_ended_again(client_for, cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    row = StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=yesterday, ends=yesterday)
    assert client_for(cast.ben).post(f"{PAGE}{row.pk}/end/").status_code == 302
    assert StandIn.objects.get().ends == yesterday
    assert not told()
