"""Two people type for forty minutes; by how much does the database grow?"""

from bench.figures import Figure
from bench.setting import Setting

MINUTES = 40
SAVES = 15  # a minute: a sentence, then the pause after which the page saves
LENGTH = 2000


def typing(setting: Setting) -> list[Figure]:
    """As many saves as in forty minutes, only faster; after each minute's worth the database clears away its due."""
    house, server = setting.large, setting.large.serve()
    house.checkpoint()
    before, one = house.size(), house.seeded["rooms"][-1]
    told = [
        {
            "path": f"/dialogues/{one['dialogue']}/save/{item}/",
            "session": one[who],
            "save": LENGTH,
            "revision": 3,
            "times": SAVES,
        }
        for who, item in (("owner", "reflection"), ("partner", "advice"))
    ]
    for _ in range(MINUTES):
        done = setting.load(server, told, seconds=60)
        for place, revision in zip(told, done["revisions"], strict=True):
            place["revision"] = revision
        house.clear_what_is_due()
    server.stop()
    note = f"{2 * SAVES * MINUTES:,} saves of 2 kB"
    grown = house.size() - before
    return [Figure("growth of the database by 40 minutes of typing", round(grown, 2), "MB", "<= 2", note)]
