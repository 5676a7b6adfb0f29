"""Recording that a conversation was held outside Samtalerum: with whom, and on what day."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samtalerum.dialogues.actions.elsewhere import MOST_MONTHS, NotThatDay, refuse_day
from samtalerum.dialogues.forms.starting import AskForm, Candidate
from samtalerum.ground.dates import local_date
from samtalerum.people import who
from samtalerum.people.models import Person
from samtalerum.vault.retention import add_months

NOBODY = gettext_lazy("Choose with whom you have talked.")


class DayField(forms.DateField):
    """The day on which two people talked."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("On what day"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": gettext_lazy("Choose a day."),
                "invalid": gettext_lazy("This is not a day in the calendar."),
            },
        )

    def between(self, at: datetime) -> None:
        """What the browser's calendar offers; what is typed is looked at all the same."""
        today = local_date(at)
        self.widget.attrs |= {"min": add_months(today, -MOST_MONTHS).isoformat(), "max": today.isoformat()}


class RecordForm(AskForm):
    """The owner says with whom, chosen as when asking, and on what day."""

    day = DayField()
    field_order = ("who", "other", "day")
    nobody_chosen = NOBODY
    several_found = gettext_lazy("Choose whom you mean, then record it again.")

    def __init__(self, *args: Any, owner: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, owner=owner, at=at, **kwargs)
        del self.fields["words"]  # not a word of it
        field: Any = self.fields["day"]
        field.between(at)

    def clean_day(self) -> date:
        return _checked(self.owner, self.cleaned_data["day"], at=self.at)


class RecordLedForm(forms.Form):
    """The partner says of whom, among those whom the partner leads or supervises, and on what day."""

    person = forms.CharField(label=gettext_lazy("With whom"), required=False)
    day = DayField()

    def __init__(self, data: Any = None, *, partner: Any, at: datetime) -> None:
        super().__init__(data)
        self.at = at
        today = local_date(at)
        led = (who.led_by(partner, today) | who.supervised_by(partner, today)).distinct()
        people = list(led.order_by("display_name", "pk"))
        posts = who.posts(people, today)
        self.offered = [Candidate(one, posts[one.pk].category if one.pk in posts else "") for one in people]
        self.chosen: Person | None = None
        field: Any = self.fields["day"]
        field.between(at)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = given.get("person", "")
        self.chosen = next((one.person for one in self.offered if str(one.person.pk) == wanted), None)
        if self.chosen is None:
            self.add_error("person", str(NOBODY))
        elif isinstance(day := given.get("day"), date):
            try:
                _checked(self.chosen, day, at=self.at)
            except forms.ValidationError as error:
                self.add_error("day", error)
        return given


def _checked(owner: Any, day: date, *, at: datetime) -> date:
    try:
        refuse_day(owner, day, at=at)
    except NotThatDay as refusal:
        raise forms.ValidationError(str(refusal)) from None
    return day
