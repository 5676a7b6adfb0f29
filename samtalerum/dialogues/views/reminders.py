"""A person's own switches for reminders."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.reminders import switches
from samtalerum.ground.requests import Request
from samtalerum.people.said import hear, say


@require_http_methods(["GET", "POST"])
def reminders(request: Request) -> HttpResponse:
    """One switch for each kind, saved together; a kind that is not on the page stays as it was."""
    offered = switches(request.user)
    if request.method == "POST":
        wanted = set(request.POST.getlist("kind"))
        actions.choose_reminders(request.user, {one.kind: one.kind in wanted for one in offered})
        say(request, gettext_noop("Saved."))
        return redirect("dialogues:reminders")
    context = {"switches": offered, "section": "settings", "said": hear(request)}
    return render(request, "dialogues/reminders.html", context)
