"""What time does by itself: functions that ask the database what is due. Running one twice does no harm.

A package writes them in its `sweeps.py`, which is imported at start; whoever works (samtalerum.mail.worker) runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Run = Callable[[datetime], int]


@dataclass(frozen=True)
class Sweep:
    """Its name (where it is written), how often it is run, and the function: handed the time, returns how much was done.

    `catches_up`: after a standstill its time follows the clock step by step, so that a clock that has gone wrong erases
    nothing early. What can be made good, and depends on the hour, is handed the clock's own time.
    """

    name: str
    every: timedelta
    run: Run
    catches_up: bool = True


_sweeps: dict[str, Sweep] = {}


def sweep(*, every: timedelta, catches_up: bool = True) -> Callable[[Run], Run]:
    """Register a function of the time."""

    def register(run: Run) -> Run:
        name = f"{run.__module__.removeprefix('samtalerum.')}.{run.__name__}"
        _sweeps[name] = Sweep(name, every, run, catches_up)
        return run

    return register


def sweeps() -> list[Sweep]:
    """All of them, by name."""
    return [_sweeps[name] for name in sorted(_sweeps)]
