"""Who has opened what."""

from django.http import HttpResponse
from django.shortcuts import render

from samtalerum.ground.requests import Request


def access(request: Request) -> HttpResponse:
    """For the one who is signed in: who opened what that person wrote, and when."""
    return render(request, "dialogues/access.html")
