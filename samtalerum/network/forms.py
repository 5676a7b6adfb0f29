"""A contact as it is typed, and the list with what was looked for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtalerum.network import actions
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact
from samtalerum.network.retention import WARNED, erased_on
from samtalerum.vault import retention

SHORT, LONG = 200, 1000


def _line(
    label: Any, *, required: str | Any = "", longest: int = SHORT, rows: int = 0, hint: Any = ""
) -> forms.CharField:
    widget = (
        forms.Textarea(attrs={"rows": rows, "class": "ds-input"})
        if rows
        else forms.TextInput(attrs={"autocomplete": "off"})
    )
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        widget=widget,
        help_text=hint,
        error_messages={
            "required": required,
            "max_length": _("Say it in fewer than %(limit)s characters.") % {"limit": longest},
        },
    )


class ContactForm(forms.Form):
    """One card."""

    name = _line(_("Name"), required=_("Write the name."))
    where = _line(_("Where"), hint=_("The firm, agency, school or university, and what the person does there."))
    what_for = _line(_("What for"), longest=LONG, rows=2, hint=_("What somebody could ask about."))
    reach = _line(_("How to reach"), longest=LONG, rows=2)
    agreed = forms.TypedChoiceField(
        label=_("May this contact be handed on?"),
        choices=[("no", _("Ask me first")), ("yes", _("Has agreed to be asked"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def card(self) -> Card:
        """What was typed."""
        given = self.cleaned_data
        return Card(given["name"], given["where"], given["what_for"], given["reach"], given["agreed"])


def initial(contact: Contact, card: Card) -> dict[str, Any]:
    """The form of one that is there already."""
    return {
        "name": card.name,
        "where": card.where,
        "what_for": card.what_for,
        "reach": card.reach,
        "agreed": "yes" if card.agreed else "no",
        "revision": contact.revision,
    }


@dataclass(frozen=True)
class Line:
    """One contact in the list."""

    contact: Contact
    card: Card
    erased_on: date
    ends_soon: bool


@dataclass(frozen=True)
class Book:
    """The page."""

    lines: list[Line]
    everybody: int
    query: str
    would_end: date  # on which something written today would be erased


def book(person: Any, query: str, *, at: datetime, today: date) -> Book:
    """Those on whose card every word of the query stands."""
    found = actions.contacts_of(person, at=at)
    lines = [
        Line(contact, card, erased_on(contact), erased_on(contact) <= today + WARNED)
        for contact, card in found
        if card.matches(query)
    ]
    return Book(lines, len(found), query, retention.CONTACTS.after(today))
