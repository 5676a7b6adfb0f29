"""Who has opened what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from samtalerum.dialogues.forms.access import log
from samtalerum.ground.requests import Request


@require_GET
def access(request: Request) -> HttpResponse:
    """For the one who is signed in: who opened what that person wrote, and when; one's own reading is nowhere."""
    found = log(request.user, request.GET.get("page"), at=timezone.now())
    context = {"days": found.days, "sums": found.sums, "page": found.page, "section": "access"}
    return render(request, "dialogues/access.html", context)
