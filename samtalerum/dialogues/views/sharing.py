"""Sharing, taking back, and seeing it as the other one sees it."""

from hmac import compare_digest
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.preparing import shareable_of, shown_to_other
from samtalerum.dialogues.forms.sharing import Choice, choices
from samtalerum.dialogues.forms.writing import read_mine
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.visibility import may_share, may_stop_sharing, ring, waits_to_open
from samtalerum.ground.refusals import WrongMoment
from samtalerum.ground.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: Request, dialogue: UUID) -> HttpResponse:
    """Choose what to share, with exactly what the other one will see; then share it, or read again what has changed."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if not may_share(seat):
        raise WrongMoment
    offered = choices(seat, ring(seat), at=now)
    if request.method != "POST":
        return _page(request, seat, offered)
    wanted = request.POST.getlist("item")
    if not wanted:
        return _page(request, seat, offered, none_ticked=True)
    if any(not _as_read(request, one) for one in offered if one.item.key in wanted):
        return _page(request, seat, offered, changed=True)
    shared = actions.share(seat, wanted, at=now)
    named = ",".join(entry.item for entry in shared)
    return redirect(f"{reverse('dialogues:prepare', args=[dialogue])}?shared={named}#done")


@require_POST
def stop_sharing(request: Request, dialogue: UUID) -> HttpResponse:
    """Take shared words back."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    stopped = actions.stop_sharing(seat, request.POST.getlist("item"), at=now)
    named = ",".join(entry.item for entry in stopped)
    return redirect(f"{reverse('dialogues:prepare', args=[dialogue])}?stopped={named}#done")


@require_GET
def as_seen(request: Request, dialogue: UUID) -> HttpResponse:
    """Exactly what the other one sees of what I have shared: the copies that are shown."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    items = shareable_of(seat.dialogue.edition.blueprint, seat.side)
    readings = read_mine(seat, ring(seat), items, at=now)
    across = other(seat)
    context = {
        "seat": seat,
        "other": across,
        "name": across.person.first_name,
        "shown": shown_to_other(readings, items),
        "may_stop": may_stop_sharing(seat),
        "waits": waits_to_open(seat.dialogue),
    }
    return render(request, "dialogues/as_seen.html", context)


def _page(
    request: Request, seat: Seat, offered: list[Choice], *, changed: bool = False, none_ticked: bool = False
) -> HttpResponse:
    context = {
        "seat": seat,
        "dialogue": seat.dialogue,
        "name": other(seat).person.first_name,
        "offered": [one for one in offered if one.can_share],
        "shared": [one for one in offered if one.shared],
        "empty": [one for one in offered if one.empty],
        "can_stop": may_stop_sharing(seat),
        "changed": changed,
        "none_ticked": none_ticked,
        "has_errors": none_ticked,
    }
    status = 409 if changed else 400 if none_ticked else 200
    return render(request, "dialogues/share.html", context, status=status)


def _as_read(request: Request, one: Choice) -> bool:
    """What would be shared is what was read on the page."""
    return compare_digest(one.fingerprint.encode(), request.POST.get(f"read-{one.item.key}", "").encode())
