"""Browsers in which a person has signed in before. A signed cookie remembers it; nothing about it is stored here.

It opens nothing: it only decides whether a sign-in is worth a mail to the person.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known"
SALT = "samtalerum.people.known"
YEAR = 365 * 24 * 60 * 60
MOST = 8  # people who share one browser


def here(request: HttpRequest, person: Any) -> bool:
    """This person has signed in with this browser within a year."""
    return _name(person) in _names(request)


def mark(request: HttpRequest, response: HttpResponse, person: Any) -> None:
    """From now on it is known."""
    names = [_name(person), *(name for name in _names(request) if name != _name(person))][:MOST]
    response.set_signed_cookie(
        COOKIE,
        ".".join(names),
        salt=SALT,
        max_age=YEAR,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _names(request: HttpRequest) -> list[str]:
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=YEAR) or ""
    return [name for name in kept.split(".") if name]


def _name(person: Any) -> str:
    return salted_hmac(SALT, str(person.pk), algorithm="sha256").hexdigest()[:32]
