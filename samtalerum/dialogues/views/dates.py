"""Dates for several conversations on one page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samtalerum.dialogues.forms import dates as forms
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people import who


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: Request) -> HttpResponse:
    """A row for each conversation that both said yes to; `propose` fills the empty ones to look at, and saves nothing."""
    if not who.is_leader(request.user, local_date(timezone.now())):
        raise Http404
    return _dates(request, request.user)


def dates_for(request: Request, leader: Any) -> HttpResponse:
    """The same for a stand-in, whose right has been looked at."""
    return _dates(request, leader, by=request.user)


def _dates(request: Request, partner: Any, *, by: Any = None) -> HttpResponse:
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    page = forms.dates_of(partner, posted, at=now, by=by)
    if posted is not None and "propose" in posted:
        return _propose(request, page)
    if posted is not None and forms.save(page, at=now):
        named = ",".join(str(row.seat.dialogue_id) for row in page.saved)
        return redirect(f"{request.path}?saved={named}#done")
    return _page(request, page, forms.ProposalForm(at=now), saved=request.GET.get("saved"))


def _propose(request: Request, page: forms.Dates) -> HttpResponse:
    now = timezone.now()
    proposal = forms.ProposalForm(request.POST, at=now)
    if not proposal.is_valid():
        return _page(request, page, proposal, wrong=[proposal])
    return _page(request, page, proposal, proposed=forms.propose(page, proposal, request.POST, at=now), wrong=[])


def _page(request: Request, page: forms.Dates, proposal: forms.ProposalForm, **more: Any) -> HttpResponse:
    saved = more.pop("saved", None)
    named = {str(row.seat.dialogue_id) for row in page.saved} | set((saved or "").split(","))
    context = {
        "section": "standing-in" if page.leader else "leading",
        "leader": page.leader,
        "page": page,
        "proposal": proposal,
        "said": [row for row in page.rows if str(row.seat.dialogue_id) in named and row.seat.dialogue.meets_at],
        "nothing": saved == "",
        "wrong": page.wrong,
        **more,
    }
    template = "dialogues/dates_for.html" if page.leader else "dialogues/dates.html"
    return render(request, template, context, status=400 if context["wrong"] else 200)
