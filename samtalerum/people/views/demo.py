"""The demo's sign-in page and mailbox. They exist only in demo mode, asked from this machine itself."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from samtalerum.people import demo_mail
from samtalerum.people.models import Person
from samtalerum.people.proof import Proof

PROXY_HEADERS = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def only_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Elsewhere, and outside the demo, the page does not exist."""

    @wraps(view)
    def here(request: HttpRequest, **named: Any) -> HttpResponse:
        if not (settings.DEMO and _from_this_machine(request)):
            raise Http404
        return view(request, **named)

    return here


@login_not_required
@only_here
@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Be one of the demo's people."""
    shown = dict(settings.DEMO_PEOPLE)
    people = Person.objects.filter(institution_id__in=shown, is_active=True)
    if request.method == "POST":
        person = get_object_or_404(people, pk=_uuid(request.POST.get("person", "")))
        request.proven = Proof.DEMO  # type: ignore[attr-defined]  # the demo's door counts as both factors
        get_adapter(request).login(request, person)
        return redirect(settings.LOGIN_REDIRECT_URL)
    known = {person.institution_id: person for person in people}
    listed = [(known[key], gettext(str(note))) for key, note in shown.items() if key in known]
    return render(request, "people/demo.html", {"people": listed})


@login_not_required
@only_here
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """What would have been sent."""
    return render(request, "people/demo_mail.html", {"mails": demo_mail.mails()})


@login_not_required
@only_here  # type: ignore[arg-type]  # what csp_replace returns is less exact than what it is given
@require_safe
@csp_replace({"style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]  # a mail brings its looks along
def one_mail(request: HttpRequest, mail: UUID) -> HttpResponse:  # noqa: ARG001 - who asks was looked at
    """One of them as a mail program shows it."""
    found = next((one for one in demo_mail.mails() if one["id"] == mail), None)
    if found is None:
        raise Http404
    return HttpResponse(found["html"])


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise Http404 from problem


def _from_this_machine(request: HttpRequest) -> bool:
    """Asked by this machine, under a name of this machine, with nothing in between that could ask for somebody else."""
    if any(header in request.headers for header in PROXY_HEADERS):
        return False
    name, _port = split_domain_port(request.get_host())
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and (name == "localhost" or _is_loopback(name.strip("[]")))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
