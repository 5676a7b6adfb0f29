"""Answers that are not the page asked for: in words, as a page, a fragment for htmx, or JSON for saving.js."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Refusal

Words = str | Promise

TITLES: dict[int, Words] = {
    400: _("That could not be understood"),
    401: _("You have been signed out"),
    403: _("This is not yours to do"),
    404: _("There is nothing here for you"),
    405: _("There is no page at this address"),
    409: _("Something has changed in the meantime"),
    429: _("A little too often"),
    500: _("Something went wrong on our side"),
    503: _("Samtalerum is resting for a moment"),
    507: _("Samtalerum has no room left"),
}
SIGNED_OUT = _(
    "Nothing you wrote here is lost as long as this page stays open. Sign in again in a new tab, come back, and save."
)


def is_save(request: HttpRequest) -> bool:
    """Asked by saving.js, which reads JSON."""
    return request.headers.get("X-Samtalerum-Save") == "1"


def is_fragment(request: HttpRequest) -> bool:
    """Asked by htmx or polling.js for a part of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def asks_for_page(request: HttpRequest) -> bool:
    """Asked by the browser itself."""
    return not is_save(request) and not is_fragment(request)


def plain(request: HttpRequest, status: int, words: Words, **more: Any) -> HttpResponse:
    """One heading, one sentence, one way on. `more`: `hint`, `title`, and what only JSON carries (`url`, `csrf`).

    The page never repeats the address asked for: what is missing and what is not yours answer the same bytes.
    """
    title = more.pop("title", TITLES.get(status, TITLES[400]))
    if is_save(request):
        return JsonResponse({"words": str(words), **more}, status=status)
    context = {"title": title, "words": words, "here": resolve_url(settings.LOGIN_REDIRECT_URL), **more}
    if is_fragment(request):
        response = render(request, "web/parts/_trouble.html", context, status=status)
        response.headers["X-Samtalerum-Refusal"] = "csrf" if more.get("csrf") else "words"
        return response
    return render(request, "web/plain.html", context, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A Refusal in words. Where only its status is known to fit, the heading comes from that."""
    return plain(request, refusal.status, refusal.message, hint=getattr(refusal, "hint", ""))


def only_forms(request: HttpRequest, allowed: str) -> HttpResponse:
    """Where somebody asks for a page at an address that only takes what a form sends."""
    response = plain(request, 405, _("It only takes what a form sends. Go to the start page, and on from there."))
    response.headers["Allow"] = allowed
    return response


def signed_out(request: HttpRequest) -> HttpResponse:
    """For a save or a fragment whose session has ended."""
    return plain(request, 401, SIGNED_OUT, url=resolve_url(settings.LOGIN_URL))


def forget_this_browser(response: HttpResponse) -> HttpResponse:
    """After signing out: the browser drops what it kept of our pages (helps on shared machines, over https)."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
