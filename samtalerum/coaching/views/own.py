"""Two pages of whoever is coached: the directions a working life can go in, and the people around."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.blueprints.schema import Item
from samtalerum.coaching import visibility
from samtalerum.coaching.forms import own
from samtalerum.coaching.views.ways import status_of
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.seats import other
from samtalerum.ground.requests import Request

Fill = Callable[[Seat, own.Troubles | None], dict[str, Any]]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def directions(request: Request, dialogue: UUID) -> HttpResponse:
    """For each direction what draws and what holds back; in no order, and any of it may stay empty."""
    seat = visibility.seat_with_pages(request.user, dialogue)
    items = [item for one in seat.dialogue.edition.coaching.directions for item in (one.draws, one.holds)]
    return _page(request, seat, "map", items, _directions)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def around(request: Request, dialogue: UUID) -> HttpResponse:
    """Who is there, and who is missing."""
    seat = visibility.seat_with_pages(request.user, dialogue)
    return _page(request, seat, "around", seat.dialogue.edition.coaching.people, _people)


def _page(request: Request, seat: Seat, name: str, items: Collection[Item], fill: Fill) -> HttpResponse:
    """Save, then do what the pressed button says; or show the page."""
    here, troubles = reverse(f"coaching:{name}", args=[seat.dialogue_id]), None
    if request.method == "POST":
        now = timezone.now()
        troubles = own.save(seat, request.POST, items, at=now)
        if not troubles:
            about = own.share_or_stop(seat, request.POST, at=now)
            return redirect(f"{here}#place-{about}" if about else f"{here}#end")
    across = other(seat).person
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "across": across,
        "name": across.first_name,
        "mine": seat.side == Side.OWNER,
        "here": here,
        "has_errors": bool(troubles),
        **fill(seat, troubles),
    }
    return render(request, f"coaching/{name}.html", context, status=status_of(troubles))


def _directions(seat: Seat, troubles: own.Troubles | None) -> dict[str, Any]:
    ways = own.ways(seat, now=timezone.now(), troubles=troubles)
    places = [place for way in ways for place in way.places]
    return {
        "ways": ways,
        "five": all(way.at for way in ways),
        "writable": any(place.writable for place in places),
        "share_all": " ".join(place.name for place in places if place.can_share),
        "stop_all": " ".join(place.name for place in places if place.can_stop),
        "shared": any(place.privacy.shared for place in places),
    }


def _people(seat: Seat, troubles: own.Troubles | None) -> dict[str, Any]:
    return {
        "page": own.own(seat, seat.dialogue.edition.coaching.people, "around", now=timezone.now(), troubles=troubles)
    }
