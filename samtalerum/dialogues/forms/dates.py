"""Dates for several conversations on one page: a row each, and a helper that proposes free times one after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.starting import DateForm, day_to_meet
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import meetings_of, other, to_be_dated, to_be_dated_for
from samtalerum.ground.dates import clock, day, local_date
from samtalerum.ground.refusals import Refusal
from samtalerum.people.models import Person

USUAL = 60  # minutes, where nobody says how long
SATURDAY = 5
FURTHEST = 200  # working days to look for free times


@dataclass(frozen=True)
class Span:
    """A time that is taken."""

    starts: datetime
    ends: datetime
    name: str = ""

    def meets(self, another: "Span") -> bool:
        """They have a moment in common; one may begin as the other ends."""
        return self.starts < another.ends and another.starts < self.ends


class RowForm(DateForm):
    """The date of one conversation among several; a row that nobody touched asks for nothing."""

    def __init__(self, data: Any = None, *, seat: Seat, at: datetime) -> None:
        dialogue = seat.dialogue
        super().__init__(
            data,
            dialogue=dialogue,
            at=at,
            prefix=str(dialogue.pk),
            empty_permitted=True,
            use_required_attribute=False,
        )
        self.agreed = dialogue.meets_at
        if self.initial["time"]:
            self.initial["time"] = self.initial["time"].replace(second=0, microsecond=0)

    @property
    def empty(self) -> bool:
        """Neither a day nor a time stands in it."""
        return not self["day"].value() and not self["time"].value()

    @property
    def touched(self) -> bool:
        """Something stands in it that is not what was agreed on."""
        return self.is_bound and self.has_changed()

    def span(self, name: str) -> Span | None:
        """The time that stands in it, where it can be read."""
        given = self.cleaned_data if self.touched else {"meets_at": self.agreed, "minutes": self.initial["minutes"]}
        starts, minutes = given.get("meets_at"), given.get("minutes")
        if starts is None:
            return None
        return Span(starts, starts + timedelta(minutes=minutes or USUAL), name)


@dataclass
class DateRow:
    """One conversation: with whom, and its form."""

    seat: Seat
    person: Person
    form: RowForm
    stale: bool = False  # the date was changed elsewhere since this page was made, and here too

    @property
    def was(self) -> str:
        """The date as it stands now; it comes back with the form, so that nobody overwrites the other's change."""
        return _stamp(self.seat.dialogue.meets_at)


@dataclass
class Dates:
    """The page."""

    rows: list[DateRow]
    busy: list[Span]  # what else this person has agreed on
    leader: Any = None  # for whom a stand-in sets the dates
    by: Any = None  # the stand-in
    saved: list[DateRow] = field(default_factory=list)

    @property
    def wrong(self) -> list[RowForm]:
        """The rows with something to mend."""
        return [row.form for row in self.rows if row.form.is_bound and row.form.errors]


def dates_of(person: Any, data: QueryDict | None, *, at: datetime, by: Any = None) -> Dates:
    """The same number of statements for two conversations and for forty. `by`: the person's stand-in."""
    seats = to_be_dated(person) if by is None else to_be_dated_for(by, person, local_date(at))
    rows = [_row(seat, data, at=at) for seat in seats]
    here = [seat.dialogue_id for seat in seats]
    busy = [
        Span(one.meets_at, one.meets_at + timedelta(minutes=one.minutes or USUAL))
        for one in meetings_of(person).exclude(pk__in=here)
        if one.meets_at
    ]
    return Dates(rows, busy, person if by is not None else None, by)


def _row(seat: Seat, data: QueryDict | None, *, at: datetime) -> DateRow:
    prefix, now = str(seat.dialogue_id), _stamp(seat.dialogue.meets_at)
    person = other(seat).person
    if data is None or f"{prefix}-day" not in data:
        return DateRow(seat, person, RowForm(seat=seat, at=at))
    was = data.get(f"{prefix}-was", now)
    typed = f"{data.get(f'{prefix}-day', '')}T{data.get(f'{prefix}-time', '')}".strip("T")
    if was != now and typed == was:  # changed elsewhere, and untouched here: the row follows
        return DateRow(seat, person, RowForm(seat=seat, at=at))
    return DateRow(seat, person, RowForm(data, seat=seat, at=at), stale=typed not in (was, now) and was != now)


def _stamp(when: datetime | None) -> str:
    return timezone.localtime(when).strftime("%Y-%m-%dT%H:%M") if when else ""


def check(page: Dates) -> bool:
    """Every row by itself, then each changed one beside all the others; what is wrong is said at its field."""
    for row in page.rows:
        if row.form.is_valid() and row.stale:
            words = _("This date was changed elsewhere meanwhile. It is now: %(now)s. Look at it, then save again.")
            row.form.add_error("day", words % {"now": _said(row.seat.dialogue.meets_at)})
    taken = list(page.busy)
    changed = [row for row in page.rows if row.form.touched]
    taken += [span for row in page.rows if row not in changed and (span := row.form.span(row.person.display_name))]
    for row in changed:
        span = row.form.span(row.person.display_name) if row.form.is_valid() else None
        if span is None:
            continue
        if clash := next((one for one in taken if one.meets(span)), None):
            row.form.add_error("time", _clash(clash, page.leader))
        taken.append(span)
    return not page.wrong


