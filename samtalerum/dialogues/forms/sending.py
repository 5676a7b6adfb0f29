"""Sending a sheet to a third reader: to whom, until when, and what that person would read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.sending import LONGEST
from samtalerum.dialogues.forms.sheet import Said, plain
from samtalerum.dialogues.models import Dialogue, Seat, SentSheet
from samtalerum.dialogues.seats import other
from samtalerum.people import finding
from samtalerum.people.models import Person

USUAL = timedelta(days=91)


class SendForm(forms.Form):
    """A person by name, address or staff number, and the last day."""

    reader = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=200,
        help_text=gettext_lazy("The whole name, or the address at the university."),
        error_messages={"required": gettext_lazy("Write who is to read the sheet.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("After this day the copy is erased. A year is the longest."),
        error_messages={
            "required": gettext_lazy("Choose the last day."),
            "invalid": gettext_lazy("This date could not be read. Write it as year-month-day: 2027-05-28."),
        },
    )

    def __init__(self, data: Any = None, *, seat: Seat, today: date) -> None:
        super().__init__(data, initial={"until": today + USUAL})
        self.seat, self.today = seat, today
        self.chosen: Person | None = None

    def clean_reader(self) -> str:
        name: str = self.cleaned_data["reader"]
        found = [one for one in finding.exactly_one(name) if one.is_active]
        if not found:
            raise forms.ValidationError(
                _("Nobody here has this name or address. Write the whole name, or the address at the university.")
            )
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have this name. Write the address instead."))
        self.chosen = found[0]
        if self.chosen.pk == self.seat.person_id:
            raise forms.ValidationError(_("You can read the sheet already."))
        if self.chosen.pk == other(self.seat).person_id:
            words = _("%(name)s can read the sheet already.") % {"name": self.chosen.first_name}
            raise forms.ValidationError(words)
        return name

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later one."))
        if until > self.today + LONGEST:
            raise forms.ValidationError(_("A year is the longest. Choose an earlier day."))
        return until


@dataclass(frozen=True)
class Passage:
    """One field of a sheet as a third reader reads it."""

    item: Item
    writer: str
    said: list[Said]


def passages(dialogue: Dialogue, lines: Iterable[actions.Line], owner: Seat, partner: Seat) -> list[Passage]:
    """The fields that say something, in the blueprint's order."""
    kept = list(lines)
    found = []
    for item in dialogue.edition.blueprint.wrap_up.fields:
        said = [Said(plain(line.text), line.due) for line in kept if line.item == item.key]
        writer = owner if owner.side in item.writers() else partner
        if said:
            found.append(Passage(item, writer.person.display_name, said))
    return found


def sent(dialogue: Dialogue) -> list[SentSheet]:
    """Who can read the sheet besides the two, and who could: the latest first."""
    return list(dialogue.sent_sheets.select_related("reader").order_by("-sent_at"))


def also_read_by(dialogue: Dialogue, *, today: date) -> list[SentSheet]:
    """Those who can read the sheet today besides the two; both of the two see them."""
    return list(dialogue.sent_sheets.filter(ended_at=None, until__gte=today).select_related("reader").order_by("until"))
