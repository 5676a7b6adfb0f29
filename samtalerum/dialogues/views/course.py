"""The course of a conversation: where it leads next, steps and their undoing, the date."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.dialogues import actions, live, presence
from samtalerum.dialogues.forms import stood_in
from samtalerum.dialogues.forms.starting import DateForm
from samtalerum.dialogues.models import Presence, Seat
from samtalerum.dialogues.phases import MEETING, Phase, Step
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.views import preparing, room
from samtalerum.ground.refusals import Invalid, WrongMoment
from samtalerum.ground.requests import Request

# Steps that are nothing but a step. The others (ask, invite, suggest, confirm) bring something along, or come by time.
PLAIN = frozenset({Step.ACCEPT, Step.DECLINE, Step.WITHDRAW, Step.MEET, Step.HOLD, Step.CLOSE, Step.REOPEN})
# Where a person goes next; a question, and what came to nothing, is looked at where it is answered.
NEXT = {
    Phase.BEFORE: "dialogues:prepare",
    Phase.DURING: "dialogues:room",
    Phase.HELD: "dialogues:after",
    Phase.CONFIRMED: "dialogues:after",
    Phase.CLOSED: "dialogues:after",
}
FRAGMENTS = {"room": room.fragments, "prepare": preparing.fragments}


@require_safe
def show(request: Request, dialogue: UUID) -> HttpResponse:
    """To where this person goes next."""
    return _next(seat_or_404(request.user, dialogue))


@require_POST
def take(request: Request, dialogue: UUID, step: str) -> HttpResponse:
    """Take a step of the table. `then=ask`: the owner says no here, or takes it back, and asks somebody else."""
    seat = seat_or_404(request.user, dialogue)
    if step not in PLAIN:
        raise Invalid
    actions.take(Step(step), seat=seat, at=timezone.now())
    if request.POST.get("then") == "ask":
        return redirect("dialogues:ask")
    return _next(seat)


@require_POST
def undo(request: Request, dialogue: UUID) -> HttpResponse:
    """Take the last step back; `next=home` leads back to where it was pressed."""
    seat = seat_or_404(request.user, dialogue)
    actions.undo(seat=seat, at=timezone.now())
    return redirect(settings.LOGIN_REDIRECT_URL) if request.POST.get("next") == "home" else _next(seat)


@require_http_methods(["GET", "HEAD", "POST"])
def date(request: Request, dialogue: UUID) -> HttpResponse:
    """Agree on when and where, or take the date away (`clear`)."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if seat.dialogue.phase not in MEETING:
        raise WrongMoment
    if "clear" in request.POST:
        actions.agree_on_date(seat=seat, meets_at=None, minutes=None, place="", at=now)
        return _next(seat)
    form = DateForm(request.POST if request.method == "POST" else None, dialogue=seat.dialogue, at=now)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("meets_at", "minutes", "place")}
        actions.agree_on_date(seat=seat, **given, at=now)
        return _next(seat)
    context = {"form": form, "seat": seat, "dialogue": seat.dialogue, "name": other(seat).person.first_name}
    context["dated_by"] = stood_in.dated(seat)
    return render(request, "dialogues/date.html", {**context, "blueprint": seat.dialogue.edition.blueprint})


@require_safe
def poll(request: Request, dialogue: UUID) -> HttpResponse:
    """Nothing new (204), or what an open page shows anew; `?page=` is which page asks."""
    seat = seat_or_404(request.user, dialogue)
    fragments = FRAGMENTS.get(request.GET.get("page", ""))
    if fragments is None:
        raise Invalid
    now = timezone.now()
    presence.here(seat, Presence.Where(request.GET["page"]), at=now)
    still = fragments is not room.fragments or not room.time_moved(request, seat, now)
    if request.GET.get("seen") == str(seat.dialogue.revision) and still:
        return live.ticket(HttpResponse(status=204), seat)
    return live.ticket(fragments(request, seat, now), seat)


@require_POST
def leave(request: Request, dialogue: UUID) -> HttpResponse:
    """A page of this conversation was closed; its browser says so as it goes."""
    presence.leave(seat_or_404(request.user, dialogue), at=timezone.now())
    return HttpResponse(status=204)


def _next(seat: Seat) -> HttpResponse:
    return redirect(NEXT.get(Phase(seat.dialogue.phase), "dialogues:answer"), seat.dialogue_id)
