"""Signing in and out."""

from allauth.account.internal.flows import logout
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.ground.refusals import TooMany
from samtalerum.ground.requests import Request
from samtalerum.people import codes
from samtalerum.people.forms.sign_in import AddressForm, CodeForm
from samtalerum.web.answers import forget_this_browser


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Ask for the address; send a code if somebody has it; say the same either way."""
    way = safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(way or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.begin(request, form.cleaned_data["email"], way=way)
        except TooMany as refusal:
            form.add_error("email", str(refusal))
            return _door(request, form, way, status=TooMany.status)
        return redirect("people:sign-in-code")
    return _door(request, form, way)


@login_not_required
@require_http_methods(["GET", "POST"])
def code(request: Request) -> HttpResponse:
    """Ask for the six digits."""
    process = codes.pending(request)
    if process is None:
        return _start_again(request)
    if request.method == "POST" and "resend" in request.POST:
        return _resend(request, process)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = codes.attempt(request, process, form.cleaned_data["code"])
        if answer is not None:
            return answer
        if not codes.wrong(process):
            return _start_again(request)
        form.add_error("code", _("These are not the digits we sent. Look again, or ask for a new code."))
    return _code_page(request, process, form)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End this session; the browser forgets our pages."""
    logout.logout(request)
    return forget_this_browser(HttpResponseRedirect(resolve_url(settings.LOGIN_URL)))


def _door(request: Request, form: AddressForm, way: str, *, status: int = 200, **more: bool) -> HttpResponse:
    context = {
        "form": form,
        "way": way,
        "demo": settings.DEMO,
        "institution": settings.INSTITUTION,
        **more,
    }
    return render(request, "people/sign_in.html", context, status=status)


def _code_page(request: Request, process: codes.CodeProcess, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "email": process.email,
        "minutes": process.timeout // 60,
        "demo": settings.DEMO,
        "institution": settings.INSTITUTION,
    }
    return render(request, "people/sign_in_code.html", context, status=status)


def _start_again(request: Request) -> HttpResponse:
    """The code is too old or was wrong too often, or this browser never asked for one. Already signed in: go on."""
    if request.method == "GET" or request.user.is_authenticated:
        return redirect("people:sign-in")
    return _door(request, AddressForm(), "", over=True)


def _resend(request: Request, process: codes.CodeProcess) -> HttpResponse:
    try:
        codes.again(request, process)
    except TooMany as refusal:
        form = CodeForm({})
        form.is_valid()
        form.errors.clear()
        form.add_error("code", str(refusal))
        return _code_page(request, process, form, status=TooMany.status)
    return redirect("people:sign-in-code")


def passkey_failed(request: Request, way: str) -> HttpResponse:
    """The door again, and the way that always works."""
    return _door(request, AddressForm(), way, passkey_failed=True)


def safe(request: Request, way: str) -> str:
    """Only within this site."""
    allowed = url_has_allowed_host_and_scheme(way, {request.get_host()}, require_https=request.is_secure())
    return way if allowed else ""
