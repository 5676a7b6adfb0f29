"""Stand-ins: a leader names and ends them; whoever is named sees it, and may end it too."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people import actions, who
from samtalerum.people.administrators import administrators_only, told_at
from samtalerum.people.forms.standing_in import NameForm
from samtalerum.people.models import StandIn
from samtalerum.people.said import hear, say


@require_http_methods(["GET", "POST"])
def stand_ins(request: Request) -> HttpResponse:
    """Who stands in for me, for whom I stand in, and a form for another where I lead."""
    now = timezone.now()
    today = local_date(now)
    leads = who.is_leader(request.user, today)
    if request.method == "POST" and not leads:
        raise Http404
    form = NameForm(request.POST or None, leader=request.user, today=today)
    if form.is_valid() and form.chosen is not None:
        days = {name: form.cleaned_data[name] for name in ("starts", "ends")}
        with told_at(form, "name"):
            actions.name_stand_in(leader=request.user, person=form.chosen, **days, at=now)
        if not form.errors:
            say(request, gettext_noop("Named. Your stand-in is told by mail."))
            return redirect("people:stand-ins")
    rows = [row for row in who.stand_in_rows(request.user).order_by("starts") if not row.ends or row.ends >= today]
    context = {
        "form": form,
        "leads": leads,
        "mine": [row for row in rows if row.leader_id == request.user.pk],
        "others": [row for row in rows if row.person_id == request.user.pk],
        "section": "settings",
        "said": hear(request),
    }
    return render(request, "people/stand_ins.html", context)


@require_POST
def end(request: Request, stand_in: UUID) -> HttpResponse:
    """Either of the two ends it, at once."""
    actions.end_stand_in(
        get_object_or_404(who.stand_in_rows(request.user), pk=stand_in), actor=request.user, at=timezone.now()
    )
    say(request, gettext_noop("Ended. The other one is told by mail."))
    return redirect("people:stand-ins")


@administrators_only
@require_POST
def end_by_administrator(request: Request, stand_in: UUID) -> HttpResponse:
    """An administrator may end it, and name nobody."""
    row = get_object_or_404(StandIn.objects.select_related("leader", "person"), pk=stand_in)
    actions.end_stand_in(row, actor=request.user, at=timezone.now())
    say(request, gettext_noop("Ended. Both are told by mail."))
    return redirect("people:person", person=row.leader_id)
