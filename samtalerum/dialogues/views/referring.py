"""Handing contacts on from one's network, and taking them back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.referring import ReferForm
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.visibility import may_refer, ring
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request
from samtalerum.network import actions as network


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: Request, dialogue: UUID) -> HttpResponse:
    """Choose one of my contacts, say why; and see what I have handed on here."""
    seat, now = _partner(request, dialogue), timezone.now()
    form = ReferForm(request.POST or None, contacts=network.contacts_of(request.user, at=now))
    if form.is_valid() and _handed_on(seat, form):
        return redirect(f"{reverse('dialogues:refer', args=[seat.dialogue_id])}#h-handed")
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "name": other(seat).person.first_name,
        "form": form,
        "handed": actions.referrals(seat, ring(seat), at=now),
        "may": may_refer(seat),
        "now": now,
    }
    return render(request, "dialogues/refer.html", context, status=400 if form.errors else 200)


@require_POST
def take_back(request: Request, dialogue: UUID) -> HttpResponse:
    """The other one reads it no more."""
    seat = _partner(request, dialogue)
    try:
        referral = UUID(request.POST.get("referral", ""))
    except ValueError:
        raise Http404 from None
    actions.take_referral_back(seat, referral, at=timezone.now())
    return redirect(f"{reverse('dialogues:refer', args=[seat.dialogue_id])}#h-handed")


def _handed_on(seat: Seat, form: ReferForm) -> bool:
    given = form.cleaned_data
    try:
        actions.refer(seat, given["contact"], why=given["why"], at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _partner(request: Request, dialogue: UUID) -> Seat:
    """The partner's place: for the owner this page does not exist."""
    seat = seat_or_404(request.user, dialogue)
    if seat.side != Side.PARTNER:
        raise Http404
    return seat
