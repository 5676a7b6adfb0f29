"""Another address takes effect when it can no longer be a takeover."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samtalerum.ground.refusals import Refusal
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import notice
from samtalerum.people import actions, addresses, sweeps
from samtalerum.people.models import Event, Person
from samtalerum.people.takes_two import AddressChange
from samtalerum.people.tests.test_factors import letters, long_ago, with_app, with_code
from tests.inspecting import InspectingClient

NEW = "ada.new@fjordby.example"
NOW = timezone.now()
WAIT = timedelta(days=3)


@pytest.fixture
def change(cast) -> AddressChange:
    """Rune has asked for another address of Ada's, who has signed in before."""
    Person.objects.filter(pk=cast.ada.pk).update(last_login=NOW)
    cast.ada.refresh_from_db()
    asked = addresses.ask(cast.ada, NEW, actor=cast.rune, at=NOW)
    assert asked is not None
    return asked


def address(person) -> str:
    return Person.objects.get(pk=person.pk).email


def way(change) -> str:
    """The link in the mail to the old address."""
    letter = Letter.objects.get(notice="people/address-asked", about=str(change.pk))
    assert letter.email == "ada@fjordby.example"
    known = notice(letter.notice)
    assert known is not None
    assert known.link is not None
    return known.link(letter)


def second_administrator(cast, *, since: timedelta):
    cast.ben.is_administrator, cast.ben.language = True, "en"
    cast.ben.save()
    Event.objects.create(person=cast.ben, actor=cast.rune, kind="role-given", detail="administrator", at=NOW - since)
    return cast.ben


def test_an_administrator_alone_takes_over_no_account(client_for, cast):
    with_code(cast.ada)
    client = client_for(cast.rune)
    page = client.get(f"/administration/people/{cast.ada.pk}/address/").content.decode()
    assert "can object for 3 days" in page
    client.post(f"/administration/people/{cast.ada.pk}/address/", {"email": NEW})
    assert address(cast.ada) == "ada@fjordby.example"
    assert Person.objects.by_address(NEW) is None
    page = client.get(f"/administration/people/{cast.ada.pk}/").content.decode()
    assert "unless the old address objects" in page
    assert "Confirm it as a second administrator" not in page


def test_after_three_days_without_a_word_it_is_in_force(cast, change):
    sweeps.run(NOW + WAIT - timedelta(seconds=1))
    assert address(cast.ada) == "ada@fjordby.example"
    sweeps.run(NOW + WAIT)
    assert address(cast.ada) == NEW
    assert "people/address-changed" in letters(cast.ada)
    assert sweeps.run(NOW + WAIT) == 0


def test_the_old_address_objects_by_one_click_without_signing_in(cast, change):
    stranger = InspectingClient()
    page = stranger.get(way(change)).content.decode()
    assert "I object" in page
    assert address(cast.ada) == "ada@fjordby.example"
    assert "Stopped." in stranger.post(way(change)).content.decode()
    sweeps.run(NOW + WAIT)
    assert address(cast.ada) == "ada@fjordby.example"
    assert "settled" in stranger.get(way(change)).content.decode()
    assert Event.objects.filter(person=cast.ada).latest("pk").kind == Event.Kind.ADDRESS_STOPPED


def test_a_forged_link_is_nothing(cast, change):
    assert InspectingClient().post(f"/address/{change.pk}:AAAA/").status_code == 404
    assert InspectingClient().post(way(change).replace(str(change.pk), str(cast.ada.pk))).status_code == 404
    assert addresses.waiting_for(cast.ada) == change


def test_the_persons_yes_is_enough_and_asks_for_a_fresh_proof(cast, change):
    client, _ = with_code(cast.ada)
    assert "Another address for you" in client.get("/settings/").content.decode()
    long_ago(client)
    answer = client.post(f"/settings/address/{change.pk}/", {"yes": "1"})
    assert answer["Location"] == "/settings/security/prove/?next=/settings/"
    assert address(cast.ada) == "ada@fjordby.example"
    client, _ = with_code(cast.ada)
    assert client.post(f"/settings/address/{change.pk}/", {"yes": "1"})["Location"] == "/sign-in/"
    assert address(cast.ada) == NEW