def _said(when: datetime | None) -> str:
    return f"{day(when)}, {clock(when)}" if when else _("no date")


def _clash(clash: Span, leader: Any) -> str:
    when = {"name": clash.name, "starts": clock(clash.starts), "ends": clock(clash.ends)}
    if leader is not None:  # a stand-in learns that the time is taken, not by what
        named = when | {"leader": leader.first_name}
        return _("%(leader)s is not free from %(starts)s to %(ends)s that day. Choose another time.") % named
    if clash.name:
        return _("You meet %(name)s from %(starts)s to %(ends)s that day. Choose another time.") % when
    return _("You have another conversation from %(starts)s to %(ends)s that day. Choose another time.") % when


def save(page: Dates, *, at: datetime) -> bool:
    """Save the rows that were changed, and only if all are right; the other one of each is told as always."""
    if not check(page):
        return False
    for row in page.rows:
        if not row.form.touched:
            continue
        given = {name: row.form.cleaned_data[name] for name in ("meets_at", "minutes", "place")}
        try:
            actions.agree_on_date(seat=row.seat, **given, at=at, by=page.by)
        except Refusal as refusal:  # it has begun, or ended, since the page was read
            row.form.add_error("day", str(refusal))
        else:
            page.saved.append(row)
    return not page.wrong


class ProposalForm(forms.Form):
    """From when, how long each, and how long between: times to look at before anything is saved."""

    prefix = "propose"

    day = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("This is not a day in the calendar."),
        },
    )
    starts = forms.TimeField(
        label=gettext_lazy("Each day from"),
        initial=time(9),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Choose a time."),
            "invalid": gettext_lazy("Write the time with hours and minutes, for example 10:00."),
        },
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until at the latest"),
        initial=time(16),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Choose a time."),
            "invalid": gettext_lazy("Write the time with hours and minutes, for example 10:00."),
        },
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for each"),
        initial=60,
        min_value=10,
        max_value=480,
        error_messages={
            "required": gettext_lazy("Write the length in minutes, for example 60."),
            "invalid": gettext_lazy("Write the length in minutes, for example 60."),
            "min_value": gettext_lazy("Ten minutes are the least."),
            "max_value": gettext_lazy("Eight hours are the most."),
        },
    )
    pause = forms.IntegerField(
        label=gettext_lazy("Minutes between two"),
        initial=15,
        min_value=0,
        max_value=240,
        error_messages={
            "required": gettext_lazy("Write the break in minutes, or 0."),
            "invalid": gettext_lazy("Write the break in minutes, or 0."),
            "min_value": gettext_lazy("Write the break in minutes, or 0."),
            "max_value": gettext_lazy("Four hours are the most."),
        },
    )

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        super().__init__(data, use_required_attribute=False)
        self.at = at
        self.fields["day"].widget.attrs["min"] = local_date(at).isoformat()

    def clean_day(self) -> date:
        return day_to_meet(self.cleaned_data["day"], at=self.at)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"starts", "ends", "minutes"} <= given.keys():
            room = datetime.combine(date.min, given["ends"]) - datetime.combine(date.min, given["starts"])
            if room < timedelta(minutes=given["minutes"]):
                self.add_error("ends", _("Not one conversation fits between these two times."))
        return given


def propose(page: Dates, form: ProposalForm, data: QueryDict, *, at: datetime) -> int:
    """Fill the rows that have no day and no time; how many. Nothing is saved, and what was typed stays."""
    given, filled = form.cleaned_data, data.copy()
    for row in page.rows:
        if row.form.is_bound:
            row.form.is_valid()
    empty = [row for row in page.rows if row.form.empty]
    taken = [*page.busy, *(span for row in page.rows if row not in empty and (span := row.form.span("")))]
    times = free_times(given, taken, at=at)
    done = 0
    for row, starts in zip(empty, times, strict=False):
        prefix = str(row.seat.dialogue_id)
        filled[f"{prefix}-day"], filled[f"{prefix}-time"] = starts.strftime("%Y-%m-%d"), starts.strftime("%H:%M")
        filled[f"{prefix}-minutes"] = str(given["minutes"])
        filled.setdefault(f"{prefix}-place", row.seat.dialogue.place)
        filled[f"{prefix}-was"] = row.was
        row.form = RowForm(filled, seat=row.seat, at=at)
        done += 1
    return done


def free_times(given: dict[str, Any], taken: Sequence[Span], *, at: datetime) -> Iterator[datetime]:
    """One after another from Monday to Friday, around what is taken, never across the end of the day."""
    length, pause = timedelta(minutes=given["minutes"]), timedelta(minutes=given["pause"])
    days = (given["day"] + timedelta(days=number) for number in range(FURTHEST * 7 // 5))
    for one in days:
        if one.weekday() >= SATURDAY and one != given["day"]:  # a weekend only where it was asked for
            continue
        starts, closes = (timezone.make_aware(datetime.combine(one, given[end])) for end in ("starts", "ends"))
        while starts + length <= closes:
            wanted = Span(starts, starts + length)
            if clash := next((span for span in taken if span.meets(wanted)), None):
                starts = timezone.localtime(clash.ends) + pause
                continue
            if starts >= at:
                yield starts
            starts += length + pause
