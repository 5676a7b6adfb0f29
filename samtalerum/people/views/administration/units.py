"""Units: the tree, one unit with its leaders, ending one."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people import actions, finding, who
from samtalerum.people.administrators import administrators_only, told_at
from samtalerum.people.forms.administration import LastDayForm, UnitForm
from samtalerum.people.models import Leadership, Unit
from samtalerum.people.said import hear, say
from samtalerum.people.views.administration.people import GET_POST


@administrators_only
@require_safe
def units(request: Request) -> HttpResponse:
    """The tree, with who leads each unit today."""
    day = local_date(timezone.now())
    known = list(Unit.objects.all())
    lines = _with_leaders([one for one in known if one.ended_on is None], day)
    context = {
        "section": "units",
        "lines": lines,
        "ended": [one for one in known if one.ended_on is not None],
        "said": hear(request),
    }
    return render(request, "people/administration/units.html", context)


def _with_leaders(known: list[Unit], day: date) -> list[tuple[Unit, list[Unit], list[str]]]:
    """Each unit with those above it and its own leaders' names, in the order of the tree."""
    leading = Leadership.objects.filter(who.on(day), person__is_active=True).values_list("unit", "person__display_name")
    names: dict[UUID, list[str]] = {}
    for led, name in leading:
        names.setdefault(led, []).append(name)
    path: list[Unit] = []
    lines = []
    for depth, unit in finding.flat(finding.tree(known)):
        path = [*path[:depth], unit]
        lines.append((unit, path[:depth], sorted(names.get(unit.pk, []))))
    return lines


@administrators_only
@require_http_methods(GET_POST)
def add_unit(request: Request) -> HttpResponse:
    """A new unit, at the top or under another."""
    form = UnitForm(request.POST or None, units=list(Unit.objects.all()), under=request.GET.get("under", ""))
    if request.method == "POST" and form.is_valid():
        unit = actions.add_unit(parent=form.cleaned_data["parent"], names=form.names)
        say(request, gettext_noop("Added. Now say who leads it."))
        return redirect("people:unit", unit=unit.pk)
    return render(request, "people/administration/add_unit.html", {"form": form, "section": "units"})


@administrators_only
@require_http_methods(GET_POST)
def unit(request: Request, unit: UUID) -> HttpResponse:
    """Rename, move, and see who leads it."""
    one = get_object_or_404(Unit, pk=unit)
    form = UnitForm(request.POST or None, unit=one, units=list(Unit.objects.all()))
    if request.method == "POST" and form.is_valid():
        with told_at(form, "parent"):
            actions.change_unit(one, parent=form.cleaned_data["parent"], names=form.names)
        if not form.errors:
            say(request, gettext_noop("Saved."))
            return redirect("people:unit", unit=one.pk)
    context = {
        "form": form,
        "unit": one,
        "leaderships": one.leaderships.select_related("person").order_by("-starts"),
        "today": local_date(timezone.now()),
        "section": "units",
        "said": hear(request),
    }
    return render(request, "people/administration/unit.html", context)


@administrators_only
@require_http_methods(GET_POST)
def end_unit(request: Request, unit: UUID) -> HttpResponse:
    """A last day for a unit; or it exists after all."""
    one = get_object_or_404(Unit, pk=unit)
    form = LastDayForm(request.POST or None, day=one.ended_on or local_date(timezone.now()))
    if request.method == "POST" and "again" in request.POST:
        actions.reopen_unit(one)
        return redirect("people:unit", unit=one.pk)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "last_day"):
            actions.end_unit(one, last_day=form.cleaned_data["last_day"])
        if not form.errors:
            say(request, gettext_noop("Saved."))
            return redirect("people:unit", unit=one.pk)
    return render(request, "people/administration/end_unit.html", {"form": form, "unit": one, "section": "units"})
