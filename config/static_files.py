"""Styles, scripts and fonts: named by their content, compressed once, made anew only when a source has changed."""

import hashlib
from pathlib import Path

STORAGE = "samtalerum.web.storage.Storage"


def collect() -> bool:
    """Collect into var/static, unless what lies there was made of the same sources. True when something was done."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".made-of"
    identity = _identity(settings.STORAGES["staticfiles"]["BACKEND"])
    if stamp.exists() and stamp.read_text(encoding="ascii") == identity:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(identity, encoding="ascii")
    return True


def _identity(storage: str) -> str:
    """Of every source's name, size and time, and of how they are stored."""
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256(storage.encode())
    for finder in get_finders():
        for name, place in sorted(finder.list([]), key=lambda one: one[0]):
            state = Path(place.path(name)).stat()
            found.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()
