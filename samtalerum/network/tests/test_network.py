"""A private address book: one's own, searched, kept, warned of, erased; never anybody else's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samtalerum.blueprints import editions
from samtalerum.mail.models import Letter
from samtalerum.network import actions, merging, notices, retention, sweeps
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact
from samtalerum.network.tests.conftest import AT, INGRID, OLE
from samtalerum.vault import api as vault

TWO_YEARS = timedelta(days=731)
CONTACTS = "/network/"


@pytest.fixture(autouse=True)
def blueprint(db):
    """Guidance comes from the blueprint that ships."""
    editions.publish_shipped(at=AT)


def names(person) -> list[str]:
    return [card.name for _contact, card in actions.contacts_of(person, at=AT)]


def test_contacts_are_listed_by_name_and_only_to_their_owner(ben, dora, ingrid):
    actions.add(ben, OLE, at=AT)
    actions.add(ben, Card("anna b", "", "", "", agreed=False), at=AT)
    assert names(ben) == ["anna b", "Ingrid Østergård", "Ole Ås"]
    assert names(dora) == []
    with pytest.raises(Http404):
        actions.contact_of(dora, ingrid.pk, at=AT)
    with pytest.raises(vault.NotAReader):
        vault.ring(dora.pk, [ingrid.scope]).has(ingrid.scope)


def test_nothing_of_a_card_stands_in_clear(ingrid):
    row = Contact.objects.filter(pk=ingrid.pk).values().get()
    assert "Ingrid" not in repr(row)
    assert b"Ingrid" not in bytes(row["card"].box)


@pytest.mark.parametrize(("query", "found"), [("østergård", True), ("agency DATA", True), ("ingrid school", False)])
def test_search_finds_cards_on_which_every_word_stands(query, found):
    assert INGRID.matches(query) is found


def test_a_card_is_written_changed_searched_and_erased_through_the_pages(ben, client_for):
    client = client_for(ben)
    typed = {"name": "Ingrid Ø", "where": "Agency", "what_for": "Data", "reach": "i@sea.example", "agreed": "yes"}
    client.post(reverse("network:add"), typed)
    contact = Contact.objects.get()
    page = client.get(CONTACTS).content.decode()
    assert "Ingrid Ø" in page
    assert "Has agreed to be asked" in page
    client.post(reverse("network:contact", args=[contact.pk]), typed | {"name": "Ingrid Østergård", "revision": "1"})
    assert "Østergård" in client.post(reverse("network:search"), {"q": "øster"}).content.decode()
    assert "Nobody in your network matches" in client.post(reverse("network:search"), {"q": "zzz"}).content.decode()
    assert "cannot be brought back" in client.get(reverse("network:erase", args=[contact.pk])).content.decode()
    client.post(reverse("network:erase", args=[contact.pk]))
    assert not Contact.objects.exists()
    assert not vault.ring(ben.pk, [contact.scope]).has(contact.scope)
    assert "Nobody yet" in client.get(CONTACTS).content.decode()


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(ben, client_for):
    answer = client_for(ben).post(reverse("network:add"), {"name": "", "where": "Agency", "agreed": "no"})
    page = answer.content.decode()
    assert (answer.status_code, "Write the name." in page, "Agency" in page) == (400, True, True)
    long = client_for(ben).post(reverse("network:add"), {"name": "x" * 201, "agreed": "no"})
    assert "Say it in fewer than 200 characters." in long.content.decode()


def test_two_windows_overwrite_nothing(ben, ingrid, client_for):
    actions.change(ben, ingrid.pk, OLE, based_on=1, at=AT)
    with pytest.raises(actions.ChangedElsewhere):
        actions.change(ben, ingrid.pk, INGRID, based_on=1, at=AT)
    typed = {"name": "Mine", "agreed": "no", "revision": "1"}
    answer = client_for(ben).post(reverse("network:contact", args=[ingrid.pk]), typed)
    assert (answer.status_code, "another window" in answer.content.decode()) == (400, True)
    assert names(ben) == [OLE.name]


def test_an_address_book_is_no_register(ben, ingrid, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(actions.Full):
        actions.add(ben, OLE, at=AT)
    assert names(ben) == [INGRID.name]


def test_a_contact_is_erased_two_years_after_it_was_last_used(ben, ingrid):
    assert retention.erased_on(ingrid) == date(2032, 3, 4)
    sweeps.erase_unused_contacts(AT + TWO_YEARS - timedelta(days=1))
    assert names(ben) == [INGRID.name]
    actions.keep(ben, ingrid.pk, at=AT + timedelta(days=400))
    sweeps.erase_unused_contacts(AT + TWO_YEARS + timedelta(days=300))
    assert names(ben) == [INGRID.name]
    sweeps.erase_unused_contacts(AT + TWO_YEARS + timedelta(days=401))
    assert not Contact.objects.exists()
    assert not vault.ring(ben.pk, [ingrid.scope]).has(ingrid.scope)


def test_the_owner_is_warned_once_and_not_at_all_when_the_contact_was_kept(ben, ingrid):
    soon = AT + TWO_YEARS - timedelta(days=20)
    assert sweeps.warn_of_unused_contacts(AT + timedelta(days=600)) == 0
    assert sweeps.warn_of_unused_contacts(soon) == 1
    assert sweeps.warn_of_unused_contacts(soon + timedelta(days=1)) == 0
    letter = Letter.objects.get(notice="network/contacts-end", person=ben.pk)
    assert notices.contacts_end.holds(letter)
    actions.keep(ben, ingrid.pk, at=soon)
    assert not notices.contacts_end.holds(letter)


def test_the_list_asks_as_often_for_many_contacts_as_for_one(ben, ingrid, client_for):
    client = client_for(ben)
    client.get(CONTACTS)
    few = cost_of(client)
    for number in range(20):
        actions.add(ben, Card(f"Person {number}", "", "", "", agreed=False), at=AT)
    assert cost_of(client) == few
    assert few <= 10


def cost_of(client) -> int:
    with CaptureQueriesContext(connection) as counted:
        client.get(CONTACTS)
    return len(counted)


def test_when_two_accounts_become_one_the_contacts_go_along(ben, dora, ingrid, django_capture_on_commit_callbacks):
    before = ingrid.scope
    with django_capture_on_commit_callbacks(execute=True):
        merging.move(dora, ben, AT)
    assert names(dora) == [INGRID.name]
    assert not vault.ring(ben.pk, [before]).has(before)
    assert merging.confidential(dora)


def test_somebody_elses_contact_does_not_exist(dora, ingrid, client_for):
    client = client_for(dora)
    for name in ("contact", "keep", "erase"):
        answers = {
            client.post(reverse(f"network:{name}", args=[contact])).status_code for contact in (ingrid.pk, uuid4())
        }
        assert answers == {404}
    assert Contact.objects.count() == 1
