"""Who leads whom."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from samtalerum.people import actions, who
from samtalerum.people.models import Affiliation, Leadership, Person, StandIn, Supervision, Unit
from samtalerum.people.tests.conftest import DAY

LONG_AGO = date(2020, 1, 1)


def lead(unit, person, starts=LONG_AGO, ends=None):
    return Leadership.objects.create(unit=unit, person=person, starts=starts, ends=ends)


def belong(person, unit, starts=LONG_AGO, ends=None):
    return Affiliation.objects.create(person=person, unit=unit, category="phd", starts=starts, ends=ends)


def test_a_leader_leads_the_people_of_the_unit_but_not_oneself(cast):
    assert set(who.led_by(cast.ben, DAY)) == {cast.ada, cast.cleo}
    assert list(who.leaders_of(cast.ada, DAY)) == [cast.ben]


def test_a_unit_without_leaders_is_led_from_above(cast):
    group = Unit.objects.create(name="Organic", parent=cast.unit)
    dan = Person.objects.create_person("Dan")
    belong(dan, group)
    assert list(who.leaders_of(dan, DAY)) == [cast.ben]
    assert dan in who.led_by(cast.ben, DAY)
    lead(group, cast.cleo)
    assert list(who.leaders_of(dan, DAY)) == [cast.cleo]
    assert dan not in who.led_by(cast.ben, DAY)


def test_the_only_leader_of_a_unit_is_led_from_above(cast):
    dean = Person.objects.create_person("Dea Dean")
    lead(cast.faculty, dean)
    assert list(who.leaders_of(cast.ben, DAY)) == [dean]
    assert list(who.led_by(dean, DAY)) == [cast.ben]


def test_members_those_led_from_above_and_those_supervised_are_found_together(cast):
    dean = Person.objects.create_person("Dea Dean")
    lead(cast.faculty, dean)
    eve = Person.objects.create_person("Eve")
    belong(eve, cast.faculty)
    Supervision.objects.create(person=cast.ada, supervisor=dean, starts=LONG_AGO)
    assert set(who.with_units_led_by(dean, DAY)[0]) == {cast.ben, eve}
    assert set(who.with_units_led_by(dean, DAY, supervised=True)[0]) == {cast.ben, eve, cast.ada}
    nobodys = Person.objects.create_person("Nobody's")
    assert not who.with_units_led_by(nobodys, DAY, supervised=True)[0].exists()


def test_leading_and_being_led_always_agree(cast):
    dean = Person.objects.create_person("Dea Dean")
    lead(cast.faculty, dean)
    lead(cast.unit, cast.cleo)
    belong(dean, cast.faculty)
    everybody = list(Person.objects.all())
    for leader in everybody:
        for person in everybody:
            led = who.led_by(leader, DAY).filter(pk=person.pk).exists()
            assert led == who.leaders_of(person, DAY).filter(pk=leader.pk).exists(), (leader, person)


@pytest.mark.parametrize(("day", "leads"), [(-1, False), (0, True), (9, True), (10, True), (11, False)])
def test_a_period_holds_from_its_first_to_its_last_day(cast, day, leads):
    first = date(2031, 5, 1)
    Leadership.objects.all().delete()
    lead(cast.unit, cast.ben, starts=first, ends=first + timedelta(days=10))
    assert who.is_leader(cast.ben, first + timedelta(days=day)) is leads


def test_a_closed_account_leads_nobody_and_nobody_leads_it(cast):
    actions.close_account(cast.ada, actor=cast.rune, at=timezone.now())
    assert cast.ada not in who.led_by(cast.ben, DAY)
    actions.close_account(cast.ben, actor=cast.rune, at=timezone.now())
    assert not who.leaders_of(cast.cleo, DAY).exists()
    assert not who.is_leader(cast.ben, DAY)


def test_supervisors_lead_nobody_but_may_be_partners(cast):
    assert not who.may_partner(cast.ada, cast.cleo, DAY)
    Supervision.objects.create(person=cast.ada, supervisor=cast.cleo, starts=LONG_AGO)
    assert list(who.supervisors_of(cast.ada, DAY)) == [cast.cleo]
    assert list(who.supervised_by(cast.cleo, DAY)) == [cast.ada]
    assert not who.led_by(cast.cleo, DAY).exists()
    assert who.may_partner(cast.ada, cast.cleo, DAY)
    assert not who.may_partner(cast.cleo, cast.cleo, DAY)


def test_two_affiliations_have_two_sets_of_leaders(cast):
    other = Unit.objects.create(name="Biology")
    lead(other, cast.cleo)
    belong(cast.ada, other, starts=date(2019, 1, 1))
    assert set(who.leaders_of(cast.ada, DAY)) == {cast.ben, cast.cleo}
    assert who.post(cast.ada, DAY).unit == "Biology"


def test_a_stand_in_is_named_for_a_period_and_leads_nobody(cast):
    StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=DAY, ends=DAY)
    assert list(who.stood_in_for(cast.cleo, DAY)) == [cast.ben]
    assert not who.stood_in_for(cast.cleo, DAY + timedelta(days=1)).exists()
    assert not who.led_by(cast.cleo, DAY).exists()


def test_those_without_a_leader_are_known(cast):
    assert who.without_leader(DAY) == {cast.ben.pk}
    Leadership.objects.all().delete()
    assert who.without_leader(DAY) == {cast.ada.pk, cast.ben.pk, cast.cleo.pk}


def test_a_circle_among_units_ends_the_walk(cast):
    Unit.objects.filter(pk=cast.faculty.pk).update(parent=cast.unit)
    Leadership.objects.all().delete()
    assert not who.leaders_of(cast.ada, DAY).exists()


@pytest.mark.parametrize("people", [3, 12])
def test_questions_ask_as_much_for_few_as_for_many(cast, people, django_assert_max_num_queries):
    for number in range(people):
        unit = Unit.objects.create(name=f"Group {number}", parent=cast.unit)
        belong(Person.objects.create_person(f"Person {number}"), unit)
    with django_assert_max_num_queries(4):
        list(who.led_by(cast.ben, DAY))
    with django_assert_max_num_queries(4):
        list(who.leaders_of(cast.ada, DAY))
    with django_assert_max_num_queries(1):
        who.posts(list(Person.objects.none()) or [cast.ada, cast.cleo], DAY)


def test_a_stand_in_acts_for_those_the_leader_leads_or_supervises_and_for_nobody_else(cast):
    StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=DAY, ends=DAY)
    assert who.may_act_for(cast.cleo, cast.ben, DAY)
    assert set(who.led_for(cast.cleo, cast.ben, DAY)) == set(who.led_by(cast.ben, DAY)) - {cast.cleo}
    for person, leader in ((cast.ada, cast.ben), (cast.ben, cast.cleo), (cast.ben, cast.ben)):
        assert not who.may_act_for(person, leader, DAY)
        assert not who.led_for(person, leader, DAY)


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_a_stand_in_acts_on_no_other_day(cast, day):
    StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=DAY, ends=DAY)
    assert not who.may_act_for(cast.cleo, cast.ben, day)
    assert not who.ways(cast.cleo, day).stands_in


def test_nobody_stands_in_for_whoever_leads_no_longer_or_with_a_closed_account(cast):
    StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=DAY)
    Person.objects.filter(pk=cast.cleo.pk).update(is_active=False)
    assert not who.may_act_for(cast.cleo, cast.ben, DAY)
    Person.objects.filter(pk=cast.cleo.pk).update(is_active=True)
    cast.ben.leaderships.update(ends=DAY - timedelta(days=1))
    assert not who.may_act_for(cast.cleo, cast.ben, DAY)
