"""A person's own periods of leave: no reason is asked for."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people import actions
from samtalerum.people.administrators import told_at
from samtalerum.people.forms.administration import LeaveForm
from samtalerum.people.models import Leave
from samtalerum.people.said import hear, say


@require_http_methods(["GET", "POST"])
def leave(request: Request) -> HttpResponse:
    """The periods there are, and a form for another."""
    form = LeaveForm(request.POST or None, span=Leave(person=request.user), units=[])
    if request.method == "POST" and _saved(request, form):
        return redirect("people:own-leave")
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def change_leave(request: Request, leave: UUID) -> HttpResponse:
    """Other days for one of one's own periods; another's is not there."""
    span = get_object_or_404(Leave, pk=leave, person=request.user)
    form = LeaveForm(request.POST or None, span=span, units=[])
    if request.method == "POST" and _saved(request, form):
        return redirect("people:own-leave")
    return _page(request, form, changing=leave)


@require_POST
def remove_leave(request: Request, leave: UUID) -> HttpResponse:
    """It was a mistake, or came to nothing."""
    actions.remove(get_object_or_404(Leave, pk=leave, person=request.user))
    say(request, gettext_noop("Removed."))
    return redirect("people:own-leave")


def _saved(request: Request, form: LeaveForm) -> bool:
    if form.is_valid():
        with told_at(form, None):
            actions.save(form.filled())
            say(request, gettext_noop("Saved."))
    return not form.errors


def _page(request: Request, form: LeaveForm, *, changing: UUID | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "changing": changing,
        "rows": Leave.objects.filter(person=request.user).order_by("-starts"),
        "today": local_date(timezone.now()),
        "section": "settings",
        "said": hear(request),
    }
    return render(request, "people/leave.html", context)
