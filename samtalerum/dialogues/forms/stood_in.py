"""What both read where a stand-in has acted in the partner's name: who, and for whom."""

from django.utils.translation import gettext as _

from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.seats import other


def invited(seat: Seat) -> str:
    """Invited by Ole Olsen for Karen Kjær; or nothing, where the partner did it. Uses prefetched passages."""
    by = next(iter(one.by for one in seat.dialogue.passages.all()), None)
    named = {"stand_in": by, "leader": _partner(seat)}
    return _("Invited by %(stand_in)s for %(leader)s.") % named if by else ""


def dated(seat: Seat) -> str:
    """Date set by Ole Olsen for Karen Kjær; or nothing, where one of the two did it, or there is none."""
    dialogue: Dialogue = seat.dialogue
    if not dialogue.meets_at or not dialogue.dated_by_id:
        return ""
    return _("Date set by %(stand_in)s for %(leader)s.") % {"stand_in": dialogue.dated_by, "leader": _partner(seat)}


def _partner(seat: Seat) -> str:
    return str((seat if seat.side == Side.PARTNER else other(seat)).person)
