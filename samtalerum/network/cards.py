"""What stands on a card, as text to seal and back. The same five lines are handed on with a referral."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Card:
    """Who, where, what for, how to reach; and whether that person has agreed to be handed on, or is asked first."""

    name: str
    where: str
    what_for: str
    reach: str
    agreed: bool

    def matches(self, words: str) -> bool:
        """Every word stands somewhere on it."""
        text = f"{self.name} {self.where} {self.what_for} {self.reach}".casefold()
        return all(word in text for word in words.casefold().split())


def as_text(card: Card) -> str:
    """To seal."""
    return json.dumps(asdict(card), ensure_ascii=False)


def from_text(text: str) -> Card:
    """Opened again."""
    kept: dict[str, Any] = json.loads(text)
    return Card(**kept)
