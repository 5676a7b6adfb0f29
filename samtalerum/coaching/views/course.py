"""The course: one page for the two of them, and resting from it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.coaching.actions import closing, trying
from samtalerum.coaching.forms import course as forms
from samtalerum.coaching.forms.meeting import zone
from samtalerum.coaching.views.ways import around, near, onward, status_of
from samtalerum.dialogues import live
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import Trouble, everything_typed, save_all
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.paused import holds_of
from samtalerum.dialogues.phases import Kind, Phase
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.requests import Request
from samtalerum.people.holds import ErasingPaused
from samtalerum.vault import retention


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: Request, dialogue: UUID) -> HttpResponse:
    """What it is about, when the two meet, what to try. `?new=`: an empty place for another focus or another task."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    if Phase(seat.dialogue.phase) != Phase.DURING:
        return onward(seat)
    if request.method != "POST":
        return _page(request, seat, now=now)
    troubles = save_all(seat, ring(seat), everything_typed(request.POST), at=now)
    if troubles:
        return _page(request, seat, now=now, troubles=troubles)
    return _go_on(request, seat, now=now)


@require_safe
def poll(request: Request, dialogue: UUID) -> HttpResponse:
    """Nothing new (204), or what the other one may have changed on an open page of the course."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    if request.GET.get("seen") == str(seat.dialogue.revision) or seat.opposite is None:
        return live.ticket(HttpResponse(status=204), seat)
    moved = Phase(seat.dialogue.phase) != Phase.DURING
    context = around(seat, now=now) | {
        "moved": moved,
        "room": None if moved else forms.room(seat, now=now),
        "oob": True,
    }
    return live.ticket(render(request, "coaching/_room_changes.html", context), seat)


@require_POST
def pause(request: Request, dialogue: UUID) -> HttpResponse:
    """Rest for a while, or go on (`go=on`)."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    (closing.resume if request.POST.get("go") == "on" else closing.pause)(seat=seat, at=now)
    return redirect("dialogues:room", dialogue)


def _go_on(request: Request, seat: Seat, *, now: datetime) -> HttpResponse:
    """After saving: what the pressed button says."""
    here = reverse("dialogues:room", args=[seat.dialogue_id])
    if "gone" in request.POST or "none" in request.POST:
        slot = request.POST.get("gone", "")
        one = [int(slot)] if slot.isdecimal() and len(slot) < 5 else []
        try:
            trying.let_go(seat=seat, slots=one if "gone" in request.POST else None, at=now)
        except ErasingPaused as refusal:
            return _page(request, seat, now=now, refusal=refusal)
        return redirect(f"{here}#h-try")
    then = request.POST.get("then", "")
    return redirect(f"{here}#{then}" if then in {"h-focus", "h-meet", "h-try", "h-notes"} else here)


def _page(
    request: Request,
    seat: Seat,
    *,
    now: datetime,
    troubles: Mapping[str, Trouble] | None = None,
    refusal: ErasingPaused | None = None,
) -> HttpResponse:
    shown = forms.room(seat, now=now, another=request.GET.get("new", ""), troubles=troubles)
    context = around(seat, now=now) | {
        "room": shown,
        "near": near(seat, at=now),
        "zone": zone(),
        "refusal": refusal,
        "holds": holds_of(seat) if refusal else (),
        "has_errors": bool(troubles or refusal),
        "notes_kept": wording.period(retention.COACH_NOTES),
    }
    answer = render(request, "coaching/room.html", context, status=status_of(troubles, refusal))
    return live.ticket(answer, seat)
