"""The start pages: my conversations, and the people I lead."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samtalerum.dialogues.seats import seats_of
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request, searched
from samtalerum.home import conversations
from samtalerum.home.apps import leads
from samtalerum.home.help import sections_for
from samtalerum.home.leading import leading_of
from samtalerum.home.standing_in import led_for_leader
from samtalerum.people import who


@require_safe
def home(request: Request) -> HttpResponse:
    """One sentence and one thing to do for each conversation."""
    return render(request, "home/home.html", _context(request))


@require_safe
def poll(request: Request) -> HttpResponse:
    """What has changed since `?seen=`, for a page that stays open."""
    rows = seats_of(request.user, every_kind=True).values_list("dialogue__revision", flat=True)
    if conversations.seen(list(rows)) == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "home/_conversations.html", {**_context(request), "oob": True})


@require_safe
def leading(request: Request) -> HttpResponse:
    """The people I lead or supervise, and where each conversation with me stands."""
    now = timezone.now()
    if not leads(request.user):
        raise Http404
    shown = leading_of(
        request.user,
        query=searched(request),
        invited=request.GET.get("invited", "").split(","),
        at=now,
    )
    return render(request, "home/leading.html", {"section": "leading", "leading": shown, "now": now})


@require_safe
def standing_in(request: Request) -> HttpResponse:
    """The leaders this person stands in for today; to the one, where there is one."""
    leaders = list(who.stood_in_for(request.user, local_date(timezone.now())).order_by("display_name", "pk"))
    if not leaders:
        raise Http404
    if len(leaders) == 1:
        return redirect("home:led-for", leaders[0].pk)
    return render(request, "home/standing_in.html", {"section": "standing-in", "leaders": leaders})


@require_safe
def led_for(request: Request, leader: UUID) -> HttpResponse:
    """The people a leader leads or supervises, as the leader's stand-in may see them."""
    found = who.stood_in_for(request.user, local_date(timezone.now())).filter(pk=leader).first()
    if found is None:
        raise Http404
    named = request.GET.get("invited")
    shown = led_for_leader(request.user, found, invited=None if named is None else named.split(","), at=timezone.now())
    return render(request, "home/led_for.html", {"section": "standing-in", "page": shown, "leader": found})


@require_safe
def help_page(request: Request) -> HttpResponse:
    """The questions that each role asks first, the reader's own roles before the others."""
    return render(request, "home/help.html", {"shown": sections_for(request.user)})


def _context(request: Request) -> dict[str, Any]:
    now = timezone.now()
    return {
        "section": "home",
        "home": conversations.home_of(request.user, at=now),
        "leads": leads(request.user),
        "now": now,
    }
