"""The room: what the two look at while they talk, and the sheet they write there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.dialogues import actions, live, presence
from samtalerum.dialogues.actions.writing import item_of
from samtalerum.dialogues.forms import clock
from samtalerum.dialogues.forms import room as forms
from samtalerum.dialogues.forms.sending import also_read_by
from samtalerum.dialogues.forms.sheet import how
from samtalerum.dialogues.forms.writing import Trouble, writing
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import ROOM, Phase, Step
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.visibility import Readings, may_write, read, ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Invalid, Refusal, WrongMoment
from samtalerum.ground.requests import Request

SHORTEST, LONGEST = 5, 480  # minutes
MOST_STEPS = 200


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: Request, dialogue: UUID) -> HttpResponse:
    """The room. A page without a script sends everything on it here; htmx asks for a further row of steps."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if request.method == "POST":
        troubles = forms.save_page(seat, request.POST, now=now)
        return _again(request, seat, now=now, troubles=troubles) if troubles else _go_on(request, seat, now=now)
    if "add" in request.GET and request.htmx:
        return _another_step(request, seat, now=now)
    keys = ring(seat)
    if Phase(seat.dialogue.phase) not in ROOM or not keys.has(seat.dialogue.scope):
        closed = seat.dialogue.held_at is not None
        return redirect("dialogues:sheet" if closed else "dialogues:show", dialogue)
    return page(request, forms.room(seat, keys, now=now, blank=2 if "blank" in request.GET else 1), now=now)


@sensitive_post_parameters()
@require_POST
def show(request: Request, dialogue: UUID) -> HttpResponse:
    """When the other one sees what I write at an item; or show it now."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    key = request.POST.get("show", "")
    troubles = forms.save_page(seat, request.POST, now=now)
    if troubles:
        return _again(request, seat, now=now, troubles=troubles)
    if key:
        actions.show_now(seat, key, at=now)
    if request.htmx:
        return _how(request, seat, key or _chosen(request), now=now)
    return redirect(f"{reverse('dialogues:room', args=[dialogue])}#how-{key}")


@sensitive_post_parameters()
@require_POST
def time(request: Request, dialogue: UUID) -> HttpResponse:
    """How long the two have; either may say so."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    troubles = forms.save_page(seat, request.POST, now=now)
    if troubles:
        return _again(request, seat, now=now, troubles=troubles)
    if minutes := request.POST.get("minutes", ""):
        if not minutes.isdecimal() or len(minutes) > 3 or not SHORTEST <= int(minutes) <= LONGEST:
            raise Invalid(_("Say how long you have in minutes, between 5 and 480."))
        actions.set_minutes(seat=seat, minutes=int(minutes), at=now)
    return redirect(f"{reverse('dialogues:room', args=[dialogue])}#time")


@sensitive_post_parameters()
@require_POST
def confirm(request: Request, dialogue: UUID) -> HttpResponse:
    """This is what we agreed on: exactly the text that was on the page. Anything else is read again first."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    troubles = forms.save_page(seat, request.POST, now=now)
    if troubles:
        return _again(request, seat, now=now, troubles=troubles)
    try:
        if _held_back(seat, now=now):
            actions.show_and_read(seat, at=now)
        actions.confirm(seat, fingerprint=request.POST.get("fingerprint", ""), at=now)
    except (actions.ReadAgain, actions.NothingToConfirm) as refusal:
        return _again(request, seat, now=now, refusal=refusal)
    return redirect(f"{reverse('dialogues:room', args=[dialogue])}#agree")


@sensitive_post_parameters()
@require_POST
def take_out(request: Request, dialogue: UUID) -> HttpResponse:
    """Not my words, or not the other's after all: what was written down at the table goes."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    troubles = forms.save_page(seat, request.POST, now=now)
    if troubles:
        return _again(request, seat, now=now, troubles=troubles)
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        raise Invalid from None
    actions.take_out(seat, entry, at=now)
    return redirect(f"{reverse('dialogues:room', args=[dialogue])}#sheet")


