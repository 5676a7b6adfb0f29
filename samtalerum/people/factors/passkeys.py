"""Passkeys (WebAuthn): the two ceremonies, on fido2.

A challenge is worth one answer, for one purpose, in the session that asked for it, for ten minutes.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from samtalerum.people.factors.models import Passkey

KEY = "passkey"
LASTS = timedelta(minutes=10)
LONGEST = 16_000
# What a browser may send instead of an answer: fido2 says so in any of these ways.
NONSENSE = (ValueError, TypeError, KeyError, AttributeError)


def registration(request: HttpRequest, person: Any, *, at: datetime) -> dict[str, Any]:
    """What the browser needs to make a passkey. One that can be found without an address is preferred, so that it
    signs in by itself."""
    user = PublicKeyCredentialUserEntity(id=person.pk.bytes, name=person.email, display_name=person.display_name)
    options, state = _server().register_begin(
        user,
        credentials=[_data(one) for one in person.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    _remember(request, f"add:{person.pk}", state, at=at)
    return dict(options)


def made(request: HttpRequest, person: Any, answer: str, *, at: datetime) -> tuple[AttestedCredentialData, int] | None:
    """The new credential and its count; None if the browser's answer does not fit."""
    state, told = _recall(request, f"add:{person.pk}", at=at), _parsed(answer)
    if state is None or told is None:
        return None
    try:
        data = _server().register_complete(state, RegistrationResponse.from_dict(told))
    except NONSENSE:
        return None
    return (data.credential_data, data.counter) if data.credential_data else None


def question(request: HttpRequest, person: Any | None, *, purpose: str, at: datetime) -> dict[str, Any]:
    """What the browser needs to use one. Of nobody in particular: it must verify its user, and then counts for both
    factors."""
    needed = UserVerificationRequirement.PREFERRED if person else UserVerificationRequirement.REQUIRED
    known = [_data(one) for one in person.passkeys.all()] if person else None
    options, state = _server().authenticate_begin(known, user_verification=needed)
    _remember(request, purpose, state, at=at)
    return dict(options)


def used(request: HttpRequest, answer: str, *, purpose: str, person: Any | None, at: datetime) -> Passkey | None:
    """The passkey that answered; None if it does not fit, or is not this person's where somebody is asked."""
    state, told = _recall(request, purpose, at=at), _parsed(answer)
    if state is None or told is None:
        return None
    try:
        reply = AuthenticationResponse.from_dict(told)
        passkey = Passkey.objects.select_related("person").filter(credential_id=reply.raw_id).first()
        if passkey is None or (person is not None and passkey.person_id != person.pk):
            return None
        handle = reply.response.user_handle
        if handle is not None and handle != passkey.person_id.bytes:
            return None
        _server().authenticate_complete(state, [_data(passkey)], reply)
        count = reply.response.authenticator_data.counter
    except NONSENSE:
        return None
    return passkey if _counted(passkey, count, at=at) else None


def _counted(passkey: Passkey, count: int, *, at: datetime) -> bool:
    """A count that does not rise means a copied key. Most passkeys keep none and always say 0."""
    mine = Passkey.objects.filter(pk=passkey.pk)
    rising = mine.filter(uses__lt=count) if count else mine.filter(uses=0)
    return rising.update(uses=count, used_at=at) == 1


def _server() -> Fido2Server:
    """Answers only for the address people type: not for a neighbour under the same domain."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    party = PublicKeyCredentialRpEntity(name=settings.INSTITUTION, id=host)
    return Fido2Server(party, verify_origin=lambda origin: origin == settings.PUBLIC_URL)


def _data(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _remember(request: HttpRequest, purpose: str, state: Mapping[str, Any], *, at: datetime) -> None:
    kept = {name: str(value.value) if hasattr(value, "value") else value for name, value in state.items()}
    request.session[KEY] = {"for": purpose, "until": (at + LASTS).isoformat(), "state": kept}


def _recall(request: HttpRequest, purpose: str, *, at: datetime) -> dict[str, Any] | None:
    kept = request.session.pop(KEY, None)
    if not kept or kept["for"] != purpose or datetime.fromisoformat(kept["until"]) < at:
        return None
    state: dict[str, Any] = kept["state"]
    return state


def _parsed(answer: str) -> dict[str, Any] | None:
    if len(answer) > LONGEST:
        return None
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
