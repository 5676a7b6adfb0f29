"""Mail: what is to be told, to whom, once, and never what it is about."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MailConfig(AppConfig):
    """The app."""

    name = "samtalerum.mail"

    def ready(self) -> None:
        """Every package's notices and sweeps register themselves as they are imported."""
        autodiscover_modules("notices", "sweeps")
