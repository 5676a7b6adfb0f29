"""Two accounts become one: the contacts of one go to the other, sealed anew under its name."""

from datetime import datetime

from django.db import transaction

from samtalerum.network.actions import open_cards
from samtalerum.network.cards import as_text
from samtalerum.network.models import Contact
from samtalerum.people.merging import Mover
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


def may(keep: Person, gone: Person) -> bool:  # noqa: ARG001 - a mover's signature
    """Contacts never stand in the way."""
    return True


def confidential(person: Person) -> bool:
    """Whoever keeps contacts must say yes before they go to anybody."""
    return Contact.objects.filter(owner=person).exists()


def move(keep: Person, gone: Person, at: datetime) -> None:
    """Runs in the transaction of the merge; the old keys go after it."""
    for contact, card in open_cards(gone, list(Contact.objects.select_for_update().filter(owner=gone)), at=at):
        before = contact.scope
        contact.owner = keep
        vault.create_key(contact.scope, readers=[keep.pk])
        contact.revision += 1
        contact.card = vault.ring(keep.pk, [contact.scope]).seal(contact.place(contact.revision), as_text(card))
        contact.save()
        transaction.on_commit(lambda scope=before: vault.erase(scope, at=at))  # type: ignore[misc]


MOVER = Mover("network", may, move, confidential)
