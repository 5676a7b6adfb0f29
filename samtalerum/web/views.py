"""Pages in words for what can't be shown, the language switch, and a fresh CSRF token for a page that stayed open."""

import logging
import sqlite3
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samtalerum.ground.refusals import Invalid
from samtalerum.web import answers

log = logging.getLogger(__name__)
SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of the pages from here on: the person's own, and this browser's at the door."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise Invalid
    person: Any = request.user
    if person.is_authenticated and person.language != code:
        person.language = code
        person.save(update_fields=["language"])
    response = HttpResponseRedirect(_safe_way(request, request.POST.get("next", "")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 60 * 60,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The institution's statement in the reader's language; without one, what the program's own tests have tried."""
    return render(request, "web/accessibility.html", {"statement": settings.ACCESSIBILITY.get(get_language())})


def _safe_way(request: HttpRequest, way: str) -> str:
    """Only within this site."""
    if url_has_allowed_host_and_scheme(way, {request.get_host()}, require_https=request.is_secure()):
        return way
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@require_safe
def csrf(request: HttpRequest) -> JsonResponse:
    """Signing in again changes the token; a page that kept its text asks for the new one here and saves again."""
    return JsonResponse({"token": get_token(request)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """handler400."""
    return answers.plain(request, 400, Invalid.message)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """handler403."""
    return answers.plain(
        request,
        403,
        _(
            "You are signed in, but this page belongs to another role. "
            "If you think it should be yours, ask the administrators at your university."
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """handler404: what never was, what is gone and what is not yours look alike."""
    return answers.plain(
        request,
        404,
        _(
            "The address may be wrong, or what stood here has been erased, or it was never yours to open. "
            "The answer is the same in each case, so that nobody learns what exists."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form from before the last sign-in, or from another site: nothing was done."""
    return answers.plain(
        request,
        403,
        _(
            "This page was opened before you last signed in, so nothing was done. "
            "Go back, reload the page, and try again."
        ),
        title=_("This page is from before you signed in"),
        csrf=True,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. A database that is away or busy is a moment's rest. Needs no database, session or manifest."""
    problem = sys.exc_info()[1]
    if isinstance(problem, DatabaseError) and no_room(problem):
        return full(request)
    if isinstance(problem, (OperationalError, InterfaceError)):
        return resting(request)
    return _bare(request, 500, _("What went wrong has been noted, without anything you wrote. Try again in a moment."))


def resting(request: HttpRequest) -> HttpResponse:
    """503, with the promise that matters to somebody who is writing."""
    words = _(
        "It is being looked after, or very busy. Nothing that was saved is lost. "
        "If you were writing, keep that page open: it tries again by itself."
    )
    return _later(_bare(request, 503, words))


def full(request: HttpRequest) -> HttpResponse:
    """507: reading may go on, saving can't. Whoever runs the server finds the reason in the log."""
    log.error("The disk of the database is full: nothing can be saved until there is room.")
    words = _(
        "Its disk is full. Nothing that was saved is lost. Tell the administrators at your university. "
        "If you were writing, keep that page open: it tries again by itself."
    )
    return _later(_bare(request, 507, words))


def no_room(problem: DatabaseError) -> bool:
    """What the database itself said, by its code: PostgreSQL's disk_full, or SQLite's FULL and a shared memory file that
    could not grow."""
    said = problem.__cause__
    return getattr(said, "sqlstate", "") == "53100" or getattr(said, "sqlite_errorcode", 0) in SQLITE_FULL


def _later(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = "10"
    return response


def _bare(request: HttpRequest, status: int, words: str) -> HttpResponse:
    if answers.is_save(request):
        return JsonResponse({"words": words}, status=status)
    template = "web/parts/_trouble.html" if answers.is_fragment(request) else "web/bare.html"
    context = {"title": answers.TITLES[status], "words": words, "status": status}
    return HttpResponse(render_to_string(template, context), status=status)
