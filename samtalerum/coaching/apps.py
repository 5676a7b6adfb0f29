"""Coaching: confidential courses by the university's coaching unit."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.coaching"

    def ready(self) -> None:
        """What time does; what is mailed; what a person takes along, and leaves; what moves when two accounts become one."""
        from samtalerum.coaching import leaving, notices, sweeps, taking  # noqa: F401 - they register themselves
        from samtalerum.coaching.merging import MOVER
        from samtalerum.coaching.views import agreement
        from samtalerum.dialogues import kinds
        from samtalerum.dialogues.phases import Kind
        from samtalerum.people import merging

        merging.register(MOVER)
        kinds.register(Kind.COACHING, prepare=agreement.prepare)
        kinds.WRITING_PAGES.update({"notes": "coaching:notes", "map": "coaching:map", "around": "coaching:around"})
