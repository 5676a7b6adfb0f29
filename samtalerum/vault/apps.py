"""The vault: keys, sealed text, the one way to open it, and who did."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class VaultConfig(AppConfig):
    """The access log lives here; the keys live in samtalerum.vault.keystore."""

    name = "samtalerum.vault"

    def ready(self) -> None:
        """Django's system checks ask what `samtalerum` asks at start."""
        from samtalerum.vault import checks

        register(checks.settings_check, Tags.security)
        register(checks.stores_check, Tags.database)
