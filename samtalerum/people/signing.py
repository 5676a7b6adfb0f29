"""What follows from each sign-in: the session remembers it, the log too, and an unknown browser is worth a mail."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from samtalerum.people import known, notices
from samtalerum.people.devices import device_name
from samtalerum.people.models import Event, Person, Session
from samtalerum.people.proof import Proof, proved
from samtalerum.people.sessions import DEVICE, STARTED

Kind = Event.Kind
KINDS = {Proof.PASSKEY: Kind.SIGNED_IN_KEY, Proof.APP: Kind.SIGNED_IN_SECOND, Proof.RECOVERY: Kind.SIGNED_IN_SECOND}


def note_sign_in(sender: Any, request: HttpRequest, user: Person, **_: Any) -> None:  # noqa: ARG001 - a signal's
    """Remember when, how and on what kind of device this session began; forget sessions of this person that are over.

    `request.proven`: by what, where it was more than a code by mail; the view that checked it has set it.
    """
    now = timezone.now()
    how = getattr(request, "proven", Proof.CODE)
    device = device_name(request.headers.get("User-Agent", ""))
    request.session[DEVICE] = device
    request.session[STARTED] = now.isoformat()
    proved(request, how, at=now)
    Session.objects.filter(person=user, expire_date__lte=now).delete()
    if how is not Proof.DEMO and not known.here(request, user) and _was_here_before(user):
        notices.signed_in_elsewhere.send(to=user, stamp=now.isoformat(), at=now)
    kind = getattr(request, "proven_kind", KINDS.get(how, Kind.SIGNED_IN))
    Event.objects.create(person=user, actor=user, kind=kind, detail=device, at=now)
    request.signed_in_now = user  # type: ignore[attr-defined]  # read by KnownBrowserMiddleware


def _was_here_before(person: Person) -> bool:
    """The very first sign-in is from a new browser by necessity."""
    kinds = (Kind.SIGNED_IN, *KINDS.values())
    return Event.objects.filter(person=person, kind__in=kinds).exists()