def test_the_persons_no_ends_it(cast, change):
    client, _ = with_code(cast.ada)
    client.post(f"/settings/address/{change.pk}/", {"no": "1"})
    assert client.get("/settings/").status_code == 200
    sweeps.run(NOW + WAIT)
    assert address(cast.ada) == "ada@fjordby.example"


def test_nobody_answers_for_another(cast, change, client_for):
    assert client_for(cast.cleo).post(f"/settings/address/{change.pk}/", {"yes": "1"}).status_code == 404
    assert client_for(cast.rune).post(f"/settings/address/{change.pk}/", {"yes": "1"}).status_code == 404


def test_a_second_administrator_confirms_and_it_is_written_down(client_for, cast, change):
    ben = second_administrator(cast, since=timedelta(days=30))
    client = client_for(ben)
    assert "second administrator" in client.get(f"/administration/people/{cast.ada.pk}/").content.decode()
    client.post(f"/administration/address/{change.pk}/", {"confirm": "1"})
    assert address(cast.ada) == NEW
    kinds = list(Event.objects.filter(person=cast.ada).values_list("kind", "actor"))
    assert (Event.Kind.ADDRESS_VOUCHED, ben.pk) in kinds


def test_the_same_administrator_is_no_second_one(client_for, cast, change):
    answer = client_for(cast.rune).post(f"/administration/address/{change.pk}/", {"confirm": "1"})
    assert answer.status_code == 403
    assert address(cast.ada) == "ada@fjordby.example"


def test_an_administrator_made_for_the_purpose_is_no_second_one(cast, change):
    ben = second_administrator(cast, since=timedelta(days=1))
    with pytest.raises(addresses.NotAlone):
        addresses.confirm(change, by=ben, at=NOW)
    assert address(cast.ada) == "ada@fjordby.example"


def test_who_asked_can_take_it_back(client_for, cast, change):
    client_for(cast.rune).post(f"/administration/address/{change.pk}/", {"stop": "1"})
    assert addresses.waiting_for(cast.ada) is None


def test_second_factors_stay_and_are_asked_for_after_a_change_that_was_not_confirmed(client_for, cast, change):
    with_app(client_for(cast.ada))
    sweeps.run(NOW + WAIT)
    ada = Person.objects.get(pk=cast.ada.pk)
    _, answer = with_code(ada)
    assert answer["Location"] == "/sign-in/second/"


def test_an_address_that_somebody_else_has_by_then_is_not_used(cast, change):
    actions.add_person(name="Nora Ny", email=NEW, at=NOW)
    sweeps.run(NOW + WAIT)
    assert address(cast.ada) == "ada@fjordby.example"
    assert addresses.waiting_for(cast.ada) is None


def test_only_one_waits_at_a_time(cast, change):
    with pytest.raises(Refusal):
        addresses.ask(cast.ada, "third@fjordby.example", actor=cast.rune, at=NOW)


def test_what_nobody_could_take_over_is_mended_at_once(cast):
    """A slip of the pen in the address of somebody who has never signed in."""
    assert addresses.ask(cast.cleo, "cleo.new@fjordby.example", actor=cast.rune, at=timezone.now()) is None
    assert address(cast.cleo) == "cleo.new@fjordby.example"


def test_settled_is_settled(cast, change):
    addresses.stop(change, by=cast.ada, at=NOW)
    for late in (lambda: addresses.agree(change, at=NOW), lambda: addresses.stop(change, by=None, at=NOW)):
        with pytest.raises(addresses.Settled):
            late()


def test_the_link_is_in_no_log_of_the_mail(cast, change):
    assert re.fullmatch(r"/address/[0-9a-f-]{36}:[\w-]{20,}/", way(change))
    assert way(change) not in repr(list(Letter.objects.values()))
