"""My conversations as home shows them: those that go on, open steps, and what is kept from earlier ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtalerum.blueprints.schema import Item, Text
from samtalerum.coaching.visibility import at_desk
from samtalerum.dialogues import facts, visibility
from samtalerum.dialogues.actions.course import undo_ends, undoable
from samtalerum.dialogues.actions.sending import received_by
from samtalerum.dialogues.facts import Facts
from samtalerum.dialogues.forms import stood_in
from samtalerum.dialogues.models import Dialogue, Seat, SentSheet
from samtalerum.dialogues.phases import AFTER, ENDED, MEETING, OPEN, Kind, Phase, Side, Step
from samtalerum.dialogues.seats import other, seats_of
from samtalerum.ground import dates
from samtalerum.ground.prepared import Prepared
from samtalerum.home import courses
from samtalerum.home.due import due_for_me
from samtalerum.home.elsewhere import Elsewhere, elsewhere_of
from samtalerum.home.rarely import rarely
from samtalerum.home.sentences import Said, day, listed, say
from samtalerum.people import directory
from samtalerum.people.leaving import Window, window_of
from samtalerum.people.models import Address
from samtalerum.vault import retention

# How long a conversation still stands among the current ones once nothing more has to be done.
LINGERS_ENDED = timedelta(days=14)
LINGERS_CONFIRMED = timedelta(days=30)
STEPS_SHOWN = 5
NEARS = timedelta(days=21)  # from then on the next conversation is near


@dataclass(frozen=True)
class State:
    """A line about how far it has come: done, next, or not in one's own hands."""

    icon: str
    text: str
    small: str = ""
    next: bool = False


@dataclass(frozen=True)
class Conversation:
    """One that goes on."""

    seat: Seat
    other: Seat
    said: Said
    shared: tuple[str, ...]  # what I share, by its titles
    states: tuple[State, ...]
    path: str
    undo_until: datetime | None
    can_say_held: bool

    @property
    def dialogue(self) -> Dialogue:
        """Its process facts."""
        return self.seat.dialogue

    @property
    def name(self) -> str:
        """The other's first name."""
        return str(self.other.person.first_name)

    @property
    def role(self) -> Text:
        """What the other one is here, in the blueprint's words."""
        return self.dialogue.edition.blueprint.roles[self.other.side]

    @property
    def shares(self) -> str:
        """You share two texts with Karen."""
        count = len(self.shared)
        words = ngettext("You share one text with %(name)s", "You share %(count)s texts with %(name)s", count)
        return words % {"count": count, "name": self.name}

    @property
    def titles(self) -> str:
        """What they are called."""
        return listed(self.shared)

    @property
    def place(self) -> str:
        """60 minutes, room 5.112: what has been agreed besides the day."""
        dialogue = self.dialogue
        minutes = dialogue.minutes if dialogue.meets_at else None
        long = ngettext("%(count)s minute", "%(count)s minutes", minutes or 0) % {"count": minutes}
        return ", ".join(filter(None, (long if minutes else "", dialogue.place)))

    @property
    def by_stand_in(self) -> str:
        """Invited by Ole for Karen, while it is a question; then who set the date, where a stand-in did."""
        return stood_in.invited(self.seat) if self.is_question else stood_in.dated(self.seat) if self.is_before else ""

    @property
    def is_before(self) -> bool:
        """Both have said yes and have not met."""
        return self.dialogue.phase == Phase.BEFORE and not self.partner_is_gone

    @property
    def can_move(self) -> bool:
        """The owner may go on with another partner."""
        return self.seat.side == Side.OWNER and self.dialogue.phase in MEETING and not self.partner_is_gone

    @property
    def partner_is_gone(self) -> bool:
        """The other one's place has ended: there is nobody to meet."""
        return self.other.ended_at is not None

    @property
    def is_to_move(self) -> bool:
        """It is the owner's to go on with, after the partner has left."""
        return self.partner_is_gone and self.seat.side == Side.OWNER and self.dialogue.phase in MEETING

    @property
    def partner_has_left(self) -> bool:
        """The other one's account is closed."""
        return not self.other.person.is_active

    @property
    def is_question(self) -> bool:
        """Nothing has been agreed yet, or it came to nothing."""
        return self.dialogue.phase not in {Phase.BEFORE, Phase.DURING} | AFTER


@dataclass(frozen=True)
class OpenStep:
    """A step I agreed on and have not taken yet."""

    text: str
    due: date | None


@dataclass(frozen=True)
class OpenSteps:
    """The first few of them, and where all stand."""

    steps: tuple[OpenStep, ...]
    talked_on: datetime | None
    nears: str  # the next conversation is near: a good moment to look at them


@dataclass(frozen=True)
class Earlier:
    """A conversation that is over, in one sentence, with what is kept and until when."""

    seat: Seat
    sentence: str
    kept: str
    readable: bool


