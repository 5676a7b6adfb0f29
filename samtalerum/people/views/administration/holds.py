"""Legal holds: the list, proposing one, and its second halves."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.ground.requests import Request
from samtalerum.people import holds as acts
from samtalerum.people.administrators import administrators_only
from samtalerum.people.forms.holds import HoldForm
from samtalerum.people.said import hear, say
from samtalerum.people.takes_two import Hold


@administrators_only
@require_http_methods(["GET", "POST"])
def holds(request: Request) -> HttpResponse:
    """Those that are proposed or in force, and a form for another."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.propose(**form.cleaned_data, actor=request.user, at=timezone.now())
        say(request, gettext_noop("Proposed. It pauses erasing once another administrator has confirmed it."))
        return redirect("people:holds")
    found = Hold.objects.filter(ended_at__isnull=True).select_related("person", "other", "proposed_by", "end_asked_by")
    context = {"section": "holds", "form": form, "holds": found, "said": hear(request), "me": request.user}
    return render(request, "people/administration/holds.html", context)


@administrators_only
@require_POST
def confirm(request: Request, hold: UUID) -> HttpResponse:
    """The second half of setting it."""
    acts.confirm(hold, actor=request.user, at=timezone.now())
    say(request, gettext_noop("Erasing is paused."))
    return redirect("people:holds")


@administrators_only
@require_POST
def end(request: Request, hold: UUID) -> HttpResponse:
    """Either half of ending it; or taking a proposal back."""
    ended = acts.end(hold, actor=request.user, at=timezone.now()).ended_at
    say(request, gettext_noop("The hold has ended.") if ended else gettext_noop("Another administrator ends it now."))
    return redirect("people:holds")
