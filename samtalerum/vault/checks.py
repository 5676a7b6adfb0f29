"""What must be right with the keys before anything is served. Each refusal says what to do.

`samtalerum` asks these itself; `manage.py check` asks them as Django's system checks (with `--database` all of them).
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.translation import gettext as _

from samtalerum.vault import masters
from samtalerum.vault.keystore import store
from samtalerum.vault.keystore.router import KEYS

CONTENT = "default"
SQLITE_FULL = 2


def one_database() -> list[str]:
    """Why these settings can't be served with; asks no database, so that nothing is made in the wrong one."""
    same = _address(settings.DATABASES[CONTENT]) == _address(settings.DATABASES[KEYS])
    return [_together()] if same else []


def refusals() -> list[str]:
    """Why the vault can't be served from; empty when it can. Needs the databases to be migrated."""
    wrong = one_database() or _one_after_all() or _forgetful()
    if wrong:
        return wrong
    try:
        known = masters.load()
        for epoch in store.masters_in_use():
            known.key(epoch)
            if not store.sample_opens(epoch):
                return [
                    _(
                        "The master key %(epoch)s is not the one that wrapped the key store. "
                        "Put the right file back from its own back-up; nothing has been changed."
                    )
                    % {"epoch": epoch}
                ]
    except ImproperlyConfigured as problem:
        return [str(problem)]
    return []


def settings_check(**_options: Any) -> list[CheckMessage]:
    """For every `manage.py` command."""
    return [Error(sentence, id="vault.E001") for sentence in one_database()]


def stores_check(databases: Collection[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """For commands that name the key store, once it has its table."""
    if KEYS not in (databases or ()) or not store.is_there(KEYS):
        return []
    return [Error(sentence, id="vault.E002") for sentence in refusals()]


def _address(database: dict[str, Any]) -> tuple[str, ...]:
    name = str(database.get("NAME", ""))
    if "sqlite" in database.get("ENGINE", ""):
        name = str(Path(name).resolve())
    return (database.get("ENGINE", ""), name, database.get("HOST", ""), str(database.get("PORT", "")))


def _one_after_all() -> list[str]:
    """Two addresses, and yet one database: the content's has the key store's table."""
    return [_together()] if store.is_there(CONTENT) else []


def _forgetful() -> list[str]:
    """A store that acknowledges what it has not yet written may lose a key whose words it kept."""
    return [
        f"The database {alias!r} acknowledges before it has written to the disk: after a power cut words or their keys "
        "are missing. On SQLite set PRAGMA synchronous=FULL, on PostgreSQL synchronous_commit=on and fsync=on."
        for alias in (CONTENT, KEYS)
        if not _is_durable(alias)
    ]


def _is_durable(alias: str) -> bool:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return int(cursor.fetchone()[0]) >= SQLITE_FULL
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        return "off" not in cursor.fetchone()


def _together() -> str:
    return _(
        "The key store lies in the content database. Then a back-up holds texts and keys together, and erasing "
        "does not reach it. Give KEYS_DATABASE_URL a database of its own."
    )
