"""The course of a dialogue: every phase, every step, who may take it, who is told, what can be undone.

One table for each kind. `docs/phases.md` is drawn from it, every combination is tried in tests/test_phases.py, and nothing else
in the product decides whether a step may be taken. *Accepted* is no phase of its own: whoever accepts opens *before*.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import WrongMoment


class Side(TextChoices):
    """Whose career it is about, and who leads the conversation."""

    OWNER = "owner", _("owner")
    PARTNER = "partner", _("partner")

    @property
    def other(self) -> "Side":
        """The one across the table."""
        return Side.PARTNER if self is Side.OWNER else Side.OWNER


class Kind(TextChoices):
    """What a dialogue is about. Never shown: what a person reads comes from the blueprint."""

    CONVERSATION = "conversation"
    COACHING = "coaching"


class Phase(TextChoices):
    """Where a dialogue stands."""

    ASKED = "asked", _("Asked")
    INVITED = "invited", _("Invited")
    SUGGESTED = "suggested", _("Somebody else suggested")
    BEFORE = "before", _("Before")
    DURING = "during", _("During")
    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class Step(TextChoices):
    """What leads from one phase to the next."""

    ASK = "ask", _("Ask")
    INVITE = "invite", _("Invite")
    ACCEPT = "accept", _("Accept")
    SUGGEST = "suggest", _("Suggest somebody else")
    DECLINE = "decline", _("Decline")
    WITHDRAW = "withdraw", _("Take back")
    MOVE = "move", _("Move to somebody else")
    ANOTHER = "another", _("Ask for another coach")
    LAPSE = "lapse", _("Lapse")
    LEAVE = "leave", _("Leave the university")
    MEET = "meet", _("Open the room")
    HOLD = "hold", _("Say that it was held")
    CONFIRM = "confirm", _("Both confirm the sheet")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Open again")


OWNER = frozenset({Side.OWNER})
PARTNER = frozenset({Side.PARTNER})
EITHER = OWNER | PARTNER
TIME: frozenset[Side] = frozenset()  # nobody takes it: time does
BOTH = EITHER  # taken when the second of the two has confirmed the same text

WEEK = timedelta(days=7)
LAPSES_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class Row:
    """One step from one phase. `undo`: how long whoever took it may take it back; `tells`: the other one is told."""

    step: Step
    come_from: Phase | None
    to: Phase
    who: frozenset[Side]
    undo: timedelta | None = None
    tells: bool = True


TABLE: tuple[Row, ...] = (
    #   step            from             to               who
    Row(Step.ASK,       None,            Phase.ASKED,     OWNER),
    Row(Step.INVITE,    None,            Phase.INVITED,   PARTNER),
    Row(Step.ACCEPT,    Phase.ASKED,     Phase.BEFORE,    PARTNER),
    Row(Step.ACCEPT,    Phase.INVITED,   Phase.BEFORE,    OWNER),
    Row(Step.SUGGEST,   Phase.ASKED,     Phase.SUGGESTED, PARTNER, undo=WEEK),
    Row(Step.DECLINE,   Phase.ASKED,     Phase.DECLINED,  PARTNER, undo=WEEK),
    Row(Step.DECLINE,   Phase.INVITED,   Phase.DECLINED,  OWNER,   undo=WEEK),
    Row(Step.WITHDRAW,  Phase.ASKED,     Phase.WITHDRAWN, OWNER,   undo=WEEK),
    Row(Step.WITHDRAW,  Phase.SUGGESTED, Phase.WITHDRAWN, OWNER,   undo=WEEK),
    Row(Step.WITHDRAW,  Phase.INVITED,   Phase.WITHDRAWN, PARTNER, undo=WEEK),
    Row(Step.WITHDRAW,  Phase.BEFORE,    Phase.WITHDRAWN, EITHER,  undo=WEEK),
    Row(Step.MOVE,      Phase.BEFORE,    Phase.WITHDRAWN, OWNER),
    Row(Step.MOVE,      Phase.DURING,    Phase.WITHDRAWN, OWNER),
    Row(Step.LAPSE,     Phase.ASKED,     Phase.LAPSED,    TIME),
    Row(Step.LAPSE,     Phase.INVITED,   Phase.LAPSED,    TIME),
    Row(Step.LAPSE,     Phase.SUGGESTED, Phase.LAPSED,    TIME),
    Row(Step.LAPSE,     Phase.BEFORE,    Phase.LAPSED,    TIME),
    Row(Step.LAPSE,     Phase.DURING,    Phase.LAPSED,    TIME),
    Row(Step.LEAVE,     Phase.ASKED,     Phase.WITHDRAWN, TIME),
    Row(Step.LEAVE,     Phase.INVITED,   Phase.WITHDRAWN, TIME),
    Row(Step.LEAVE,     Phase.SUGGESTED, Phase.WITHDRAWN, TIME),
    Row(Step.LEAVE,     Phase.BEFORE,    Phase.WITHDRAWN, TIME),
    Row(Step.LEAVE,     Phase.DURING,    Phase.WITHDRAWN, TIME),
    Row(Step.MEET,      Phase.BEFORE,    Phase.DURING,    EITHER,  undo=WEEK),
    Row(Step.HOLD,      Phase.BEFORE,    Phase.HELD,      OWNER,   undo=WEEK),
    Row(Step.HOLD,      Phase.DURING,    Phase.HELD,      OWNER,   undo=WEEK),
    Row(Step.CONFIRM,   Phase.DURING,    Phase.CONFIRMED, BOTH),
    Row(Step.CONFIRM,   Phase.HELD,      Phase.CONFIRMED, BOTH),
    Row(Step.CLOSE,     Phase.HELD,      Phase.CLOSED,    OWNER,   tells=False),
    Row(Step.CLOSE,     Phase.CONFIRMED, Phase.CLOSED,    OWNER,   tells=False),
    Row(Step.REOPEN,    Phase.CLOSED,    Phase.HELD,      OWNER,   tells=False),
    Row(Step.REOPEN,    Phase.CLOSED,    Phase.CONFIRMED, OWNER,   tells=False),
)  # fmt: skip

# A course of coaching. It is asked for by one alone; who takes the request gets the partner's place with *invite*.
COACHING: tuple[Row, ...] = (
    #   step            from             to               who
    Row(Step.ASK,       None,            Phase.ASKED,     OWNER,   tells=False),
    Row(Step.INVITE,    Phase.ASKED,     Phase.INVITED,   PARTNER),
    Row(Step.ACCEPT,    Phase.INVITED,   Phase.BEFORE,    OWNER),
    Row(Step.ANOTHER,   Phase.INVITED,   Phase.ASKED,     EITHER),
    Row(Step.WITHDRAW,  Phase.ASKED,     Phase.WITHDRAWN, OWNER,   undo=WEEK, tells=False),
    Row(Step.WITHDRAW,  Phase.INVITED,   Phase.WITHDRAWN, OWNER),
    Row(Step.WITHDRAW,  Phase.BEFORE,    Phase.WITHDRAWN, OWNER),
    Row(Step.CONFIRM,   Phase.BEFORE,    Phase.DURING,    BOTH),
    Row(Step.CLOSE,     Phase.DURING,    Phase.CLOSED,    EITHER,  undo=WEEK),
    Row(Step.MOVE,      Phase.BEFORE,    Phase.CLOSED,    EITHER),
    Row(Step.MOVE,      Phase.DURING,    Phase.CLOSED,    EITHER),
    Row(Step.LAPSE,     Phase.INVITED,   Phase.ASKED,     TIME),
    Row(Step.LAPSE,     Phase.BEFORE,    Phase.LAPSED,    TIME),
    Row(Step.LAPSE,     Phase.DURING,    Phase.CLOSED,    TIME),
)  # fmt: skip

TABLES = {Kind.CONVERSATION: TABLE, Kind.COACHING: COACHING}

QUESTION = frozenset({Phase.ASKED, Phase.INVITED, Phase.SUGGESTED})
OPEN = frozenset({Phase.ASKED, Phase.INVITED, Phase.SUGGESTED, Phase.BEFORE, Phase.DURING})
MEETING = frozenset({Phase.BEFORE, Phase.DURING})
AFTER = frozenset({Phase.HELD, Phase.CONFIRMED, Phase.CLOSED})
ENDED = frozenset({Phase.DECLINED, Phase.WITHDRAWN, Phase.LAPSED})
# The room can be written in while people talk, and afterwards until the owner closes the conversation.
ROOM = frozenset({Phase.DURING, Phase.HELD, Phase.CONFIRMED})


def row(step: Step, come_from: Phase | None, side: Side | None, kind: Kind = Kind.CONVERSATION) -> Row:
    """The row that allows `side` (None: time itself) to take `step` from `come_from`; refuses with WrongMoment."""
    for candidate in TABLES[kind]:
        if (candidate.step, candidate.come_from) == (step, come_from) and (
            side in candidate.who if side else not candidate.who
        ):
            return candidate
    raise WrongMoment


def steps(come_from: Phase, side: Side, kind: Kind = Kind.CONVERSATION) -> set[Step]:
    """What this side may do next."""
    return {candidate.step for candidate in TABLES[kind] if candidate.come_from == come_from and side in candidate.who}
