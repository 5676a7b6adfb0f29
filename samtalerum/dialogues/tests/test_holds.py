"""A legal hold pauses erasing: by time and by hand, for a person or between two, by two administrators, and openly."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samtalerum.dialogues import actions, retention, sweeps
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.network import actions as network
from samtalerum.network import retention as network_retention
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact
from samtalerum.people import holds
from samtalerum.people.models import Event, Person
from samtalerum.people.takes_two import Hold

YEARS = timedelta(days=5 * 366)


@pytest.fixture
def two(cast):
    """Two administrators."""
    return [Person.objects.create_person(name, f"{name}@example.org", is_administrator=True) for name in ("ia", "jo")]


@pytest.fixture
def hold(two, at):
    """`hold(person, other)`: in force."""

    def make(person, other=None):
        made = holds.propose(person=person, other=other, reason="Case 7 of 2030", actor=two[0], at=at)
        return holds.confirm(made.pk, actor=two[1], at=at)

    return make


@pytest.fixture
def dialogue(cast, at):
    """Held and confirmed, with words of both and private ones of Ada's."""
    made = cast.start(Phase.CONFIRMED, words="please", at=at)
    actions.save(cast.seat(made, cast.ada), "guide.meaning", text="mine", based_on=0, client=made.pk, at=at)
    return made


def left(dialogue) -> int:
    """How many rows of words."""
    from samtalerum.dialogues.models import Entry

    return Entry.objects.filter(dialogue=dialogue).count()


@pytest.mark.parametrize("between", [False, True], ids=["a person", "between two"])
def test_nothing_is_erased_by_time_while_it_lasts_and_everything_afterwards(cast, dialogue, hold, between):
    made, before, at = hold(cast.ben, cast.ada if between else None), left(dialogue), dialogue.confirmed_at
    sweeps.run(at + YEARS)
    assert left(dialogue) == before
    for one in (made.proposed_by, made.confirmed_by):
        holds.end(made.pk, actor=one, at=at + YEARS)
    sweeps.run(at + YEARS)
    assert left(dialogue) == 0


def test_a_hold_between_two_holds_nothing_else(cast, dialogue, hold, at):
    hold(cast.ben, cast.cleo)
    sweeps.run(at + YEARS)
    assert left(dialogue) == 0


def test_a_proposal_pauses_nothing(cast, dialogue, two, at):
    holds.propose(person=cast.ada, other=None, reason="Case 7", actor=two[0], at=at)
    assert actions.erase_private(cast.seat(dialogue, cast.ada), at=at) == 1


def test_nobody_erases_by_hand_and_the_page_says_why(cast, dialogue, hold, at, client_for):
    hold(cast.ben)
    with pytest.raises(holds.ErasingPaused):
        actions.erase_private(cast.seat(dialogue, cast.ada), at=at)
    client = client_for(cast.ada)
    address = reverse("dialogues:erase", args=[dialogue.pk])
    assert client.post(address).status_code == 409
    page = client.get(address).content.decode()
    assert "Case 7 of 2030" in page
    assert "Erase it for good" not in page
    assert "Case 7 of 2030" in client.get(reverse("dialogues:after", args=[dialogue.pk])).content.decode()


def test_what_was_sent_is_not_taken_back_meanwhile(cast, dialogue, hold, at):
    seat = cast.seat(dialogue, cast.ada)
    sent = actions.follow_up(seat, text="Still so?", at=at)
    hold(cast.ada)
    with pytest.raises(holds.ErasingPaused):
        actions.take_back(seat, sent.pk, at=at)


def test_contacts_of_a_held_person_stay(cast, hold, at):
    contact = network.add(cast.ben, Card("Ingrid", "Agency", "", "", agreed=True), at=at)
    hold(cast.ben)
    assert network_retention.erase_what_is_due(at=at + YEARS) == 0
    with pytest.raises(holds.ErasingPaused):
        network.erase(cast.ben, contact.pk, at=at)
    assert Contact.objects.exists()


def test_it_takes_two_to_set_and_two_to_end(cast, two, at):
    made = holds.propose(person=cast.ada, other=None, reason="Case 7", actor=two[0], at=at)
    with pytest.raises(holds.TakesTwo):
        holds.confirm(made.pk, actor=two[0], at=at)
    holds.confirm(made.pk, actor=two[1], at=at)
    assert holds.end(made.pk, actor=two[0], at=at).ended_at is None
    with pytest.raises(holds.TakesTwo):
        holds.end(made.pk, actor=two[0], at=at)
    assert holds.end(made.pk, actor=two[1], at=at).ended_at == at
    assert [event.kind for event in Event.objects.filter(person=cast.ada)] == ["hold-ended", "held"]


def test_whom_it_names_reads_it_and_nobody_else(cast, hold, client_for):
    hold(cast.ada)
    kept = reverse("dialogues:kept")
    assert "Case 7 of 2030" in client_for(cast.ada).get(kept).content.decode()
    assert "Case 7 of 2030" not in client_for(cast.cleo).get(kept).content.decode()


def test_the_page_says_the_same_whether_there_is_a_conversation_or_not(cast, dialogue, two, at, client_for):
    pages = []
    for other in (cast.ada, cast.cleo):
        Hold.objects.all().delete()
        made = holds.propose(person=cast.ben, other=other, reason="Case 7", actor=two[0], at=at)
        page = client_for(two[1]).get(reverse("people:holds")).content.decode()
        pages.append(page.split("<main")[1].replace(other.display_name, "").replace(str(made.pk), "").split("csrf")[0])
    assert pages[0] == pages[1]


def test_even_that_they_talked_stays_known(cast, dialogue, hold, at):
    hold(cast.ada)
    assert retention.forget_facts(at=at + YEARS) == 0
    assert Dialogue.objects.filter(pk=dialogue.pk).exists()