@dataclass(frozen=True)
class Home:
    """Everything on the page."""

    current: tuple[Conversation, ...]
    courses: tuple[courses.CourseLine, ...]
    steps: OpenSteps | None
    earlier: tuple[Earlier, ...]
    seen: str
    looks_back: bool  # there is something of one's own to compare with
    received: list[SentSheet]  # sheets that others have sent
    comes_back: Address | None  # where mails to this person come back from
    due: str  # that a conversation is owed, and why; nothing while one is open, or recorded and not answered
    elsewhere: tuple[Elsewhere, ...]  # held outside Samtalerum: what is asked or has just been answered
    earlier_elsewhere: tuple[Elsewhere, ...]
    window: Window | None  # until when this person, who leaves, can sign in

    @property
    def empty(self) -> bool:
        """Nothing has ever happened here."""
        elsewhere = self.elsewhere or self.earlier_elsewhere
        return not (self.current or self.courses or self.earlier or self.received or elsewhere)


_SEATS = Prepared(
    lambda person, today, at: courses.with_next_meeting(
        facts.with_last_follow_up(seats_of(person, every_kind=True)), today=today, at=at
    ).order_by("-dialogue__last_activity_at"),
    person=UUID,
    today=date,
    at=datetime,
)


def home_of(person: Any, *, at: datetime) -> Home:
    """The same number of statements for one conversation and for forty."""
    today = dates.local_date(at)
    found_seats = _SEATS(person=person.pk, today=today, at=at)
    seats = [seat for seat in found_seats if seat.dialogue.kind == Kind.CONVERSATION]
    coached = [seat for seat in found_seats if seat.dialogue.kind == Kind.COACHING]
    further = {seat.pk for seat in seats if facts.asked_further(seat)}
    current = [seat for seat in seats if is_current(seat.dialogue, at=at) or seat.pk in further]
    found = facts.of(current) if current else {}
    rare = rarely(person, today)
    elsewhere, earlier_elsewhere = elsewhere_of(person, at=at) if rare.elsewhere else ((), ())
    opened = any(seat.side == Side.OWNER and seat.dialogue.phase in OPEN for seat in seats)
    nothing_open = not opened and not any(one.waits for one in elsewhere)
    return Home(
        current=tuple(conversation(seat, found[seat.pk], at=at, further=seat.pk in further) for seat in current),
        steps=_steps(person, seats, at=at),
        earlier=tuple(_earlier(seat, seats, at=at) for seat in seats if seat not in current),
        courses=courses.lines(coached, at=at, has_desk=at_desk(person, today).coaches),
        seen=seen([seat.dialogue.revision for seat in found_seats]),
        received=received_by(person, at=at) if rare.received else [],
        comes_back=directory.comes_back(person) if rare.comes_back else None,
        due=due_for_me(person, at=at) if rare.may_be_due and nothing_open else "",
        elsewhere=elsewhere,
        earlier_elsewhere=earlier_elsewhere,
        window=window_of(person, at=at) if rare.is_leaving else None,
        looks_back=any(seat.side == Side.OWNER and seat.dialogue.phase in AFTER for seat in seats),
    )


def seen(revisions: Collection[int]) -> str:
    """Changes whenever anything that home shows may have changed."""
    return f"{len(revisions)}.{sum(revisions)}"


def is_current(dialogue: Dialogue, *, at: datetime) -> bool:
    """Something can still be done, or has just been told."""
    phase = Phase(dialogue.phase)
    if phase in ENDED:
        return at < dialogue.phase_since + LINGERS_ENDED
    if phase == Phase.CONFIRMED:
        lately = at < dialogue.last_activity_at + LINGERS_ENDED
        return lately or at < dialogue.phase_since + LINGERS_CONFIRMED
    return phase in OPEN | {Phase.HELD}


def conversation(seat: Seat, found: Facts, *, at: datetime, further: bool = False) -> Conversation:
    """One conversation in words. `further`: a later question or an answer waits."""
    dialogue, across = seat.dialogue, other(seat)
    last = undoable(seat, at=at)
    passed = dialogue.meets_at is not None and dates.local_date(dialogue.meets_at) <= dates.local_date(at)
    return Conversation(
        seat=seat,
        other=across,
        said=say(seat, found.sheet, at=at, further=further),
        shared=tuple(_titles(seat, found.shared)),
        states=tuple(_states(seat, across, found, at=at)),
        path=_path(Phase(dialogue.phase)),
        undo_until=undo_ends(last) if last else None,
        can_say_held=bool(
            seat.side == Side.OWNER and dialogue.phase == Phase.BEFORE and passed and across.ended_at is None
        ),
    )


def _path(phase: Phase) -> str:
    if phase in ENDED:
        return ""
    if phase == Phase.DURING:
        return "during"
    return "after" if phase in AFTER else "before"


def _titles(seat: Seat, keys: Collection[str]) -> list[str]:
    """What may be named: items with a title that begin private, in the blueprint's order."""
    items = seat.dialogue.edition.blueprint.items().values()
    return [_title(item, seat) for item in items if item.key in keys and item.title and _names(item)]


def _names(item: Item) -> bool:
    return item.part in {"preparation", "notes"} and not item.joint


def _title(item: Item, seat: Seat) -> str:
    return item.title.for_(seat.side, dates.language()) if item.title else ""


