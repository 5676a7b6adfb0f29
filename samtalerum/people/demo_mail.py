"""The demo's mail backend: the last fifty mails lie in the shared cache and are shown at /demo/mail/."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEY = "demo-mail"
KEPT = 50


class Backend(BaseEmailBackend):
    """Sends nothing anywhere."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Keep them, the latest first."""
        kept = [
            {
                "id": uuid4(),
                "to": ", ".join(mail.to),
                "subject": mail.subject,
                "body": mail.body,
                "html": mail.alternatives[0].content,
                "at": timezone.now(),
            }
            for mail in email_messages
        ]
        cache.set(KEY, (kept[::-1] + mails())[:KEPT], None)
        return len(kept)


def mails() -> list[dict[str, Any]]:
    """The last fifty."""
    found: list[dict[str, Any]] = cache.get(KEY, [])
    return found
