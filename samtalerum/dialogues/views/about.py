"""What this kind of conversation is, and how words are kept: pages both can read and print before they start."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samtalerum.blueprints import editions
from samtalerum.dialogues.forms.kept import kinds
from samtalerum.dialogues.phases import Side
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.people import holds, who


@require_safe
def about(request: Request) -> HttpResponse:
    """Purpose, why, beside the appraisal, aims, and who does what; `?as=` chooses whose side it speaks to."""
    leads = who.is_leader(request.user, local_date(timezone.now()))
    wanted = request.GET.get("as", Side.PARTNER if leads else Side.OWNER)
    side = Side(wanted) if wanted in Side.values else Side.OWNER
    blueprint = editions.current_of_kind("conversation").blueprint
    context = {
        "section": "about",
        "blueprint": blueprint,
        "about": blueprint.about,
        "side": side.value,
        "other_side": side.other.value,
        "invites": leads and side == Side.PARTNER,
        "owner": blueprint.roles[Side.OWNER],
        "partner": blueprint.roles[Side.PARTNER],
    }
    return render(request, "dialogues/about.html", context)


@require_safe
def kept(request: Request) -> HttpResponse:
    """How your words are kept: made from the periods as this institution has set them."""
    context = {"section": "kept", "kinds": kinds(), "holds": holds.about(request.user)}
    return render(request, "dialogues/kept.html", context)
