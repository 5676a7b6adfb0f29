"""How a conversation starts: ask, invite, answer, suggest."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.blueprints import editions
from samtalerum.dialogues import actions
from samtalerum.dialogues.forms import answering
from samtalerum.dialogues.forms import starting as forms
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side, Step, steps
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Refusal, WrongMoment
from samtalerum.ground.requests import Request, searched
from samtalerum.people import who
from samtalerum.web import navigation


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask a leader, a supervisor or another leader; `?with=` comes with one chosen."""
    now = timezone.now()
    form = forms.AskForm(request.POST or None, owner=request.user, at=now, initial={"who": request.GET.get("with")})
    if request.method != "POST" or not form.is_valid():
        return _ask_page(request, form)
    words = form.cleaned_data["words"]
    try:
        dialogue = actions.ask(owner=request.user, partner=form.chosen, words=words, at=now)
    except Refusal as refusal:
        form.add_error("who", str(refusal))
        return _ask_page(request, form, status=refusal.status)
    return redirect("dialogues:answer", dialogue.pk)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request) -> HttpResponse:
    """One letter to one or several people; each receives it alone."""
    now = timezone.now()
    if not who.is_leader(request.user, local_date(now)):
        raise Http404
    form = invite_form(request, now, partner=request.user)
    if not form.is_bound or not form.is_valid() or "preview" in request.POST:
        return render(request, "dialogues/invite.html", invite_context(form, section="leading"))
    letter = form.cleaned_data["letter"]
    invited = actions.invite_all(partner=request.user, owners=form.chosen, words=letter, at=now)
    return redirect(f"{reverse(way(request, 'leading'))}?invited={','.join(str(one.pk) for one in invited)}#done")


def invite_form(request: Request, now: datetime, *, partner: Any, by: Any = None) -> forms.InviteForm:
    """Bound only where it is to be sent or looked at; the other buttons change what stands in it."""
    pressed = {"reset", "all", "none"} & request.POST.keys()
    if request.method == "POST" and not pressed:
        return forms.InviteForm(request.POST, partner=partner, at=now, by=by)
    people = request.POST.getlist("person") or request.GET.getlist("person")
    people = [forms.ALL] if "all" in pressed else [] if "none" in pressed else people
    letter = None if "reset" in pressed else request.POST.get("letter")
    return forms.InviteForm(partner=partner, people=people, letter=letter, at=now, by=by)


def invite_context(form: forms.InviteForm, **more: Any) -> dict[str, Any]:
    """What the page shows, for the leader and for a stand-in."""
    return _named(form=form, preview=form.is_bound and form.is_valid(), **more)


@require_safe
def answer(request: Request, dialogue: UUID) -> HttpResponse:
    """How it began: the words, and what can be answered or taken back."""
    return _answer_page(request, seat_or_404(request.user, dialogue))


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: Request, dialogue: UUID) -> HttpResponse:
    """Suggest somebody else: search by name, then choose."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if Step.SUGGEST not in steps(Phase(seat.dialogue.phase), Side(seat.side)):
        raise WrongMoment
    form = answering.SuggestForm(request.POST or None, query=searched(request), seat=seat, at=now)
    if request.method == "POST" and form.is_valid():
        actions.suggest(seat=seat, somebody=form.chosen, at=now)
        return redirect("dialogues:answer", dialogue)
    across = other(seat).person
    context = {"form": form, "seat": seat, "name": across.first_name, "blueprint": seat.dialogue.edition.blueprint}
    return render(request, "dialogues/suggest.html", context)


@sensitive_post_parameters()
@require_POST
def ask_suggested(request: Request, dialogue: UUID) -> HttpResponse:
    """Ask the one who was suggested; the first question is taken back."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    form = forms.WordsForm(request.POST)
    if not form.is_valid():
        return _answer_page(request, seat, form=form)
    try:
        asked = actions.ask_suggested(seat=seat, words=form.cleaned_data["words"], at=now)
    except WrongMoment:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _answer_page(request, seat, form=form, status=refusal.status)
    return redirect("dialogues:answer", asked.pk)


def _answer_page(request: Request, seat: Seat, *, form: Any = None, status: int = 200) -> HttpResponse:
    context = answering.question(seat, at=timezone.now())
    return render(request, "dialogues/answer.html", {**context, "form": form or forms.WordsForm()}, status=status)


def _ask_page(request: Request, form: forms.AskForm, *, status: int = 200) -> HttpResponse:
    return render(request, "dialogues/ask.html", _named(form=form, section="home"), status=status)


def _named(**context: Any) -> dict[str, Any]:
    return {**context, "blueprint": editions.current_of_kind("conversation").blueprint}


def way(request: Request, name: str) -> str:
    """The pages with the people one leads, or stands in for, stand higher on the stairs: the navigation knows them."""
    return next(entry.url_name for entry in navigation.entries(request.user, "main") if entry.name == name)
