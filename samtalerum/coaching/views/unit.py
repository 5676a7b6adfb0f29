"""The coordinators' pages: a request, coaches, the unit's words; a coach's own lines; who keeps the desk."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import desk, requesting, unit
from samtalerum.coaching.doors import coaches_only, coordinators_only, while_on
from samtalerum.coaching.forms.desk import line
from samtalerum.coaching.forms.unit import AssignForm, CoachForm, MostForm, NameForm, UnitForm
from samtalerum.coaching.models import Coach, CoachingUnit
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people.administrators import administrators_only, told_at
from samtalerum.people.said import hear, say
from samtalerum.vault import api as vault

NAMED = gettext_noop("Named. From the next click on a second factor is asked for.")
NAMED_AHEAD = gettext_noop("Named. It begins in three days. Those who keep the desk are told now, and can stop it.")


@coordinators_only
@require_http_methods(["GET", "HEAD", "POST"])
def request_(request: Request, course: UUID) -> HttpResponse:
    """The lines of a request, opened and written down; and a coach for it. Who asks is not said here."""
    now = timezone.now()
    today = local_date(now)
    found = visibility.waiting(by=request.user, on=today).filter(pk=course).first()
    if found is None:
        if request.method == "POST" and visibility.readable_by(request.user, today).filter(pk=course).exists():
            raise desk.Taken
        raise Http404
    coaches = list(visibility.may_be_given(found, today))
    form = AssignForm(request.POST or None, coaches=coaches, language=found.language)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "coach"):
            desk.assign(by=request.user, to=form.chosen, request=course, at=now)
            say(
                request,
                gettext_noop("Assigned. The coach reads the lines, and the person says yes or asks for another."),
            )
            return redirect("coaching:desk")
    owner = visibility.owner_of(found).person
    hope = requesting.read_hope(vault.ring(request.user.pk, [found.scope]), found, owner, at=now)
    context = {"section": "desk", "form": form, "course": found, "line": line(found, today), "hope": hope}
    return render(request, "coaching/request.html", context | {"coaches": coaches})


@coordinators_only
@require_http_methods(["GET", "HEAD", "POST"])
def coaches(request: Request) -> HttpResponse:
    """Who coaches, with room and courses as numbers; and another coach."""
    now = timezone.now()
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "person"):
            unit.add_coach(form.cleaned_data["person"], actor=request.user, at=now)
            say(request, gettext_noop("Added. The coach writes the own lines at the desk."))
            return redirect("coaching:coaches")
    found = visibility.with_courses(visibility.coaches(local_date(now)))
    context = {"section": "desk", "form": form, "coaches": found, "keepers": visibility.named(local_date(now))}
    context |= {"today": local_date(now), "said": hear(request)}
    return render(request, "coaching/coaches.html", context)


@coordinators_only
@require_POST
def change_coach(request: Request, coach: UUID) -> HttpResponse:
    """How many courses at most; or that somebody coaches no longer."""
    now = timezone.now()
    found = get_object_or_404(visibility.coaches(local_date(now)), pk=coach)
    form = MostForm(request.POST)
    if "end" in request.POST:
        unit.end_coach(found, actor=request.user, at=now)
        say(request, gettext_noop("Ended. What waited for a yes waits for another coach; courses that run go on."))
    elif form.is_valid():
        unit.set_most(found, form.cleaned_data["most"])
        say(request, gettext_noop("Saved."))
    else:
        say(request, gettext_noop("That was not saved: write a number from 0 to 40."))
    return redirect("coaching:coaches")


@coordinators_only
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: Request) -> HttpResponse:
    """What the unit says of itself, and who may ask."""
    form = UnitForm(request.POST if request.method == "POST" else None, unit=visibility.unit())
    if request.method == "POST" and form.is_valid():
        unit.describe(
            words=form.in_languages("words"),
            confidentiality=form.in_languages(CoachingUnit.confidentiality.field.name),
            categories=form.cleaned_data["categories"],
        )
        say(request, gettext_noop("Saved."))
        return redirect("coaching:unit")
    return render(request, "coaching/unit.html", {"section": "desk", "form": form, "said": hear(request)})


@coaches_only
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """How a coach is presented."""
    coach = get_object_or_404(Coach, pk=request.user.pk)
    form = CoachForm(request.POST if request.method == "POST" else None, coach=coach)
    if request.method == "POST" and form.is_valid():
        unit.present(coach, **form.cleaned_data)
        say(request, gettext_noop("Saved."))
        return redirect("coaching:me")
    return render(request, "coaching/me.html", {"section": "desk", "form": form, "said": hear(request)})


@while_on
@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: Request) -> HttpResponse:
    """Who keeps the desk; administrators name them, and read nothing of it."""
    now = timezone.now()
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "person"):
            named = unit.appoint(form.cleaned_data["person"], actor=request.user, at=now)
            say(request, NAMED_AHEAD if named.starts > local_date(now) else NAMED)
            return redirect("coaching:roles")
    found = visibility.named(local_date(now))
    context = {"section": "coaching-roles", "form": form, "found": found, "said": hear(request)}
    context["today"] = local_date(now)
    return render(request, "coaching/roles.html", context)


@while_on
@administrators_only
@require_POST
def end_role(request: Request, coordinator: UUID) -> HttpResponse:
    """Somebody no longer keeps the desk."""
    now = timezone.now()
    found = get_object_or_404(visibility.named(local_date(now)), pk=coordinator)
    unit.dismiss(found, actor=request.user, at=now)
    say(request, gettext_noop("Ended. Every key of a request is taken back."))
    return redirect("coaching:roles")


@coordinators_only
@require_POST
def stop_coordinator(request: Request, coordinator: UUID) -> HttpResponse:
    """Whoever keeps the desk stops somebody who has been named and has not begun."""
    now = timezone.now()
    today = local_date(now)
    unit.dismiss(
        get_object_or_404(visibility.named(today), pk=coordinator, starts__gt=today), actor=request.user, at=now
    )
    say(request, gettext_noop("Stopped: this person will not keep the desk."))
    return redirect("coaching:coaches")
