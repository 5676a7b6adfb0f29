"""The door: an address, then six digits."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """The address of work; unknown ones are answered alike."""

    email = forms.EmailField(
        label=_("Your e-mail address at work"),
        max_length=254,
        help_text=_("We send six digits to it. There is no password."),
        error_messages={
            "required": _("Write your e-mail address, for example name@university.example."),
            "invalid": _("This is not an e-mail address. Write it in full, for example name@university.example."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class CodeForm(forms.Form):
    """Six digits; spaces do no harm."""

    code = forms.CharField(
        label=_("The code in the mail"),
        max_length=20,
        error_messages={"required": _("Write the six digits from the mail.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "ds-input st-code",
            }
        ),
    )
