"""The answer when this browser is signed out."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from samtalerum.ground.requests import Request
from samtalerum.web.answers import forget_this_browser


def signed_out(request: Request) -> HttpResponse:
    """The door, with a new session and nothing kept of our pages. Also after the session was deleted on the way."""
    request.session.flush()
    return forget_this_browser(HttpResponseRedirect(resolve_url(settings.LOGIN_URL)))
