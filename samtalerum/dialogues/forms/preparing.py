"""What a preparation page holds: own places, what the other one shares, what was just done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from samtalerum.blueprints.schema import Blueprint, Check, Item
from samtalerum.dialogues.actions.sharing import SHAREABLE
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.carrying import offered
from samtalerum.dialogues.forms.writing import Openings, Trouble, Writing, openings, read_mine, writing
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import ENDED, Phase, Side
from samtalerum.dialogues.seats import other
from samtalerum.dialogues.visibility import Readings, private_at_first, read
from samtalerum.ground.dates import day_year, local_date
from samtalerum.vault import retention
from samtalerum.vault.api import Ring


@dataclass(frozen=True)
class Shown:
    """What one side reads of the other's at an item; None when it has been erased."""

    item: Item
    text: str | None


@dataclass(frozen=True)
class Line:
    """A line of the checklist, done or not."""

    check: Check
    done: bool


@dataclass(frozen=True)
class Preparation:
    """A preparation page. `opened`: the moment that the other one sees for my latest reading."""

    seat: Seat
    other: Seat
    places: list[Writing]
    shown: list[Shown]
    opened: datetime | None
    read_already: bool  # one of the two has opened something that the other one shares
    saved_at: datetime | None

    @property
    def writable(self) -> bool:
        """Something on it can be written now."""
        return any(place.writable for place in self.places)

    @property
    def shareable(self) -> bool:
        """Something on it is not shared."""
        return any(place.can_share for place in self.places)

    @property
    def anything(self) -> bool:
        """Something on it has been written."""
        return any(place.text.strip() for place in self.places)

    @property
    def troubles(self) -> list[Writing]:
        """The places where what was typed could not be saved."""
        return [place for place in self.places if place.trouble]


def items_for(blueprint: Blueprint, side: Side | str) -> tuple[Item, ...]:
    """What a side prepares: the owner's form, or the partner's notes."""
    return blueprint.before.owner.form if side == Side.OWNER else blueprint.before.partner.notes


def shareable_of(blueprint: Blueprint, side: Side | str) -> list[Item]:
    """Everything that a side may share, in the blueprint's order."""
    items = blueprint.items().values()
    return [item for item in items if item.part in SHAREABLE and not item.joint and side in item.writers()]


def preparation(
    seat: Seat, keys: Ring, *, now: datetime, troubles: Mapping[str, Trouble] | None = None, own_only: bool = False
) -> Preparation:
    """Open what the page shows, and nothing else. `own_only`: a page without what the other one shares."""
    blueprint = seat.dialogue.edition.blueprint
    across = other(seat)
    mine, theirs = items_for(blueprint, seat.side), shareable_of(blueprint, across.side)
    if own_only:
        readings = read_mine(seat, keys, mine, at=now)
    else:
        readings = read(seat, keys, at=now, items={item.key for item in (*mine, *theirs)})
    opened = openings(seat)
    offers = {} if own_only else offered(seat, {item.key for item in mine})
    name = across.person.first_name
    places = [
        writing(
            seat,
            item,
            readings,
            keys=keys,
            name=name,
            opened=opened,
            now=now,
            trouble=(troubles or {}).get(item.key),
        )
        for item in mine
    ]
    for place in places:
        free = place.writable and not place.text.strip() and not place.privacy.shared
        place.offer = offers.get(place.item.key) if free else None
    return Preparation(
        seat=seat,
        other=across,
        places=places,
        shown=shown_by_other(readings, theirs),
        opened=_last_opening(opened, across, theirs),
        read_already=any(item.rpartition("/")[0] in private_at_first(seat.dialogue) for _author, item in opened),
        saved_at=max(_edits(places), default=None),
    )


def shown_by_other(readings: Readings, items: Iterable[Item]) -> list[Shown]:
    """What the other one shares of these items."""
    found = ((item, readings.theirs(item.key)) for item in items)
    return [Shown(item, reading.text) for item, reading in found if reading]


def shown_to_other(readings: Readings, items: Iterable[Item]) -> list[Shown]:
    """What the other one reads of mine: the copies that are shown, not my own drafts."""
    found = ((item, readings.mine(item.key)) for item in items)
    return [Shown(item, reading.shown) for item, reading in found if reading and reading.shared]


def kept_private(shown: Preparation) -> bool:
    """It came to nothing, and the owner has written something there that nobody else can read."""
    over = shown.seat.side == Side.OWNER and Phase(shown.seat.dialogue.phase) in ENDED
    return over and any(place.text.strip() and not place.privacy.shared for place in shown.places)


def tickable(seat: Seat) -> bool:
    """The checklist can be ticked."""
    return seat.side == Side.PARTNER and Phase(seat.dialogue.phase) not in ENDED


def checklist(seat: Seat) -> list[Line]:
    """The partner's checklist with what is done."""
    done = set(seat.ticks.values_list("key", flat=True))
    return [Line(check, check.key in done) for check in seat.dialogue.edition.blueprint.before.partner.checklist]


def notes_hint(shown: Preparation, *, now: datetime) -> str:
    """Private notes about somebody are that person's data too, and have a date on which they are erased."""
    confirmed = shown.seat.dialogue.confirmed_at
    last = max(_edits(shown.places), default=now)
    erased = retention.partner_notes(confirmed=local_date(confirmed) if confirmed else None, last_edit=local_date(last))
    named = {"name": shown.other.person.first_name, "day": day_year(erased or now)}
    named["period"] = wording.period(retention.PARTNER_NOTES)
    if confirmed:
        kept = _("Erased on %(day)s.") % named
    else:
        kept = _("Erased %(period)s after you have both confirmed the sheet, and by %(day)s at the latest.") % named
    also = _("What you write about %(name)s is also %(name)s’s data: %(name)s may ask to be told what is kept.") % named
    return f"{kept} {also}"


def _edits(places: Iterable[Writing]) -> list[datetime]:
    return [one.reading.entry.saved_at for one in places if one.reading and one.reading.entry.saved_at]


def _last_opening(opened: Openings, author: Seat, items: Iterable[Item]) -> datetime | None:
    moments = (opened.get((author.person_id, f"{item.key}/0")) for item in items)
    return max((moment for moment in moments if moment), default=None)
