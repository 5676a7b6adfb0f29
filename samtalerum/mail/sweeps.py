"""What time does to letters: after a fortnight nothing is left but that something was said, and a year later not that."""

from datetime import datetime, timedelta

from samtalerum.ground.sweeps import sweep
from samtalerum.mail.models import Letter, Worker
from samtalerum.vault.forgetting import forgets
from samtalerum.vault.retention import MAIL

ONCE = timedelta(days=400)  # nothing repeats under the same `once` within a year and a month
SILENT = timedelta(days=1)


@forgets(Letter)
@sweep(every=timedelta(hours=1))
def forget_letters(at: datetime) -> int:
    """To whom, about what and how often it was tried goes first; the hash stays, so that nothing is said twice."""
    ended = Letter.objects.filter(ended_at__lt=MAIL.over(at), person__isnull=False)
    emptied = ended.update(person=None, email="", about="", stamp="", within=None)
    return emptied + Letter.objects.filter(ended_at__lte=at - ONCE).delete()[0]


@forgets(Worker)
@sweep(every=timedelta(hours=1))
def forget_workers(at: datetime) -> int:
    """Those that ended without saying so."""
    return Worker.objects.filter(seen_at__lte=at - SILENT).delete()[0]
