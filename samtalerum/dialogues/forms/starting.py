"""Asking, inviting, suggesting, and agreeing on a date: what is typed, and what is said when something is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.dialogues.due.standing import due_among
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.seats import free_to_invite, free_to_invite_for
from samtalerum.ground.dates import local_date
from samtalerum.people import who
from samtalerum.people.models import Leadership, Person

LONGEST = 4000  # a question or a letter, not a preparation
MATCHES = 20
OTHER = "other"
ALL = "all"  # in the place of a person: everybody who is offered
DUE = "due"  # or those among them to whom a conversation is owed


@dataclass(frozen=True)
class Candidate:
    """Somebody to choose, and in what capacity."""

    person: Person
    says: str


def candidates(owner: Any, *, at: datetime) -> list[Candidate]:
    """Whom most people ask: their leaders, then their supervisors; each once."""
    today = local_date(at)
    leaders, supervisors = list(who.leaders_of(owner, today)), list(who.supervisors_of(owner, today))
    where = _where([*leaders, *supervisors], at=at)
    found: dict[Any, Candidate] = {}
    for people, says in ((leaders, _("Your leader")), (supervisors, _("Your supervisor"))):
        for person in people:
            words = ", ".join(filter(None, (says, where.get(person.pk))))
            found.setdefault(person.pk, Candidate(person, words))
    found.pop(owner.pk, None)
    return list(found.values())


def leaders_called(name: str, *, but: Collection[Any], at: datetime) -> list[Candidate]:
    """Leaders and supervisors by parts of their name."""
    matching = who.leaders(local_date(at)).exclude(pk__in=but).order_by("display_name", "pk")
    for word in name.split():
        matching = matching.filter(display_name__icontains=word)
    people = list(matching[:MATCHES])
    where = _where(people, at=at)
    return [Candidate(one, where.get(one.pk, "")) for one in people]


def _where(people: list[Person], *, at: datetime) -> dict[Any, str]:
    """The unit that each leads, or else belongs to."""
    today = local_date(at)
    units = {pk: post.unit for pk, post in who.posts(people, today).items()}
    led = Leadership.objects.filter(who.on(today), person__in=people).select_related("unit").order_by("starts")
    return units | {one.person_id: str(one.unit) for one in led}


class WordsForm(forms.Form):
    """A few words that go with a question."""

    words = forms.CharField(
        label=gettext_lazy("A few words"),
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": gettext_lazy("These words are longer than 4,000 characters. Your preparation has more room.")
        },
    )


class AskForm(WordsForm):
    """Whom to ask, and a few words. `who`: a person's id, or "other" with the name of another leader."""

    who = forms.CharField(label=gettext_lazy("With whom"), required=False)
    other = forms.CharField(label=gettext_lazy("Name of the other leader"), required=False, max_length=120)
    field_order = ("who", "other", "words")
    nobody_chosen: str | Promise = gettext_lazy("Choose whom you would like to talk with.")
    several_found: str | Promise = gettext_lazy("Choose whom you mean, then ask again.")

    def __init__(self, *args: Any, owner: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.at = owner, at
        self.offered = candidates(owner, at=at)
        self.matches: list[Candidate] = []
        self.chosen: Person | None = None
        self._offer_chosen()

    def _offer_chosen(self) -> None:
        """Whoever a page or a link has chosen stands among the choices, also after an error elsewhere."""
        wanted = str(self["who"].value() or "")
        known = {str(one.person.pk) for one in self.offered}
        if not wanted or wanted == OTHER or wanted in known:
            return
        try:
            person = who.leaders(local_date(self.at)).exclude(pk=self.owner.pk).get(pk=wanted)
        except (Person.DoesNotExist, ValueError, forms.ValidationError):
            return
        self.matches = leaders_called(person.display_name, but=[self.owner.pk], at=self.at)

    @property
    def choices(self) -> list[Candidate]:
        """Those who were found by name come first: choosing among them is the next thing to do."""
        found = {one.person.pk for one in self.matches}
        return [*self.matches, *(one for one in self.offered if one.person.pk not in found)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted, name = given.get("who", ""), given.get("other", "").strip()
        by_id = {str(one.person.pk): one.person for one in self.choices}
        usual = {str(one.person.pk) for one in self.offered}
        if name and wanted in usual and by_id[wanted].display_name.casefold() != name.casefold():
            # Somebody typed a name and pressed Enter: the question must not go to another one.
            self.add_error("who", _("You have chosen one person and written the name of another. Keep only one."))
        elif wanted in by_id:
            self.chosen = by_id[wanted]
        elif wanted == OTHER or (not wanted and name):
            self._search(name)
        else:
            self.add_error("who", str(self.nobody_chosen))
        return given

    def _search(self, name: str) -> None:
        if not name:
            self.add_error("other", _("Write the name of the leader, or a part of it."))
            return
        self.matches = leaders_called(name, but=[self.owner.pk], at=self.at)
        same = [one for one in self.matches if one.person.display_name.casefold() == name.casefold()]
        if len(same) == 1:
            self.chosen = same[0].person
        elif self.matches:
            self.add_error("who", str(self.several_found))
        else:
            self.add_error("other", nobody_called(name))


def nobody_called(name: str) -> str:
    """Said where a search finds nobody."""
    words = _(
        "No leader or supervisor here is called “%(name)s”. Check the spelling, or write only a part of the name."
    )
    return words % {"name": name}


class InviteForm(forms.Form):
    """Whom to invite, and one letter to them all."""

    letter = forms.CharField(
        label=gettext_lazy("The letter"),
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("The letter is empty. Write a few lines, or use the suggested text again."),
            "max_length": gettext_lazy("The letter is longer than 4,000 characters. Shorten it a little."),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        partner: Any,
        people: Sequence[str] = (),
        letter: str | None = None,
        at: datetime,
        by: Any = None,
    ) -> None:
        super().__init__(data, initial={"letter": suggested_letter(partner) if letter is None else letter})
        today = local_date(at)
        if by is None:
            everybody = (who.led_by(partner, today) | who.supervised_by(partner, today)).distinct()
            free = free_to_invite(partner, everybody)
        else:  # a stand-in
            free = free_to_invite_for(by, partner, at=at)
        self.people = list(free.order_by("display_name", "pk"))
        posts = who.posts(self.people, today)
        self.offered = [Candidate(one, posts[one.pk].category if one.pk in posts else "") for one in self.people]
        self.ticked = set(people if data is None else data.getlist("person"))
        if ALL in self.ticked:
            self.ticked = {str(one.pk) for one in self.people}
        if DUE in self.ticked:
            self.ticked = {str(pk) for pk in due_among(self.people, leader=partner, today=today)}
        self.chosen = [one for one in self.people if str(one.pk) in self.ticked]
        # What stands first in the page is said first when it is missing.
        self.fields = {"person": forms.CharField(label=_("Whom"), required=False), **self.fields}

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error("person", _("Choose at least one person to invite."))
        return super().clean() or {}


def suggested_letter(partner: Any) -> str:
    """A letter to begin with, in the language of whoever writes it."""
    words = _(
        "I would like to invite you to a conversation. It is about your own career and what you dream of, "
        "not about your tasks or my plans for the unit.\n\n"
        "Take the time you need to prepare. You decide what I get to read. If you would rather talk with your "
        "supervisor or another leader, that is just as good, and you need not tell me why.\n\n"
        "%(name)s"
    )
    return words % {"name": partner.first_name}


def day_to_meet(day: date, *, at: datetime) -> date:
    """A day that can still be agreed on, and in a year that is no slip of the finger."""
    if day < local_date(at):
        raise forms.ValidationError(_("This day has passed. Choose today or a later one."))
    if day.year > local_date(at).year + 2:
        raise forms.ValidationError(_("That is more than two years from now. Check the year."))
    return day


class DateForm(forms.Form):
    """When and where the two meet."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("This is not a day in the calendar."),
        },
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Choose a time."),
            "invalid": gettext_lazy("Write the time with hours and minutes, for example 10:00."),
        },
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("How long, in minutes"),
        required=False,
        min_value=10,
        max_value=480,
        error_messages={
            "invalid": gettext_lazy("Write the length in minutes, for example 60."),
            "min_value": gettext_lazy("Ten minutes are the least."),
            "max_value": gettext_lazy("Eight hours are the most."),
        },
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "A room, or the address of a video meeting. It is not encrypted: write no more than that."
        ),
        error_messages={"max_length": gettext_lazy("Shorten the place to 200 characters.")},
    )

    def __init__(self, data: Any = None, *, dialogue: Dialogue, at: datetime, **kwargs: Any) -> None:
        meets = timezone.localtime(dialogue.meets_at) if dialogue.meets_at else None
        initial = {
            "day": meets.date() if meets else None,
            "time": meets.time() if meets else None,
            "minutes": dialogue.minutes or 60,
            "place": dialogue.place,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.at = at
        self.fields["day"].widget.attrs["min"] = local_date(at).isoformat()

    def clean_day(self) -> date:
        return day_to_meet(self.cleaned_data["day"], at=self.at)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, hour = given.get("day"), given.get("time")
        if isinstance(day, date) and isinstance(hour, time):
            try:
                given["meets_at"] = from_current_timezone(datetime.combine(day, hour))
            except forms.ValidationError:
                self.add_error("time", _("The clocks change that night, so this time does not exist. Choose another."))
        return given
