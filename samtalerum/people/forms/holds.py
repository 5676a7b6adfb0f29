"""The form of a legal hold."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samtalerum.people.forms.administration import PersonField


class HoldForm(forms.Form):
    """Whom it is about, perhaps with whom, and why."""

    person = PersonField(_("Person"))
    other = PersonField(_("Only with (optional)"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The case and its number. Both people can read it; write nothing about what may have been said."),
        error_messages={"required": _("Write why erasing has to pause.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["other"].required = False

    def clean_other(self) -> Any:
        """Two people, not one twice."""
        other = self.cleaned_data["other"]
        if other and other == self.cleaned_data.get("person"):
            raise ValidationError(_("Write somebody else, or leave this empty."))
        return other
