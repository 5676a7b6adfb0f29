"""The desk: what waits, what is taken, what runs."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import desk as acts
from samtalerum.coaching.doors import at_the_desk, coaches_only
from samtalerum.coaching.forms.desk import day_at_the_desk
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Invalid, Refusal
from samtalerum.ground.requests import Request
from samtalerum.people.said import hear


@at_the_desk
@require_safe
def desk(request: Request) -> HttpResponse:
    """The queue as language, form and waiting time; a coach's own requests and courses."""
    return _page(request)


@coaches_only
@require_POST
def take(request: Request) -> HttpResponse:
    """A coach takes a request: of two at once, the second is told kindly."""
    now = timezone.now()
    coach = visibility.coach(request.user, local_date(now))
    if coach is None:
        raise Http404
    try:
        seat = acts.take_request(by=coach, request=_identifier(request.POST.get("request", "")), at=now)
    except Refusal as refusal:
        return _page(request, refused=refusal)
    return redirect("dialogues:answer", seat.dialogue_id)


def _page(request: Request, *, refused: Refusal | None = None) -> HttpResponse:
    context = {
        "section": "desk",
        "refused": refused,
        "said": hear(request),
        **day_at_the_desk(request.user, at=timezone.now()),
    }
    return render(request, "coaching/desk.html", context, status=refused.status if refused else 200)


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise Invalid from problem
