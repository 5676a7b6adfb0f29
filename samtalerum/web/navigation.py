"""The ways to other pages: each package registers its own in AppConfig.ready, so that web need not know it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

Place = Literal["main", "person", "settings", "foot"]


def signed_in(person: Any) -> bool:
    """Everybody who has signed in."""
    return bool(person.is_authenticated)


def everyone(_person: Any) -> bool:
    """Also somebody who stands at the door."""
    return True


@dataclass(frozen=True)
class Entry:
    """A link in the head ("main"), behind the person's own name ("person", one), over the pages
    of one's own settings ("settings") or in the foot ("foot").

    `name` is what a page's context calls `section` to say that it belongs under this entry.
    """

    name: str
    label: str | Promise
    url_name: str
    visible: Callable[[Any], bool] = field(default=signed_in)
    order: int = 100
    place: Place = "main"


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; the same name again replaces it."""
    _entries[entry.name] = entry


def unregister(name: str) -> None:
    """Take an entry away (for tests)."""
    _entries.pop(name, None)


def entries(person: Any, place: Place) -> list[Entry]:
    """What this person sees there, in order."""
    there = sorted((e for e in _entries.values() if e.place == place), key=lambda e: (e.order, e.name))
    return [entry for entry in there if entry.visible(person)]
