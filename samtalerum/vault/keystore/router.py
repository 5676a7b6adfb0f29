"""Keys in one database, everything else in the other."""

from typing import Any

KEYS = "keys"
LABEL = "keystore"


class KeyStoreRouter:
    """Sends the app `keystore` to the alias `keys` and keeps every other app out of it."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        """Where to read."""
        return KEYS if model._meta.app_label == LABEL else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **_hints: Any) -> bool | None:
        """No relation leads from one store into the other."""
        return bool((one._meta.app_label == LABEL) == (other._meta.app_label == LABEL))

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Each store has its own tables only."""
        return (db == KEYS) == (app_label == LABEL)
