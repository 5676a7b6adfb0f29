"""Write the examples in docs/mail.md anew."""

from typing import Any

from django.core.management.base import BaseCommand

from samtalerum.mail.drawing import PAGE, draw


class Command(BaseCommand):
    """For contributors who have added or changed a notice."""

    help = "Write the examples of every mail in docs/mail.md anew."

    def handle(self, *_args: Any, **_options: Any) -> None:
        PAGE.write_text(draw(), encoding="utf-8")
        self.stdout.write(f"Drawn: {PAGE.name}")
