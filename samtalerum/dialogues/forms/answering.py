"""The page about how a conversation began: the words, what may be done about it, and what each step tells whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.dialogues.actions.course import last_passage, undo_ends, undoable
from samtalerum.dialogues.actions.starting import WORDS
from samtalerum.dialogues.forms import stood_in
from samtalerum.dialogues.forms.starting import leaders_called, nobody_called
from samtalerum.dialogues.forms.wording import day
from samtalerum.dialogues.models import Passage, Seat
from samtalerum.dialogues.phases import ENDED, QUESTION, Phase, Side, Step, steps
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import day_year, local_date
from samtalerum.people import who
from samtalerum.vault import retention

# What the page is called, for each way to begin and each side.
TITLES: dict[tuple[Step, Side], str | Promise] = {
    (Step.ASK, Side.OWNER): gettext_lazy("You asked %(name)s for a conversation"),
    (Step.ASK, Side.PARTNER): gettext_lazy("%(name)s asks you for a conversation"),
    (Step.INVITE, Side.OWNER): gettext_lazy("%(name)s invites you to a conversation"),
    (Step.INVITE, Side.PARTNER): gettext_lazy("You invited %(name)s to a conversation"),
}

# What has happened since, said to each side: by step, and whether this side took it.
SINCE: dict[tuple[Step, bool], str | Promise] = {
    (Step.ACCEPT, True): gettext_lazy("You said yes on %(day)s."),
    (Step.ACCEPT, False): gettext_lazy("%(name)s said yes on %(day)s."),
    (Step.DECLINE, True): gettext_lazy("You said no on %(day)s. %(name)s is told that, and not why."),
    (Step.DECLINE, False): gettext_lazy("%(name)s said no on %(day)s."),
    (Step.SUGGEST, True): gettext_lazy("You suggested %(suggested)s on %(day)s. %(name)s decides."),
    (Step.SUGGEST, False): gettext_lazy("%(name)s suggested on %(day)s that you talk with %(suggested)s instead."),
    (Step.WITHDRAW, True): gettext_lazy("You took it back on %(day)s. %(name)s is told that, and not why."),
    (Step.WITHDRAW, False): gettext_lazy("%(name)s took it back on %(day)s."),
    (Step.MOVE, True): gettext_lazy(
        "You moved it to somebody else on %(day)s. %(name)s is told that it has ended, and no more."
    ),
    (Step.MOVE, False): gettext_lazy("%(name)s ended it on %(day)s."),
    (Step.LEAVE, False): gettext_lazy("%(name)s is no longer here, so it ended on %(day)s."),
    (Step.LAPSE, False): gettext_lazy("It ended by itself on %(day)s, after 60 days without an answer."),
}


def question(seat: Seat, *, at: datetime) -> dict[str, Any]:
    """Everything on the page; opens the words that came with it, nothing else."""
    dialogue, across, side = seat.dialogue, other(seat), Side(seat.side)
    passages = [one for one in dialogue.passages.all() if one.undone_at is None]
    began = Step(passages[0].step)
    reading = read(seat, ring(seat), at=at, items={WORDS}).any(WORDS)
    undo = undoable(seat, at=at)
    named = {"name": across.person.first_name}
    return {
        "seat": seat,
        "dialogue": dialogue,
        "blueprint": dialogue.edition.blueprint,
        "name": across.person.first_name,
        "other": across.person,
        "post": who.post(across.person, local_date(at)),
        "title": str(TITLES[began, side]) % named,
        "began_on": day(passages[0].at, now=at),
        "since": _since(seat, across.person, now=at),
        "reading": reading,
        "mine": passages[0].seat_id == seat.pk,
        "invited_by": stood_in.invited(seat),
        "erased_on": _erased_on(seat),
        "may": {step.value: True for step in steps(Phase(dialogue.phase), side)},
        "open": dialogue.phase in QUESTION,
        "before": dialogue.phase == Phase.BEFORE,
        "ended": dialogue.phase in ENDED,
        "owner": side == Side.OWNER,
        "suggested": dialogue.suggested if dialogue.phase == Phase.SUGGESTED else None,
        "undo_until": day(_ends(undo), now=at) if undo else "",
    }


def _said_since(last: Passage, *, mine: bool) -> str | Promise:
    if last.step == Step.LAPSE and last.come_from not in QUESTION:
        return gettext_lazy("You both said yes and did not get to talk, so it ended by itself on %(day)s.")
    return SINCE.get((Step(last.step), mine), "")


def _ends(passage: Passage) -> datetime:
    return undo_ends(passage) or passage.at


def _since(seat: Seat, across: Any, *, now: datetime) -> str:
    last = last_passage(seat.dialogue)
    if last is None:
        return ""
    suggested = seat.dialogue.suggested
    named = {
        "name": across.first_name,
        "day": day(last.at, now=now),
        "suggested": suggested.display_name if suggested else _("somebody else"),
    }
    return str(_said_since(last, mine=last.seat_id == seat.pk)) % named


def _erased_on(seat: Seat) -> str:
    """Words that led to no conversation are erased soon after."""
    dialogue = seat.dialogue
    if dialogue.phase not in ENDED:
        return ""
    return day_year(retention.WORDS_OF_A_QUESTION.after(local_date(dialogue.phase_since)))


@dataclass(frozen=True)
class Found:
    """Somebody who may be suggested."""

    id: str
    name: str
    says: str


class SuggestForm(forms.Form):
    """Somebody else for the owner: a leader or supervisor, found by name, neither of the two."""

    somebody = forms.CharField(label=gettext_lazy("Whom"), required=False)

    def __init__(self, data: Any = None, *, query: str, seat: Seat, at: datetime) -> None:
        super().__init__(data)
        self.query = (data.get("q", "") if data else query).strip()
        both = [seat.person_id, other(seat).person_id]
        matches = leaders_called(self.query, but=both, at=at) if self.query else []
        self.people = {str(one.person.pk): one.person for one in matches}
        self.found = [Found(str(one.person.pk), one.person.display_name, one.says) for one in matches]
        self.nobody = nobody_called(self.query) if self.query and not matches else ""
        self.chosen: Any = None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.chosen = self.people.get(given.get("somebody", ""))
        if self.chosen is None:
            self.add_error("somebody", _("Choose whom you would like to suggest."))
        return given
