"""What a run has: two houses, their servers, and the ways to measure there. Each group of figures is handed one."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.house import ROOT, House, Server

CLIENTS = 16
LAST = 1.2  # seconds that one measurement lasts


@dataclass
class Setting:
    """`small` has a tenth of the dialogues of `large`; everything but growth is measured in `large`."""

    small: House
    large: House
    var: Path
    sizes: tuple[int, int]
    rooms: int
    rounds: int
    generator: list[float] = field(default_factory=list)  # how much of a core the load generator took
    found: dict[str, Any] = field(default_factory=dict)  # what a later group wants to know of an earlier one

    def load(self, server: Server, requests: list[dict[str, Any]], *, seconds: float = LAST) -> dict[str, Any]:
        """Ask for so long, one client for each request, from a process of its own."""
        told = {"port": server.port, "requests": requests, "seconds": seconds}
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"], cwd=ROOT, input=json.dumps(told),
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout)
        self.generator.append(found["cpu"])
        return found
