"""How long a rotation of many keys takes: `pytest tests/rotating.py -s`. Asserts nothing. `measure` is for benches too."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from samtalerum.vault import masters, rotation
from samtalerum.vault.cipher import new_secret, wrap
from samtalerum.vault.keystore import store
from samtalerum.vault.keystore.models import WrappedKey

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
MANY = 100_000
READERS = [str(UUID(int=1)), str(UUID(int=2))]


def fill(number: int) -> None:
    """So many more keys under the current master key."""
    known = masters.load()
    master, epoch = known.key(known.current), known.current
    keys = (WrappedKey(id=uuid4(), scope=f"dialogue:{uuid4()}", readers=READERS, master=epoch) for _ in range(number))
    batch = []
    for key in keys:
        key.wrapped = wrap(master, new_secret(), store._bound(key))
        batch.append(key)
        if len(batch) == 2000:
            WrappedKey.objects.bulk_create(batch)
            batch = []
    WrappedKey.objects.bulk_create(batch)


def measure(*, at: datetime = AT + timedelta(days=1)) -> tuple[int, float]:
    """Rotate once: how many keys were wrapped anew, and in how many seconds, until the old master key was gone."""
    began = time.perf_counter()
    done = rotation.rotate(at=at)
    took = time.perf_counter() - began
    assert done is not None
    assert done.destroyed
    return done.keys, took


def test_how_long_it_takes(at_rest, settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "master-keys"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    fill(MANY)
    keys, seconds = measure()
    print(f"\n{keys} keys in {seconds:.1f} s")
