"""What this kind of conversation is: the page both can read and print before they start."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samtalerum.blueprints import editions
from samtalerum.ground.requests import Request


@require_GET
def about(request: Request) -> HttpResponse:
    """Purpose, why, beside the appraisal, aims, and who does what."""
    return render(request, "dialogues/about.html", {"blueprint": editions.current_of_kind("conversation").blueprint})
