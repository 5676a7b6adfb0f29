"""The start pages: my conversations, and the people I lead."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samtalerum.ground.requests import Request


@require_GET
def home(request: Request) -> HttpResponse:
    """One sentence and one thing to do for each conversation."""
    return render(request, "home/home.html", {"section": "home"})


@require_GET
def leading(request: Request) -> HttpResponse:
    """The people I lead or supervise, and where each conversation with me stands."""
    return render(request, "home/leading.html", {"section": "leading"})
