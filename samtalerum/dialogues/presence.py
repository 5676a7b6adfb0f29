"""Who is here, in words: a process fact of each seat, never what somebody does or how long.

An open page that is looked at asks every few seconds, and that is what tells. Coming and leaving wake the other's page;
staying is written down, at most every ten seconds, and wakes nobody. None of it changes the revision of the dialogue:
the words are no news to a page that shows none, and a page that shows them sends their mark along when it asks.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from samtalerum.dialogues.models import Presence, Seat
from samtalerum.dialogues.telling import tell
from samtalerum.ground import dates

WRITTEN_EVERY = timedelta(seconds=10)
GONE_AFTER = timedelta(seconds=45)  # a page with a stream asks every 15 seconds
SAID_FOR = timedelta(hours=2)  # who left this morning did not leave this conversation


def of(seat: Seat) -> Presence | None:
    """The row of a seat that `seat_or_404` fetched along."""
    return getattr(seat, "presence", None)


def here(seat: Seat, place: str, *, at: datetime) -> None:
    """This seat's page is open and looked at."""
    last = of(seat)
    came = last is None or not _there(last, at=at) or last.place != place
    if came or (last is not None and abs(at - last.seen_at) >= WRITTEN_EVERY):
        # Where nothing can be written, because the disk is full, one can still read.
        with suppress(OperationalError), transaction.atomic():
            facts = {"seen_at": at, "place": place, "left_at": None}
            Presence.objects.update_or_create(seat=seat, defaults=facts)
            if came:
                tell(seat.dialogue_id)


def leave(seat: Seat, *, at: datetime) -> None:
    """This seat's page was closed. Once is enough."""
    with transaction.atomic():
        if Presence.objects.filter(seat=seat, left_at=None).update(left_at=at):
            tell(seat.dialogue_id)


def words(other: Seat, *, at: datetime) -> str:
    """What the page says about the other one; nothing where there is nothing to say."""
    last = of(other)
    if last is None:
        return ""
    name = other.person.first_name
    if _there(last, at=at):
        here = last.place == Presence.Where.ROOM
        return (_("%(name)s is here") if here else _("%(name)s is reading")) % {"name": name}
    left = last.left_at or last.seen_at
    if not _just(left, at=at):
        return ""
    return _("%(name)s left at %(clock)s") % {"name": name, "clock": dates.clock(left)}


def mark(other: Seat, *, at: datetime) -> str:
    """Changes when the words do: a page that asks says which it has."""
    last = of(other)
    if last is None or _there(last, at=at):
        return last.place if last else ""
    left = last.left_at or last.seen_at
    return dates.clock(left) if _just(left, at=at) else ""


def _there(last: Presence, *, at: datetime) -> bool:
    """Seen a moment ago. What a clock that was ahead has written lies in the future, and says nothing."""
    return last.left_at is None and abs(at - last.seen_at) < GONE_AFTER


def _just(left: datetime, *, at: datetime) -> bool:
    return left - GONE_AFTER < at <= left + SAID_FOR
