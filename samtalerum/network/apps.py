"""Network: the private address book of whoever leads conversations."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.network"

    def ready(self) -> None:
        """What moves when two accounts become one; what time does; what a person takes along."""
        from samtalerum.network import leaving, sweeps, taking  # noqa: F401 - they register themselves
        from samtalerum.network.merging import MOVER
        from samtalerum.people import merging

        merging.register(MOVER)