def _states(seat: Seat, across: Seat, found: Facts, *, at: datetime) -> list[State]:
    dialogue = seat.dialogue
    states = []
    taken = {passage.step: passage for passage in dialogue.passages.all() if passage.undone_at is None}
    if accepted := taken.get(Step.ACCEPT):
        states.append(State("check", _accepted(Step.ASK in taken, seat, across), day(accepted.at, at)))
    if dialogue.phase == Phase.BEFORE and across.ended_at is None:
        states += _preparing(seat, across, found)
    return states


def _accepted(asked: bool, seat: Seat, across: Seat) -> str:  # noqa: FBT001 - private
    owner = seat.side == Side.OWNER
    if asked:
        words = _("You asked, and %(name)s said yes") if owner else _("%(name)s asked, and you said yes")
    else:
        words = _("%(name)s invited you, and you said yes") if owner else _("You invited %(name)s, who said yes")
    return words % {"name": across.person.first_name}


def _preparing(seat: Seat, across: Seat, found: Facts) -> list[State]:
    named = {"name": across.person.first_name}
    states = []
    before = seat.dialogue.edition.blueprint.before
    form = before.owner.form if seat.side == Side.OWNER else before.partner.notes
    written = [_title(item, seat) for item in form if item.key in found.written]
    waiting = [_title(item, seat) for item in form if item.key not in found.written]
    if written:
        states.append(State("check", _("You have written about %(titles)s") % {"titles": listed(written)}))
    if waiting and seat.side == Side.OWNER:
        next_one = _("Next: %(title)s") % {"title": waiting[0]}
        states.append(State("arrow-right", next_one, _("or leave it empty and just talk"), next=True))
    if received := _titles(across, found.received):
        shares = _("%(name)s shares with you: %(titles)s") % {**named, "titles": listed(received)}
        states.append(State("eye", shares))
    else:
        apart = _("%(name)s prepares too. Neither of you sees what the other one has not shared.") % named
        states.append(State("circle-dashed", apart))
    return states


def _steps(person: Any, seats: Sequence[Seat], *, at: datetime) -> OpenSteps | None:
    mine = {seat.pk: seat for seat in seats if seat.side == Side.OWNER and seat.dialogue.phase in AFTER}
    if not mine:
        return None
    entries = visibility.open_steps_of(mine)
    if not entries:
        return None
    keys = visibility.rings(person.pk, [mine[pk] for pk in {entry.author_id for entry in entries}])
    readings = visibility.read_own(keys, entries, at=at)
    steps = [OpenStep(one.text, one.entry.step.until) for one in readings if one.text and one.text.strip()]
    latest = max((mine[entry.author_id] for entry in entries), key=lambda seat: seat.dialogue.started_at)
    nears = _nears(seats, at=at)
    return OpenSteps(tuple(steps[:STEPS_SHOWN]), latest.dialogue.held_at, nears) if steps else None


def _nears(seats: Sequence[Seat], *, at: datetime) -> str:
    """You meet Karen on Wednesday 12 May; nothing while that is far away."""
    for seat in seats:
        meets = seat.dialogue.meets_at
        if seat.side == Side.OWNER and seat.dialogue.phase == Phase.BEFORE and meets and at < meets < at + NEARS:
            named = {"name": other(seat).person.first_name, "day": day(meets, at)}
            return _("You meet %(name)s on %(day)s: a good moment to look at your steps.") % named
    return ""


def _earlier(seat: Seat, seats: Sequence[Seat], *, at: datetime) -> Earlier:
    dialogue, across = seat.dialogue, other(seat)
    phase = Phase(dialogue.phase)
    if phase in ENDED:
        said = say(seat, facts.SheetStands.AS_IT_IS, at=at)
        return Earlier(seat, said.sentence, "", readable=False)
    named = {"name": across.person.display_name, "day": dates.day_year(dialogue.held_at or dialogue.phase_since)}
    return Earlier(seat, _("%(name)s, %(day)s") % named, _sheet_kept(seat, across, seats), readable=True)


def _sheet_kept(seat: Seat, across: Seat, seats: Sequence[Seat]) -> str:
    dialogue = seat.dialogue
    if dialogue.confirmed_at is None:
        return _("You talked without a sheet that both confirmed.")
    later = [
        one.dialogue.confirmed_at
        for one in seats
        if one.side == seat.side
        # The owner's next sheet counts, with whomever; the partner is given no sign of one with somebody else.
        and (seat.side == Side.OWNER or other(one).person_id == across.person_id)
        and one.dialogue.confirmed_at
        and one.dialogue.confirmed_at > dialogue.confirmed_at
    ]
    following = dates.local_date(min(later)) if later else None
    erased = retention.sheet(
        confirmed=dates.local_date(dialogue.confirmed_at), next_confirmed=following, last_edit=None
    )
    named = {"name": across.person.first_name, "day": dates.day_year(erased) if erased else ""}
    if following:
        return _("The sheet that you and %(name)s confirmed is kept until %(day)s.") % named
    period = {**named, "months": retention.SHEET_AFTER_NEXT.months}
    return (
        _(
            "The sheet that you and %(name)s confirmed is kept until %(day)s, "
            "or until %(months)s months after the next sheet."
        )
        % period
    )
