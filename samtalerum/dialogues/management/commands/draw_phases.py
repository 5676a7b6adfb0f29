"""Write docs/phases.md anew."""

from typing import Any

from django.core.management.base import BaseCommand

from samtalerum.dialogues.drawing import PAGE, draw


class Command(BaseCommand):
    """For contributors who have changed the table of phases."""

    help = "Draw docs/phases.md from the table of phases."

    def handle(self, *_args: Any, **_options: Any) -> None:
        PAGE.write_text(draw(), encoding="utf-8")
        self.stdout.write(f"Drawn: {PAGE.name}")
