"""Between conversations: the thread of later questions, and all steps of one person on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.dialogues import actions, visibility
from samtalerum.dialogues.actions.following import LONGEST
from samtalerum.dialogues.handed import FollowUp
from samtalerum.dialogues.models import AgreedStep, Dialogue, Seat
from samtalerum.dialogues.phases import AFTER, MEETING, Side
from samtalerum.dialogues.seats import other, seats_of
from samtalerum.dialogues.visibility import Reading, Readings
from samtalerum.ground.refusals import Refusal
from samtalerum.vault import api as vault


@dataclass(frozen=True)
class Sent:
    """One question or answer in the thread."""

    follow_up: FollowUp
    text: str
    mine: bool

    @property
    def can_take_back(self) -> bool:
        """It is mine, and the other one has not opened it."""
        return self.mine and self.follow_up.opened_at is None


@dataclass(frozen=True)
class Thread:
    """What was asked and answered since the conversation."""

    sent: list[Sent]
    may_write: bool
    come_back: str  # what the partner wrote on how to come back


def thread(seat: Seat, keys: vault.Ring, readings: Readings, *, at: datetime) -> Thread:
    """Open the thread; the other's questions and answers count as opened."""
    sent = [
        Sent(one, text, one.author_id == seat.pk)
        for one, text in actions.open_thread(seat, keys, at=at)
        if one.dialogue_id == seat.dialogue_id
    ]
    fields = seat.dialogue.edition.blueprint.wrap_up.fields
    doors = [readings.any(item.key) for item in fields if item.come_back]
    words = next((door.shown for door in doors if door and door.shown), "") or ""
    may = visibility.may_follow_up(seat, begun=bool(sent)) and keys.has(seat.dialogue.scope)
    return Thread(sent, may, words)


class FollowUpForm(forms.Form):
    """A question that came up later, or an answer."""

    prefix = "ask"

    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Write what you would like to send."),
            "max_length": gettext_lazy("Say it in fewer than 4,000 characters, or ask for a new conversation."),
        },
    )

    @property
    def begun(self) -> bool:
        """Something was written here, whatever button was pressed."""
        return bool((self["text"].data or "").strip())


class MyStepForm(forms.Form):
    """What becomes of one step: how it stands, until when, and a note of one's own."""

    state = forms.ChoiceField(label=gettext_lazy("How it stands"), choices=AgreedStep.State.choices)
    until = forms.DateField(
        label=gettext_lazy("By, if you like"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": gettext_lazy("This date could not be read. Write it as year-month-day: 2027-05-28.")
        },
    )
    note = forms.CharField(
        label=gettext_lazy("A note of your own"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "ds-input", "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Say it in fewer than 4,000 characters.")},
    )
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, step: AgreedStep, note: str, today: date) -> None:
        noted = getattr(step, "note", None)
        initial = {
            "state": step.state,
            "until": step.until,
            "note": note,
            "revision": noted.revision if noted else 0,
        }
        super().__init__(data, prefix=str(step.pk), initial=initial)
        self.today = today

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and "until" in self.changed_data and until.year > self.today.year + 5:
            raise forms.ValidationError(_("That is more than five years from now. Check the year."))
        return until


@dataclass
class MyStep:
    """One step of mine, with where it comes from."""

    seat: Seat
    other: Seat
    reading: Reading
    form: MyStepForm
    may_note: bool

    @property
    def step(self) -> AgreedStep:
        """Its date and state."""
        found: AgreedStep = self.reading.entry.step
        return found

    @property
    def text(self) -> str:
        """What I set out to do."""
        return self.reading.text or ""


@dataclass(frozen=True)
class MySteps:
    """All steps of one person, in the order in which they ask for something."""

    dated: list[MyStep]
    undated: list[MyStep]
    done: list[MyStep]
    dropped: list[MyStep]
    next_one: Dialogue | None
    next_with: str

    @property
    def all(self) -> list[MyStep]:
        """Every one of them."""
        return [*self.dated, *self.undated, *self.done, *self.dropped]

    @property
    def open(self) -> int:
        """How many are still to be taken."""
        return len(self.dated) + len(self.undated)


