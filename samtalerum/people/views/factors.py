"""A person's passkeys, code app and recovery codes. Each page asks for a fresh proof first."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.ground.refusals import Refusal
from samtalerum.ground.requests import Request
from samtalerum.people import actions, proof
from samtalerum.people.administrators import told_at
from samtalerum.people.factors import code_app, passkeys, rules
from samtalerum.people.factors.models import CodeApp, Passkey
from samtalerum.people.forms.factors import AppCodeForm, NewPasskeyForm, PasskeyNameForm
from samtalerum.people.proof import Proof
from samtalerum.people.said import say

GET_POST = ["GET", "POST"]


@proof.needed
@require_POST
def new_passkey_options(request: Request) -> HttpResponse:
    """A question for the browser: make a passkey."""
    return JsonResponse(passkeys.registration(request, request.user, at=timezone.now()))


@proof.needed
@require_http_methods(GET_POST)
def add_passkey(request: Request) -> HttpResponse:
    """A name, and the browser makes it."""
    now, form = timezone.now(), NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = passkeys.made(request, request.user, form.cleaned_data["credential"], at=now)
        if made is None:
            form.add_error(None, _("No passkey was made. Try again, or in another browser."))
        else:
            with told_at(form, None):
                name, (credential, uses) = form.cleaned_data["name"], made
                actions.add_passkey(request.user, name=name, credential=credential, uses=uses, at=now)
        if not form.errors:
            return _set_up(request, Proof.PASSKEY, gettext_noop("The passkey is added. It can sign you in."))
    return render(request, "people/factors/add_passkey.html", {"form": form, "section": "settings"})


@proof.needed
@require_http_methods(GET_POST)
def passkey(request: Request, passkey: UUID) -> HttpResponse:
    """Rename it, or remove it."""
    mine = get_object_or_404(Passkey, pk=passkey, person=request.user)
    form = PasskeyNameForm(request.POST or None, initial={"name": mine.name})
    if "remove" in request.POST:
        form = PasskeyNameForm({"name": mine.name})
        with told_at(form, None):
            actions.remove_passkey(mine, at=timezone.now())
        if form.is_valid():
            return _done(request, gettext_noop("The passkey is removed. Delete it on the device as well."))
    elif request.method == "POST" and form.is_valid():
        actions.rename_passkey(mine, name=form.cleaned_data["name"])
        return _done(request, gettext_noop("Saved."))
    return render(request, "people/factors/passkey.html", {"form": form, "passkey": mine, "section": "settings"})


@proof.needed
@require_http_methods(GET_POST)
def set_up_code_app(request: Request) -> HttpResponse:
    """Set it up by a drawing or by hand, and type the first digits; or remove it."""
    now, app = timezone.now(), code_app.pending(request.user)
    if app.confirmed_at is not None:
        return _code_app_there(request, app)
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.confirm_code_app(app, form.cleaned_data["code"], at=now):
            return _set_up(request, Proof.APP, gettext_noop("The code app is set up."))
        form.add_error("code", _("These are not the digits. Does the clock of the device with the app go right?"))
    secret = code_app.secret_of(app, at=now)
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "drawing": code_app.drawing(code_app.address(app, secret)),
        "section": "settings",
    }
    return render(request, "people/factors/code_app.html", context)


@proof.needed
@require_http_methods(GET_POST)
def recovery_codes(request: Request) -> HttpResponse:
    """Ten new ones, shown in the answer to the form and never again."""
    owned = rules.owned(request.user)
    if not owned.any:
        return _done(request, gettext_noop("Add a passkey or set up a code app first."))
    context = {"owned": owned, "section": "settings"}
    if request.method == "POST":
        context["made"] = actions.make_recovery_codes(request.user, at=timezone.now())
    return render(request, "people/factors/recovery_codes.html", context)


@proof.needed
@require_POST
def demand(request: Request) -> HttpResponse:
    """A code by mail alone is not enough for my account, or is again."""
    try:
        actions.demand(request.user, yes="demand" in request.POST, at=timezone.now())
    except actions.NoFactor:
        return _done(request, gettext_noop("Add a passkey or set up a code app first."))
    return _done(request, gettext_noop("Saved."))


def _code_app_there(request: Request, app: CodeApp) -> HttpResponse:
    context: dict[str, object] = {"app": app, "section": "settings"}
    if "remove" in request.POST:
        try:
            actions.remove_code_app(app, at=timezone.now())
        except Refusal as refusal:
            context["refused"] = str(refusal)
        else:
            return _done(request, gettext_noop("The code app is removed. Delete the entry in the app as well."))
    return render(request, "people/factors/code_app_there.html", context)


def _set_up(request: Request, how: Proof, sentence: str) -> HttpResponse:
    """Whoever has just used it has proved with it; and without recovery codes, those are next."""
    proof.proved(request, how, at=timezone.now())
    request.session.cycle_key()
    say(request, sentence)
    return redirect("people:security" if rules.owned(request.user).codes_left else "people:recovery-codes")


def _done(request: Request, sentence: str) -> HttpResponse:
    say(request, sentence)
    return redirect("people:security")
