"""When two people of a course meet or have met: a form, and the page of one meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import get_timezone_location
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samtalerum.coaching.actions.meeting import When
from samtalerum.coaching.forms.course import Line, lines
from samtalerum.coaching.models import Form, Meeting
from samtalerum.dialogues.forms.starting import DateForm
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing
from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import local_date

BACK = timedelta(days=366)  # a meeting that was held and not written down is written down within a year


class MeetingForm(DateForm):
    """Day, time, length, form and place. A day may have passed: meetings are also written down afterwards."""

    form = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(Form.IN_PERSON, Form.IN_PERSON.label), (Form.VIDEO, Form.VIDEO.label)],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how you meet."),
            "invalid_choice": gettext_lazy("Choose how you meet."),
        },
    )
    field_order = ("day", "time", "minutes", "form", "place")

    def __init__(self, data: Any = None, *, dialogue: Dialogue, at: datetime, meeting: Meeting | None = None) -> None:
        super().__init__(data, dialogue=dialogue, at=at)
        del self.fields["day"].widget.attrs["min"]
        self.fields["minutes"].required = True
        self.fields["minutes"].error_messages["required"] = _("Write the length in minutes, for example 60.")
        self.initial["form"] = Form.IN_PERSON
        if meeting:
            starts = timezone.localtime(meeting.starts_at)
            self.initial.update(day=starts.date(), time=starts.time(), minutes=meeting.minutes)
            self.initial.update(form=meeting.form, place=meeting.place)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = local_date(self.at)
        if day < today - BACK:
            raise forms.ValidationError(_("That is more than a year ago. Check the date."))
        if day.year > today.year + 2:
            raise forms.ValidationError(_("That is more than two years from now. Check the year."))
        return day

    @property
    def when(self) -> When:
        """What was said, once it is valid."""
        given = self.cleaned_data
        return When(given["meets_at"], given["minutes"], given["form"], given["place"])


@dataclass
class MeetingPage:
    """One meeting: facts for both, and what is written there."""

    line: Line
    places: list[Writing]
    said: list[tuple[Any, str]]  # what the other writes: its question and its words

    @property
    def troubles(self) -> list[Writing]:
        """Places with something to mend."""
        return [place for place in self.places if place.trouble]


def meeting_page(
    seat: Seat, meeting: Meeting, *, now: datetime, troubles: Mapping[str, Trouble] | None = None
) -> MeetingPage:
    """What to look at, and what is taken along."""
    keys, coaching = ring(seat), seat.dialogue.edition.coaching
    items = (coaching.opening, coaching.taking_along)
    readings = read(seat, keys, at=now, items=[item.key for item in items])
    desk = Desk(seat, readings, keys, other(seat).person.first_name, now, troubles or {}, back="room")
    mine = [item for item in items if seat.side in item.writers()]
    theirs = [(item, readings.theirs(item.key, meeting.slot)) for item in items if item not in mine]
    return MeetingPage(
        line=next(line for line in lines(seat, now=now) if line.meeting.pk == meeting.pk),
        places=[desk.place(item, meeting.slot) for item in mine],
        said=[(item.questions[0], found.text or "") for item, found in theirs if found and (found.text or "").strip()],
    )


def zone() -> str:
    """Whose clock the times follow: the city that names the institution's zone, as the reader's language calls it."""
    return get_timezone_location(settings.TIME_ZONE, locale=get_language() or "en", return_city=True)
