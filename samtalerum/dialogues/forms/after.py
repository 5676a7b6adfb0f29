"""What the page after a conversation holds: steps, the sheet, the guide, looking back, and when what is erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.forms.carrying import Carrying, carrying
from samtalerum.dialogues.forms.following import Thread, thread
from samtalerum.dialogues.forms.room import Noted, guide
from samtalerum.dialogues.forms.wording import period
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing
from samtalerum.dialogues.models import AgreedStep, Passage, Seat, SheetVersion
from samtalerum.dialogues.phases import AFTER, Phase, Side, Step
from samtalerum.dialogues.seats import other, partners_in_held
from samtalerum.dialogues.visibility import Reading, read
from samtalerum.ground.refusals import Invalid
from samtalerum.vault.api import Ring
from samtalerum.vault.retention import PARTNER_NOTES, PARTNER_NOTES_LONGEST, SHEET_AFTER_NEXT

EARLIER = 10  # of the other conversations, the latest; the others stand on the start page


@dataclass(frozen=True)
class Looked:
    """One question about the conversation: my answer's place, and what the other one answered."""

    item: Item
    place: Writing
    theirs: str


@dataclass
class After:
    """The page as one of the two sees it."""

    seat: Seat
    other: Seat
    steps: list[Reading]
    step_item: Item | None
    version: SheetVersion | None
    sheet: actions.Sheet | None
    guide: list[Noted]
    looking_back: list[Looked]
    erased: retention.Erased
    private: list[Item]  # where I have written what only I can read
    noted: bool  # also at steps
    carry: Carrying | None
    thread: Thread
    earlier: list[Seat]
    undoable: Passage | None
    phase: Phase

    @property
    def owner(self) -> bool:
        """The reader's career it is about: steps, private parts and earlier conversations are the owner's."""
        return self.seat.side == Side.OWNER

    @property
    def after_next(self) -> str:
        """How long the sheet is kept after the next one."""
        return period(SHEET_AFTER_NEXT)

    @property
    def notes_kept(self) -> str:
        """How long the partner's notes are kept once both have confirmed."""
        return period(PARTNER_NOTES)

    @property
    def notes_kept_longest(self) -> str:
        """And at most, if they never do."""
        return period(PARTNER_NOTES_LONGEST)

    @property
    def first_line(self) -> actions.Line | None:
        """A glance at the sheet."""
        return self.sheet.lines[0] if self.sheet and self.sheet.lines else None

    @property
    def first_field(self) -> Item | None:
        """The field that line stands at."""
        line = self.first_line
        return self.seat.dialogue.edition.blueprint.items()[line.item] if line else None

    @property
    def may_add(self) -> bool:
        """The owner may add a step of the owner's own."""
        return self.owner and self.step_item is not None and self.phase in AFTER

    @property
    def can_close(self) -> bool:
        """The owner may close what has been held."""
        return self.owner and self.phase in {Phase.HELD, Phase.CONFIRMED}


class StepForm(forms.Form):
    """A step of one's own, perhaps with a date. Its fields have names of their own among the places of the page."""

    prefix = "new"

    text = forms.CharField(
        label=_("A further step"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "ds-input", "autocomplete": "off"}),
        error_messages={
            "required": _("Write what you would like to do."),
            "max_length": _("Say it in fewer than 2,000 characters."),
        },
    )
    due = forms.DateField(
        label=_("By, if you like"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This date could not be read. Write it as year-month-day: 2027-05-28.")},
    )

    @property
    def begun(self) -> bool:
        """Something was written here, whatever button was pressed."""
        return any((self[name].data or "").strip() for name in self.fields)


def after(seat: Seat, keys: Ring, *, now: datetime, troubles: Mapping[str, Trouble] | None = None) -> After:
    """Open what the page shows, and nothing else."""
    across = other(seat)
    blueprint = seat.dialogue.edition.blueprint
    step_item = next((item for item in blueprint.wrap_up.fields if item.steps), None)
    wanted = {item.key for item in blueprint.after.evaluation} | {theme.note.key for theme in blueprint.during.guide}
    wanted |= {item.key for item in blueprint.wrap_up.fields if item.come_back or item is step_item}
    readings = read(seat, keys, at=now, items=wanted)
    version = seat.dialogue.versions.filter(complete_at__isnull=False).first()
    earlier = _earlier(seat) if seat.side == Side.OWNER else []
    kept = retention.kept(seat, others=[one.dialogue for one in earlier])
    undoable = actions.undoable(seat, at=now) if seat.dialogue.phase == Phase.HELD else None
    desk = Desk(seat, readings, keys, across.person.first_name, now, troubles or {}, back="after")
    return After(
        seat=seat,
        other=across,
        steps=[
            one
            for one in (readings.slots(step_item.key) if step_item else [])
            if (one.shown or "").strip() and not one.entry.written_down
        ],
        step_item=step_item,
        version=version,
        sheet=actions.opened(version, keys, at=now) if version else None,
        guide=guide(desk),
        looking_back=_looking_back(desk),
        erased=kept.erased,
        private=kept.private,
        noted=kept.noted,
        carry=carrying(seat, now=now) if kept.private or kept.noted else None,
        thread=thread(seat, keys, readings, at=now),
        earlier=earlier[:EARLIER],
        undoable=undoable if undoable and undoable.step == Step.HOLD else None,
        phase=Phase(seat.dialogue.phase),
    )


def states() -> list[tuple[str, str]]:
    """What a step can be."""
    return [(state.value, str(state.label)) for state in AgreedStep.State]


def chosen_states(post: QueryDict) -> list[tuple[UUID, str]]:
    """What was chosen at each step; a changed page is refused."""
    try:
        return [(UUID(name.removeprefix("step-")), str(post[name])) for name in post if name.startswith("step-")]
    except ValueError:
        raise Invalid from None


def sent_id(post: QueryDict) -> UUID:
    """Which question or answer is meant."""
    try:
        return UUID(post.get("sent", ""))
    except ValueError:
        raise Invalid from None


def _looking_back(desk: Desk) -> list[Looked]:
    found = []
    for item in desk.seat.dialogue.edition.blueprint.after.evaluation:
        theirs = desk.readings.theirs(item.key)
        found.append(Looked(item, desk.place(item), (theirs.text if theirs else None) or ""))
    return found


def _earlier(seat: Seat) -> list[Seat]:
    """The partners' places in the owner's other conversations that have been held, the latest first."""
    return list(partners_in_held(seat.person).exclude(dialogue=seat.dialogue_id))
