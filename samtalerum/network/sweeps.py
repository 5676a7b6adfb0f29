"""What time does to contacts. Twice does no harm."""

from datetime import datetime, timedelta

from django.db import transaction

from samtalerum.ground.sweeps import sweep
from samtalerum.network import retention


@sweep(every=timedelta(hours=6))
def erase_unused_contacts(at: datetime) -> int:
    """Those whose day has come."""
    return retention.erase_what_is_due(at=at)


@sweep(every=timedelta(hours=6))
def warn_of_unused_contacts(at: datetime) -> int:
    """A month before."""
    with transaction.atomic():
        return retention.warn(at=at)
