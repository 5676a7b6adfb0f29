"""A coach's log of hours: numbered clients, days and lengths, nobody's name. It outlives the courses."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.coaching.models import LoggedHour
from samtalerum.web.sheets import Cell, Rows


class PeriodForm(forms.Form):
    """From which day, until which day; empty for all there is."""

    starts = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is not a day in the calendar.")},
    )
    ends = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is not a day in the calendar.")},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("This day lies before the first one."))
        return given

    @property
    def as_query(self) -> str:
        """The period as an address says it: days, nothing else."""
        given = {name: self.cleaned_data.get(name) for name in self.fields} if self.is_valid() else {}
        return "&".join(f"{name}={day.isoformat()}" for name, day in given.items() if day)


@dataclass(frozen=True)
class Client:
    """One client's meetings in the period."""

    number: int
    first: date
    last: date
    minutes: int
    meetings: int


@dataclass(frozen=True)
class Log:
    """The period's lines, and the same for each client."""

    lines: list[LoggedHour]
    clients: list[Client]

    @property
    def hours(self) -> float:
        """All of them."""
        return in_hours(sum(one.minutes for one in self.lines))


def log(coach: Any, form: PeriodForm) -> Log:
    """Of this coach alone. One statement."""
    lines = LoggedHour.objects.filter(coach=coach.pk)
    given = form.cleaned_data if form.is_valid() else {}
    if given.get("starts"):
        lines = lines.filter(on__gte=given["starts"])
    if given.get("ends"):
        lines = lines.filter(on__lte=given["ends"])
    found = list(lines.order_by("on", "client", "pk"))
    return Log(found, _clients(found))


def in_hours(minutes: int) -> float:
    """To a hundredth."""
    return round(minutes / 60, 2)


def client_rows(found: Log) -> Rows:
    """What coach accreditation asks for, client by client: individual or group, first and last day, hours."""
    rows: list[Sequence[Cell]] = [
        [_("Client"), _("Individual or group"), _("Start date"), _("End date"), _("Meetings"), _("Hours")]
    ]
    alone = _("Individual")
    rows.extend([one.number, alone, one.first, one.last, one.meetings, in_hours(one.minutes)] for one in found.clients)
    return rows


def meeting_rows(found: Log) -> Rows:
    """Every meeting that was held."""
    rows: list[Sequence[Cell]] = [[_("Client"), _("Date"), _("Minutes"), _("Form")]]
    rows.extend([one.client, one.on, one.minutes, str(one.get_form_display())] for one in found.lines)
    return rows


def _clients(lines: Sequence[LoggedHour]) -> list[Client]:
    by_number: dict[int, list[LoggedHour]] = defaultdict(list)
    for one in lines:
        by_number[one.client].append(one)
    return [
        Client(
            number=number,
            first=min(one.on for one in of),
            last=max(one.on for one in of),
            minutes=sum(one.minutes for one in of),
            meetings=len(of),
        )
        for number, of in sorted(by_number.items())
    ]
