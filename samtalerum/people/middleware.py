"""What a signed-in person may reach without a second factor; and browsers that have signed in before."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Forbidden
from samtalerum.people import known, proof
from samtalerum.people.factors import rules
from samtalerum.web import answers

Next = Callable[[HttpRequest], HttpResponse]
# All that whoever has yet to prove or to set up a second factor can reach, beside the pages open to strangers.
REACHABLE = frozenset(
    {
        "people:set-up",
        "people:prove",
        "people:passkey-options",
        "people:new-passkey-options",
        "people:add-passkey",
        "people:code-app",
        "people:sign-out",
        "web:csrf",
    }
)


class SecondFactorMiddleware:
    """The one place that holds coordinators, administrators, and whoever demands it, to a second factor."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Also in the middle of a session: whoever is made coordinator proves with the next click."""
        person: Any = request.user
        if not person.is_authenticated or not getattr(view, "login_required", True):
            return None
        if proof.second(request) or not rules.asked(person) or _name(request) in REACHABLE:
            return None
        if not answers.asks_for_page(request):
            return answers.refused(request, Forbidden(_("Your account asks for a second factor. Open the start page.")))
        if not rules.has_any(person):
            return redirect("people:set-up")
        way = request.get_full_path() if request.method == "GET" else resolve_url(settings.LOGIN_REDIRECT_URL)
        return redirect(f"{resolve_url('people:prove')}?{urlencode({'next': way}, safe='/')}")


class KnownBrowserMiddleware:
    """Whoever signs in here leaves a mark that says: this browser has been used by this person."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "signed_in_now", None)
        if person is not None:
            known.mark(request, response, person)
        return response


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""
