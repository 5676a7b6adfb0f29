"""Under the addresses of a dialogue: where a request or course stands, its plain steps, and the way on."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from samtalerum.coaching.actions import closing, desk, requesting
from samtalerum.coaching.doors import stands_at_desk
from samtalerum.coaching.forms.standing import where_it_stands
from samtalerum.coaching.views.ways import near, onward
from samtalerum.dialogues.phases import Kind, Phase, Side, Step
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.refusals import Invalid
from samtalerum.ground.requests import Request

PLAIN: dict[Step, Callable[..., None]] = {
    Step.WITHDRAW: requesting.withdraw,
    Step.ACCEPT: desk.accept,
    Step.ANOTHER: desk.pass_on,
    Step.CLOSE: closing.close,
}
BACK: dict[str, Callable[..., None]] = {
    Phase.WITHDRAWN: requesting.undo_withdraw,
    Phase.CLOSED: closing.undo_close,
}


@require_safe
def show(request: Request, dialogue: UUID) -> HttpResponse:
    """To where this person goes next."""
    return onward(seat_or_404(request.user, dialogue, Kind.COACHING))


@require_safe
def answer(request: Request, dialogue: UUID) -> HttpResponse:
    """Where a request stands, in words; whoever took it reads the lines here."""
    seat = seat_or_404(request.user, dialogue, Kind.COACHING)
    now = timezone.now()
    return render(request, "coaching/answer.html", where_it_stands(seat, at=now) | {"near": near(seat, at=now)})


@require_POST
def take(request: Request, dialogue: UUID, step: str) -> HttpResponse:
    """A step that is nothing but a step."""
    seat = seat_or_404(request.user, dialogue, Kind.COACHING)
    if step not in PLAIN:
        raise Invalid
    PLAIN[Step(step)](seat=seat, at=timezone.now())
    if step == Step.ANOTHER and seat.side == Side.PARTNER:
        # The request is no longer this coach's to see.
        return redirect("coaching:desk" if stands_at_desk(request.user) else settings.LOGIN_REDIRECT_URL)
    return onward(seat)


@require_POST
def undo(request: Request, dialogue: UUID) -> HttpResponse:
    """Take the last step back; `next=home` leads back to where it was pressed."""
    seat = seat_or_404(request.user, dialogue, Kind.COACHING)
    if seat.dialogue.phase not in BACK:
        raise Invalid
    BACK[seat.dialogue.phase](seat=seat, at=timezone.now())
    return redirect(settings.LOGIN_REDIRECT_URL) if request.POST.get("next") == "home" else onward(seat)
