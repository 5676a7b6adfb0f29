"""Who may open the administrators' pages, and how a refusal is said at a field."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpResponse

from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody else the page does not exist; outermost, so that methods tell nothing either."""

    @wraps(view)
    def opened(request: Request, **ids: Any) -> HttpResponse:
        if not request.user.is_administrator:
            raise Http404
        return view(request, **ids)

    return opened


@contextmanager
def told_at(form: forms.Form, field: str | None) -> Iterator[None]:
    """A refusal becomes an error at that field; the page comes back with what was typed."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(field, str(refusal))
