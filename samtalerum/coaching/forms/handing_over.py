"""Another coach: what the new request says, and what of the course is handed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import requesting
from samtalerum.coaching.actions.handing_over import Place, offered, own_words
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.forms.own import said
from samtalerum.coaching.models import Course, Form
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import place_name
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.visibility import Reading
from samtalerum.ground.dates import local_date
from samtalerum.vault import api as vault
from samtalerum.web.context import LANGUAGE_NAMES

LONGEST = 4000  # characters, as where one asks for the first time


@dataclass(frozen=True)
class Offer:
    """Something that the coach reads now, to look at before it is handed to the next."""

    name: str
    place: Place
    text: str
    where: str
    chosen: bool


class AnotherForm(forms.Form):
    """The lines and wishes of the new request, at first those of the old one."""

    hope = forms.CharField(
        label=gettext_lazy("What you hope for"), max_length=LONGEST, required=False, widget=forms.Textarea
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    form = forms.ChoiceField(label=gettext_lazy("Where"), choices=Form)
    apart = forms.BooleanField(label=gettext_lazy("Not a coach from my own faculty"), required=False)

    def __init__(self, data: Any = None, *, seat: Seat, at: datetime) -> None:
        course = Course.objects.get(pk=seat.dialogue_id)
        hope = requesting.read_hope(vault.ring(seat.person_id, [course.scope]), course, seat.person, at=at)
        initial = {"hope": hope or "", "language": course.language, "form": course.form, "apart": course.apart}
        super().__init__(data, initial=initial)
        self.fields["language"].choices = [("", _("Any")), *LANGUAGE_NAMES.items()]  # type: ignore[attr-defined]
        picked = set(data.getlist("pick")) if data else set()
        self.offers = [_offer(seat, one, picked, now=at) for one in offered(own_words(seat, at=at))]

    @property
    def picked(self) -> list[Place]:
        """What is ticked."""
        return [one.place for one in self.offers if one.chosen]

    @property
    def wishes(self) -> Wishes:
        """As the action wants them."""
        given = self.cleaned_data
        return Wishes(language=given["language"], form=given["form"], apart=given["apart"])


def no_longer_coaches(seat: Seat, *, at: datetime) -> bool:
    """Whoever sits across the table has left, or coaches no longer."""
    across = seat.opposite
    if across is None:
        return False
    return across.ended_at is not None or not visibility.at_desk(across.person, local_date(at)).coaches


def _offer(seat: Seat, one: Reading, picked: set[str], *, now: datetime) -> Offer:
    item = seat.dialogue.edition.coaching.items()[one.entry.item]
    name = place_name(one.entry.item, one.entry.slot)
    where = said(item.title or item.questions[0], seat)
    if one.entry.saved_at:
        where = f"{where}, {wording.today_or_day(one.entry.saved_at, now=now)}"
    return Offer(name, (one.entry.item, one.entry.slot), one.text or "", where, name in picked)
