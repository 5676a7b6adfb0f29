"""Two kinds of dialogue, under the same addresses, so that an address tells nobody what it is about.

A conversation's page that meets a seat in a course of coaching hands over to the page of that name which the other kind
has registered. Where it has none, the answer is the one for a dialogue that never was.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from samtalerum.dialogues.phases import Kind
from samtalerum.ground.requests import Request

View = Callable[..., HttpResponse]

# Where one writes, so that a plain form leads back to it: the page says so in the hidden field `back`. By that name the
# name of its address; other kinds add theirs.
WRITING_PAGES = {"prepare": "dialogues:prepare", "room": "dialogues:room", "after": "dialogues:after"}

_pages: dict[tuple[Kind, str], View] = {}


class OfAnotherKind(Http404):
    """The person has a place there, and the page is for dialogues of another kind."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind


def register(kind: Kind, **pages: View) -> None:
    """The pages of a kind, by the names that `by_kind` gives the conversation's."""
    _pages.update({(kind, name): view for name, view in pages.items()})


def by_kind(name: str, view: View) -> View:
    """The conversation's page, or that of the same name of another kind. Costs a conversation nothing."""

    @wraps(view)
    def page(request: Request, dialogue: UUID, **rest: Any) -> HttpResponse:
        try:
            return view(request, dialogue, **rest)
        except OfAnotherKind as found:
            other = _pages.get((found.kind, name))
            if other is None:
                raise
            return other(request, dialogue, **rest)

    return page
