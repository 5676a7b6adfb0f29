"""The start pages as people meet them, and what they cost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.dialogues.tests.conftest import leader, member
from samtalerum.people.models import Supervision, Unit

HOME = reverse("home:home")
LEADING = reverse("home:leading")


def statements(captured):
    plumbing = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured if not query["sql"].startswith(plumbing)]


def cost(client, url):
    """How many statements the page takes, of the content and of the keys."""
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(url).status_code == 200
    return len(statements(content.captured_queries)), len(statements(keys.captured_queries))


def read(client, url=HOME, **query):
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode().split("<template")[0]


def test_an_empty_home_explains_itself_and_has_one_thing_to_do(cast, client_for):
    page = read(client_for(cast.ada))
    assert "Welcome, Ada" in page
    assert page.count('<a class="ds-button" href') == 1
    assert reverse("dialogues:ask") in page
    assert "People I lead" not in page


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.LAPSED])
def test_home_shows_every_phase_to_both(cast, client_for, phase):
    dialogue = cast.start(phase, at=timezone.now())
    for person, across in ((cast.ada, "Ben Bo"), (cast.ben, "Ada Aa")):
        page = read(client_for(person))
        assert across in page
        assert str(dialogue.pk) in page


def test_home_names_what_i_share_and_opens_nothing_for_it(cast, client_for):
    now = timezone.now()
    dialogue = cast.start(Phase.BEFORE, at=now)
    seat = cast.seat(dialogue, cast.ada)
    actions.save(seat, "success", text="A planted sentence", based_on=0, client=uuid4(), at=now)
    actions.share(seat, ["success"], at=now)
    mine, theirs = read(client_for(cast.ada)), read(client_for(cast.ben))
    assert "You share one text with Ben" in mine
    assert "You have written about Success" in mine
    assert "Next: Feedback" in mine
    assert "Ada shares with you: Success" in theirs
    assert "A planted sentence" not in mine + theirs
    assert cost(client_for(cast.ada), HOME)[1] == 0


def test_steps_still_to_take_stand_on_the_owners_home_only(cast, client_for):
    dialogue = cast.start(Phase.CONFIRMED, at=timezone.now())
    assert "action by Ada Aa" in read(client_for(cast.ada))
    assert "action by Ada Aa" not in read(client_for(cast.ben))
    assert cost(client_for(cast.ada), HOME)[1] == 1
    assert str(dialogue.pk) in read(client_for(cast.ada))


def test_an_older_conversation_moves_to_earlier_and_says_until_when_the_sheet_is_kept(cast, client_for):
    cast.start(Phase.CONFIRMED, at=timezone.now() - timedelta(days=40))
    page = read(client_for(cast.ben))
    assert "Earlier" in page
    assert "is kept until" in page


def test_undo_stands_with_whoever_took_the_step(cast, client_for):
    dialogue = cast.start(Phase.DECLINED, at=timezone.now())
    url = reverse("dialogues:undo", args=[dialogue.pk])
    assert url in read(client_for(cast.ben))
    assert url not in read(client_for(cast.ada))


def test_one_person_may_be_owner_and_partner_at_once(cast, client_for):
    now = timezone.now()
    cast.start(Phase.BEFORE, at=now)
    boss = cast.another_leader()
    actions.ask(owner=cast.ben, partner=boss, words="", at=now)
    page = read(client_for(cast.ben))
    assert "Ada Aa" in page
    assert "Dora Dam" in page


def test_home_polls_and_hears_nothing_until_something_changes(cast, client_for):
    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    client = client_for(cast.ada)
    seen = client.get(HOME).context["home"].seen
    poll = reverse("home:poll")
    headers = {"HX-Request": "true"}
    assert client.get(poll, {"seen": seen}, headers=headers).status_code == 204
    actions.take(Step.ACCEPT, seat=cast.seat(dialogue, cast.ben), at=timezone.now())
    changed = client.get(poll, {"seen": seen}, headers=headers)
    assert changed.status_code == 200
    assert "both said yes" in changed.content.decode()
    assert 'hx-swap-oob="true"' in changed.content.decode()


def test_home_costs_the_same_for_one_conversation_and_for_many(cast, client_for):
    now = timezone.now()
    cast.start(Phase.CONFIRMED, at=now)
    actions.ask(owner=cast.ada, partner=cast.another_leader(), words="", at=now)
    few = cost(client_for(cast.ada), HOME)
    for number in range(6):
        partner = leader(f"Leader{number} L", Unit.objects.create(name=f"Unit {number}"))
        dialogue = actions.ask(owner=cast.ada, partner=partner, words="Hello", at=now)
        if number % 2:
            actions.take(Step.ACCEPT, seat=cast.seat(dialogue, partner), at=now)
        else:
            actions.suggest(seat=cast.seat(dialogue, partner), somebody=cast.ben, at=now)
    many = cost(client_for(cast.ada), HOME)
    assert many == few
    assert many[0] <= 10
    assert many[1] == 1


def test_a_leader_sees_phases_and_no_sign_of_a_conversation_with_somebody_else(cast, client_for):
    now = timezone.now()
    elsewhere = cast.another_leader()
    actions.take(
        Step.ACCEPT,
        seat=cast.seat(actions.ask(owner=cast.cleo, partner=elsewhere, words="", at=now), elsewhere),
        at=now,
    )
    cast.start(Phase.BEFORE, at=now)
    page = read(client_for(cast.ben), LEADING)
    assert "Ada Aa" in page
    assert "Before" in page
    assert page.count("No open conversation with you<") == 1
    assert "Dora" not in page


def test_a_former_leader_and_whoever_leads_nobody_find_no_such_page(cast, client_for):
    assert client_for(cast.cleo).get(LEADING).status_code == 404
    cast.ben.leaderships.update(ends=date(2021, 1, 1))
    assert client_for(cast.ben).get(LEADING).status_code == 404


def test_a_supervisor_sees_those_supervised(cast, client_for):
    Supervision.objects.create(person=cast.ada, supervisor=cast.cleo, starts=date(2020, 1, 1))
    page = read(client_for(cast.cleo), LEADING)
    assert "Ada Aa" in page
    assert "Ben Bo" not in page


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.LAPSED])
def test_each_phase_in_the_leaders_table(cast, client_for, phase):
    cast.start(phase, at=timezone.now())
    page = read(client_for(cast.ben), LEADING)
    assert "Ada Aa" in page
    assert "%(" not in page


def test_the_leaders_page_costs_the_same_for_two_people_and_for_forty(cast, client_for):
    now = timezone.now()
    cast.start(Phase.BEFORE, at=now)
    few = cost(client_for(cast.ben), LEADING)
    for number in range(38):
        somebody = member(f"Person{number} P", cast.unit)
        if number < 5:
            actions.invite(partner=cast.ben, owner=somebody, words="Come", at=now)
    many = cost(client_for(cast.ben), LEADING)
    assert many == few
    assert many[0] <= 10
    assert many[1] == 0


def test_many_people_can_be_searched(cast, client_for):
    for number in range(15):
        member(f"Person{number} P", cast.unit)
    client = client_for(cast.ben)
    assert 'role="search"' in read(client, LEADING)
    found = read(client, LEADING, q="person14")
    assert "Person14 P" in found
    assert "Ada Aa" not in found
    assert "Nobody you lead or supervise is called" in read(client, LEADING, q="Zoe")
