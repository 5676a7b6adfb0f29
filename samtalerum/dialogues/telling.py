"""Telling open pages that something changed: within the transaction, so that its commit is what they hear. Ids only.

On SQLite nothing needs to be sent: whoever listens sees that the file has changed.
"""

from uuid import UUID

from django.db import connection

CHANNEL = "samtalerum_dialogue"
CHANGED, ENDED = "changed", "ended"


def tell(dialogue: UUID, what: str = CHANGED) -> None:
    """The commit wakes the pages of this dialogue, on every node. ENDED: a seat ended, and their streams close."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{what}:{dialogue}"])