@require_safe
def sheet(request: Request, dialogue: UUID) -> HttpResponse:
    """The sheet to read and print: the version that both confirmed last; without one, what stands on it now."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    keys = ring(seat)
    around = _around(seat, now=now) | {
        "also": also_read_by(seat.dialogue, today=local_date(now)),
        "referrals": actions.referrals(seat, keys, at=now),
    }
    return render(request, "dialogues/sheet.html", around | forms.sheet_page(seat, around["other"], keys, now=now))


def page(
    request: Request, shown: forms.Room, *, now: datetime, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """The whole page."""
    context = _around(shown.seat, now=now, across=shown.other) | {
        "room": shown,
        "refusal": refusal,
        "only_mine": request.POST.get("theirs") == shown.theirs,  # what changed is only what this one wrote last
        "has_errors": status >= 400,
    }
    return live.ticket(render(request, "dialogues/room.html", context, status=status), shown.seat)


def fragments(request: Request, seat: Seat, at: datetime) -> HttpResponse:
    """Only what the other one can change, or what follows from it; never a place this one writes at."""
    keys = ring(seat)
    if not keys.has(seat.dialogue.scope):
        return HttpResponse(status=204)
    shown = forms.room(seat, keys, now=at)
    context = _around(seat, now=at, across=shown.other) | {"room": shown, "oob": True}
    return render(request, "dialogues/_room_changes.html", context)


def time_moved(request: Request, seat: Seat, at: datetime) -> bool:
    """The clock, or who is here, says something else than on the page that asks."""
    asked = request.GET.get("clock", ""), request.GET.get("there", "")
    return asked != (clock.mark(seat.dialogue, now=at), presence.mark(other(seat), at=at))


def _again(
    request: Request,
    seat: Seat,
    *,
    now: datetime,
    troubles: Mapping[str, Trouble] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page as it is now: what could not be saved stands in it as it was typed, everything else has been saved."""
    seat = seat_or_404(seat.person, seat.dialogue_id)
    keys = ring(seat)
    if not keys.has(seat.dialogue.scope):
        raise WrongMoment
    statuses = [trouble.refusal.status for trouble in (troubles or {}).values()]
    status = max([*statuses, refusal.status if refusal else 400])
    return page(request, forms.room(seat, keys, now=now, troubles=troubles), now=now, refusal=refusal, status=status)


def _around(seat: Seat, *, now: datetime, across: Seat | None = None) -> dict[str, Any]:
    across = across or other(seat)
    return {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "blueprint": seat.dialogue.edition.blueprint,
        "other": across,
        "name": across.person.first_name,
        "now": now,
        "clock_mark": clock.mark(seat.dialogue, now=now),
        "there": presence.words(across, at=now),
        "there_mark": presence.mark(across, at=now),
    }


def _go_on(request: Request, seat: Seat, *, now: datetime) -> HttpResponse:
    """After saving: what the pressed button says."""
    then = request.POST.get("then")
    if then == "hold":
        actions.take(Step.HOLD, seat=seat, at=now)
        return redirect("dialogues:show", seat.dialogue_id)
    here = reverse("dialogues:room", args=[seat.dialogue_id])
    return redirect(f"{here}?blank=2#add" if then == "add" else f"{here}#sheet")


def _another_step(request: Request, seat: Seat, *, now: datetime) -> HttpResponse:
    """An empty row for a further step, and the button for the next one."""
    item, slot = item_of(seat.dialogue, request.GET["add"]), request.GET.get("slot", "")
    if not item.steps or not may_write(seat, item) or not slot.isdecimal() or len(slot) > 5 or int(slot) > MOST_STEPS:
        raise Invalid
    place = writing(
        seat,
        item,
        Readings([]),
        keys=ring(seat),
        name=other(seat).person.first_name,
        opened={},
        now=now,
        slot=int(slot),
        back="room",
    )
    context = {"place": place, "item": item, "seat": seat, "dialogue": seat.dialogue, "next_slot": int(slot) + 1}
    return render(request, "dialogues/_room_another.html", context)


def _how(request: Request, seat: Seat, key: str, *, now: datetime) -> HttpResponse:
    item = item_of(seat.dialogue, key)
    choice = how(item, read(seat, ring(seat), at=now, items={key}), now=now)
    return render(request, "dialogues/_how.html", _around(seat, now=now) | {"how": choice})


def _chosen(request: Request) -> str:
    return next((name.removeprefix("how-") for name in request.POST if name.startswith("how-")), "")


def _held_back(seat: Seat, *, now: datetime) -> bool:
    return any(one.held_back for one in read(seat, ring(seat), at=now, items=forms.sheet_items(seat)))
