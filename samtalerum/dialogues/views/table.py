"""One laptop on the table. What such a session may do stands in samtalerum/dialogues/table.py."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samtalerum.dialogues import actions
from samtalerum.dialogues import table as rules
from samtalerum.dialogues.forms import table as forms
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.writing import Trouble, typed
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import ROOM, Phase
from samtalerum.dialogues.seats import other, seat_or_404
from samtalerum.ground import dates
from samtalerum.ground.refusals import Refusal, WrongMoment
from samtalerum.ground.requests import Request
from samtalerum.web import answers

View = Callable[..., HttpResponse]


class TableMiddleware:
    """From a table every other address leads back to it; what a script asks for is told that nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not rules.lies(request) or (match and match.view_name in rules.MAY):
            return None
        return redirect("dialogues:table") if answers.asks_for_page(request) else answers.signed_out(request)


def at_the_table(view: View) -> View:
    """Only from a table, for its seat, in the language of the one who laid it. A table that is over is cleared away."""

    @login_not_required
    @sensitive_post_parameters()
    @wraps(view)
    def here(request: HttpRequest, **named: Any) -> HttpResponse:
        seat = rules.seat_at(request)
        if seat is None:
            return _cleared(request) if answers.asks_for_page(request) else answers.signed_out(request)
        with translation.override(seat.person.language):
            answer = view(request, seat, **named)
        answer.headers["Content-Language"] = seat.person.language
        return answer

    return here


@require_http_methods(["GET", "HEAD", "POST"])
def lay(request: Request, dialogue: UUID) -> HttpResponse:
    """What the table shows and what it takes to leave it; then lay it."""
    seat, now = seat_or_404(request.user, dialogue), timezone.now()
    if Phase(seat.dialogue.phase) not in ROOM:
        raise WrongMoment
    behind = forms.held_back(seat)
    if request.method == "POST":
        if behind:
            actions.show_and_read(seat, at=now)
        rules.lay(request, seat, at=now)
        return answers.forget_this_browser(redirect("dialogues:table"))
    return render(request, "dialogues/lay_table.html", _around(seat) | {"behind": behind, "section": "home"})


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_table
def table(request: Request, seat: Seat) -> HttpResponse:
    """The table. Whatever is pressed, what was typed is saved first; digits that were typed confirm."""
    if request.method != "POST":
        return _page(request, seat, blank=2 if "blank" in request.GET else 1)
    now, here = timezone.now(), reverse("dialogues:table")
    troubles = forms.save_page(seat, request.POST, now=now)
    if troubles:
        return _page(request, seat, troubles=troubles)
    for one in rules.seats(seat):
        if digits := request.POST.get(f"code-{one.side}", "").strip():
            refusal = _confirm(request, seat, one, digits)
            return _page(request, seat, refused=(one.side, refusal)) if refusal else redirect(f"{here}#agree")
        if request.POST.get("send") == one.side:
            return _send(request, seat, one)
    return redirect(f"{here}?blank=2#add" if request.POST.get("then") == "add" else f"{here}#sheet")


@require_POST
@at_the_table
def save(request: Request, seat: Seat, item: str, slot: int) -> HttpResponse:
    """Save one place, for saving.js."""
    now = timezone.now()
    try:
        done = forms.save(seat, typed(request.POST, item, slot), at=now)
    except Refusal as refusal:
        return JsonResponse({"words": str(refusal)}, status=refusal.status)
    words = wording.saved(done.at, now=now)
    return JsonResponse({"revision": done.revision, "saved": dates.clock(done.at), "words": words})


@require_POST
@at_the_table
def leave(request: Request, seat: Seat) -> HttpResponse:
    """Clear the table; whoever goes on signs in."""
    return _cleared(request, way=reverse("dialogues:room", args=[seat.dialogue_id]))


def _cleared(request: HttpRequest, *, way: str = "") -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home:home")
    request.session.flush()
    door = reverse("people:sign-in")
    return answers.forget_this_browser(redirect(f"{door}?next={way}" if way else door))


def _send(request: Request, seat: Seat, to: Seat) -> HttpResponse:
    """Digits for the text as it stands after saving, which is the text that the next page shows."""
    try:
        rules.send_digits(request, to, forms.sheet_now(seat, at=timezone.now()).fingerprint)
    except Refusal as refusal:
        return _page(request, seat, refused=(to.side, str(refusal)), status=refusal.status)
    return redirect(f"{reverse('dialogues:table')}#here-{to.side}")


def _confirm(request: Request, seat: Seat, confirming: Seat, digits: str) -> str:
    """Nothing when it is confirmed, else why not."""
    now = timezone.now()
    fingerprint = forms.sheet_now(seat, at=now).fingerprint
    if not fingerprint == rules.digits_for(request, confirming) == request.POST.get("fingerprint"):
        return _("The text has changed since these digits were sent. Read it again, and ask for new ones.")
    try:
        if not rules.digits_fit(request, confirming, fingerprint, digits):
            return _(
                "These are not the digits we sent for this text, or they are too old. Look again, or ask for new ones."
            )
        own = seat_or_404(confirming.person, confirming.dialogue_id)
        actions.confirm(own, fingerprint=fingerprint, at=now, at_table=True)
    except Refusal as refusal:
        return str(refusal)
    rules.forget_digits(request, confirming)
    return ""


def _page(
    request: Request,
    seat: Seat,
    *,
    troubles: Mapping[str, Trouble] | None = None,
    refused: tuple[str, str] | None = None,
    blank: int = 1,
    status: int | None = None,
) -> HttpResponse:
    now = timezone.now()
    seat = seat_or_404(seat.person, seat.dialogue_id)
    shown = forms.table(seat, now=now, troubles=troubles, blank=blank)
    wrong = 400 if troubles or refused else 200
    confirming = [
        {
            "seat": one,
            "sign": sign,
            "sent": rules.digits_for(request, one) == shown.now_on_it.fingerprint,
            "trouble": refused[1] if refused and refused[0] == one.side else "",
        }
        for one, sign in zip(rules.seats(seat), shown.signs, strict=True)
    ]
    context = _around(seat) | {"table": shown, "room": shown, "now": now, "confirming": confirming}
    return render(request, "dialogues/table.html", context | {"has_errors": wrong == 400}, status=status or wrong)


def _around(seat: Seat) -> dict[str, Any]:
    across = other(seat)
    blueprint = seat.dialogue.edition.blueprint
    return {
        "seat": seat,
        "dialogue": seat.dialogue,
        "blueprint": blueprint,
        "other": across,
        "name": across.person.first_name,
    }
