"""How long people usually wait for a coach: the median of what was taken lately, else of what waits."""

from datetime import date, timedelta

from samtalerum.coaching.forms import wording
from samtalerum.coaching.models import Course
from samtalerum.dialogues.models import Passage
from samtalerum.dialogues.phases import Kind, Phase, Step

LATELY = timedelta(days=120)
MOST = 500  # a median needs no more


def usual(today: date) -> str:
    """In words; nothing while fewer than five people can be told from. At most two statements."""
    taken = Passage.objects.filter(
        dialogue__kind=Kind.COACHING, step=Step.INVITE, undone_at=None, at__date__gte=today - LATELY
    ).order_by("-at")
    days = [
        wording.days_waited(started, at.date())
        for started, at in taken.values_list("dialogue__started_at", "at")[:MOST]
    ]
    if len(days) < wording.FEWEST:
        waits = Course.objects.filter(dialogue__phase=Phase.ASKED).values_list("dialogue__started_at", flat=True)
        days = [wording.days_waited(started, today) for started in waits[:MOST]]
    return wording.usually(days)
