"""Two people type for forty minutes; by how much does the database grow?"""

import time

from bench.figures import Figure
from bench.setting import Setting

MINUTES = 40
EVERY = 4.0  # seconds from one save to the next: a sentence, then the pause after which the page saves
LENGTH = 2000
SETTLES = 2.0


def typing(setting: Setting) -> list[Figure]:
    """As many saves as in forty minutes, only faster: what the database clears away by the minute hardly counts."""
    house, server = setting.large, setting.large.serve()
    house.checkpoint()
    before, one = house.size(), house.seeded["rooms"][-1]
    saves = int(MINUTES * 60 / EVERY)
    told = [
        {"path": f"/dialogues/{one['dialogue']}/save/{item}/", "session": one[who], "save": LENGTH, "revision": 3,
         "times": saves}
        for who, item in (("owner", "reflection"), ("partner", "advice"))
    ]  # fmt: skip
    setting.load(server, told, seconds=600)
    server.stop()
    time.sleep(SETTLES)
    grown = house.size() - before
    note = f"{2 * saves:,} saves of 2 kB"
    return [Figure("growth of the database by 40 minutes of typing", round(grown, 2), "MB", "<= 2", note)]
