"""Moving a conversation: with whom instead, a few words, and which own texts come along."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.actions.moving import COPIED
from samtalerum.dialogues.forms.starting import AskForm
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import read, ring


@dataclass(frozen=True)
class Own:
    """Something the owner has written here, to look at before choosing."""

    item: Item
    text: str
    chosen: bool


class MoveForm(AskForm):
    """Whom to ask instead; `item`: the keys of what is copied."""

    item = forms.MultipleChoiceField(label=gettext_lazy("What comes along"), required=False)

    def __init__(self, data: Any = None, *, seat: Seat, at: datetime) -> None:
        self.seat = seat
        self.kept = own(seat, at=at)
        super().__init__(data, owner=seat.person, at=at)
        self.offered = [one for one in self.offered if one.person.pk != other(seat).person_id]
        field: Any = self.fields["item"]
        field.choices = [(one.key, one.key) for one, _text in self.kept]

    @property
    def texts(self) -> list[Own]:
        """Everything of one's own; at first all of it comes along."""
        everything = [one.key for one, _text in self.kept]
        chosen = set(self["item"].value() or ()) if self.is_bound else set(everything)
        return [Own(item, text, item.key in chosen) for item, text in self.kept]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.chosen and self.chosen.pk == other(self.seat).person_id:
            self.add_error("who", _("You already talk with %(name)s.") % {"name": self.chosen.first_name})
        return given


def own(seat: Seat, *, at: datetime) -> list[tuple[Item, str]]:
    """What this person wrote in the own preparation and at the guide, in the blueprint's order."""
    items = {key: item for key, item in seat.dialogue.edition.blueprint.items().items() if item.part in COPIED}
    readings = read(seat, ring(seat), at=at, items=set(items))
    found = []
    for key, item in items.items():
        mine = readings.mine(key)
        if mine and mine.text and mine.text.strip():
            found.append((item, mine.text))
    return found
