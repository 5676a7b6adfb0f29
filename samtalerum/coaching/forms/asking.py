"""Asking for coaching: a few lines, and wishes that are all optional."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.blueprints import editions
from samtalerum.coaching import visibility
from samtalerum.coaching.actions import requesting
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.forms import waiting
from samtalerum.coaching.models import Coach, Course, Form
from samtalerum.dialogues.phases import Kind
from samtalerum.ground.dates import language, local_date
from samtalerum.vault import api as vault
from samtalerum.web.context import LANGUAGE_NAMES

LONGEST = 4000  # characters: a few lines are enough


class AskForm(forms.Form):
    """What somebody hopes for, and would like."""

    hope = forms.CharField(
        label=gettext_lazy("What you hope for"),
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Write a line or two, so that the right coach can take it."),
            "max_length": gettext_lazy("This is longer than the desk can take in. Keep it under 4000 characters."),
        },
        widget=forms.Textarea,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, widget=forms.RadioSelect)
    form = forms.ChoiceField(
        label=gettext_lazy("Where"), choices=Form, required=False, initial=Form.EITHER, widget=forms.RadioSelect
    )
    apart = forms.BooleanField(label=gettext_lazy("Not a coach from my own faculty"), required=False)
    coach = forms.ChoiceField(label=gettext_lazy("A coach you would like"), required=False)

    def __init__(self, data: Any = None, *, owner: Any, on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.known = {str(one.pk): one for one in visibility.may_be_wished(owner, on)}
        self.fields["language"].choices = [("", _("Any")), *LANGUAGE_NAMES.items()]  # type: ignore[attr-defined]
        offered = [(key, one.person.display_name) for key, one in self.known.items()]
        self.fields["coach"].choices = [("", _("Whoever has time first")), *offered]  # type: ignore[attr-defined]

    @property
    def wishes(self) -> Wishes:
        """As the action wants them."""
        given = self.cleaned_data
        return Wishes(
            language=given["language"],
            form=given["form"] or Form.EITHER,
            apart=given["apart"],
            coach=self.known.get(given["coach"]),
        )


def as_it_stands(course: Course, owner: Any, *, at: datetime) -> dict[str, Any]:
    """What a request says now, to be changed by whoever wrote it."""
    hope = requesting.read_hope(vault.ring(owner.pk, [course.scope]), course, owner, at=at)
    return {
        "hope": hope or "",
        "language": course.language,
        "form": course.form,
        "apart": course.apart,
        "coach": str(course.wished_id or ""),
    }


def about(person: Any, *, at: datetime) -> dict[str, Any]:
    """The page that everybody signed in may read; what may be asked differs, what it says does not."""
    today, unit = local_date(at), visibility.unit()
    edition = editions.current_of_kind(Kind.COACHING)
    return {
        "section": "coaching",
        "coaching": edition.coaching,
        "offered": visibility.is_offered(today),
        "may_ask": visibility.may_ask(person, today, unit),
        "coaches": [Presented.of(one) for one in visibility.presented(today)],
        "words": in_my_language(unit.words),
        "usually": waiting.usual(today),
    }


class Presented:
    """A coach as the page shows one who wishes to be shown."""

    def __init__(self, name: str, languages: str, lines: str) -> None:
        self.name, self.languages, self.lines = name, languages, lines

    @classmethod
    def of(cls, coach: Coach) -> "Presented":
        """Languages by their own names."""
        spoken = ", ".join(LANGUAGE_NAMES.get(code, code) for code in coach.languages)
        return cls(coach.person.display_name, spoken, coach.lines)


def in_my_language(words: dict[str, str]) -> str:
    """The unit's words in the reader's language, else in the first that has any."""
    found = [words.get(code, "") for code in (language(), *LANGUAGE_NAMES)]
    return next((one for one in found if one.strip()), "")
