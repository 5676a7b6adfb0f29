"""Before the first meeting: what the two agree on, and what they should know before they say yes to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from samtalerum.blueprints.schema import Text
from samtalerum.coaching import visibility
from samtalerum.coaching.actions.agreeing import fingerprint_of
from samtalerum.coaching.models import Agreed
from samtalerum.dialogues.forms.writing import Desk, Trouble, Writing, typed
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground import dates
from samtalerum.vault.api import Ring


@dataclass(frozen=True)
class Said:
    """What one reads at an item that the other writes."""

    title: Text
    text: str


@dataclass(frozen=True)
class Sign:
    """One of the two, and when that one has confirmed what stands there now."""

    person: str
    mine: bool
    at: datetime | None


@dataclass
class Agreement:
    """The page."""

    seat: Seat
    places: list[Writing]
    said: list[Said]
    signs: list[Sign]
    fingerprint: str
    confidentiality: str
    open: bool  # it can still be written and confirmed
    troubles: list[Writing] = field(default_factory=list)


def agreement(seat: Seat, *, now: datetime, troubles: Mapping[str, Trouble] | None = None) -> Agreement:
    """What this seat sees: the writer's places, or the words of the one who writes."""
    keys = ring(seat)
    items = seat.dialogue.edition.coaching.agreement
    readings = read(seat, keys, at=now, items=[item.key for item in items])
    desk = Desk(seat, readings, keys, other(seat).person.first_name, now, troubles or {}, back="prepare")
    places = [desk.place(item) for item in items if seat.side in item.writers()]
    theirs = [(item, readings.theirs(item.key)) for item in items if seat.side not in item.writers()]
    stands = fingerprint_of(seat, keys, readings)
    return Agreement(
        seat=seat,
        places=places,
        said=[Said(item.title or item.questions[0], (found.text if found else None) or "") for item, found in theirs],
        signs=_signs(seat, stands),
        fingerprint=stands,
        confidentiality=_words(visibility.unit().confidentiality),
        open=seat.dialogue.phase == Phase.BEFORE and keys.has(seat.dialogue.scope),
        troubles=[place for place in places if place.trouble],
    )


def read_as(seat: Seat, keys: Ring, post: Mapping[str, str], *, at: datetime) -> str:
    """The fingerprint of what the page showed as its button was pressed.

    Whoever writes everything alone has read what that page sent, also where it was saved on the way; if it is not what
    is stored (another window), and for everybody else, it is what the page was made with.
    """
    items = seat.dialogue.edition.coaching.agreement
    if all(item.writers() == {seat.side} for item in items):
        stored = read(seat, keys, at=at, items=[item.key for item in items])
        pairs = [(_sent(post, item.key), found.text if (found := stored.mine(item.key)) else "") for item in items]
        if all(sent == (text or "") for sent, text in pairs):
            return fingerprint_of(seat, keys, stored)
    return post.get("fingerprint", "")


def _sent(post: Mapping[str, str], item: str) -> str | None:
    return typed(post, item).text if f"text-{item}" in post else None


def _signs(seat: Seat, stands: str) -> list[Sign]:
    across = other(seat)
    agreed = {one.seat_id: one for one in Agreed.objects.filter(seat__in=[seat, across])}

    def sign(one: Seat) -> Sign:
        found = agreed.get(one.pk)
        confirmed = found.at if found and found.fingerprint == stands else None
        return Sign(one.person.display_name, one.pk == seat.pk, confirmed)

    return [sign(seat), sign(across)]


def _words(by_language: Mapping[str, str]) -> str:
    """The institution's own, in the reader's language or one that it has written in; empty where it has not."""
    own = by_language.get(dates.language(), "")
    return own or next((words for words in by_language.values() if words), "")
