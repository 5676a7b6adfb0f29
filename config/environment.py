"""Reading the environment: the only code that does. A wrong value stops the start with a sentence."""

import os
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """NAME, or the contents of the file that NAME_FILE points at."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, default).strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name}_FILE points at {path}, which can't be read: {problem.strerror}."
        ) from problem


def file_of(name: str) -> str:
    """Where NAME_FILE points, or nothing."""
    return os.environ.get(f"{name}_FILE", "").strip()


def statements(name: str, languages: Sequence[str]) -> dict[str, str]:
    """One text for each language from the folder NAME points at: en.txt, da.txt, …; all of them, or no folder."""
    folder = os.environ.get(name, "").strip()
    if not folder:
        return {}
    found = {}
    for language in languages:
        path = Path(folder) / f"{language}.txt"
        try:
            found[language] = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise ImproperlyConfigured(f"{name} needs {path}, which can't be read as text.") from problem
        if not found[language]:
            raise ImproperlyConfigured(f"{name} needs words in {path}, which is empty.")
    return found


def flag(name: str, *, default: bool = False) -> bool:
    """yes/no, true/false, 1/0, on/off; anything else stops the start."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"yes", "true", "1", "on"}:
        return True
    if value in {"no", "false", "0", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Write yes or no.")


def number(name: str, default: int, *, least: int | None = None) -> int:
    """A whole number; `least`: not below that."""
    value = text(name, str(default))
    try:
        given = int(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number, for example {default}.") from problem
    if least is not None and given < least:
        raise ImproperlyConfigured(f"{name} is {given}. Write at least {least}.")
    return given


def choice(name: str, default: str, known: Sequence[str]) -> str:
    """One of these words."""
    value = text(name, default).lower()
    if value in known:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}. Write {' or '.join(known)}.")


def clock(name: str, default: str) -> time:
    """A time of day."""
    value = text(name, default)
    try:
        return time.fromisoformat(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write hours and minutes, for example {default}.") from problem


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def days(name: str, *, unit: str = "days", example: str = "private=90") -> dict[str, int]:
    """Names with numbers of days, or of another unit, separated by commas: private=90, sheet=700."""
    found = {}
    for pair in words(name):
        key, _equals, value = (part.strip() for part in pair.partition("="))
        if not value.isdigit():
            raise ImproperlyConfigured(
                f"{name}: {pair!r}. Write a name, = and a number of {unit}, for example {example}."
            )
        found[key] = int(value)
    return found


def database(name: str, fallback: Path) -> dict[str, object]:
    """postgresql://user:password@host:port/name or sqlite:///path, as Django wants it; else the SQLite file."""
    url = text(name)
    if not url:
        return sqlite(fallback)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"{name} begins with {parts.scheme}://. Write postgresql://user:password@host/name or sqlite:///path."
        )
    options: dict[str, object] = dict(parse_qsl(parts.query))
    # A pool per process: connections are made once, and CONN_MAX_AGE must stay 0 beside it.
    # Whoever could not connect for ten seconds begins anew: otherwise the pauses between tries grow to minutes.
    options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 10}
    options["options"] = "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,  # what a restart of the server cut off is replaced, not handed to somebody
    }


def sqlite(path: Path) -> dict[str, object]:
    """One file. FULL: an acknowledged save survives a power cut. IMMEDIATE: writers queue instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
