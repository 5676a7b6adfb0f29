"""Signing in with a passkey, with a second factor, and proving anew in the middle of a session."""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samtalerum.ground.refusals import TooMany
from samtalerum.ground.requests import Request
from samtalerum.people import actions, proof
from samtalerum.people.administrators import told_at
from samtalerum.people.factors import passkeys, rules, stage
from samtalerum.people.forms.factors import SecondForm
from samtalerum.people.forms.sign_in import CodeForm
from samtalerum.people.models import Event
from samtalerum.people.proof import Proof
from samtalerum.people.views.sign_in import passkey_failed, safe

DOOR = "sign-in"


@login_not_required
@require_POST
def passkey_options(request: Request) -> HttpResponse:
    """A question for the browser's passkeys: of the person who is signed in or half-way in, or of whoever has one."""
    person, purpose = _asked(request)
    return JsonResponse(passkeys.question(request, person, purpose=purpose, at=timezone.now()))


@login_not_required
@require_POST
def passkey_sign_in(request: Request) -> HttpResponse:
    """A passkey that has verified its user is both factors at once."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    way = safe(request, request.POST.get("next", ""))
    answer = request.POST.get("credential", "")
    passkey = passkeys.used(request, answer, purpose=DOOR, person=None, at=timezone.now())
    if passkey is None:
        return passkey_failed(request, way)
    request.proven = Proof.PASSKEY  # type: ignore[attr-defined]
    signed_in: HttpResponse = perform_login(request, Login(user=passkey.person, redirect_url=way or None))
    return signed_in


@login_not_required
@require_http_methods(["GET", "POST"])
def second(request: Request) -> HttpResponse:
    """After the code by mail: a passkey, digits of the code app, or a recovery code."""
    waiting = stage.waiting(request)
    if waiting is None or request.user.is_authenticated:
        return redirect("people:sign-in")
    person = waiting.login.user
    form, how = _answered(request, person)
    if how is None:
        return _second_page(request, person, form, at_the_door=True)
    request.proven = how  # type: ignore[attr-defined]
    request.proven_kind = Event.Kind.SIGNED_IN_SECOND  # type: ignore[attr-defined]
    signed_in: HttpResponse = waiting.exit()
    return signed_in


@require_http_methods(["GET", "POST"])
def prove(request: Request) -> HttpResponse:
    """Before second factors are changed, or when an account asks for more than this session has shown."""
    if not rules.has_any(request.user):
        return _prove_by_mail(request)
    form, how = _answered(request, request.user)
    if how is None:
        return _second_page(request, request.user, form, at_the_door=False)
    proof.proved(request, how, at=timezone.now())
    request.session.cycle_key()
    return redirect(_way(request))


@require_safe
def set_up(request: Request) -> HttpResponse:
    """Somebody whose account asks for a second factor has none yet: what it is for, and the two ways."""
    if rules.has_any(request.user) or not rules.asked(request.user):
        return redirect("people:security")
    return render(request, "people/factors/set_up.html", {"section": "settings"})


def _asked(request: Request) -> tuple[Any, str]:
    if request.user.is_authenticated:
        return request.user, f"prove:{request.user.pk}"
    waiting = stage.waiting(request)
    if waiting is not None:
        return waiting.login.user, f"prove:{waiting.login.user.pk}"
    return None, DOOR


def _answered(request: Request, person: Any) -> tuple[SecondForm, Proof | None]:
    """By what this person has proved just now; None and what to say if not."""
    now = timezone.now()
    if request.method != "POST":
        return SecondForm(), None
    if "credential" in request.POST:
        answer = request.POST["credential"]
        used = passkeys.used(request, answer, purpose=f"prove:{person.pk}", person=person, at=now)
        form = SecondForm()
        return form, Proof.PASSKEY if used else None
    form = SecondForm(request.POST)
    how = None
    if form.is_valid():
        with told_at(form, "code"):
            how = proof.typed(request, person, form.cleaned_data["code"], at=now)
        if how is None and not form.errors:
            form.add_error("code", _("That does not fit. Look again; digits of the app and recovery codes work once."))
    if how is Proof.RECOVERY:
        actions.recovery_code_used(person, at=now)
    return form, how


def _second_page(request: Request, person: Any, form: SecondForm, *, at_the_door: bool) -> HttpResponse:
    owned = rules.owned(person)
    context = {
        "form": form,
        "passkeys": bool(owned.passkeys),
        "typed": bool(owned.app or owned.codes_left),
        "failed": "credential" in request.POST,
        "way": _way(request),
        "institution": settings.INSTITUTION,
        "section": "settings",
    }
    return render(request, f"people/factors/{'second' if at_the_door else 'prove'}.html", context)


def _prove_by_mail(request: Request) -> HttpResponse:
    """The person has no second factor: a code by mail is all there is to prove with."""
    now, sent = timezone.now(), "send" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not sent else None)
    if sent:
        try:
            proof.mail_code(request, at=now)
        except TooMany as refusal:
            return _mail_page(request, {"refused": str(refusal)}, status=TooMany.status)
    elif form.is_bound and form.is_valid():
        if proof.mailed_code_is(request, form.cleaned_data["code"], at=now):
            proof.proved(request, Proof.CODE, at=now)
            request.session.cycle_key()
            return redirect(_way(request))
        form.add_error("code", _("These are not the digits we sent. Look again, or ask for a new code."))
    return _mail_page(request, {"form": form, "mailed": proof.mailed(request)})


def _mail_page(request: Request, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context |= {"way": _way(request), "section": "settings"}
    return render(request, "people/factors/prove_by_mail.html", context, status=status)


def _way(request: Request) -> str:
    given = request.POST.get("next") or request.GET.get("next", "")
    return safe(request, given) or resolve_url("people:security")
