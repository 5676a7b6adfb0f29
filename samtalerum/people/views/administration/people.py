"""People: the list, one person, roles, address, account, leaving, here twice."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request, searched
from samtalerum.people import actions, addresses, finding, merging
from samtalerum.people.administrators import administrators_only, told_at
from samtalerum.people.forms.administration import (
    AddressForm,
    LastDayForm,
    MergeForm,
    NewPersonForm,
    PersonForm,
    RolesForm,
)
from samtalerum.people.models import Person, StandIn, Supervision, Unit
from samtalerum.people.said import hear, say
from samtalerum.people.takes_two import Merge
from samtalerum.people.views.out import signed_out
from samtalerum.people.window import leaving as leaving_now

PER_PAGE = 25
GET_POST = ["GET", "POST"]


@administrators_only
@require_safe
def people(request: Request) -> HttpResponse:
    """Search, by unit and by kind, page by page."""
    day = local_date(timezone.now())
    units = list(Unit.objects.all())
    unit = next((one for one in units if str(one.pk) == request.GET.get("unit")), None)
    show = request.GET.get("show", "open")
    show = show if show in finding.SHOW else "open"
    q = searched(request)
    within = finding.with_those_below(unit.pk, units) if unit else None
    found = finding.search(q, show=show, units=within, day=day).prefetch_related("addresses")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "people",
        "page": page,
        "rows": finding.rows(page.object_list, day=day),
        "tree": finding.tree([one for one in units if one.ended_on is None], current=unit.pk if unit else None),
        "unit": unit,
        "q": q,
        "show": show,
        "shows": finding.SHOW.items(),
        "said": hear(request),
    }
    return render(request, "people/administration/people.html", context)


@administrators_only
@require_http_methods(GET_POST)
def add_person(request: Request) -> HttpResponse:
    """Somebody new, with an address to sign in with."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with told_at(form, "email"):
            person = actions.add_person(
                name=typed["display_name"],
                email=typed["email"],
                language=typed["language"],
                institution_id=typed["institution_id"],
                at=timezone.now(),
            )
        if not form.errors:
            say(request, gettext_noop("Added. Now say where this person belongs."))
            return redirect("people:person", person=person.pk)
    return render(request, "people/administration/add_person.html", {"form": form, "section": "people"})


@administrators_only
@require_http_methods(GET_POST)
def person(request: Request, person: UUID) -> HttpResponse:
    """Everything kept about one person, with a way to change each."""
    one = person_or_404(person)
    form = PersonForm(request.POST or None, person=one)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "institution_id"):
            actions.change_person(one, **form.cleaned_data, at=timezone.now())
        if not form.errors:
            say(request, gettext_noop("Saved."))
            return redirect("people:person", person=one.pk)
    return render(request, "people/administration/person.html", {"form": form, **_everything(one, request)})


def _everything(one: Person, request: Request) -> dict[str, Any]:
    supervisions = Supervision.objects.filter(Q(person=one) | Q(supervisor=one)).select_related("person", "supervisor")
    stand_ins = StandIn.objects.filter(Q(person=one) | Q(leader=one)).select_related("person", "leader")
    return {
        "section": "people",
        "person": one,
        "change": addresses.waiting_for(one),
        "departure": leaving_now().filter(person=one, closed_at__isnull=True).first(),
        "viewer": request.user,
        "today": local_date(timezone.now()),
        "affiliations": one.affiliations.select_related("unit").order_by("-starts"),
        "leaderships": one.leaderships.select_related("unit").order_by("-starts"),
        "supervisors": [row for row in supervisions if row.person_id == one.pk],
        "supervised": [row for row in supervisions if row.supervisor_id == one.pk],
        "stand_ins": [row for row in stand_ins if row.leader_id == one.pk],
        "stands_in": [row for row in stand_ins if row.person_id == one.pk],
        "leaves": one.leaves.order_by("-starts"),
        "said": hear(request),
    }


