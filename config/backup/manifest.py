"""What lies beside each half of a back-up: which back-up it is, when, of what, how much. Nothing that people wrote."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

CONTENT, KEYS = "content", "keys"
ALIASES = {CONTENT: "default", KEYS: "keys"}
NAMES = {CONTENT: "content database", KEYS: "key store"}
FILE = "manifest.json"
Say = Callable[[str], None]


class Refused(Exception):
    """Not backed up, or not restored: says why, and what to do."""


class NotOpened(Exception):
    """A copy that can't be opened here: says why. The copy itself may be well."""


@dataclass(frozen=True)
class Manifest:
    """Both halves carry the same, but for `part`, `file` and `sha256`."""

    id: str
    at: str  # ISO, when the back-up began: before the first byte of either half was copied
    version: str
    engine: str
    dialogues: int
    keys: int
    masters: list[str]  # the master keys that wrap the copied keys, by name
    part: str
    file: str
    sha256: str

    @property
    def began(self) -> datetime:
        """When the back-up began."""
        return datetime.fromisoformat(self.at)

    def write(self, folder: Path) -> None:
        """Beside its copy."""
        path = folder / FILE
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        settle(path)


def read(folder: Path, part: str) -> tuple[Manifest, Path]:
    """The manifest of this half and its copy, which is as it was written; refuses anything else."""
    folder = folder / part if (folder / part / FILE).is_file() else folder
    try:
        told = Manifest(**json.loads((folder / FILE).read_text(encoding="utf-8")))
        copy = folder / Path(told.file).name
        found = digest(copy)
    except OSError as problem:
        raise Refused(
            f"{problem.filename} can't be read: {problem.strerror}. Name a folder that `samtalerum backup` has made."
        ) from None
    except (ValueError, TypeError):
        raise Refused(f"{folder / FILE} is damaged. Take another back-up of the {NAMES[part]}.") from None
    if told.part != part:
        raise Refused(f"{folder} holds a {NAMES.get(told.part, told.part)}, not a {NAMES[part]}.")
    if found != told.sha256:
        raise Refused(
            f"{copy} is damaged: its bytes are not those that were written. Take another copy of this back-up, or an "
            "earlier one; nothing has been changed here."
        )
    return told, copy


def version() -> str:
    """Of the product: the newest heading of its changelog."""
    found = re.search(r"^## (\S+)", (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "unknown"


def digest(path: Path) -> str:
    """SHA-256, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(path: Path) -> None:
    """On the disk for good."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
