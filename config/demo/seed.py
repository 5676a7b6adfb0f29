"""Fill an empty database with the demo university: once, and all or nothing."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from config.demo import coaching, talks, university
from samtalerum.ground.dates import local_date
from samtalerum.mail import outbox
from samtalerum.people.models import Person


def seed_once() -> bool:
    """True when something was made. A seeding that was cut off has left nothing, and begins anew."""
    if Person.objects.filter(institution_id__startswith=university.PREFIX).exists():
        return False
    seed(timezone.now())
    return True


@transaction.atomic
def seed(at: datetime) -> None:
    """The university as it would be at that moment."""
    everybody = university.build(local_date(at))
    talks.play(everybody, at)
    coaching.play(everybody, at)
    outbox.take_as_sent(at=at)
