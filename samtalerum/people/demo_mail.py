"""The demo's mail backend: the last twenty mails lie in the shared cache and are shown at /demo/mail/."""

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEY = "demo-mail"


class Backend(BaseEmailBackend):
    """Sends nothing anywhere."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Keep them, the latest first."""
        kept = [
            {"to": ", ".join(mail.to), "subject": mail.subject, "body": mail.body, "at": timezone.now()}
            for mail in email_messages
        ]
        cache.set(KEY, (kept[::-1] + mails())[:20], None)
        return len(kept)


def mails() -> list[dict[str, Any]]:
    """The last twenty."""
    found: list[dict[str, Any]] = cache.get(KEY, [])
    return found
