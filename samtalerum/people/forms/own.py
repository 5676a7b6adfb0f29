"""What a person sets for oneself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtalerum.mail.models import Pace
from samtalerum.people.models import Appearance, Person

LANGUAGES = [("en", "English"), ("da", "Dansk"), ("sv", "Svenska")]


class SettingsForm(forms.Form):
    """Name as others see it, language, light or dark, and when mails come."""

    display_name = forms.CharField(
        label=_("Display name"),
        max_length=120,
        error_messages={"required": _("Write the name that others shall see.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    appearance = forms.ChoiceField(label=_("Appearance"), choices=Appearance, widget=forms.RadioSelect)

    mails = forms.ChoiceField(label=_("Mails"), choices=Pace, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        now = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(data, initial=now)
