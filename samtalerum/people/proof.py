"""How the person at this browser has proved who they are: what a session remembers of it, and for how long it is fresh.

Signing in, and each proof after it, writes here; everything that depends on it asks here.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from samtalerum.ground.refusals import TooMany
from samtalerum.ground.requests import Request
from samtalerum.people import codes, notices
from samtalerum.people.factors import code_app, recovery, rules

FRESH = timedelta(minutes=15)
HOW = "proved"
AT = "proved_at"
SECOND = "second"
MAILED = "proof_code"


class Proof(StrEnum):
    """In what way."""

    CODE = "code"  # the digits from a mail
    PASSKEY = "passkey"
    APP = "app"
    RECOVERY = "recovery"
    DEMO = "demo"  # the demo's door counts as both factors


def proved(request: HttpRequest, how: Proof, *, at: datetime) -> None:
    """Write it into the session. What was proved by a second factor stays proved until the session ends."""
    request.session[HOW] = how
    request.session[AT] = at.isoformat()
    if how is not Proof.CODE:
        request.session[SECOND] = True


def second(request: HttpRequest) -> bool:
    """This session was proved by more than a code by mail."""
    return bool(request.session.get(SECOND))


def fresh(request: Request, *, at: datetime) -> bool:
    """Proved within a quarter of an hour; by a second factor, where the person has one."""
    when = request.session.get(AT)
    if when is None or at - datetime.fromisoformat(when) > FRESH:
        return False
    return request.session.get(HOW) != Proof.CODE or not rules.has_any(request.user)


def needed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever opens the page proves anew first: an unlocked laptop alone changes no second factor."""

    @wraps(view)
    def proven(request: Request, **ids: Any) -> HttpResponse:
        if fresh(request, at=timezone.now()):
            return view(request, **ids)
        # What a form sent is not sent again by itself: afterwards the security page.
        way = request.path if request.method == "GET" else resolve_url("people:security")
        return redirect(first(way))

    return proven


def first(way: str) -> str:
    """The address of the page on which one proves, and which then leads on to this one."""
    return f"{resolve_url('people:prove')}?{urlencode({'next': way}, safe='/')}"


def typed(request: HttpRequest, person: Any, text: str, *, at: datetime) -> Proof | None:
    """Digits of the code app or a recovery code; each try is counted before it is looked at."""
    if not ratelimit.consume(request, action="second_tried", key=str(person.pk)):
        raise TooMany
    app = rules.owned(person).app
    if app is not None and code_app.accepts(app, text, at=at):
        return Proof.APP
    long_enough = len(recovery.plain(text)) == recovery.LENGTH
    return Proof.RECOVERY if long_enough and recovery.use(person, text, at=at) else None


def mail_code(request: Request, *, at: datetime) -> None:
    """For somebody without a second factor: six digits to the current address, for this session."""
    if not codes.may_ask(request, request.user.email):
        raise TooMany
    code, nonce = f"{secrets.randbelow(10**codes.DIGITS):0{codes.DIGITS}}", secrets.token_hex(16)
    until = (at + timedelta(minutes=10)).isoformat()
    request.session[MAILED] = {"nonce": nonce, "code": codes.hashed(code, nonce), "until": until}
    notices.code_for(request.user, request.user.email, code)


def mailed(request: HttpRequest) -> bool:
    """Such a code is on its way."""
    return MAILED in request.session


def mailed_code_is(request: HttpRequest, text: str, *, at: datetime) -> bool:
    """These digits, in time, with few tries; they work once."""
    sent = request.session.get(MAILED)
    if sent is None or datetime.fromisoformat(sent["until"]) < at:
        return False
    if not ratelimit.consume(request, action="code_tried", key=sent["nonce"]):
        return False
    digits = "".join(character for character in text if character.isdigit())
    right = constant_time_compare(codes.hashed(digits, sent["nonce"]), sent["code"])
    if right:
        del request.session[MAILED]
    return right
