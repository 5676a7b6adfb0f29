"""When two accounts become one, requests, roles and hours go along, and open as before."""

from datetime import timedelta

import pytest
from django.db import transaction

from samtalerum.coaching import merging, visibility
from samtalerum.coaching.actions import meeting, requesting
from samtalerum.coaching.models import Coach, Coordinator, Course, LoggedHour
from samtalerum.dialogues import merging as of_dialogues
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.people.models import Person
from samtalerum.vault import api as vault
from tests.cast import make_cast, now
from tests.coached import HOPE, Coaching, make_coaching

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def unit(transactional_db) -> Coaching:
    return make_coaching(make_cast())


def hope_as_read_by(person: Person, dialogue: Dialogue) -> str | None:
    course = Course.objects.get(pk=dialogue.pk)
    keys = vault.ring(person.pk, [course.scope])
    return requesting.read_hope(keys, course, visibility.owner_of(course).person, at=now())


def merge(keep: Person, gone: Person) -> None:
    assert merging.may(keep, gone)
    with transaction.atomic():  # people.merging calls movers inside of one
        of_dialogues.move(keep, gone, now())
        merging.move(keep, gone, now())


def test_the_lines_of_a_request_are_the_new_account_s(unit: Coaching):
    dialogue = unit.course(Phase.INVITED)
    again = Person.objects.create_person("Ada Again", "again@fjordby.example")
    merge(again, unit.ada)
    assert hope_as_read_by(again, dialogue) == HOPE
    assert hope_as_read_by(unit.signe.person, dialogue) == HOPE
    with pytest.raises(vault.NotAReader):
        hope_as_read_by(unit.ada, dialogue)


def test_a_coach_s_role_hours_and_what_a_coach_may_read_go_along(unit: Coaching):
    dialogue = unit.course()
    held = meeting.agree(
        seat=unit.seat(dialogue), when=meeting.When(now() - timedelta(hours=3), form="video"), at=now()
    )
    meeting.say(seat=unit.seat(dialogue), meeting=held, state="held", at=now())
    again = Person.objects.create_person("Signe Again", "again@fjordby.example")
    merge(again, unit.signe.person)
    assert not Coach.objects.filter(pk=unit.signe.pk).exists()
    assert LoggedHour.objects.get().coach_id == again.pk
    assert hope_as_read_by(again, dialogue) == HOPE
    assert unit.seat(dialogue, Side.PARTNER).person == again


@pytest.mark.parametrize("phase", [Phase.ASKED, Phase.INVITED])
def test_who_keeps_the_desk_goes_on_keeping_it(unit: Coaching, phase: Phase):
    dialogue = unit.course(phase)  # one that a coach has taken may come back into the queue
    again = Person.objects.create_person("Kirsten Again", "again@fjordby.example")
    merge(again, unit.kirsten)
    assert Coordinator.objects.get().person == again
    assert hope_as_read_by(again, dialogue) == HOPE


def test_one_who_coaches_in_both_accounts_is_not_merged(unit: Coaching):
    assert not merging.may(unit.signe.person, unit.mikkel.person)
