"""What runs behind the pages: mails, reminders, master keys, back-ups."""

from bench.figures import Figure
from bench.house import House
from bench.setting import Setting

MAILS = 1000


def service(setting: Setting) -> list[Figure]:
    """Measured last: a rotation changes every key of the house, and mails fill its outbox."""
    people = setting.sizes[1]
    mails = setting.large.tell("-m", "bench.service", "mails", given=MAILS)
    rotated = setting.large.tell("-m", "bench.service", "rotate", given=0)
    another = House(setting.var / "bench-houses" / "sweep", like=setting.empty)
    try:
        swept = another.tell("-m", "bench.service", "sweep", given=people)
    finally:
        another.close()
    per_key = 100_000 * rotated["seconds"] / rotated["keys"]
    return [
        Figure("notices a second, one worker", round(mails["mails"] / mails["seconds"], 1), "/s", ">= 300"),
        Figure(f"reminders of {people:,} people, {swept['mails']:,} due", round(swept["seconds"], 2), "s", "<= 2"),
        Figure(f"rotation of {rotated['keys']:,} keys", round(rotated["seconds"], 2), "s"),
        Figure("rotation, for each 100,000 keys", round(per_key, 1), "s", "<= 60"),
    ]
