"""The kinds of blueprint. A new kind is one reader here, and one shape in shapes.py."""

from collections.abc import Callable, Mapping
from typing import Any

from samtalerum.blueprints.coaching import coaching
from samtalerum.blueprints.schema import Heading, Reader, conversation

READERS: dict[str, Callable[[Mapping[str, Any], Reader], Heading]] = {
    "conversation": conversation,
    "coaching": coaching,
}


def parse(content: Mapping[str, Any]) -> Heading:
    """Content that loading.py has checked, as the class of its kind."""
    return READERS[content["kind"]](content, Reader(tuple(content["languages"])))
