"""Where a person of a course goes next, and what its pages have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from samtalerum.coaching import visibility
from samtalerum.coaching.actions.handing_over import may_ask_anew
from samtalerum.coaching.forms.handing_over import no_longer_coaches
from samtalerum.dialogues.forms.writing import Trouble
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.seats import other
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Refusal

# A request, and what came to nothing, is looked at where it is answered.
NEXT = {
    Phase.BEFORE: "dialogues:prepare",
    Phase.DURING: "dialogues:room",
    Phase.CLOSED: "dialogues:after",
}


def onward(seat: Seat) -> HttpResponse:
    """To where this person goes next; after a course that ended for another coach, to choosing what goes along."""
    if may_ask_anew(seat):
        return redirect("coaching:another", seat.dialogue_id)
    return redirect(NEXT.get(Phase(seat.dialogue.phase), "dialogues:answer"), seat.dialogue_id)


def near(seat: Seat, *, at: datetime) -> str:
    """What has come between the two since they found each other, while it goes on (visibility.too_near)."""
    across = seat.opposite
    if across is None or Phase(seat.dialogue.phase) not in visibility.RUNNING:
        return ""
    owner, coach = (seat, across) if seat.side == Side.OWNER else (across, seat)
    return visibility.too_near(owner.person, coach.person, local_date(at))


def around(seat: Seat, *, now: datetime) -> dict[str, Any]:
    """What every page of a course shows around its own part. The title names a person and no subject."""
    across = other(seat)
    return {
        "section": "home" if seat.side == Side.OWNER else "desk",
        "seat": seat,
        "dialogue": seat.dialogue,
        "coaching": seat.dialogue.edition.coaching,
        "other": across,
        "full": across.person.display_name,
        "name": across.person.first_name,
        "now": now,
        "begins": visibility.anything_begins(),
        "coach_gone": seat.side == Side.OWNER and no_longer_coaches(seat, at=now),
    }


def status_of(troubles: Mapping[str, Trouble] | None, refusal: Refusal | None = None) -> int:
    """The answer's status: of what was refused the gravest, and 200 where nothing was."""
    refused = [one.refusal for one in (troubles or {}).values()] + ([refusal] if refusal else [])
    return max((one.status for one in refused), default=200)
