"""A coach who comes to lead whoever is coached, or to belong to the same unit: both read so, and the coachee decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from samtalerum.coaching import visibility
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Kind, Phase, Side
from samtalerum.ground.dates import local_date
from samtalerum.people.models import Affiliation, Category, Leadership, StandIn, Supervision
from tests.cast import START, now
from tests.coached import Coaching

DECIDES = "You decide: another coach, or knowingly go on as you are."
COACHEE = {
    "leads": "Signe now leads or supervises you.",
    "supervises": "Signe now leads or supervises you.",
    "stands-in": "Signe now stands in for somebody who leads or supervises you.",
    "colleague": "You and Signe now belong to the same unit.",
}
COACH = {
    "leads": "You now lead or supervise Ada.",
    "supervises": "You now lead or supervise Ada.",
    "stands-in": "You now stand in for somebody who leads or supervises Ada.",
    "colleague": "You and Ada now belong to the same unit.",
}


def bring_near(unit: Coaching, how: str) -> None:
    """As staff data would say it one morning."""
    signe, there = unit.signe.person, {"starts": START}
    if how == "leads":
        Leadership.objects.create(unit=unit.cast.unit, person=signe, **there)
    elif how == "supervises":
        Supervision.objects.create(person=unit.ada, supervisor=signe, **there)
    elif how == "stands-in":
        StandIn.objects.create(leader=unit.cast.ben, person=signe, **there)
    else:
        Affiliation.objects.create(person=signe, unit=unit.cast.unit, category=Category.ACADEMIC, **there)


def _page(client: Any, name: str, dialogue: Dialogue) -> str:
    return client.get(reverse(name, args=[dialogue.pk])).content.decode()


@pytest.mark.parametrize("how", COACHEE)
@pytest.mark.parametrize(
    ("phase", "name"),
    [
        (Phase.INVITED, "dialogues:answer"),
        (Phase.BEFORE, "dialogues:prepare"),
        (Phase.DURING, "dialogues:room"),
    ],
)
def test_both_read_at_the_course_what_has_come_between_them(
    phase: Phase, name: str, how: str, unit: Coaching, client_for: Any
):
    dialogue = unit.course(phase)
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    for client in (ada, signe):
        assert 'id="h-near"' not in _page(client, name, dialogue)
    bring_near(unit, how)
    hers, theirs = _page(ada, name, dialogue), _page(signe, name, dialogue)
    assert COACHEE[how] in hers
    assert DECIDES in hers
    assert COACH[how] in theirs
    assert "You can leave it to another coach too." in theirs
    assert "no say in your employment" not in hers or how == "colleague"
    if phase != Phase.INVITED:  # before the yes, another coach is asked for at the answer itself
        for page in (hers, theirs):
            notice = page[page.index('id="h-near"') :].split("</section>")[0]
            assert reverse("coaching:another", args=[dialogue.pk]) in notice


def test_whoever_is_coached_goes_on_knowingly_by_going_on(unit: Coaching, client_for: Any):
    dialogue = unit.course()
    bring_near(unit, "leads")
    ada, key = client_for(unit.ada), dialogue.edition.coaching.focus.key
    ada.post(reverse("dialogues:room", args=[dialogue.pk]), {f"text-{key}": "Finishing"})
    assert "Finishing" in _page(client_for(unit.signe.person), "dialogues:room", dialogue)
    assert DECIDES in _page(ada, "dialogues:room", dialogue)


def test_another_coach_is_asked_for_and_it_is_not_the_leader(unit: Coaching, client_for: Any):
    dialogue = unit.course()
    bring_near(unit, "leads")
    there = reverse("coaching:another", args=[dialogue.pk])
    assert client_for(unit.ada).post(there, {"hope": "To say no", "form": "either"}).status_code == 302
    waits = Dialogue.every.get(kind=Kind.COACHING, phase=Phase.ASKED)
    assert not visibility.may_take(unit.signe, waits.course, local_date(now()))
    assert visibility.may_take(unit.mikkel, waits.course, local_date(now()))


def test_a_coach_who_leads_now_may_leave_it_to_another(unit: Coaching, client_for: Any):
    dialogue = unit.course()
    bring_near(unit, "leads")
    client_for(unit.signe.person).post(reverse("coaching:another", args=[dialogue.pk]))
    assert Dialogue.every.get(pk=dialogue.pk).phase == Phase.CLOSED


def test_it_is_no_longer_said_when_it_is_no_longer_so(unit: Coaching, client_for: Any):
    dialogue = unit.course()
    bring_near(unit, "leads")
    Leadership.objects.filter(person=unit.signe.person).update(ends=local_date(now()) - timedelta(days=1))
    assert 'id="h-near"' not in _page(client_for(unit.ada), "dialogues:room", dialogue)


def test_a_stand_in_for_somebody_else_s_leader_is_not_near(unit: Coaching):
    seat = unit.seat(unit.course(), Side.PARTNER)
    StandIn.objects.create(leader=unit.cast.cleo, person=unit.signe.person, starts=START)
    Leadership.objects.create(
        unit=Affiliation.objects.get(person=unit.kirsten).unit, person=unit.cast.cleo, starts=START
    )
    assert visibility.too_near(unit.ada, seat.person, local_date(now())) == ""


def test_with_coaching_switched_off_it_is_said_without_another_coach(unit: Coaching, client_for: Any, settings: Any):
    dialogue = unit.course()
    bring_near(unit, "leads")
    settings.COACHING = False
    page = _page(client_for(unit.ada), "dialogues:room", dialogue)
    assert COACHEE["leads"] in page
    assert reverse("coaching:another", args=[dialogue.pk]) not in page
