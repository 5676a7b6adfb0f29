"""A contact handed on: a copy that both can read, until it is taken back or the sheet is erased."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from samtalerum.dialogues import actions, notices, retention
from samtalerum.dialogues.handed import Referral
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.refusals import Forbidden, Invalid, WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.network import actions as network
from samtalerum.network.cards import Card
from samtalerum.vault.models import AccessLog

INGRID = Card("Ingrid Østergård", "Sediment agency", "What a job there is like", "ingrid@sea.example", agreed=False)
WHY = "She reads what the ground remembers"


@pytest.fixture
def contact(cast):
    return network.add(cast.ben, INGRID, at=cast.start(Phase.ASKED).started_at)


@pytest.fixture
def during(cast, contact) -> Dialogue:
    dialogue = Dialogue.objects.get()
    actions.take("accept", seat=cast.seat(dialogue, cast.ben), at=dialogue.started_at)
    actions.take("meet", seat=cast.seat(dialogue, cast.ben), at=dialogue.started_at)
    dialogue.refresh_from_db()
    return dialogue


def refer(cast, dialogue, contact) -> Referral:
    return actions.refer(cast.seat(dialogue, cast.ben), contact.pk, why=WHY, at=dialogue.started_at)


def sheet(cast, dialogue, client_for, person) -> str:
    return client_for(person).get(reverse("dialogues:sheet", args=[dialogue.pk])).content.decode()


def test_both_read_the_copy_beside_the_sheet_and_the_partner_sees_that_it_was_opened(cast, during, contact, client_for):
    refer(cast, during, contact)
    cast.confirm(during)
    page = sheet(cast, during, client_for, cast.ada)
    assert INGRID.name in page
    assert WHY in page
    assert "Ask Ben first, before you write." in page
    assert AccessLog.objects.filter(actor=cast.ada.pk, author=cast.ben.pk, item="referral/0").exists()
    assert "a contact you handed on" in client_for(cast.ben).get(reverse("dialogues:access")).content.decode()


def test_the_copy_stays_as_it_was_when_the_contact_changes_or_goes(cast, during, contact):
    refer(cast, during, contact)
    network.erase(cast.ben, contact.pk, at=during.started_at)
    ada = cast.seat(during, cast.ada)
    assert [one.card for one in actions.referrals(ada, ring(ada), at=during.started_at)] == [INGRID]


def test_taken_back_it_is_gone_for_the_other_one_although_both_have_confirmed(cast, during, contact, client_for):
    referral = refer(cast, during, contact)
    cast.confirm(during)
    letter = Letter.objects.get(notice="dialogues/referred", person=cast.ada.pk)
    assert notices.referred.holds(letter)
    take_back = reverse("dialogues:take-referral-back", args=[during.pk])
    client_for(cast.ben).post(take_back, {"referral": str(referral.pk)})
    assert INGRID.name not in sheet(cast, during, client_for, cast.ada)
    assert not notices.referred.holds(letter)
    assert "both have confirmed" not in sheet(cast, during, client_for, cast.ada)  # nobody is asked to confirm anew


def test_only_the_partner_hands_on_only_the_own_contacts_and_only_once_the_room_is_open(cast, during, contact):
    with pytest.raises(Http404):
        actions.refer(cast.seat(during, cast.ada), contact.pk, why="", at=during.started_at)
    of_ada = network.add(cast.ada, INGRID, at=during.started_at)
    with pytest.raises(Forbidden):
        actions.refer(cast.seat(during, cast.ada), of_ada.pk, why="", at=during.started_at)
    with pytest.raises(Invalid):
        actions.take_referral_back(cast.seat(during, cast.ada), refer(cast, during, contact).pk, at=during.started_at)


def test_before_the_room_is_open_nothing_is_handed_on(cast, contact):
    dialogue = Dialogue.objects.get()
    with pytest.raises(WrongMoment):
        refer(cast, dialogue, contact)


def test_it_is_erased_with_the_sheet(cast, during, contact):
    refer(cast, during, contact)
    cast.confirm(during)
    during.refresh_from_db()
    day = retention.dates(during).sheet
    retention.erase_what_is_due(at=during.held_at + timedelta(days=(day - during.held_at.date()).days + 1))
    assert not Referral.objects.exists()
    assert network.contacts_of(cast.ben, at=during.held_at)  # the network is the partner's own


def test_without_contacts_the_page_leads_to_the_network(cast, client_for):
    dialogue = cast.start(Phase.DURING)
    page = client_for(cast.ben).get(reverse("dialogues:refer", args=[dialogue.pk])).content.decode()
    assert "No contacts yet" in page
    assert reverse("network:add") in page
    empty = client_for(cast.ben).post(reverse("dialogues:refer", args=[dialogue.pk]), {"why": ""})
    assert (empty.status_code, "Choose a contact." in empty.content.decode()) == (400, True)
