"""After the conversation: steps, looking back, and what is kept how long."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.forms import after as forms
from samtalerum.dialogues.forms.following import FollowUpForm
from samtalerum.dialogues.forms.writing import Trouble, everything_typed, save_all
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.paused import holds_of
from samtalerum.dialogues.phases import AFTER, ENDED, Phase
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: Request, dialogue: UUID) -> HttpResponse:
    """The page. It is one form: whichever button is pressed, everything on it is saved."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if Phase(seat.dialogue.phase) not in AFTER:
        return redirect("dialogues:show", seat.dialogue_id)
    if request.method != "POST":
        return _page(request, seat, now=now)
    return _save(request, seat, now=now, to="guide" if request.POST.get("then") == "guide" else "back")


@sensitive_post_parameters()
@require_POST
def steps(request: Request, dialogue: UUID) -> HttpResponse:
    """Done, open again, dropped."""
    return _save(request, seat_or_404(request.user, dialogue), now=timezone.now(), to="steps")


@sensitive_post_parameters()
@require_POST
def add_step(request: Request, dialogue: UUID) -> HttpResponse:
    """A step of one's own."""
    return _save(request, seat_or_404(request.user, dialogue), now=timezone.now(), to="steps", adding=True)


@sensitive_post_parameters()
@require_POST
def follow_up(request: Request, dialogue: UUID) -> HttpResponse:
    """Send a question that came up later, or an answer."""
    return _save(request, seat_or_404(request.user, dialogue), now=timezone.now(), to="ask", asking=True)


@sensitive_post_parameters()
@require_POST
def take_back(request: Request, dialogue: UUID) -> HttpResponse:
    """Take a question or an answer back that the other one has not opened."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    actions.take_back(seat, forms.sent_id(request.POST), at=now)
    return _save(request, seat, now=now, to="ask")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request, dialogue: UUID) -> HttpResponse:
    """Erase what only this person can read: first what goes and what stays, then for good."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if request.method == "POST":
        actions.erase_private(seat, at=now)
        return redirect(f"{reverse('dialogues:erase', args=[seat.dialogue_id])}?done=1")
    kept = retention.kept(seat)
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "blueprint": seat.dialogue.edition.blueprint,
        "name": other(seat).person.first_name,
        "private": kept.private,
        "noted": kept.noted,
        "holds": holds_of(seat),
        "done": "done" in request.GET,
    }
    return render(request, "dialogues/erase.html", context)


@require_POST
def carry(request: Request, dialogue: UUID) -> HttpResponse:
    """Keep what only the owner can read for the next conversation, or take that back."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if "undo" in request.POST:
        actions.carry_no_further(seat, at=now)
    else:
        actions.carry_over(seat, at=now)
    page = "prepare" if Phase(seat.dialogue.phase) in ENDED else "after"
    return redirect(f"{reverse(f'dialogues:{page}', args=[seat.dialogue_id])}#h-keep")


def _save(
    request: Request, seat: Seat, *, now: datetime, to: str, adding: bool = False, asking: bool = False
) -> HttpResponse:
    """Save what the page sent. What could not be saved, or was not sent, comes back with its text and the reason."""
    troubles = save_all(seat, ring(seat), everything_typed(request.POST), at=now)
    for step, state in forms.chosen_states(request.POST):
        actions.mark_step(seat, step, state, at=now)
    form, question = forms.StepForm(request.POST), FollowUpForm(request.POST)
    wrong = (adding or form.begun) and not form.is_valid()
    if (adding or form.begun) and not wrong:
        new = form.cleaned_data
        actions.add_step(seat, request.POST.get("item", ""), text=new["text"], due=new["due"], at=now)
        form = forms.StepForm()
    sent = asking and _send(seat, question, now=now)
    if troubles or wrong or (asking and not sent) or (question.begun and not asking):
        left = FollowUpForm() if sent else question
        return _page(request, seat, now=now, troubles=troubles, form=form if wrong else None, question=left)
    return redirect(f"{reverse('dialogues:after', args=[seat.dialogue_id])}#h-{to}")


def _send(seat: Seat, question: FollowUpForm, *, now: datetime) -> bool:
    """Send it; a refusal is said at the field, where the text still stands."""
    if not question.is_valid():
        return False
    try:
        actions.follow_up(seat, text=question.cleaned_data["text"], at=now)
    except Refusal as refusal:
        question.add_error("text", str(refusal))
        return False
    return True


def _page(
    request: Request,
    seat: Seat,
    *,
    now: datetime,
    troubles: Mapping[str, Trouble] | None = None,
    form: forms.StepForm | None = None,
    question: FollowUpForm | None = None,
) -> HttpResponse:
    page = forms.after(seat, ring(seat), now=now, troubles=troubles)
    question = question or FollowUpForm()
    wrong = bool(form or (question.is_bound and question.errors))
    status = max((trouble.refusal.status for trouble in (troubles or {}).values()), default=400 if wrong else 200)
    context = {
        "section": "home",
        "seat": seat,
        "dialogue": seat.dialogue,
        "blueprint": seat.dialogue.edition.blueprint,
        "name": page.other.person.first_name,
        "page": page,
        "form": form or forms.StepForm(),
        "question": question,
        "holds": holds_of(seat),
        "states": forms.states(),
        "today": local_date(now),
        "now": now,
        "has_errors": bool(troubles) or wrong,
    }
    return render(request, "dialogues/after.html", context, status=status)
