"""How long a back-up of everything takes, a sample opened from its copies, and how long until it is put back."""

import shutil

from bench.figures import Figure
from bench.house import House
from bench.setting import Setting


def backup(setting: Setting) -> list[Figure]:
    """Put back into a house of its own, with the same master keys."""
    folder = setting.var / "bench-houses"
    copy = folder / "backup"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.rmtree(folder / "restored", ignore_errors=True)
    beside = House(folder / "restored", like=setting.empty)
    try:
        shutil.rmtree(beside.var / "master-keys")
        shutil.copytree(setting.large.var / "master-keys", beside.var / "master-keys")
        took = setting.large.tell("-m", "bench.copying", "take", str(copy))
        size = sum(path.stat().st_size for path in copy.rglob("*")) / 1e6
        back = beside.tell("-m", "bench.copying", "put-back", str(copy))
    finally:
        beside.close()
        shutil.rmtree(copy, ignore_errors=True)
    note = f"{setting.sizes[1]:,} dialogues"
    return [
        Figure("samtalerum backup", round(took, 1), "s", note=note),
        Figure("samtalerum restore", round(back, 1), "s", note=note),
        Figure("size of a back-up", round(size, 1), "MB", note=note),
    ]
