"""What one laptop on the table may do. In words:

1. Either of the two may lay the conversation on the table, from the room. Their sign-in on that browser ends with it.
2. A table is a session in which nobody is signed in. It knows one seat: that of the one who types.
3. It reaches the addresses in MAY, and no other: whatever else is asked for leads back to the table.
4. It opens what is shown to both (visibility.read_at_table), with the dialogue's key alone, and writes on the sheet.
5. It confirms nothing by itself: each of the two confirms on a device of their own, or with digits sent to them.
6. It ends when it is left, after three hours, when the room closes, when the seat ends, and wherever the one who laid
   it signs out everywhere. Whoever wants to go on from there signs in.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.middleware.csrf import rotate_token

from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import ROOM, Phase, Side
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.ground.refusals import WrongMoment
from samtalerum.people import codes
from samtalerum.people.models import Person
from samtalerum.people.sessions import DEVICE, LENDER, STARTED

MAY = frozenset({"dialogues:table", "dialogues:table-save", "dialogues:table-leave"})
LASTS = timedelta(hours=3)
TABLE, CODES = "table", "table-codes"


def lay(request: HttpRequest, seat: Seat, *, at: datetime) -> None:
    """End the sign-in, and begin a table for this seat in its place."""
    if Phase(seat.dialogue.phase) not in ROOM:
        raise WrongMoment
    device = request.session.get(DEVICE, "")
    request.session.flush()
    request.user = AnonymousUser()
    rotate_token(request)
    request.session[TABLE] = str(seat.dialogue_id)
    request.session[LENDER] = str(seat.person_id)
    request.session[DEVICE], request.session[STARTED] = device, at.isoformat()
    request.session.set_expiry(LASTS)


def lies(request: HttpRequest) -> bool:
    """This browser is a table."""
    return TABLE in request.session and not request.user.is_authenticated


def seat_at(request: HttpRequest) -> Seat | None:
    """The seat of the one who types, while the room is open to it; None when there is no table, or none any more."""
    if not lies(request):
        return None
    person = Person.objects.filter(pk=request.session[LENDER], is_active=True).first()
    try:
        seat = seat_or_404(person, UUID(request.session[TABLE])) if person else None
    except Http404:
        seat = None
    return seat if seat and Phase(seat.dialogue.phase) in ROOM else None


def seats(seat: Seat) -> list[Seat]:
    """Both, the owner first."""
    return sorted([seat, other(seat)], key=lambda one: one.side != Side.OWNER)


def send_digits(request: HttpRequest, seat: Seat, fingerprint: str) -> None:
    """Send this person digits for the sheet with this fingerprint; earlier ones are worth nothing."""
    kept = codes.send_to_confirm(request, _person(seat), _text(seat, fingerprint))
    request.session[CODES] = request.session.get(CODES, {}) | {seat.side: {**kept, "for": fingerprint}}


def digits_for(request: HttpRequest, seat: Seat) -> str | None:
    """The fingerprint of the text for which this person was sent digits, if any."""
    kept: dict[str, Any] = request.session.get(CODES, {}).get(seat.side, {})
    return kept.get("for")


def digits_fit(request: HttpRequest, seat: Seat, fingerprint: str, typed: str) -> bool:
    """These are the digits that this person was sent for this very text."""
    kept = request.session.get(CODES, {}).get(seat.side)
    return bool(kept) and codes.confirms(request, kept, _person(seat), _text(seat, fingerprint), typed)


def forget_digits(request: HttpRequest, seat: Seat) -> None:
    """They have been used."""
    request.session[CODES] = {side: kept for side, kept in request.session.get(CODES, {}).items() if side != seat.side}


def _person(seat: Seat) -> Person:
    return Person.objects.get(pk=seat.person_id)


def _text(seat: Seat, fingerprint: str) -> str:
    return f"{seat.pk}:{fingerprint}"
