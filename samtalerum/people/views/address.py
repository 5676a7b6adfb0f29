"""Another address waits: the old address objects by a link, the person answers, a second administrator confirms."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.ground.requests import Request
from samtalerum.people import addresses, proof
from samtalerum.people.administrators import administrators_only
from samtalerum.people.said import say
from samtalerum.people.takes_two import AddressChange
from samtalerum.people.views.out import signed_out


@login_not_required
@require_http_methods(["GET", "POST"])
def object_to(request: Request, token: str) -> HttpResponse:
    """By the link in the mail to the old address, signed in or not. Opening it does nothing: readers of mail open
    links by themselves."""
    change = addresses.by_token(token)
    if change is None:
        raise Http404
    stopped = False
    if request.method == "POST" and change.ended_at is None:
        addresses.stop(change, by=None, at=timezone.now())
        stopped = True
    context = {"change": change, "stopped": stopped, "institution": settings.INSTITUTION}
    return render(request, "people/object_to_address.html", context)


@require_POST
def answer(request: Request, change: UUID) -> HttpResponse:
    """The person: yes, use it; or no."""
    asked = get_object_or_404(AddressChange, pk=change, person=request.user, ended_at=None)
    now = timezone.now()
    if "yes" not in request.POST:
        say(request, addresses.stop(asked, by=request.user, at=now))
        return redirect("people:settings")
    if not proof.fresh(request, at=now):
        way = urlencode({"next": resolve_url("people:settings")}, safe="/")
        return redirect(f"{resolve_url('people:prove')}?{way}")
    addresses.agree(asked, at=now)
    return signed_out(request)


@administrators_only
@require_POST
def decide(request: Request, change: UUID) -> HttpResponse:
    """An administrator: confirm what another one asked for, or take it back."""
    asked = get_object_or_404(AddressChange, pk=change, ended_at=None)
    now = timezone.now()
    if "confirm" in request.POST:
        say(request, addresses.confirm(asked, by=request.user, at=now))
    else:
        say(request, addresses.stop(asked, by=request.user, at=now))
    return redirect("people:person", person=asked.person_id)
