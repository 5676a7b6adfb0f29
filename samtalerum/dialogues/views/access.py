"""Who has opened what."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from samtalerum.dialogues.forms import access as forms
from samtalerum.ground.requests import Request

LINES = 50


@require_GET
def access(request: Request) -> HttpResponse:
    """For the one who is signed in: who opened what that person wrote, and when; one's own reading is nowhere."""
    shown = Paginator(forms.log_of(request.user), LINES).get_page(request.GET.get("page"))
    context = {
        "days": forms.days(request.user, list(shown)),
        "sums": forms.sums(request.user),
        "page": shown,
        "now": timezone.now(),
    }
    return render(request, "dialogues/access.html", context)
