"""One process: how long it takes to start, what it holds; and what the cipher costs."""

from bench.figures import Figure, middle
from bench.machine import largest
from bench.setting import Setting

STARTS = 3


def process(setting: Setting) -> list[Figure]:
    """The memory is that of the larger of the processes that have just answered all pages."""
    server = setting.found["server"]
    held = largest(server.process.pid)
    started = []
    for _ in range(STARTS):
        another = setting.large.serve()
        started.append(another.started)
        another.stop()
    cipher, autosave = setting.found["cipher"], setting.found["autosave"]
    share = (cipher["seal"] + cipher["open"]) / autosave * 100
    return [
        Figure("start-up until the first answer", round(middle(started), 2), "s"),
        Figure("a worker's memory after all pages", round(held, 1), "MB", "<= 120"),
        Figure("seal 2 kB", round(cipher["seal"], 4), "ms"),
        Figure("open 2 kB", round(cipher["open"], 4), "ms"),
        Figure("seal and open, share of an autosave", round(share, 2), "%"),
    ]
