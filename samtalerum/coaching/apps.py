"""Coaching: confidential courses by the university's coaching unit."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.coaching"

    def ready(self) -> None:
        """What time does; what is mailed; what moves when two accounts become one."""
        from samtalerum.coaching import notices, sweeps  # noqa: F401 - both register themselves
        from samtalerum.coaching.merging import MOVER
        from samtalerum.people import merging

        merging.register(MOVER)
