"""Passkeys, the code app, and proving with them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtalerum.people.forms.sign_in import CodeForm


class PasskeyNameForm(forms.Form):
    """What the person calls it."""

    name = forms.CharField(
        label=_("What you call it"),
        max_length=40,
        help_text=_("So that you know which one it is: Work laptop, Phone."),
        error_messages={"required": _("Give it a name, for example Work laptop.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewPasskeyForm(PasskeyNameForm):
    """A name, and what the browser answered."""

    credential = forms.CharField(required=False, widget=forms.HiddenInput)


class AppCodeForm(CodeForm):
    """The first digits that the app shows."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["code"].label = _("The six digits that the app shows now")
        self.fields["code"].error_messages["required"] = _("Write the six digits that the app shows.")


class SecondForm(forms.Form):
    """Digits of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Six digits from your code app, or a recovery code"),
        max_length=30,
        help_text=_("A recovery code has sixteen letters and digits, and works once."),
        error_messages={"required": _("Write the six digits, or a recovery code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
