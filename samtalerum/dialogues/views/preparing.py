"""Before the conversation: each side's own preparation."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samtalerum.dialogues import actions, live
from samtalerum.dialogues.forms import preparing as forms
from samtalerum.dialogues.forms import stood_in, wording
from samtalerum.dialogues.forms.carrying import carrying, chosen
from samtalerum.dialogues.forms.opening import opening
from samtalerum.dialogues.forms.writing import Trouble, all_typed, save_all
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.paused import holds_of
from samtalerum.dialogues.phases import ENDED, Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import may_share, may_stop_sharing, ring
from samtalerum.ground.requests import Request
from samtalerum.vault import retention
from samtalerum.vault.api import Ring


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: Request, dialogue: UUID) -> HttpResponse:
    """The preparation of whoever is signed in: the owner's topics, or the partner's part."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if request.method != "POST":
        return page(request, seat, ring(seat), now=now)
    return save_page(request, seat, now=now)


@require_GET
def printed(request: Request, dialogue: UUID) -> HttpResponse:
    """One's own preparation on paper, empty (`?empty=1`) or filled."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    context = _context(forms.preparation(seat, ring(seat), now=now, own_only=True), now=now)
    return render(request, "dialogues/prepare_print.html", context | {"empty": "empty" in request.GET})


@sensitive_post_parameters()
@require_POST
def checklist(request: Request, dialogue: UUID) -> HttpResponse:
    """The partner's checklist, ticked; a page without a script sends the notes along, and they are saved too."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if not request.htmx:
        return save_page(request, seat, now=now)
    actions.tick(seat, set(request.POST.getlist("tick")))
    return render(request, "dialogues/_ticked.html", {"saved": wording.saved(now, now=now)})


def fragments(request: Request, seat: Seat, at: datetime) -> HttpResponse:
    """What has changed on an open preparation page: what the other one shares, and who can read what is written."""
    context = _context(forms.preparation(seat, ring(seat), now=at), now=at)
    return render(request, "dialogues/_prepare_changes.html", context | {"oob": True})


def save_page(request: Request, seat: Seat, *, now: datetime) -> HttpResponse:
    """Save everything that the page sent; then do what the pressed button says. Trouble comes back with its text."""
    items = forms.items_for(seat.dialogue.edition.blueprint, seat.side)
    keys = ring(seat)
    troubles = save_all(seat, keys, all_typed(request.POST, items), at=now)
    if "ticks" in request.POST and forms.tickable(seat):
        actions.tick(seat, set(request.POST.getlist("tick")))
    if troubles:
        return page(request, seat, ring(seat), now=now, troubles=troubles)
    return _go_on(request, seat, now=now)


def page(
    request: Request, seat: Seat, keys: Ring, *, now: datetime, troubles: Mapping[str, Trouble] | None = None
) -> HttpResponse:
    """The page itself; with trouble, what was typed stands in it again."""
    shown = forms.preparation(seat, keys, now=now, troubles=troubles)
    context = _context(shown, now=now) | {"done": _done(request, shown)}
    status = max((trouble.refusal.status for trouble in (troubles or {}).values()), default=200)
    return live.ticket(render(request, _template(seat), context, status=status), seat)


def _go_on(request: Request, seat: Seat, *, now: datetime) -> HttpResponse:
    at = reverse("dialogues:prepare", args=[seat.dialogue_id])
    if wanted := request.POST.getlist("share"):
        shared = actions.share(seat, wanted, at=now)
        return redirect(f"{at}#place-{wanted[0]}" if shared else f"{at}?empty={wanted[0]}#done")
    if wanted := request.POST.getlist("stop"):
        actions.stop_sharing(seat, wanted, at=now)
        return redirect(f"{at}#place-{wanted[0]}")
    if wanted := request.POST.getlist("take"):
        key, source = chosen(wanted[0])
        actions.take_over(seat, key, source, at=now)
        return redirect(f"{at}#place-{key}")
    if request.POST.get("then") == "share":
        return redirect("dialogues:share", seat.dialogue_id)
    return redirect(f"{at}#h-check" if request.POST.get("then") == "checklist" else f"{at}#h-end")


def _done(request: Request, shown: forms.Preparation) -> dict[str, object] | None:
    """What was just done, as long as it still holds: said at the top, with the way back beside it."""
    for what in ("shared", "stopped", "empty"):
        named = request.GET.get(what, "").split(",")
        places = [one for one in shown.places if one.name in named and one.privacy.shared is (what == "shared")]
        if places:
            may = {"shared": may_stop_sharing, "stopped": may_share}.get(what)
            return {"what": what, "places": places, "undoable": bool(may and may(shown.seat))}
    return None


def _template(seat: Seat) -> str:
    return "dialogues/prepare.html" if seat.side == Side.OWNER else "dialogues/prepare_partner.html"


def _context(shown: forms.Preparation, *, now: datetime) -> dict[str, object]:
    seat = shown.seat
    partner = seat.side == Side.PARTNER
    return {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "blueprint": seat.dialogue.edition.blueprint,
        "other": shown.other,
        "name": shown.other.person.first_name,
        "preparation": shown,
        "places": shown.places,
        "when": wording.meeting(seat.dialogue.meets_at, seat.dialogue.minutes),
        "dated_by": stood_in.dated(seat),
        "has_errors": bool(shown.troubles),
        "opening": opening(seat, shown.other, read_already=shown.read_already, now=now),
        "opened": wording.moment(shown.opened, now=now) if shown.opened else "",
        "private_period": wording.period(retention.PRIVATE),
        "tickable": forms.tickable(seat),
        "ended": Phase(seat.dialogue.phase) in ENDED,
        "carry": carrying(seat, now=now) if forms.kept_private(shown) and not holds_of(seat) else None,
        "checklist": forms.checklist(seat) if partner else [],
        "notes_hint": forms.notes_hint(shown, now=now) if partner else "",
    }
