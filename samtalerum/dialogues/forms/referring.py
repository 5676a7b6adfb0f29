"""Which contact, and why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.actions.referring import LONGEST
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact


class ReferForm(forms.Form):
    """One of the partner's own contacts, with a sentence for the other one."""

    contact = forms.TypedChoiceField(
        label=_("Whom"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a contact."), "invalid_choice": _("Choose a contact.")},
    )
    why = forms.CharField(
        label=_("In one sentence: why"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "class": "ds-input"}),
        error_messages={"max_length": _("Say it in fewer than 500 characters.")},
    )

    def __init__(self, data: Any = None, *, contacts: Sequence[tuple[Contact, Card]]) -> None:
        super().__init__(data)
        self.empty = not contacts
        field: Any = self.fields["contact"]
        field.choices = [(str(contact.pk), _called(card)) for contact, card in contacts]


def _called(card: Card) -> str:
    return ", ".join(filter(None, (card.name, card.where)))
