"""Saving what was typed, and what happens when it was typed in two places."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.writing import item_of
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.conflict import marked, together
from samtalerum.dialogues.forms.writing import (
    Trouble,
    Typed,
    Writing,
    everything_typed,
    openings,
    read_mine,
    save_all,
    typed,
    writing,
)
from samtalerum.dialogues.forms.writing import save as save_one
from samtalerum.dialogues.kinds import WRITING_PAGES
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.seats import other, seat_to_write
from samtalerum.dialogues.visibility import ring
from samtalerum.ground import dates
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request
from samtalerum.web.answers import is_save


@sensitive_post_parameters()
@require_POST
def save(request: Request, dialogue: UUID, item: str, slot: int = 0) -> HttpResponse:
    """Save one place: for saving.js in JSON; for a plain form by going back to its page."""
    seat, now = seat_to_write(request.user, dialogue), timezone.now()
    if is_save(request):
        return _for_script(request, seat, item, slot, now=now)
    one = typed(request.POST, item, slot)
    try:
        save_one(seat, one, at=now)
    except Refusal as refusal:
        return _not_saved(request, seat, Trouble(one, refusal), now=now)
    return _back(request, seat)


@sensitive_post_parameters()
@require_POST
def conflict(request: Request, dialogue: UUID, item: str, slot: int) -> HttpResponse:
    """Both texts side by side, and the writer's choice. What was typed comes and goes by POST, never in an address."""
    seat, now = seat_to_write(request.user, dialogue), timezone.now()
    one = typed(request.POST, item, slot)
    keep = request.POST.get("keep")
    if keep not in {"here", "there", "together"}:
        return _both_texts(request, seat, one, now=now)
    if keep == "together":
        one = replace(one, text=request.POST.get("together", one.text).replace("\r\n", "\n"))
    rest = [sent for sent in everything_typed(request.POST) if sent.place != one.place]
    troubles = save_all(seat, ring(seat), [*([one] if keep != "there" else []), *rest], at=now)
    for trouble in troubles.values():
        return _not_saved(request, seat, trouble, now=now)
    return _back(request, seat)


def _for_script(request: Request, seat: Seat, item: str, slot: int, *, now: datetime) -> JsonResponse:
    try:
        done = save_one(seat, one := typed(request.POST, item, slot), at=now)
    except actions.Clash as clash:
        url = _place(request, seat, one, now=now).conflict_url
        answer = {"revision": clash.revision, "theirs": clash.theirs, "words": str(clash), "url": url}
        return JsonResponse(answer, status=clash.status)
    except Refusal as refusal:
        return JsonResponse({"words": str(refusal)}, status=refusal.status)
    words = wording.saved(done.at, now=now)
    return JsonResponse({"revision": done.revision, "saved": dates.clock(done.at), "words": words})


def _not_saved(request: Request, seat: Seat, trouble: Trouble, *, now: datetime) -> HttpResponse:
    """What was typed at one place and the reason why it was not saved; what else the page sent is carried along."""
    if trouble.clash:
        return _both_texts(request, seat, trouble.typed, now=now)
    place = _place(request, seat, trouble.typed, now=now, trouble=trouble)
    context = _around(request, place) | {"place": place, "trouble": trouble, "has_errors": True}
    return render(request, "dialogues/not_saved.html", context, status=trouble.refusal.status)


def _both_texts(request: Request, seat: Seat, one: Typed, *, now: datetime) -> HttpResponse:
    stored = _place(request, seat, one, now=now)
    theirs = stored.text
    # What the writer chooses is based on the text beside it, and comes from a page of its own.
    stored.text, stored.client = one.text, uuid4()
    context = _around(request, stored) | {
        "place": stored,
        "typed": one,
        "here": marked(one.text, theirs),
        "there": marked(theirs, one.text),
        "together": together(one.text, theirs),
        "now_words": wording.moment(now, now=now),
        "there_words": wording.saved(stored.reading.entry.saved_at if stored.reading else None, now=now),
    }
    return render(request, "dialogues/conflict.html", context, status=409)


def _place(request: Request, seat: Seat, one: Typed, *, now: datetime, trouble: Trouble | None = None) -> Writing:
    item = item_of(seat.dialogue, one.item)
    keys = ring(seat)
    readings = read_mine(seat, keys, [item], at=now)
    name = other(seat).person.first_name
    return writing(
        seat,
        item,
        readings,
        keys=keys,
        name=name,
        opened=openings(seat),
        now=now,
        slot=one.slot,
        trouble=trouble,
        back=_back_name(request),
    )


def _around(request: Request, place: Writing) -> dict[str, object]:
    """Everything else the page had sent, carried on in hidden fields: it is saved with the next choice."""
    rest = [sent for sent in everything_typed(request.POST) if sent.place != place.name]
    return {
        "seat": place.seat,
        "dialogue": place.seat.dialogue,
        "back_url": WRITING_PAGES[place.back],
        "rest": rest,
    }


def _back_name(request: Request) -> str:
    named = request.POST.get("back", "")
    return named if named in WRITING_PAGES else "prepare"


def _back(request: Request, seat: Seat) -> HttpResponse:
    return redirect(WRITING_PAGES[_back_name(request)], seat.dialogue_id)
