"""What home says about a conversation: for every phase and side one sentence and one thing to do next.

The tables below speak about every row of samtalerum.dialogues.phases.TABLE; tests/test_sentences.py reads them aloud.
Placeholders: name (the other's first name), suggested (who was suggested, in full), day and when (in words).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from babel.lists import format_list
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.actions.course import last_passage
from samtalerum.dialogues.facts import SheetStands
from samtalerum.dialogues.models import Passage, Seat
from samtalerum.dialogues.phases import MEETING, OPEN, Phase, Side, Step
from samtalerum.dialogues.seats import other
from samtalerum.ground import dates

OWNER, PARTNER = Side.OWNER, Side.PARTNER


@dataclass(frozen=True)
class Saying:
    """A sentence and an action. `view` is where the action leads; with a `step` it is a form that takes the step."""

    sentence: str | Promise
    action: str | Promise
    view: str
    step: Step | None = None


@dataclass(frozen=True)
class Said:
    """A saying about one conversation, filled in. `post`: the action is a step to take, not a page to open."""

    sentence: str
    action: str
    url: str
    post: bool


READ_ANSWER = _("Read and answer")
PREPARE = _("Prepare")
OPEN_ROOM = _("Open the room")
ASK_ELSE = _("Ask somebody else")
INVITE_AGAIN = _("Invite again")
READ_WORDS = _("Read it again")

# Where a conversation stands.
STANDING: Mapping[tuple[Phase, Side], Saying] = {
    (Phase.ASKED, OWNER): Saying(
        _("You asked %(name)s on %(day)s. There is no answer yet."), _("See your question"), "answer"
    ),
    (Phase.ASKED, PARTNER): Saying(_("%(name)s asks you for a conversation"), READ_ANSWER, "answer"),
    (Phase.INVITED, OWNER): Saying(_("%(name)s invites you to a conversation"), READ_ANSWER, "answer"),
    (Phase.INVITED, PARTNER): Saying(
        _("You invited %(name)s on %(day)s. There is no answer yet."), _("See your invitation"), "answer"
    ),
    (Phase.SUGGESTED, OWNER): Saying(
        _("%(name)s suggests that you talk with %(suggested)s instead"), _("Choose what to do"), "answer"
    ),
    (Phase.SUGGESTED, PARTNER): Saying(
        _("You suggested %(suggested)s. %(name)s decides."), _("See what you suggested"), "answer"
    ),
    (Phase.BEFORE, OWNER): Saying(_("You meet %(name)s on %(when)s"), PREPARE, "prepare"),
    (Phase.BEFORE, PARTNER): Saying(_("You meet %(name)s on %(when)s"), PREPARE, "prepare"),
    (Phase.DURING, OWNER): Saying(_("The room with %(name)s is open"), _("Go to the room"), "room"),
    (Phase.DURING, PARTNER): Saying(_("The room with %(name)s is open"), _("Go to the room"), "room"),
    (Phase.HELD, OWNER): Saying(
        _("You and %(name)s have talked. The sheet can still be written and confirmed."),
        _("Go on with the sheet"),
        "room",
    ),
    (Phase.HELD, PARTNER): Saying(
        _("%(name)s says that you have talked. The sheet can still be written and confirmed."),
        _("Go on with the sheet"),
        "room",
    ),
    (Phase.CONFIRMED, OWNER): Saying(
        _("You and %(name)s have both confirmed the sheet"), _("See your steps and the sheet"), "after"
    ),
    (Phase.CONFIRMED, PARTNER): Saying(
        _("You and %(name)s have both confirmed the sheet"), _("See the steps and the sheet"), "after"
    ),
    (Phase.CLOSED, OWNER): Saying(
        _("You have closed the conversation with %(name)s"), _("Look at what is kept"), "after"
    ),
    # Closing tells nobody: the other one reads only what that one knows already.
    (Phase.CLOSED, PARTNER): Saying(_("You and %(name)s have talked"), _("Look at what is kept"), "after"),
}

# How it ended without a conversation: by which step, from where, for whom, and whether that one took the step.
ENDINGS: Mapping[tuple[Step, Phase, Side, bool], Saying] = {
    (Step.DECLINE, Phase.ASKED, PARTNER, True): Saying(_("You said no to %(name)s’s question"), READ_WORDS, "answer"),
    (Step.DECLINE, Phase.ASKED, OWNER, False): Saying(
        _("%(name)s said no this time. You can ask whom you like."), ASK_ELSE, "ask"
    ),
    (Step.DECLINE, Phase.INVITED, OWNER, True): Saying(
        _("You said no to %(name)s’s invitation"), _("Ask for a conversation"), "ask"
    ),
    (Step.DECLINE, Phase.INVITED, PARTNER, False): Saying(
        _("%(name)s said no to your invitation. Nobody has to say why."), READ_WORDS, "answer"
    ),
    (Step.WITHDRAW, Phase.ASKED, OWNER, True): Saying(_("You took your question to %(name)s back"), ASK_ELSE, "ask"),
    (Step.WITHDRAW, Phase.ASKED, PARTNER, False): Saying(
        _("%(name)s took the question to you back"), READ_WORDS, "answer"
    ),
    (Step.WITHDRAW, Phase.SUGGESTED, OWNER, True): Saying(
        _("You took your question to %(name)s back"), ASK_ELSE, "ask"
    ),
    (Step.WITHDRAW, Phase.SUGGESTED, PARTNER, False): Saying(
        _("%(name)s took the question to you back"), READ_WORDS, "answer"
    ),
    (Step.WITHDRAW, Phase.INVITED, PARTNER, True): Saying(
        _("You took your invitation to %(name)s back"), INVITE_AGAIN, "invite"
    ),
    (Step.WITHDRAW, Phase.INVITED, OWNER, False): Saying(
        _("%(name)s took the invitation back. You can ask whom you like."), _("Ask for a conversation"), "ask"
    ),
    (Step.WITHDRAW, Phase.BEFORE, OWNER, True): Saying(
        _("You ended the conversation with %(name)s before you met"), ASK_ELSE, "ask"
    ),
    (Step.WITHDRAW, Phase.BEFORE, OWNER, False): Saying(
        _("%(name)s ended the conversation before you met. You can ask whom you like."), ASK_ELSE, "ask"
    ),
    (Step.WITHDRAW, Phase.BEFORE, PARTNER, True): Saying(
        _("You ended the conversation with %(name)s before you met"), READ_WORDS, "answer"
    ),
    (Step.WITHDRAW, Phase.BEFORE, PARTNER, False): Saying(
        _("%(name)s ended the conversation before you met"), READ_WORDS, "answer"
    ),
    **{
        (Step.MOVE, come_from, side, taken): saying
        for come_from in (Phase.BEFORE, Phase.DURING)
        for side, taken, saying in (
            (OWNER, True, Saying(_("You moved the conversation with %(name)s to somebody else"), ASK_ELSE, "ask")),
            # To whom, and that it went to anybody, is not the former partner's to know.
            (PARTNER, False, Saying(_("%(name)s ended the conversation"), _("Look at it"), "answer")),
        )
    },
    (Step.LAPSE, Phase.ASKED, OWNER, False): Saying(
        _("%(name)s did not answer for 60 days, so your question has ended"), ASK_ELSE, "ask"
    ),
    (Step.LAPSE, Phase.ASKED, PARTNER, False): Saying(
        _("%(name)s’s question has ended, because it had no answer for 60 days"), READ_WORDS, "answer"
    ),
    (Step.LAPSE, Phase.INVITED, OWNER, False): Saying(
        _("The invitation from %(name)s has ended, because it had no answer for 60 days"),
        _("Ask for a conversation"),
        "ask",
    ),
    (Step.LAPSE, Phase.INVITED, PARTNER, False): Saying(
        _("%(name)s did not answer for 60 days, so your invitation has ended"), INVITE_AGAIN, "invite"
    ),
    (Step.LAPSE, Phase.SUGGESTED, OWNER, False): Saying(
        _("Your question to %(name)s has ended, because nothing was decided for 60 days"), ASK_ELSE, "ask"
    ),
    (Step.LAPSE, Phase.SUGGESTED, PARTNER, False): Saying(
        _("%(name)s’s question has ended, because nothing was decided for 60 days"), READ_WORDS, "answer"
    ),
    **{
        (Step.LAPSE, phase, side, False): Saying(
            _("The conversation with %(name)s has ended, because you did not get to talk"), *leads
        )
        for phase in (Phase.BEFORE, Phase.DURING)
        for side, leads in ((OWNER, (_("Ask again"), "ask")), (PARTNER, (INVITE_AGAIN, "invite")))
    },
    **{  # the other one has left: said alike, wherever it stood
        (Step.LEAVE, phase, side, False): Saying(_("%(name)s is no longer here, so the conversation has ended"), *leads)
        for phase in OPEN
        for side, leads in ((OWNER, (ASK_ELSE, "ask")), (PARTNER, (_("Look at it"), "answer")))
    },
}

# A leader who has left: the conversation stays the employee's.
GONE = Saying(
    _("%(name)s is no longer here. Your texts are as you left them, and you can go on with somebody else."),
    _("Move it to somebody else"),
    "move",
)
# They have talked, and nobody is left to confirm the sheet with.
GONE_HELD = Saying(_("You and %(name)s have talked. %(name)s is no longer here."), _("Look at what is kept"), "after")

NO_DATE = Saying(_("You and %(name)s have both said yes. No date is agreed yet."), PREPARE, "prepare")
TODAY = Saying(_("You meet %(name)s %(when)s"), OPEN_ROOM, "take", Step.MEET)
DATE_PASSED = Saying(_("You were to meet %(name)s on %(when)s"), OPEN_ROOM, "take", Step.MEET)

# While a sheet is being confirmed, that is the next thing. `room-sheet`: the sheet's place in the room.
SHEET: Mapping[SheetStands, Saying] = {
    SheetStands.I_WAIT: Saying(
        _("You have confirmed the sheet; %(name)s has not yet"), _("Read the sheet"), "room-sheet"
    ),
    SheetStands.OTHER_WAITS: Saying(
        _("%(name)s has confirmed the sheet. Read it, and confirm it too if you agree."),
        _("Read and confirm"),
        "room-sheet",
    ),
    SheetStands.OTHER_CHANGED: Saying(
        _("%(name)s changed the sheet. Read it and confirm again."), _("Read and confirm"), "room-sheet"
    ),
    SheetStands.I_CHANGED: Saying(
        _("You changed the sheet. It counts once you and %(name)s have both confirmed it again."),
        _("Read and confirm"),
        "room-sheet",
    ),
}


# A question that came up later, or its answer, waits.
FURTHER: Mapping[Side, Saying] = {
    PARTNER: Saying(_("%(name)s has asked you something"), READ_ANSWER, "after-ask"),
    OWNER: Saying(_("%(name)s has answered your question"), _("Read the answer"), "after-ask"),
}


def saying(seat: Seat, sheet: SheetStands, *, at: datetime, further: bool = False) -> Saying:
    """What fits this seat now. `further`: a later question or an answer waits for this one."""
    dialogue, phase, side = seat.dialogue, Phase(seat.dialogue.phase), Side(seat.side)
    if further:
        return FURTHER[side]
    # What somebody confirmed before leaving can still be confirmed by the other one.
    if phase in MEETING | {Phase.HELD} and other(seat).ended_at and sheet != SheetStands.OTHER_WAITS:
        return GONE if phase in MEETING else GONE_HELD
    if phase in {Phase.DURING, Phase.HELD, Phase.CONFIRMED} and sheet in SHEET:
        return SHEET[sheet]
    if phase == Phase.BEFORE:
        return _before(dialogue.meets_at, at, STANDING[phase, side])
    if (phase, side) in STANDING:
        return STANDING[phase, side]
    last = _last(seat)
    return ENDINGS[Step(last.step), Phase(last.come_from), side, last.seat_id == seat.pk]


def say(seat: Seat, sheet: SheetStands, *, at: datetime, further: bool = False) -> Said:
    """The same in words, for these two people and this day."""
    chosen, dialogue = saying(seat, sheet, at=at, further=further), seat.dialogue
    named = {
        "name": other(seat).person.first_name,
        "suggested": dialogue.suggested.display_name if dialogue.suggested else _("somebody else"),
        "day": day(dialogue.phase_since, at),
        "when": _when(dialogue.meets_at, at),
    }
    return Said(str(chosen.sentence) % named, str(chosen.action), _url(seat, chosen), post=chosen.step is not None)


def day(when: datetime, at: datetime) -> str:
    """Monday 3 May; or 3 May 2026 when it is another year."""
    same_year = dates.local_date(when).year == dates.local_date(at).year
    return dates.day(when) if same_year else dates.day_year(when)


def listed(words: Sequence[str]) -> str:
    """One, two and three, as the language joins them."""
    locale = "en_GB" if dates.language() == "en" else dates.language()  # no comma before the last, as in our sentences
    return format_list(list(words), locale=locale) if words else ""


def _before(meets_at: datetime | None, at: datetime, later: Saying) -> Saying:
    if meets_at is None:
        return NO_DATE
    meets_on, today = dates.local_date(meets_at), dates.local_date(at)
    if meets_on == today:
        return TODAY
    return later if meets_on > today else DATE_PASSED


def _when(meets_at: datetime | None, at: datetime) -> str:
    if meets_at is None:
        return ""
    named = {"day": day(meets_at, at), "clock": dates.clock(meets_at)}
    if dates.local_date(meets_at) == dates.local_date(at):
        return str(_("today, %(clock)s")) % named
    return str(_("%(day)s, %(clock)s")) % named


def _last(seat: Seat) -> Passage:
    last = last_passage(seat.dialogue)
    if last is None:
        raise LookupError("A dialogue begins with a passage.")
    return last


def _url(seat: Seat, chosen: Saying) -> str:
    if chosen.view == "ask":
        return reverse("dialogues:ask")
    if chosen.view == "invite":
        return f"{reverse('dialogues:invite')}?{urlencode({'person': other(seat).person_id})}"
    if chosen.step:
        return reverse("dialogues:take", args=[seat.dialogue_id, chosen.step])
    if chosen.view == "room-sheet":
        return f"{reverse('dialogues:room', args=[seat.dialogue_id])}#sheet"
    if chosen.view == "after-ask":
        return f"{reverse('dialogues:after', args=[seat.dialogue_id])}#h-ask"
    return reverse(f"dialogues:{chosen.view}", args=[seat.dialogue_id])
