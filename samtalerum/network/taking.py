"""One's own contacts, to take along."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samtalerum.ground.dates import day_year
from samtalerum.network import actions
from samtalerum.network.models import Contact
from samtalerum.people.taking import Chapter, Passage, named, on, takes


@takes(Contact, order=60)
def contacts(person: Any, at: datetime) -> list[Chapter]:
    """One chapter, a passage for each card; none without contacts."""
    passages = []
    for contact, card in actions.contacts_of(person, at=at):
        agreed = _("Has agreed to be asked") if card.agreed else _("Ask me first")
        facts = [
            *named("where", _("Where"), card.where),
            *named("reach", _("How to reach"), card.reach),
            *named("agreed", _("May this contact be handed on?"), agreed),
            *on("used", _("Last used"), contact.used_at, day_year(contact.used_at)),
        ]
        passages.append(Passage("contact", card.name, card.what_for, facts=tuple(facts)))
    return [Chapter("network", _("My network"), passages=tuple(passages))] if passages else []
