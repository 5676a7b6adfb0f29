"""The people a leader leads or supervises, as the leader's stand-in may see them.

Name and unit; and one of two things: may be invited, or not now. An invitation, a question that the person asked, a
conversation under way, and for a while what came to nothing all read the same, so nobody can tell who asked, or what
was answered. Somebody who chose the leader from elsewhere is not on the page at all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from samtalerum.dialogues.seats import free_to_invite_for, invited_for, to_be_dated_for
from samtalerum.ground import dates
from samtalerum.home.sentences import listed
from samtalerum.people import who
from samtalerum.people.models import Person


@dataclass(frozen=True)
class Line:
    """One person."""

    person: Person
    unit: str
    free: bool


@dataclass(frozen=True)
class LedFor:
    """The page."""

    lines: tuple[Line, ...]
    free: int
    dates: int  # conversations whose date a stand-in may set
    undated: int  # and which have none
    invited: str  # whom the stand-in has just invited, in words
    nobody: bool  # the letter went to nobody: something was open with each by then


def led_for_leader(stand_in: Any, leader: Any, *, invited: Collection[str] | None = None, at: datetime) -> LedFor:
    """The same number of statements for three people and for forty."""
    today = dates.local_date(at)
    everybody = who.led_for(stand_in, leader, today).distinct().order_by("display_name", "pk")
    people = list(everybody)
    free = set(free_to_invite_for(stand_in, leader, at=at).values_list("pk", flat=True))
    posts = who.posts(people, today)
    dated = to_be_dated_for(stand_in, leader, today)
    names = invited_for(stand_in, leader, _ids(invited)) if invited else []
    return LedFor(
        lines=tuple(Line(one, posts[one.pk].unit if one.pk in posts else "", one.pk in free) for one in people),
        free=len(free),
        dates=len(dated),
        undated=sum(not seat.dialogue.meets_at for seat in dated),
        invited=listed(names),
        nobody=invited is not None and not names,
    )


def _ids(given: Collection[str]) -> list[UUID]:
    """What a person typed into the address is no reason to fall over."""
    found = []
    for one in given:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
