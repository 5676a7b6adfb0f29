"""The coachee's own pages: what stands on them, saving them, and letting the coach read them or no longer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.http import QueryDict

from samtalerum.blueprints.schema import Item, Text
from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.writing import (
    Openings,
    Trouble,
    Writing,
    everything_typed,
    read_mine,
    save_all,
    writing,
)
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Reading, Readings, read, ring
from samtalerum.ground.dates import language
from samtalerum.ground.refusals import Forbidden, Invalid
from samtalerum.vault.models import AccessLog

Troubles = Mapping[str, Trouble]
WAYS = ("up", "wide", "deep", "else", "here")  # where five directions stand on the page, in the blueprint's order


@dataclass(frozen=True)
class Own:
    """A page with places of one's own. `shown`: what the coach reads instead, who writes nothing here."""

    places: list[Writing]
    shown: list["Shown"]

    @property
    def writable(self) -> bool:
        """Something on it can be written now."""
        return any(place.writable for place in self.places)


@dataclass(frozen=True)
class Shown:
    """What the coach reads at a place, and since when."""

    item: Item
    text: str | None
    since: datetime


@dataclass(frozen=True)
class Way:
    """A direction: its name in two parts, where it stands on the page, what draws and what holds back."""

    at: str
    name: str
    more: str
    places: tuple[Writing, ...] = ()
    shown: tuple[Shown, ...] = ()

    @property
    def names(self) -> str:
        """Its places, as buttons send them."""
        return " ".join(place.name for place in self.places)

    @property
    def shared(self) -> bool:
        """The coach reads something of it."""
        return any(place.privacy.shared for place in self.places)

    @property
    def since(self) -> str:
        """Since when, and whether the coach has opened it."""
        return next((place.privacy.more for place in self.places if place.privacy.shared), "")

    @property
    def can_stop(self) -> bool:
        """What is shared can be taken back."""
        return any(place.can_stop for place in self.places)

    @property
    def can_share(self) -> bool:
        """Something stands there that the coach does not read."""
        return any(place.can_share and place.text.strip() for place in self.places)


def own(seat: Seat, items: Collection[Item], back: str, *, now: datetime, troubles: Troubles | None = None) -> Own:
    """The page of these items, for whoever is coached to write on, or for the coach to read what is shared."""
    keys = ring(seat)
    if seat.side != Side.OWNER:
        readings = read(seat, keys, at=now, items=[item.key for item in items])
        return Own([], shown_of(readings, items))
    readings = read_mine(seat, keys, items, at=now)
    opened, name, troubles = openings(seat, readings), other(seat).person.first_name, troubles or {}
    places = [
        writing(
            seat,
            item,
            readings,
            keys=keys,
            name=name,
            opened=opened,
            now=now,
            trouble=troubles.get(item.key),
            back=back,
        )
        for item in items
    ]
    return Own(places, [])


def ways(seat: Seat, *, now: datetime, troubles: Troubles | None = None) -> list[Way]:
    """The directions of the blueprint, each with its two places."""
    directions = seat.dialogue.edition.coaching.directions
    page = own(seat, [item for one in directions for item in (one.draws, one.holds)], "map", now=now, troubles=troubles)
    found = []
    for number, one in enumerate(directions):
        keys = {one.draws.key, one.holds.key}
        name, _dash, more = said(one.title, seat).partition(" – ")
        found.append(
            Way(
                at=WAYS[number] if len(directions) == len(WAYS) else "",
                name=name,
                more=more,
                places=tuple(place for place in page.places if place.item.key in keys),
                shown=tuple(shown for shown in page.shown if shown.item.key in keys),
            )
        )
    return found


def said(text: Text, seat: Seat) -> str:
    """The blueprint's words for this side, in the reader's language."""
    return text.for_(seat.side, language())


def shown_of(readings: Readings, items: Iterable[Item]) -> list[Shown]:
    """What the coachee shares of these items, each as often as it was written."""
    by_key = {item.key: item for item in items}
    return [
        Shown(by_key[one.entry.item], one.text, one.entry.shared_at)
        for one in readings
        if not one.mine and one.entry.item in by_key and one.entry.shared_at
    ]


def openings(seat: Seat, readings: Iterable[Reading]) -> Openings:
    """When the coach last opened each of these entries: of this very entry, not of an earlier one in its place."""
    log = AccessLog.objects.filter(
        dialogue=seat.dialogue_id, author=seat.person_id, action=AccessLog.Action.OPENED
    ).exclude(actor=seat.person_id)
    last: dict[Any, datetime] = dict(log.values_list("row").annotate(last=Max("at")).order_by())
    return {(seat.person_id, str(one.entry)): last[one.entry.pk] for one in readings if one.entry.pk in last}


def save(seat: Seat, post: QueryDict, items: Iterable[Item], *, at: datetime) -> dict[str, Trouble]:
    """Save what the page sent for these items; what could not be saved comes back. Whoever coaches writes nothing."""
    if seat.side != Side.OWNER:
        raise Forbidden
    keys = {item.key for item in items}
    return save_all(seat, ring(seat), [one for one in everything_typed(post) if one.item in keys], at=at)


def share_or_stop(seat: Seat, post: Mapping[str, str], *, at: datetime) -> str:
    """What the pressed button says; returns the first place it was about, or nothing."""
    for pressed, act in (("share", actions.share), ("stop", actions.stop_sharing)):
        if names := post.get(pressed, "").split():
            by_slot: dict[int, list[str]] = {}
            for item, slot in map(place_named, names):
                by_slot.setdefault(slot, []).append(item)
            for slot, keys in by_slot.items():
                act(seat, keys, slot=slot, at=at)
            return names[0]
    return ""


def place_named(name: str) -> tuple[str, int]:
    """Item and number of a place, from its name in forms."""
    item, _slash, slot = name.partition("/")
    if slot and not (slot.isdecimal() and len(slot) < 6):
        raise Invalid
    return item, int(slot or 0)
