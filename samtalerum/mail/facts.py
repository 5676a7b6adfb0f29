"""How the mail is doing, in numbers: what waits, what went out, what did not. No names, no addresses, no dialogues."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from samtalerum.mail.models import Letter, Worker
from samtalerum.mail.worker import GONE
from samtalerum.vault.retention import MAIL

State = Letter.State
STEP = 50  # to what numbers are rounded where people read them: one conversation or course more can't be counted


@dataclass(frozen=True)
class Standing:
    """For the administrator's page, and for whoever asks whether all is well. Ended ones: of the last fortnight."""

    waiting: int
    late: int  # should have gone out by now, or was tried and not taken
    daily: int
    sent: int
    dropped: int
    failed: int
    oldest: datetime | None  # of those that are late
    workers: int
    seen_at: datetime | None


def roughly(number: int) -> str:
    """A number as the administrators' page says it: by fifties, so that nobody learns from it that two people talk."""
    if number < STEP:
        return _("fewer than %(number)s") % {"number": STEP}
    return _("about %(number)s") % {"number": number // STEP * STEP}


def standing(at: datetime) -> Standing:
    """Two statements."""
    late = Q(state=State.WAITING) & (Q(due__lt=at - GONE) | Q(tries__gt=0, holder__isnull=True))
    lately = Q(ended_at__gte=MAIL.over(at))
    found = Letter.objects.aggregate(
        waiting=Count("pk", Q(state=State.WAITING)),
        late=Count("pk", late),
        daily=Count("pk", Q(state=State.GATHERED)),
        sent=Count("pk", Q(state=State.SENT) & lately),
        dropped=Count("pk", Q(state=State.DROPPED) & lately),
        failed=Count("pk", Q(state=State.FAILED) & lately),
        oldest=Min("written_at", filter=late),
    )
    seen = list(Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True))
    working = [one for one in seen if one > at - GONE]
    return Standing(**found, workers=len(working), seen_at=seen[0] if seen else None)
