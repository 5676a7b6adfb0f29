"""A request whose attributes the type checker knows."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """What every view of ours is handed: signed in (or the view is in the list of open pages), htmx known."""

    user: Any
    htmx: HtmxDetails


def searched(request: HttpRequest) -> str:
    """What stands in `?q=`, without the one character that PostgreSQL can't look for."""
    return request.GET.get("q", "").replace("\0", "").strip()
