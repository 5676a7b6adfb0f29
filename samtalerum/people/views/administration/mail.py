"""How the mail is doing: numbers only."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from samtalerum.ground.requests import Request
from samtalerum.mail import facts, outbox
from samtalerum.people.administrators import administrators_only
from samtalerum.people.said import hear, say
from samtalerum.people.views.administration.people import GET_POST


@administrators_only
@require_http_methods(GET_POST)
def mail(request: Request) -> HttpResponse:
    """What waits and what failed; and trying again what failed."""
    now = timezone.now()
    if request.method == "POST":
        outbox.try_failed_again(at=now)
        say(request, gettext_noop("What had failed is tried again now."))
        return redirect("people:mail")
    standing = facts.standing(now)
    about = {name: facts.roughly(getattr(standing, name)) for name in ("waiting", "daily", "sent", "dropped")}
    context = {"section": "mail", "mail": standing, "about": about, "said": hear(request)}
    return render(request, "people/administration/mail.html", context)
