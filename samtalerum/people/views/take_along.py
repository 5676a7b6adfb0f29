"""Taking one's own words along, at any time."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samtalerum.ground.requests import Request
from samtalerum.people import proof
from samtalerum.people import take_along as taking


@require_http_methods(["GET", "HEAD", "POST"])
def take_along(request: Request) -> HttpResponse:
    """What the file holds; after fresh proof, the file."""
    now = timezone.now()
    fresh = proof.fresh(request, at=now)
    if request.method != "POST":
        return render(request, "people/take_along.html", {"fresh": fresh, "section": "settings"})
    if not fresh:
        return redirect(proof.first(request.path))
    answer = HttpResponse(taking.take_along(request, at=now), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{taking.filename(now)}"'
    return answer
