"""What a run has: two houses, their servers, and the ways to measure there. Each group of figures is handed one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.house import ROOT, House, Server

CLIENTS = 16
LASTS = {1: 0.6, CLIENTS: 1.2}  # seconds that one measurement lasts, by clients
WORKERS = 2  # processes that answer pages, as the units of deploy/systemd have it; on SQLite one


@dataclass
class Setting:
    """`small` has a tenth of the dialogues of `large`; everything but growth is measured in `large`.

    `empty` is what another house can be made like. `asks`: the load generator.
    """

    empty: House
    small: House
    large: House
    asks: "subprocess.Popen[str]"
    var: Path
    sizes: tuple[int, int]
    rooms: int
    rounds: int
    generator: list[float] = field(default_factory=list)  # how much of a core the load generator took
    found: dict[str, Any] = field(default_factory=dict)  # what a later group wants to know of an earlier one

    def load(self, server: Server, requests: list[dict[str, Any]], *, seconds: float = 0) -> dict[str, Any]:
        """Ask for so long, one client for each request, from a process of its own."""
        told = {"port": server.port, "requests": requests, "seconds": seconds or LASTS[len(requests)]}
        assert self.asks.stdin
        assert self.asks.stdout
        print(json.dumps(told), file=self.asks.stdin, flush=True)
        answer = self.asks.stdout.readline()
        if not answer:
            raise SystemExit("The load generator has ended; what it said stands above.")
        found: dict[str, Any] = json.loads(answer)
        self.generator.append(found["cpu"])
        return found


@contextmanager
def load_generator() -> Iterator["subprocess.Popen[str]"]:
    """Started once: it takes as long to start as some measurements last."""
    command = [sys.executable, "-m", "bench.load"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asks:
        try:
            yield asks
        finally:
            asks.kill()
