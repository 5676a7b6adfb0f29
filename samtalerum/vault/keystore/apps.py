"""The key store: a second database with one wrapped key per scope."""

from django.apps import AppConfig


class KeyStoreConfig(AppConfig):
    """Its tables live in the database alias `keys`, and nothing else does: see router.py."""

    name = "samtalerum.vault.keystore"
    label = "keystore"
