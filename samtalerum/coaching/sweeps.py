"""What time does to coaching by itself."""

from datetime import datetime, timedelta

from samtalerum.coaching import retention
from samtalerum.ground.sweeps import sweep


@sweep(every=timedelta(minutes=15))
def run_coaching(at: datetime) -> int:
    """Everything that is due at that moment; returns how much was done."""
    return retention.run(at=at)
