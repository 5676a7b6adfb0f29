"""What may be shared, with the words that would be."""

from dataclasses import dataclass
from datetime import datetime

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.forms.preparing import shareable_of
from samtalerum.dialogues.forms.writing import read_mine
from samtalerum.dialogues.models import Seat
from samtalerum.vault.api import Ring


@dataclass(frozen=True)
class Choice:
    """One item of one's own: what it says, and whether it can be shared now."""

    item: Item
    text: str
    shared: bool
    fingerprint: str  # of exactly these words; what has changed since is read again before it is shared

    @property
    def empty(self) -> bool:
        """There is nothing to share."""
        return not self.shared and not self.text.strip()

    @property
    def can_share(self) -> bool:
        """There is something, and it is still private."""
        return not self.shared and not self.empty


def choices(seat: Seat, keys: Ring, *, at: datetime) -> list[Choice]:
    """Everything of one's own that can be shared, in the blueprint's order."""
    items = shareable_of(seat.dialogue.edition.blueprint, seat.side)
    readings = read_mine(seat, keys, items, at=at)
    found = []
    for item in items:
        reading = readings.mine(item.key)
        text = (reading.text if reading else None) or ""
        mark = keys.fingerprint(seat.scope, text) if keys.has(seat.scope) else ""
        found.append(Choice(item, text, bool(reading and reading.shared), mark))
    return found
