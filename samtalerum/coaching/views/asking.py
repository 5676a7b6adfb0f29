"""What coaching is, and asking for it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from samtalerum.blueprints import editions
from samtalerum.coaching import visibility
from samtalerum.coaching.actions import requesting
from samtalerum.coaching.doors import while_on
from samtalerum.coaching.forms import asking as forms
from samtalerum.coaching.forms import waiting
from samtalerum.coaching.models import Course
from samtalerum.dialogues.phases import Kind, Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Refusal, WrongMoment
from samtalerum.ground.requests import Request


@while_on
@require_safe
def about(request: Request) -> HttpResponse:
    """For whom, purpose, aims, principles, the coaches who wish to be shown, and the unit's own words."""
    return render(request, "coaching/about.html", forms.about(request.user, at=timezone.now()))


@while_on
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """A few lines and wishes; whoever has asked already comes to where that stands."""
    now = timezone.now()
    there = visibility.open_course_of(request.user)
    if there is not None and request.method != "POST":
        return redirect("dialogues:show", there.dialogue_id)
    if there is None:
        requesting.refuse_who_may_not(request.user, local_date(now))
    form = forms.AskForm(request.POST or None, owner=request.user, on=local_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            asked = requesting.ask(owner=request.user, hope=form.cleaned_data["hope"], wishes=form.wishes, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _page(request, form, now, status=refusal.status)
        return redirect("dialogues:answer", asked.pk)
    return _page(request, form, now)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, dialogue: UUID) -> HttpResponse:
    """Other lines or wishes, while nobody has taken the request."""
    seat, now = seat_or_404(request.user, dialogue, Kind.COACHING), timezone.now()
    if seat.side != Side.OWNER or seat.dialogue.phase != Phase.ASKED:
        raise WrongMoment
    requesting.refuse_beginning()
    course = Course.objects.get(pk=dialogue)
    initial = forms.as_it_stands(course, request.user, at=now) if request.method != "POST" else None
    form = forms.AskForm(request.POST or None, owner=request.user, on=local_date(now), initial=initial)
    if request.method == "POST" and form.is_valid():
        requesting.change(seat=seat, hope=form.cleaned_data["hope"], wishes=form.wishes, at=now)
        return redirect("dialogues:answer", dialogue)
    return _page(request, form, now, dialogue=dialogue)


def _page(
    request: Request, form: forms.AskForm, now: datetime, *, dialogue: UUID | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "section": "home",
        "form": form,
        "change": dialogue,
        "coaching": editions.current_of_kind(Kind.COACHING).coaching,
        "usually": waiting.usual(local_date(now)),
    }
    return render(request, "coaching/ask.html", context, status=status)
