"""Network: the private address book of whoever leads conversations."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.network"

    def ready(self) -> None:
        """What moves when two accounts become one; what time does."""
        from samtalerum.network import sweeps  # noqa: F401 - registers itself
        from samtalerum.network.merging import MOVER
        from samtalerum.people import merging

        merging.register(MOVER)
