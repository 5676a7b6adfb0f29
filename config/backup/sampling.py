"""What is asked of a copy: how much it holds, and whether a sample of its texts opens. No text is shown."""

from itertools import chain

from samtalerum.dialogues.models import Dialogue, Entry, SheetVersion
from samtalerum.network.models import Contact
from samtalerum.people.models import Person
from samtalerum.vault.keystore import store
from samtalerum.vault.sealed import Place, Sealed

SAMPLE = 40  # of each kind


def dialogues(using: str) -> int:
    """How many conversations."""
    return Dialogue.every.using(using).count()


def persons(using: str) -> int:
    """How many people."""
    return Person.objects.using(using).count()


def opens(content: str, keys: str) -> store.Opens:
    """Whether texts of one database open with the keys of the other."""
    return store.still_opens(_texts(content), using=keys)


def _texts(using: str) -> list[tuple[Sealed, Place]]:
    """By lot, of what is written most, and of what matters most."""
    entries = Entry.objects.using(using).select_related("author").order_by("?")
    sheets = SheetVersion.objects.using(using).order_by("?")[:SAMPLE]
    contacts = Contact.objects.using(using).order_by("?")[:SAMPLE]
    found = chain(
        ((one.draft, one.draft_place(one.revision)) for one in entries.filter(draft__isnull=False)[:SAMPLE]),
        ((one.shown, one.shown_place(one.shown_revision)) for one in entries.filter(shown__isnull=False)[:SAMPLE]),
        ((one.body, one.place()) for one in sheets),
        ((one.card, one.place(one.revision)) for one in contacts),
    )
    return [(sealed, place) for sealed, place in found if sealed is not None]
