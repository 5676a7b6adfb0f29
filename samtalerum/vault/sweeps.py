"""What time does to keys by itself."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured

from samtalerum.ground.sweeps import sweep
from samtalerum.vault import rotation

log = logging.getLogger(__name__)


@sweep(every=timedelta(hours=1))
def renew_the_master_key(at: datetime) -> int:
    """A new master key when it is time. Where that can't be done, serving goes on and the log says so."""
    try:
        return rotation.rotate_when_due(at=at)
    except ImproperlyConfigured:
        log.exception("The master key could not be renewed; `samtalerum keys rotate` says why.")
        return 0
