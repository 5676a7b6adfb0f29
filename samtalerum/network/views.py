"""One's own contacts: the list, a card, erasing one. Nobody else's exist."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.blueprints import editions
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Conflict
from samtalerum.ground.requests import Request
from samtalerum.network import actions, forms


@require_safe
def contacts(request: Request) -> HttpResponse:
    """All of mine. What is looked for is sent by the page's own search, and stays in this address until I leave it."""
    now = timezone.now()
    book = forms.book(request.user, "", at=now, today=local_date(now))
    return _list(request, book)


@sensitive_post_parameters()
@require_POST
def search(request: Request) -> HttpResponse:
    """By words on the card; sent in the body, because an address is logged in places that are not ours."""
    now = timezone.now()
    book = forms.book(request.user, request.POST.get("q", "").strip()[:200], at=now, today=local_date(now))
    return _list(request, book)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """A new card."""
    form = forms.ContactForm(request.POST or None)
    if form.is_valid():
        try:
            contact = actions.add(request.user, form.card(), at=timezone.now())
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('network:contacts')}#c-{contact.pk}")
    return render(
        request, "network/contact.html", {"section": "network", "form": form}, status=400 if form.errors else 200
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Request, contact: UUID) -> HttpResponse:
    """Change a card."""
    now = timezone.now()
    found, card = actions.contact_of(request.user, contact, at=now)
    form = forms.ContactForm(request.POST or None, initial=forms.initial(found, card))
    if form.is_valid():
        based_on = form.cleaned_data["revision"] or 0
        try:
            actions.change(request.user, contact, form.card(), based_on=based_on, at=now)
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('network:contacts')}#c-{found.pk}")
    context = {"section": "network", "form": form, "contact": found, "card": card}
    return render(request, "network/contact.html", context, status=400 if form.errors else 200)


@require_POST
def keep(request: Request, contact: UUID) -> HttpResponse:
    """It is still right."""
    actions.keep(request.user, contact, at=timezone.now())
    return redirect(f"{reverse('network:contacts')}#c-{contact}")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request, contact: UUID) -> HttpResponse:
    """First what goes and what stays, then for good."""
    now = timezone.now()
    found, card = actions.contact_of(request.user, contact, at=now)
    if request.method == "POST":
        actions.erase(request.user, contact, at=now)
        return redirect("network:contacts")
    return render(request, "network/erase.html", {"section": "network", "contact": found, "card": card})


def _list(request: Request, book: forms.Book) -> HttpResponse:
    checklist = editions.current_of_kind("conversation").blueprint.before.partner.checklist
    guidance = [check.more for check in checklist if check.more]
    context = {"section": "network", "book": book, "guidance": guidance}
    return render(request, "network/contacts.html", context)
