"""Forms of the administrators' pages. Errors say what to write."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samtalerum.people import finding
from samtalerum.people.forms.own import LANGUAGES
from samtalerum.people.models import Address, Category, Person, Span, Unit, tidy

NO_DATE = _("This is not a date. Write it as year, month and day, for example 2027-09-01.")
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # beyond is a slip; and days can still be added to the last


def _within_reason(day: date) -> None:
    if not FIRST <= day <= LAST:
        raise ValidationError(_("Check the year: it must lie between 1900 and 2199."))


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day within reason, in the browser's own date field."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        validators=[_within_reason],
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": _("Choose a day."), "invalid": NO_DATE},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PersonField(forms.CharField):
    """Somebody who is here, by address, staff number or whole name."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            max_length=254,
            help_text=_("E-mail address, staff number or whole name"),
            error_messages={"required": _("Write whom you mean.")},
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text and not self.required:
            return None
        found = finding.exactly_one(text)
        if not found:
            raise ValidationError(_("Nobody with an open account is called that. Look for the person under People."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name. Write the e-mail address."))
        return found[0]


class UnitField(forms.ChoiceField):
    """A unit, in the order and depth of the tree. Asks the database when the form is made, once."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        super().__init__(label=label, required=required, error_messages={"required": _("Choose a unit.")})
        self.known: dict[str, Unit] = {}

    def offer(self, units: list[Unit], *, top: Any = "") -> None:
        """These may be chosen; `top` names the choice of none."""
        lines = list(finding.flat(finding.tree(units)))
        self.known = {str(unit.pk): unit for _depth, unit in lines}
        self.choices = [("", top), *((str(unit.pk), "\u2003" * depth + str(unit)) for depth, unit in lines)]

    def clean(self, value: Any) -> Any:
        return self.known.get(super().clean(value))


class PersonForm(forms.Form):
    """What an administrator keeps about somebody."""

    display_name = forms.CharField(
        label=_("Display name"), max_length=120, error_messages={"required": _("Write the name that others shall see.")}
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    institution_id = forms.CharField(label=_("Staff number (optional)"), max_length=60, required=False)

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        self.person = person
        initial = {name: getattr(person, name) for name in PersonForm.base_fields} if person else {}
        super().__init__(data, initial=initial)
        for one in self.fields.values():
            one.widget.attrs["autocomplete"] = "off"

    def clean_institution_id(self) -> str | None:
        """One person's; nothing is no number."""
        number = self.cleaned_data["institution_id"].strip()
        others = Person.objects.exclude(pk=self.person.pk) if self.person else Person.objects.all()
        if number and others.filter(institution_id=number).exists():
            raise ValidationError(_("Somebody else has this staff number."))
        return number or None


class AddressForm(forms.Form):
    """The address that signs in from now on."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Write an e-mail address."),
            "invalid": _("This is not an e-mail address. Write it in full, for example name@university.example."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        """A current address is one person's."""
        email = tidy(self.cleaned_data["email"])
        if Address.objects.filter(email=email, ends_at__isnull=True).exists():
            raise ValidationError(_("Somebody has this address already."))
        return email


class NewPersonForm(PersonForm, AddressForm):
    """Somebody who was not here before."""

    field_order = ("display_name", "email", "language", "institution_id")


class RolesForm(forms.Form):
    """Roles that don't follow from who leads whom."""

    administrator = forms.BooleanField(
        label=_("Administrator"), required=False, help_text=_("Keeps people, units and leaders. Reads no conversation.")
    )
    coordinator = forms.BooleanField(
        label=_("HR coordinator"), required=False, help_text=_("For rounds of a later version. Reads no conversation.")
    )


class SpanForm(forms.Form):
    """From a day, perhaps to a day."""

    starts = day_field(_("First day"))
    ends = day_field(_("Last day (optional)"), required=False)

    def __init__(self, data: Any = None, *, span: Span, units: list[Unit]) -> None:
        self.span = span
        super().__init__(data, initial=self._initial(span))
        if "unit" in self.fields:
            self.fields["unit"].offer(units)  # type: ignore[attr-defined]

    def _initial(self, span: Span) -> dict[str, Any]:
        """What the fields hold before anything is typed."""
        if span._state.adding:
            return {}
        return {name: getattr(span, name) for name in self.base_fields}

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = self.cleaned_data
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] < cleaned["starts"]:
            self.add_error("ends", _("The last day is before the first. Change one of them."))
        return cleaned

    def filled(self) -> Span:
        """The span with what was typed."""
        for name, value in self.cleaned_data.items():
            setattr(self.span, name, value)
        return self.span


class AffiliationForm(SpanForm):
    """Where somebody belongs, and as what."""

    unit = UnitField(_("Unit"))
    category = forms.ChoiceField(label=_("Category of position"), choices=Category)
    fixed_term = forms.BooleanField(label=_("Fixed-term"), required=False)
    field_order = ("unit", "category", "fixed_term", "starts", "ends")

    def _initial(self, span: Any) -> dict[str, Any]:
        return super()._initial(span) | ({} if span._state.adding else {"unit": str(span.unit_id)})


class LeadershipForm(SpanForm):
    """Which unit somebody leads."""

    unit = UnitField(_("Unit"))
    field_order = ("unit", "starts", "ends")

    def _initial(self, span: Any) -> dict[str, Any]:
        return super()._initial(span) | ({} if span._state.adding else {"unit": str(span.unit_id)})


class LeaderForm(SpanForm):
    """Who leads a unit."""

    person = PersonField(_("Leader"))
    field_order = ("person", "starts", "ends")


class _WithPerson(SpanForm):
    other = ""

    def _initial(self, span: Any) -> dict[str, Any]:
        if span._state.adding:
            return {}
        somebody = getattr(span, self.other)
        return super()._initial(span) | {self.other: somebody.email or str(somebody)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        owner = {"supervisor": "person_id"}[self.other]
        if cleaned.get(self.other) and cleaned[self.other].pk == getattr(self.span, owner):
            self.add_error(self.other, _("That is the same person. Choose somebody else."))
        return cleaned


class SupervisionForm(_WithPerson):
    """Who supervises somebody."""

    other = "supervisor"
    supervisor = PersonField(_("Supervisor"))
    field_order = ("supervisor", "starts", "ends")


class LeaveForm(SpanForm):
    """A period without due dates and reminders."""


class UnitForm(forms.Form):
    """Name of a unit, and where it lies."""

    name = forms.CharField(
        label=_("Name"), max_length=160, error_messages={"required": _("Write the name of the unit.")}
    )
    name_da = forms.CharField(label=_("Name in Danish (optional)"), max_length=160, required=False)
    name_sv = forms.CharField(label=_("Name in Swedish (optional)"), max_length=160, required=False)
    parent = UnitField(_("Lies under"), required=False)

    def __init__(self, data: Any = None, *, unit: Unit | None = None, units: list[Unit], under: str = "") -> None:
        names = ("name", "name_da", "name_sv")
        initial: dict[str, Any] = {"parent": under}
        if unit is not None:
            initial = {name: getattr(unit, name) for name in names} | {"parent": str(unit.parent_id or "")}
        super().__init__(data, initial=initial)
        below = finding.with_those_below(unit.pk, units) if unit else set()
        known = [one for one in units if one.pk not in below and (one.ended_on is None or unit is not None)]
        self.fields["parent"].offer(known, top=_("Nothing: it stands at the top"))  # type: ignore[attr-defined]

    @property
    def names(self) -> dict[str, str]:
        """Without the place."""
        return {name: self.cleaned_data[name].strip() for name in ("name", "name_da", "name_sv")}


class LastDayForm(forms.Form):
    """The last day of something that ends."""

    last_day = day_field(_("Last day"))

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data, initial={"last_day": day})


class MergeForm(forms.Form):
    """Who else the person is."""

    gone = PersonField(_("The account that is merged into this one"))
