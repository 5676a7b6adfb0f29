"""Conversations held outside Samtalerum: recording one, and saying whether that is so."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samtalerum.dialogues import actions
from samtalerum.dialogues.elsewhere import record_or_404
from samtalerum.dialogues.forms.elsewhere import RecordForm, RecordLedForm
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Invalid, Refusal
from samtalerum.ground.requests import Request
from samtalerum.people import who


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request) -> HttpResponse:
    """The owner: with which leader or supervisor, and on what day."""
    now = timezone.now()
    form = RecordForm(request.POST or None, owner=request.user, at=now)
    if form.is_valid():
        try:
            made = actions.record_with(owner=request.user, partner=form.chosen, on=form.cleaned_data["day"], at=now)
        except Refusal as refusal:
            form.add_error("who", str(refusal))
        else:
            return redirect("dialogues:elsewhere", made.pk)
    return render(request, "dialogues/record.html", {"section": "home", "form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_led(request: Request) -> HttpResponse:
    """The leader or supervisor: with which of the own people, and on what day."""
    now = timezone.now()
    if not who.is_leader(request.user, local_date(now)):
        raise Http404
    form = RecordLedForm(request.POST or None, partner=request.user, at=now)
    if form.is_valid():
        try:
            made = actions.record_of(partner=request.user, owner=form.chosen, on=form.cleaned_data["day"], at=now)
        except Refusal as refusal:
            form.add_error("person", str(refusal))
        else:
            return redirect("dialogues:elsewhere", made.pk)
    return render(request, "dialogues/record_led.html", {"section": "leading", "form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: Request, record: UUID) -> HttpResponse:
    """One record, for the two it names: what it says, whether that is so, and taking it back."""
    found, now, me = record_or_404(request.user, record), timezone.now(), request.user
    if request.method == "POST":
        said = request.POST.get("said", "")
        if said == "undo":
            actions.undo_record(record, person=me, at=now)
        elif said in {"so", "not-so"}:
            actions.answer_record(record, person=me, so=said == "so", at=now)
        else:
            raise Invalid
        return redirect("dialogues:elsewhere", record)
    ends = found.undo_ends(me)
    context = {
        "section": "home",
        "record": found,
        "stands": found.stands.name,
        "mine": found.is_mine(me),
        "other": found.across(me),
        "name": found.across(me).first_name,
        "undo_until": ends if ends and now < ends else None,
        "undoing": {"said": "undo"},
    }
    return render(request, "dialogues/elsewhere.html", context)


def _status(form: RecordForm | RecordLedForm) -> int:
    return 400 if form.errors else 200
