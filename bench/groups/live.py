"""Live: from a save that is acknowledged on one process to the words on the other's page, which another process serves.

The other's page is a stream and a poll, as live.js and polling.js have it: an event, then the question what is new.
"""

import json
import subprocess
import sys
from typing import Any

from bench.figures import Figure, middle, p95
from bench.groups.pages import room
from bench.house import ROOT, on_sqlite
from bench.machine import memory
from bench.setting import CLIENTS, Setting

SAVES = 100


def live(setting: Setting) -> list[Figure]:
    """With one stream open for each of the two in every room, all on the process that is measured."""
    watched = setting.large.serve()
    saving = watched if on_sqlite() else setting.large.serve()
    empty = [room(setting.large, number) for number in range(CLIENTS)]
    setting.load(watched, empty)  # what a first answer loads is not what a room costs
    before = memory(watched.process.pid)
    told = {"watched": watched.port, "saving": saving.port, "rooms": setting.large.seeded["rooms"], "saves": SAVES}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.watch"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdin
        assert watcher.stdout
        print(json.dumps(told), file=watcher.stdin, flush=True)
        found = _said(watcher)
        held = memory(watched.process.pid)
        busy = setting.load(watched, [room(setting.large, number) for number in range(CLIENTS)])
        one = setting.load(watched, [room(setting.large, 0)])
        print("end", file=watcher.stdin, flush=True)
    took, rooms = found["took"], len(setting.large.seeded["rooms"])
    where = f"with {rooms:,} rooms open"
    setting.generator.append(found["cpu"])
    for server in {watched, saving}:
        server.stop()
    return [
        Figure(f"live, {where}: save to the other's page, p50", round(middle(took), 1), "ms"),
        Figure(f"live, {where}: save to the other's page, p95", round(p95(took), 1), "ms", "<= 300"),
        Figure(f"more memory {where}", round(held - before, 1), "MB", "<= 150", f"{2 * rooms:,} streams"),
        Figure(f"room {where}, 1 client: p95", round(one["p95"], 1), "ms"),
        Figure(f"room {where}, {CLIENTS} clients: p95", round(busy["p95"], 1), "ms", "<= 400"),
    ]


def _said(watcher: "subprocess.Popen[str]") -> dict[str, Any]:
    assert watcher.stdout
    found: dict[str, Any] = json.loads(watcher.stdout.readline())
    return found
