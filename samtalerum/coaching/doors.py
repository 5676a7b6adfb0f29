"""Who may come in where: for everybody else the page does not exist; with coaching switched off, what it offers does not
either, and courses that run have their pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from samtalerum.coaching import visibility
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request

View = Callable[..., HttpResponse]


def while_on(view: View) -> View:
    """As long as the institution has coaching switched on; outermost, so that methods tell nothing either."""

    @wraps(view)
    def opened(request: Request, *args: Any, **ids: Any) -> HttpResponse:
        if not visibility.anything_begins():
            raise Http404
        return view(request, *args, **ids)

    return opened


def at_the_desk(view: View) -> View:
    """For coaches and coordinators."""
    return _whoever(view, lambda at: at.there)


def coordinators_only(view: View) -> View:
    """For those who keep the desk."""
    return _whoever(view, lambda at: at.keeps)


def coaches_only(view: View) -> View:
    """For those who coach."""
    return _whoever(view, lambda at: at.coaches)


def stands_at_desk(person: Any) -> bool:
    """Coaches, or keeps the desk, today; for the navigation."""
    if not person.is_authenticated:
        return False
    return visibility.at_desk(person, local_date(timezone.now())).there


def reads_of_others(person: Any) -> bool:
    """The same, or has coached and still reads a course; for the second factor."""
    if not person.is_authenticated:
        return False
    found = visibility.at_desk(person, local_date(timezone.now()))
    return found.there or found.reads


def administers(person: Any) -> bool:
    """Names coordinators."""
    return visibility.anything_begins() and bool(getattr(person, "is_administrator", False))


def offered(person: Any) -> bool:
    """The page about coaching is shown to everybody signed in, so that the link tells nothing about anybody."""
    return visibility.anything_begins() and bool(person.is_authenticated)


def _whoever(view: View, may: Callable[[visibility.AtDesk], bool]) -> View:
    @wraps(view)
    def opened(request: Request, *args: Any, **ids: Any) -> HttpResponse:
        if not may(visibility.at_desk(request.user, local_date(timezone.now()))):
            raise Http404
        return view(request, *args, **ids)

    return opened
