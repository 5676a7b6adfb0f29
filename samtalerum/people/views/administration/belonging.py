"""Affiliations, leaders, supervisors, leave: one page to add, one to change, one to take away a mistake."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from samtalerum.ground.requests import Request
from samtalerum.people import actions
from samtalerum.people.administrators import administrators_only, told_at
from samtalerum.people.forms.administration import (
    AffiliationForm,
    LeaderForm,
    LeadershipForm,
    LeaveForm,
    SpanForm,
    SupervisionForm,
)
from samtalerum.people.models import Affiliation, Leadership, Leave, Person, Span, Supervision, Unit
from samtalerum.people.said import say
from samtalerum.people.views.administration.people import GET_POST, person_or_404


@dataclass(frozen=True)
class Kind:
    """One kind of belonging: its row, its form, whose page it stands on, and what its pages are called."""

    model: type[Span]
    form: type[SpanForm]
    owner: str
    add: Promise
    change: Promise
    field: str | None = None  # where "written down already" is said


KINDS = {
    "affiliation": Kind(
        Affiliation, AffiliationForm, "person", _("Add an affiliation"), _("Change an affiliation"), "unit"
    ),
    "leadership": Kind(
        Leadership, LeadershipForm, "person", _("Add a unit this person leads"), _("Change leading a unit"), "unit"
    ),
    "supervision": Kind(
        Supervision, SupervisionForm, "person", _("Add a supervisor"), _("Change a supervisor"), "supervisor"
    ),
    "leave": Kind(Leave, LeaveForm, "person", _("Add a period of leave"), _("Change a period of leave")),
}


class KindConverter:
    """The part of an address that names a kind."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> Kind:
        return KINDS[value]

    def to_url(self, value: str | Kind) -> str:
        return value if isinstance(value, str) else next(name for name, kind in KINDS.items() if kind == value)


@administrators_only
@require_http_methods(GET_POST)
def add(request: Request, person: UUID, kind: Kind) -> HttpResponse:
    """Something new at this person."""
    owner = person_or_404(person)
    return _page(request, kind, kind.model(**{kind.owner: owner}), owner, adding=True)


@administrators_only
@require_http_methods(GET_POST)
def change(request: Request, kind: Kind, pk: UUID) -> HttpResponse:
    """Other days, another unit, another category."""
    span = _span_or_404(kind, pk)
    return _page(request, kind, span, getattr(span, kind.owner), adding=False)


@administrators_only
@require_http_methods(GET_POST)
def remove(request: Request, kind: Kind, pk: UUID) -> HttpResponse:
    """It was a mistake. What did hold is ended with a last day instead, which the page says."""
    span = _span_or_404(kind, pk)
    owner = getattr(span, kind.owner)
    if request.method == "POST":
        actions.remove(span)
        say(request, gettext_noop("Removed."))
        return redirect("people:person", person=owner.pk)
    context = {"span": span, "person": owner, "kind": kind, "section": "people"}
    return render(request, "people/administration/remove.html", context)


@administrators_only
@require_http_methods(GET_POST)
def add_leader(request: Request, unit: UUID) -> HttpResponse:
    """Somebody leads this unit from a day on."""
    led = get_object_or_404(Unit, pk=unit)
    form = LeaderForm(request.POST or None, span=Leadership(unit=led), units=[])
    if request.method == "POST" and form.is_valid():
        with told_at(form, "person"):
            actions.save(form.filled())
        if not form.errors:
            say(request, gettext_noop("Saved."))
            return redirect("people:unit", unit=led.pk)
    return render(request, "people/administration/add_leader.html", {"form": form, "unit": led, "section": "units"})


def _page(request: Request, kind: Kind, span: Any, owner: Person, *, adding: bool) -> HttpResponse:
    units = list(Unit.objects.all()) if "unit" in kind.form.base_fields else []
    units = [one for one in units if one.ended_on is None or one.pk == span.unit_id]
    form = kind.form(request.POST or None, span=span, units=units)
    if request.method == "POST" and form.is_valid():
        with told_at(form, kind.field):
            actions.save(form.filled())
        if not form.errors:
            say(request, gettext_noop("Saved."))
            return redirect("people:person", person=owner.pk)
    context = {
        "form": form,
        "title": kind.add if adding else kind.change,
        "person": owner,
        "span": None if adding else span,
        "kind": kind,
        "section": "people",
    }
    return render(request, "people/administration/span.html", context)


def _span_or_404(kind: Kind, pk: UUID) -> Any:
    rows: Any = kind.model._default_manager  # noqa: SLF001 - public by its documentation
    owners = {field.name for field in kind.model._meta.fields if field.many_to_one}
    return get_object_or_404(rows.select_related(*owners), pk=pk)
