"""Naming a stand-in: somebody by name, from a day to a day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.people import finding, who
from samtalerum.people.forms.administration import day_field
from samtalerum.people.models import Person

MATCHES = 20


class NameForm(forms.Form):
    """Whoever is found by a part of a name stands among the choices; a whole name or an address needs no choosing."""

    name = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=120,
        help_text=gettext_lazy("The name or a part of it, or the address at the university."),
        error_messages={"required": gettext_lazy("Write who is to stand in for you.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))

    def __init__(self, data: Any = None, *, leader: Any, today: date) -> None:
        super().__init__(data, initial={"starts": today})
        self.leader, self.today = leader, today
        self.matches: list[Person] = []
        self.units: dict[Any, str] = {}
        self.chosen: Person | None = None

    @property
    def found(self) -> list[tuple[str, str, str]]:
        """Those to choose from: id, name, unit."""
        return [(str(one.pk), one.display_name, self.units.get(one.pk, "")) for one in self.matches]

    def clean_name(self) -> str:
        """One whole name or address is enough; otherwise those who are called so are offered."""
        name: str = self.cleaned_data["name"].strip()
        clear = [one for one in finding.exactly_one(name) if one.is_active]
        if len(clear) == 1:
            self.chosen = clear[0]
        else:
            known = finding.search(name, show="open", units=None, day=self.today).exclude(pk=self.leader.pk)
            self.matches = [one for one in known if name.casefold() in one.display_name.casefold()][:MATCHES]
            self.units = {pk: post.unit for pk, post in who.posts(self.matches, self.today).items()}
            picked = self.data.get("person", "")
            self.chosen = next((one for one in self.matches if str(one.pk) == picked), None)
        if self.chosen is None and not self.matches:
            raise forms.ValidationError(_("Nobody here has this name or address. Check the spelling, or write less."))
        if self.chosen is None:
            raise forms.ValidationError(_("Choose whom you mean, then press the button again."))
        if self.chosen.pk == self.leader.pk:
            raise forms.ValidationError(_("That is you. Choose somebody else."))
        return name

    def clean(self) -> dict[str, Any]:
        """From today on, the last day not before the first."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and starts < self.today:
            self.add_error("starts", _("This day has passed. Choose today or a later one."))
        elif starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first. Change one of them."))
        return given
