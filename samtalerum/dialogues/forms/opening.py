"""What a page says about opening both at once: the choice, who is ready, and what may be done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.models import Opens, Seat
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import waits_to_open


@dataclass(frozen=True)
class Opening:
    """In words, for one of the two."""

    line: str  # empty while each opens as it is shared
    other_ready: bool
    mine_ready: bool
    can_say: bool
    can_choose: bool
    waits: bool


def opening(seat: Seat, across: Seat, *, read_already: bool, now: datetime) -> Opening:
    """From facts that the page has at hand; no statement. `read_already`: one has opened something of the other's."""
    dialogue = seat.dialogue
    waits = waits_to_open(dialogue) and Phase(dialogue.phase) == Phase.BEFORE
    line = ""
    if dialogue.opened_at:
        line = _("Opened for both %(moment)s.") % {"moment": wording.moment(dialogue.opened_at, now=now)}
    elif waits and dialogue.opens == Opens.BOTH_READY:
        line = _(
            "What each of you shares opens for both at the same moment, once you are both ready. "
            "Until then neither reads the other’s."
        )
    elif waits:
        line = _(
            "What each of you shares opens for both at the same moment, when the meeting starts. "
            "Until then neither reads the other’s."
        )
    return Opening(
        line=line,
        other_ready=waits and across.ready_at is not None,
        mine_ready=waits and seat.ready_at is not None,
        can_say=waits and dialogue.opens == Opens.BOTH_READY,
        can_choose=not read_already and actions.may_choose_opening(seat),
        waits=waits,
    )
