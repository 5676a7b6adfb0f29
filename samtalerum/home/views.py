"""The start pages: my conversations, and the people I lead."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samtalerum.dialogues.seats import seats_of
from samtalerum.ground.requests import Request
from samtalerum.home import conversations
from samtalerum.home.apps import leads
from samtalerum.home.help import sections_for
from samtalerum.home.leading import leading_of


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
        query=request.GET.get("q", "").strip(),
        invited=request.GET.get("invited", "").split(","),
        at=now,
    )
    return render(request, "home/leading.html", {"section": "leading", "leading": shown, "now": now})


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
