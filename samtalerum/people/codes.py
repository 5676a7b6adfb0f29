"""Signing in by a six-digit code, on allauth's flow.

allauth keeps the code in the session as it is; here the session holds a keyed hash of it, so that whoever reads the
database signs nobody in. An unknown address gets the same answers as a known one in the same time, and no mail.
"""

import ipaddress
import secrets
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from samtalerum.ground.refusals import Forbidden, TooMany
from samtalerum.people import directory, notices
from samtalerum.people.factors import rules
from samtalerum.people.models import Person, tidy

DIGITS = 6
SALT = "samtalerum.people.codes"


class CodeProcess(LoginCodeVerificationProcess):
    """allauth's process with a hashed code, our own mail, and no word to unknown addresses."""

    def generate_code(self) -> str:
        """Six digits for the mail; a hash that needs the server's secret for the session."""
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        self.state["nonce"] = secrets.token_hex(16)
        self.state["code"] = hashed(code, self.state["nonce"])
        return code

    def send(self, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - allauth's signature
        """Made for unknown addresses too; the mail is written and sent outside the request."""
        code = self.generate_code()
        person = self.user
        notices.code_for(person if isinstance(person, Person) else None, self.state["email"], code)

    def matches(self, typed: str) -> bool:
        """This is the code, and it was sent to somebody who may still sign in with that address."""
        digits = "".join(character for character in typed if character.isdigit())
        right = constant_time_compare(hashed(digits, self.state["nonce"]), self.state["code"])
        person = Person.objects.by_address(self.state["email"])
        return right and person is not None and person.pk == getattr(self.user, "pk", None)

    @property
    def email(self) -> str:
        """Where the code went, if anybody has that address."""
        return str(self.state["email"])


def begin(request: HttpRequest, email: str, *, way: str = "") -> None:
    """Send a code to a current address of an active person; the session remembers what is being waited for.

    `way`: where to go afterwards, already checked to lead within this site.
    """
    email = tidy(email)
    if not may_ask(request, email):
        raise TooMany
    person = Person.objects.by_address(email)
    login = Login(user=person, email=email, redirect_url=way or None)
    login.state["stages"] = {"current": LoginByCodeStage.key}
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    stage.state.update(CodeProcess.initial_state(user=person, email=email))
    stage.state["initiated_by_user"] = True
    stage.state["way"] = way
    process = CodeProcess(stage=stage)
    process.send()
    process.persist()


def may_ask(request: HttpRequest, email: str) -> bool:
    """Few codes for one address from one network, so that a stranger elsewhere who asks does not use up the person's
    own; and a bound for the address from everywhere, so that nobody's mailbox is flooded."""
    network = _network(get_adapter(request).get_client_ip(request))
    near: bool = ratelimit.consume(request, action="request_login_code", key=f"{email} {network}")
    return near and bool(ratelimit.consume(request, action="code_for_address", key=email))


def again(request: HttpRequest, process: CodeProcess) -> None:
    """A new code; the earlier one is worth nothing."""
    begin(request, process.email, way=process.state["way"])


def pending(request: HttpRequest) -> CodeProcess | None:
    """What this browser is waiting for, if its time is not up."""
    stage: Any = LoginStageController.enter(request, LoginByCodeStage.key)
    if stage is None or "nonce" not in stage.state:
        return None
    process = CodeProcess(stage=stage)
    if process.is_valid():
        return process
    process.abort()
    return None


def attempt(request: HttpRequest, process: CodeProcess, typed: str) -> HttpResponse | None:
    """Sign in if these are the digits; None if not.

    Each try is counted before it is looked at, in the shared cache: trying at once in many requests gains nothing.
    """
    counted = ratelimit.consume(request, action="code_tried", key=process.state["nonce"])
    if counted and process.matches(typed):
        directory.works(process.email)
        answer: HttpResponse = process.finish(process.state["way"] or None)
        return answer
    if not ratelimit.consume(request, action="login_failed"):
        process.abort()
        raise TooMany
    return None


def wrong(process: CodeProcess) -> bool:
    """Write a wrong try down. False: the code is worth nothing now, and another must be asked for."""
    left: bool = process.record_invalid_attempt()
    return left


def send_to_confirm(request: HttpRequest, person: Person, text: str) -> dict[str, Any]:
    """Send digits with which a person confirms one text, and signs in nowhere. Keep what comes back for `confirms`.

    `text`: names the text, for example by its fingerprint; it is hashed together with the digits.
    """
    email = person.email
    if rules.asked(person):
        raise Forbidden(_("Digits by mail are not enough for this account. Confirm on a device of your own."))
    if not may_ask(request, email):
        raise TooMany
    code, nonce = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_hex(16)
    notices.code_to_confirm(person, email, code)
    return {"nonce": nonce, "code": _bound(code, nonce, person, text), "until": time.time() + _lasts()}


def confirms(request: HttpRequest, kept: dict[str, Any], person: Person, text: str, typed: str) -> bool:
    """These are the digits that this person got for this very text, in time. Each try is counted before it is looked at."""
    if not ratelimit.consume(request, action="code_tried", key=kept["nonce"]):
        raise TooMany
    digits = "".join(character for character in typed if character.isdigit())
    right = constant_time_compare(_bound(digits, kept["nonce"], person, text), kept["code"])
    known = Person.objects.by_address(person.email)
    return right and time.time() < kept["until"] and known is not None and known.pk == person.pk


def _lasts() -> int:
    return int(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


def _bound(code: str, nonce: str, person: Person, text: str) -> str:
    return salted_hmac(f"{SALT}.confirm", f"{nonce}:{person.pk}:{code}:{text}", algorithm="sha256").hexdigest()


def hashed(code: str, nonce: str) -> str:
    """What is kept of a code; it needs the server's secret."""
    return salted_hmac(SALT, f"{nonce}:{code}", algorithm="sha256").hexdigest()


def _network(client: str) -> str:
    """One household or campus: an IPv6 host changes the lower half of its address at will."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    length = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, length), strict=False))
