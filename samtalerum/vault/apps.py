"""The vault: keys, sealed text, the one way to open it, and who did."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The access log lives here; the keys live in samtalerum.vault.keystore."""

    name = "samtalerum.vault"
