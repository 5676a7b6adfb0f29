"""What a stand-in does in a leader's name: one letter to one or several, and dates. No page of a conversation opens."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samtalerum.dialogues import actions
from samtalerum.dialogues.views import dates as dates_page
from samtalerum.dialogues.views import starting
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people import who
from samtalerum.people.models import Person


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request, leader: UUID) -> HttpResponse:
    """One letter in the leader's name. It can be read here until it is sent, and not afterwards."""
    now = timezone.now()
    partner = leader_or_404(request, leader)
    form = starting.invite_form(request, now, partner=partner, by=request.user)
    if not form.is_bound or not form.is_valid() or "preview" in request.POST:
        shown = starting.invite_context(form, leader=partner, section="standing-in")
        return render(request, "dialogues/invite_for.html", shown)
    letter = form.cleaned_data["letter"]
    invited = actions.invite_all(partner=partner, owners=form.chosen, words=letter, at=now, by=request.user)
    there = reverse(starting.way(request, "standing-in"))
    return redirect(f"{there}{partner.pk}/?invited={','.join(str(one.pk) for one in invited)}#done")


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: Request, leader: UUID) -> HttpResponse:
    """A row for each conversation that both said yes to, with somebody whom the leader leads or supervises."""
    return dates_page.dates_for(request, leader_or_404(request, leader))


def leader_or_404(request: Request, leader: UUID) -> Person:
    """Whoever this person stands in for today."""
    found = who.stood_in_for(request.user, local_date(timezone.now())).filter(pk=leader).first()
    if found is None:
        raise Http404
    return found