def my_steps(person: Any, data: QueryDict | None, *, at: datetime, today: date) -> MySteps:
    """Fetch and open them all; the same number of statements for one step and for a hundred."""
    seats = [seat for seat in seats_of(person) if seat.side == Side.OWNER]
    held = {seat.pk: seat for seat in seats if seat.dialogue.phase in AFTER}
    entries = list(visibility.steps_of(held.values()).select_related("author", "step__note")) if held else []
    found = _opened(person, held, entries, data, at=at, today=today)
    states = AgreedStep.State
    coming = next_conversation(seats)
    return MySteps(
        dated=[one for one in found if one.step.state == states.OPEN and one.step.until],
        undated=[one for one in found if one.step.state == states.OPEN and not one.step.until],
        done=[one for one in found if one.step.state == states.DONE],
        dropped=[one for one in found if one.step.state == states.DROPPED],
        next_one=coming.dialogue if coming else None,
        next_with=other(coming).person.first_name if coming else "",
    )


def next_conversation(seats: list[Seat]) -> Seat | None:
    """The owner's seat in what comes next: the one with the nearest date, else one that has none yet."""
    coming = [seat for seat in seats if seat.side == Side.OWNER and seat.dialogue.phase in MEETING]
    dated = [(seat.dialogue.meets_at, seat) for seat in coming if seat.dialogue.meets_at]
    return min(dated, key=lambda pair: pair[0])[1] if dated else next(iter(coming), None)


def _opened(
    person: Any, held: Mapping[UUID, Seat], entries: list[Any], data: QueryDict | None, *, at: datetime, today: date
) -> list[MyStep]:
    if not entries:
        return []
    keys = visibility.rings(person.pk, [held[pk] for pk in {entry.author_id for entry in entries}])
    readings = visibility.read_own(keys, entries, at=at)
    notes = [getattr(entry.step, "note", None) for entry in entries]
    boxes = [
        (note.words, note.place(held[entry.author_id], note.revision))
        for entry, note in zip(entries, notes, strict=True)
        if note
    ]
    opened = iter(vault.open(keys, boxes, at=at))
    found = []
    for one, note in zip(readings, notes, strict=True):
        words = (next(opened) or "") if note else ""
        if not (one.text or "").strip():
            continue
        seat = held[one.entry.author_id]
        form = MyStepForm(data, step=one.entry.step, note=words, today=today)
        found.append(MyStep(seat, other(seat), one, form, visibility.may_keep_private(seat, at=at)))
    return found


def states_of(steps: MySteps) -> dict[str, str]:
    """How each step stands, by its id."""
    return {str(one.step.pk): str(one.step.state) for one in steps.all}


def written(before: dict[str, str], after: dict[str, str]) -> str:
    """What stood differently before, as an address can carry it: ids and states, never words."""
    return ",".join(f"{pk}.{before[pk]}" for pk in before if after.get(pk, before[pk]) != before[pk])


def to_undo(steps: MySteps, was: str) -> dict[str, str]:
    """Of what is said to have stood differently, what still does, and is this person's own."""
    now, known = states_of(steps), AgreedStep.State.values
    said = dict(pair.split(".", 1) for pair in was.split(",") if "." in pair)
    return {pk: state for pk, state in said.items() if state in known and now.get(pk, state) != state}


def put_back(steps: MySteps, was: str, *, at: datetime) -> None:
    """The states from before."""
    earlier = to_undo(steps, was)
    for one in steps.all:
        if state := earlier.get(str(one.step.pk)):
            actions.mark_step(one.seat, one.step.pk, state, at=at)


def save_steps(steps: MySteps, *, at: datetime) -> bool:
    """Save what was changed at any of them; False when something could not be, with the reason at its field."""
    whole = True
    for one in steps.all:
        if f"{one.form.prefix}-state" not in one.form.data:
            continue  # a step that was added elsewhere since the page was made
        if not one.form.is_valid():
            whole = False
            continue
        whole = _save(one, at=at) and whole
    return whole


def _save(one: MyStep, *, at: datetime) -> bool:
    given, changed = one.form.cleaned_data, set(one.form.changed_data)
    field = "note"
    try:
        if "note" in changed:
            actions.note_step(one.seat, one.step.pk, text=given["note"], based_on=given["revision"] or 0, at=at)
        field = "until"
        if "until" in changed:
            actions.move_step(one.seat, one.step.pk, given["until"], at=at)
        field = "state"
        if "state" in changed:
            actions.mark_step(one.seat, one.step.pk, given["state"], at=at)
    except Refusal as refusal:
        one.form.add_error(field, str(refusal))
        return False
    return True
