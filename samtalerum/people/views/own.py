"""A person's own settings and sessions."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.ground.requests import Request
from samtalerum.mail import outbox
from samtalerum.people import actions, addresses, directory, merging, sessions
from samtalerum.people.factors import rules
from samtalerum.people.forms.own import SettingsForm
from samtalerum.people.models import Event
from samtalerum.people.said import hear, say
from samtalerum.people.views.out import signed_out

LATELY = 12


@require_http_methods(["GET", "POST"])
def own_settings(request: Request) -> HttpResponse:
    """Name, language, appearance; the addresses, to look at."""
    form = SettingsForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_own(request.user, **form.cleaned_data, at=timezone.now())
        say(request, gettext_noop("Saved."))
        return redirect("people:settings")
    context = {
        "form": form,
        "section": "settings",
        "addresses": request.user.addresses.all(),
        "change": addresses.waiting_for(request.user),
        "merge": merging.asked_of(request.user),
        "comes_back": directory.comes_back(request.user),
        "daily": outbox.next_daily(timezone.now()),
        "said": hear(request),
    }
    return render(request, "people/settings.html", context)


@require_POST
def mail_again(request: Request) -> HttpResponse:
    """The address is right: mails go there again, until they come back once more."""
    directory.works(request.user.email)
    say(request, gettext_noop("Mails go to your address again."))
    return redirect("people:settings")


@require_POST
def answer_merge(request: Request, merge: UUID) -> HttpResponse:
    """Yes, this other account is mine too; or no, it isn't."""
    asked = get_object_or_404(merging.open_for(request.user), pk=merge)
    if "yes" in request.POST:
        sentence = merging.agree(asked, person=request.user, at=timezone.now())
    else:
        sentence = merging.decline(asked, at=timezone.now())
    if not actions.may_sign_in(request.user):
        return signed_out(request)
    say(request, sentence)
    return redirect("people:settings")


@require_safe
def security(request: Request) -> HttpResponse:
    """Where one is signed in, and what happened to the account lately."""
    now = timezone.now()
    rows = [(row, sessions.is_this(row, request)) for row in sessions.sessions_of(request.user, at=now)]
    context = {
        "rows": rows,
        "owned": rules.owned(request.user),
        "must": rules.must(request.user),
        "events": Event.objects.filter(person=request.user)[:LATELY],
        "address": request.user.email,
        "now": now,
        "section": "settings",
        "said": hear(request),
    }
    return render(request, "people/security.html", context)


@require_POST
def end_session(request: Request, session: UUID) -> HttpResponse:
    """End one of one's own sessions; one that is not one's own is not there."""
    now = timezone.now()
    row = get_object_or_404(sessions.sessions_of(request.user, at=now), id=session)
    if sessions.is_this(row, request):
        return signed_out(request)
    row.delete()
    say(request, gettext_noop("That one is signed out."))
    return redirect("people:security")


@require_POST
def end_all_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere, here included."""
    actions.sign_out_everywhere(request.user, at=timezone.now())
    return signed_out(request)
