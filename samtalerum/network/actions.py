"""Writing contacts down, finding them again, erasing them. Each contact is its owner's alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Conflict
from samtalerum.network.cards import Card, as_text, from_text
from samtalerum.network.models import Contact
from samtalerum.people import holds
from samtalerum.people.models import Person
from samtalerum.vault import api as vault

MOST = 300  # one page opens them all; whoever knows more people has an address book elsewhere


class Full(Conflict):
    """An address book, not a register."""

    message = _("There are 300 contacts here. Erase some that you no longer need first.")


class ChangedElsewhere(Conflict):
    """Two windows of one person."""

    message = _("This contact was changed in another window. Copy what you wrote here, then open the page again.")


def contacts_of(person: Any, *, at: datetime) -> list[tuple[Contact, Card]]:
    """All of one's own, opened, by name. One statement of each store, however many there are."""
    return open_cards(person, list(Contact.objects.filter(owner=person)), at=at)


def contact_of(person: Any, contact: UUID, *, at: datetime) -> tuple[Contact, Card]:
    """One of one's own; somebody else's does not exist, nor does one that has been erased."""
    found = open_cards(person, list(Contact.objects.filter(owner=person, pk=contact)), at=at)
    if not found:
        raise Http404
    return found[0]


def open_cards(person: Any, contacts: Sequence[Contact], *, at: datetime) -> list[tuple[Contact, Card]]:
    """Those that still have their key."""
    keys = vault.ring(person.pk, [contact.scope for contact in contacts])
    texts = vault.open(keys, [(contact.card, contact.place(contact.revision)) for contact in contacts], at=at)
    opened = [(contact, from_text(text)) for contact, text in zip(contacts, texts, strict=True) if text is not None]
    return sorted(opened, key=lambda pair: pair[1].name.casefold())


def add(person: Any, card: Card, *, at: datetime) -> Contact:
    """Write a new one down. The key comes first: without content it is harmless."""
    contact = Contact(owner=person, used_at=at)
    vault.create_key(contact.scope, readers=[person.pk])
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two windows take turns
        if Contact.objects.filter(owner=person).count() >= MOST:
            raise Full
        _seal(contact, card)
        contact.save(force_insert=True)
    return contact


@transaction.atomic
def change(person: Any, contact: UUID, card: Card, *, based_on: int, at: datetime) -> Contact:
    """Write it anew; what was changed elsewhere since is not overwritten."""
    found = Contact.objects.select_for_update().filter(owner=person, pk=contact).first()
    if found is None:
        raise Http404
    if found.revision != based_on:
        raise ChangedElsewhere
    _seal(found, card)
    found.used_at, found.warned_at = at, None
    found.save()
    return found


def keep(person: Any, contact: UUID, *, at: datetime) -> None:
    """It is still right: its time begins anew."""
    if not Contact.objects.filter(owner=person, pk=contact).update(used_at=at, warned_at=None):
        raise Http404


def erase(person: Any, contact: UUID, *, at: datetime) -> None:
    """Key first, row after. What was handed on with a referral stays in that conversation."""
    found = Contact.objects.filter(owner=person, pk=contact).first()
    if found is None:
        raise Http404
    holds.refuse_for(person)
    vault.erase(found.scope, at=at)
    found.delete()


def _seal(contact: Contact, card: Card) -> None:
    keys = vault.ring(contact.owner_id, [contact.scope])
    contact.revision += 1
    contact.card = keys.seal(contact.place(contact.revision), as_text(card))
