"""Forms of the unit's own pages: roles, how a coach is presented, the unit's words, assigning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching.models import Coach, CoachingUnit
from samtalerum.people.forms.administration import PersonField
from samtalerum.people.models import Category
from samtalerum.web.context import LANGUAGE_NAMES

MOST = 40  # courses of one coach
LINES = 600  # characters about oneself
LONGEST = 4000  # characters of a text of the unit's
SPOKEN = list(LANGUAGE_NAMES.items())


class NameForm(forms.Form):
    """Who gets a role."""

    person = PersonField(_("Person"))


def most_field() -> forms.IntegerField:
    """How many courses a coach has at most."""
    return forms.IntegerField(
        label=_("Courses at most"),
        min_value=0,
        max_value=MOST,
        error_messages={
            "required": _("Write a number."),
            "invalid": _("Write a whole number."),
            "min_value": _("Write 0 or more."),
            "max_value": _("Write at most %(limit_value)s."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class MostForm(forms.Form):
    """How much room a coach has."""

    most = most_field()


class CoachForm(forms.Form):
    """How a coach is presented, and how much room there is; written by the coach."""

    lines = forms.CharField(
        label=_("A few lines about yourself"),
        required=False,
        max_length=LINES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you coach in"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    most = most_field()
    presented = forms.BooleanField(label=_("Show me on the page What coaching is"), required=False)

    def __init__(self, data: Any = None, *, coach: Coach) -> None:
        initial = {name: getattr(coach, name) for name in ("lines", "languages", "most", "presented")}
        super().__init__(data, initial=initial)


class UnitForm(forms.Form):
    """What the unit says of itself, in each language, and who may ask."""

    categories = forms.MultipleChoiceField(
        label=_("Who may ask"),
        choices=Category,
        required=False,
        help_text=_("Categories of position. None chosen: all but technical and administrative staff."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, unit: CoachingUnit) -> None:
        initial: dict[str, Any] = {"categories": unit.categories}
        for code in LANGUAGE_NAMES:
            initial[f"words_{code}"] = unit.words.get(code, "")
            initial[f"confidentiality_{code}"] = unit.confidentiality.get(code, "")
        super().__init__(data, initial=initial)
        for code, name in SPOKEN:
            self.fields[f"words_{code}"] = _text(_("On the page What coaching is"), name)
            self.fields[f"confidentiality_{code}"] = _text(
                _("On confidentiality, where two agree how they begin"), name
            )
        self.order_fields([*(f"words_{code}" for code in LANGUAGE_NAMES), "categories"])

    def in_languages(self, name: str) -> dict[str, str]:
        """A text by language, without those that are empty."""
        found = {code: self.cleaned_data[f"{name}_{code}"].strip() for code in LANGUAGE_NAMES}
        return {code: text for code, text in found.items() if text}


def _text(label: Any, name: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=name,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AssignForm(forms.Form):
    """Which coach gets a request."""

    coach = forms.ChoiceField(
        label=_("Coach"), widget=forms.RadioSelect, error_messages={"required": _("Choose a coach.")}
    )

    def __init__(self, data: Any = None, *, coaches: list[Coach], language: str) -> None:
        super().__init__(data)
        self.known = {str(one.pk): one for one in coaches}
        # Who speaks the language first; the rest may still be chosen.
        fits = sorted(coaches, key=lambda one: bool(language) and language not in one.languages)
        self.fields["coach"].choices = [(str(one.pk), _says(one)) for one in fits]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Coach:
        """Whom the coordinator chose."""
        return self.known[self.cleaned_data["coach"]]


def _says(coach: Coach) -> str:
    spoken = ", ".join(LANGUAGE_NAMES.get(code, code) for code in coach.languages)
    room = f"{coach.courses}/{coach.most}"  # type: ignore[attr-defined]
    return " · ".join(part for part in (coach.person.display_name, spoken, room) if part)
