"""Addresses of the stage: pages that exist only in tests, with everything a refusal can be."""

from typing import NoReturn

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from samtalerum.ground.refusals import Conflict, Forbidden, Invalid, TooMany, WrongMoment


class DiskFull(Exception):
    """As PostgreSQL's driver says it."""

    sqlstate = "53100"


class Full(OperationalError):
    """What Django makes of that."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.__cause__ = DiskFull(words)


REFUSALS = {
    "invalid": Invalid,
    "forbidden": Forbidden,
    "conflict": Conflict,
    "moment": WrongMoment,
    "often": TooMany,
    "missing": Http404,
    "denied": PermissionDenied,
    "database": OperationalError,
    "full": Full,
    "bug": ZeroDivisionError,
}


class Letter(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title", help_text="A few words")
    letter = forms.CharField(label="What would you like to say?", widget=forms.Textarea(attrs={"rows": 4}))
    language = forms.ChoiceField(
        label="Language", choices=[("en", "English"), ("da", "Dansk")], widget=forms.RadioSelect
    )
    people = forms.MultipleChoiceField(
        label="Whom to invite", choices=[("b", "Ben"), ("c", "Cleo")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="I have read it")
    due = forms.DateField(label="By, if you like", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.ChoiceField(label="Unit", choices=[("a", "Department A"), ("b", "Department B")])


@login_not_required
def refuse(request: HttpRequest, how: str) -> NoReturn:
    """Raise it."""
    raise REFUSALS[how]("secret words")


@login_not_required
def opened(request: HttpRequest) -> HttpResponse:
    """A page for everybody."""
    return HttpResponse("open", content_type="text/plain")


def closed(request: HttpRequest) -> HttpResponse:
    """A page for somebody who has signed in."""
    return HttpResponse("closed", content_type="text/plain")


urlpatterns = [
    path("", include("samtalerum.web.urls")),
    path("open/", opened, name="open"),
    path("closed/", closed, name="closed"),
    path("refuse/<slug:how>/", refuse, name="refuse"),
]

handler400 = "samtalerum.web.views.bad_request"
handler403 = "samtalerum.web.views.forbidden"
handler404 = "samtalerum.web.views.not_found"
handler500 = "samtalerum.web.views.server_error"
