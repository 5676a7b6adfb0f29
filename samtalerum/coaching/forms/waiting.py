"""How long people usually wait for a coach, as it stood on the first of the month.

Everybody signed in reads it, so nothing that happens between two firsts may show: nobody can tell from the page that
somebody has asked today, or has got a coach.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from samtalerum.coaching.forms import wording
from samtalerum.dialogues.models import Dialogue, Passage
from samtalerum.dialogues.phases import Kind, Step

LATELY = timedelta(days=120)
MOST = 500  # a median needs no more


def usual(today: date) -> str:
    """In words: of what was taken lately, else of what waited on that day; nothing while fewer than five can be told
    from. At most two statements.
    """
    first = today.replace(day=1)
    began = timezone.make_aware(datetime.combine(first, time.min))
    taken = Passage.objects.filter(
        dialogue__kind=Kind.COACHING, step=Step.INVITE, undone_at=None, at__lt=began, at__gte=began - LATELY
    ).order_by("-at")
    times = taken.values_list("dialogue__started_at", "at")[:MOST]
    days = [wording.days_waited(started, timezone.localtime(at).date()) for started, at in times]
    if len(days) < wording.FEWEST:
        left = Passage.objects.filter(Q(step=Step.INVITE) | Q(step=Step.WITHDRAW), undone_at=None, at__lt=began)
        waited = Dialogue.every.filter(kind=Kind.COACHING, started_at__lt=began).exclude(
            pk__in=left.filter(dialogue__kind=Kind.COACHING).values("dialogue")
        )
        days = [wording.days_waited(one, first) for one in waited.values_list("started_at", flat=True)[:MOST]]
    return wording.usually(days)
