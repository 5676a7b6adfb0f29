"""What the two agree on before the first meeting."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.coaching.actions import agreeing
from samtalerum.coaching.forms import agreement as forms
from samtalerum.coaching.views.ways import around, near, onward, status_of
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import Trouble, everything_typed, save_all
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Phase
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import COURSE, ring
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request
from samtalerum.vault import retention


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: Request, dialogue: UUID) -> HttpResponse:
    """The agreement; once both have confirmed it, to read."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    if Phase(seat.dialogue.phase) not in COURSE:
        return onward(seat)
    if request.method != "POST":
        return _page(request, seat, now=now)
    troubles = save_all(seat, ring(seat), everything_typed(request.POST), at=now)
    if troubles:
        return _page(request, seat, now=now, troubles=troubles)
    if "confirm" not in request.POST:
        return redirect(f"{reverse('dialogues:prepare', args=[dialogue])}#h-sign")
    try:
        both = agreeing.confirm(seat=seat, read_as=forms.read_as(seat, ring(seat), request.POST, at=now), at=now)
    except (agreeing.ReadAgain, agreeing.NothingAgreed) as refusal:
        return _page(request, seat, now=now, refusal=refusal)
    return onward(seat) if both else redirect(f"{reverse('dialogues:prepare', args=[dialogue])}#h-sign")


def _page(
    request: Request,
    seat: Seat,
    *,
    now: datetime,
    troubles: Mapping[str, Trouble] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = around(seat, now=now) | {
        "agreement": forms.agreement(seat, now=now, troubles=troubles),
        "refusal": refusal,
        "near": near(seat, at=now),
        "has_errors": bool(troubles or refusal),
        "course_kept": wording.period(retention.COACHING_COURSE),
        "notes_kept": wording.period(retention.COACH_NOTES),
        "institution": settings.INSTITUTION,
    }
    return render(request, "coaching/agreement.html", context, status=status_of(troubles, refusal))
