"""What time does by itself: functions that ask the database what is due. Running one twice does no harm.

A package writes them in its `sweeps.py`, which is imported at start; whoever works (samtalerum.mail.worker) runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Run = Callable[[datetime], int]


@dataclass(frozen=True)
class Sweep:
    """Its name (where it is written), how often it is run, and the function: handed the time, returns how much was done."""

    name: str
    every: timedelta
    run: Run


_sweeps: dict[str, Sweep] = {}


def sweep(*, every: timedelta) -> Callable[[Run], Run]:
    """Register a function of the time."""

    def register(run: Run) -> Run:
        name = f"{run.__module__.removeprefix('samtalerum.')}.{run.__name__}"
        _sweeps[name] = Sweep(name, every, run)
        return run

    return register


def sweeps() -> list[Sweep]:
    """All of them, by name."""
    return [_sweeps[name] for name in sorted(_sweeps)]
