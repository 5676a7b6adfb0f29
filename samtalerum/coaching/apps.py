"""Coaching: confidential courses by the university's coaching unit."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.coaching"

    def ready(self) -> None:
        """What time does; what is mailed; what a person takes along, and leaves; what moves when two accounts become one."""
        from samtalerum.coaching import leaving, notices, sweeps, taking  # noqa: F401 - they register themselves
        from samtalerum.coaching.merging import MOVER
        from samtalerum.people import merging

        merging.register(MOVER)