@administrators_only
@require_http_methods(GET_POST)
def address(request: Request, person: UUID) -> HttpResponse:
    """A new address, with what follows from it."""
    one = person_or_404(person)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "email"):
            change = addresses.ask(one, form.cleaned_data["email"], actor=request.user, at=timezone.now())
        if not form.errors and change is not None:
            say(request, gettext_noop("The old address has been asked. Below stands when the new one takes effect."))
            return redirect("people:person", person=one.pk)
        if not form.errors and one.pk == request.user.pk:
            return signed_out(request)
        if not form.errors:
            say(request, gettext_noop("The new address signs in from now on. The old one has been told."))
            return redirect("people:person", person=one.pk)
    waits = bool(one.email) and one.pk != request.user.pk and merging.needs_a_yes(one)
    context = {"form": form, "person": one, "waits": waits, "days": settings.ADDRESS_WAIT.days, "section": "people"}
    return render(request, "people/administration/address.html", context)


@administrators_only
@require_http_methods(GET_POST)
def roles(request: Request, person: UUID) -> HttpResponse:
    """Administrator, HR coordinator."""
    one = person_or_404(person)
    now = {"administrator": one.is_administrator, "coordinator": one.is_coordinator}
    form = RolesForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        with told_at(form, "administrator"):
            actions.set_roles(one, **form.cleaned_data, actor=request.user, at=timezone.now())
        if not form.errors:
            say(request, gettext_noop("Saved."))
            steps_down = one.pk == request.user.pk and not one.is_administrator
            return redirect("home:home") if steps_down else redirect("people:person", person=one.pk)
    return render(request, "people/administration/roles.html", {"form": form, "person": one, "section": "people"})


@administrators_only
@require_http_methods(GET_POST)
def account(request: Request, person: UUID) -> HttpResponse:
    """Close or open an account, with what follows from it."""
    one = person_or_404(person)
    context: dict[str, Any] = {"person": one, "section": "people"}
    if request.method == "POST":
        form = Form({})
        form.full_clean()
        act = actions.close_account if one.is_active else actions.open_account
        with told_at(form, None):
            act(one, actor=request.user, at=timezone.now())
        if form.is_valid() and one.pk == request.user.pk:
            return signed_out(request)
        if form.is_valid():
            say(request, gettext_noop("Saved."))
            return redirect("people:person", person=one.pk)
        context["form"] = form
    return render(request, "people/administration/account.html", context)


@administrators_only
@require_http_methods(GET_POST)
def leaving(request: Request, person: UUID) -> HttpResponse:
    """Somebody leaves: everything ends with a last day."""
    one = person_or_404(person)
    now = timezone.now()
    form = LastDayForm(request.POST or None, day=local_date(now))
    if request.method == "POST" and form.is_valid():
        actions.end_everything(one, last_day=form.cleaned_data["last_day"], actor=request.user, at=now)
        say(
            request,
            gettext_noop(
                "Everything ends with that day. The person is told until when one can sign in; then the account is closed."
            ),
        )
        return redirect("people:person", person=one.pk)
    return render(request, "people/administration/leaving.html", {"form": form, "person": one, "section": "people"})


@administrators_only
@require_http_methods(GET_POST)
def merge(request: Request, person: UUID) -> HttpResponse:
    """Somebody is here twice: choose the other account, look at both, ask."""
    one = person_or_404(person)
    asked = Merge.objects.filter(keep=one, ended_at__isnull=True).select_related("gone").first()
    form = MergeForm(request.POST or request.GET or None)
    gone = form.cleaned_data["gone"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and gone is not None:
        with told_at(form, "gone"):
            done = merging.propose(keep=one, gone=gone, actor=request.user, at=timezone.now()).ended_at
            say(request, gettext_noop("The two accounts are one now.") if done else gettext_noop("Both were asked."))
            return redirect("people:person", person=one.pk)
    context = {"form": form, "person": one, "gone": gone, "asked": asked, "section": "people"}
    return render(request, "people/administration/merge.html", context)


@administrators_only
@require_POST
def take_back_merge(request: Request, merge: UUID) -> HttpResponse:
    """The question was a mistake."""
    asked = get_object_or_404(Merge, pk=merge, ended_at__isnull=True)
    merging.decline(asked, at=timezone.now())
    say(request, gettext_noop("The question was taken back."))
    return redirect("people:person", person=asked.keep_id)


def person_or_404(pk: UUID) -> Person:
    """Somebody, with addresses and earlier names."""
    return get_object_or_404(Person.objects.prefetch_related("addresses", "earlier_names"), pk=pk)
