"""Coaching: confidential courses by the university's coaching unit."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoachingConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.coaching"

    def ready(self) -> None:
        """What time does; what is mailed; what a person takes along, and leaves; what moves when two accounts become one."""
        from samtalerum.coaching import doors, leaving, notices, sweeps, taking  # noqa: F401 - most register themselves
        from samtalerum.coaching.merging import MOVER
        from samtalerum.people import merging
        from samtalerum.people.factors import rules
        from samtalerum.web import counting

        merging.register(MOVER)
        counting.count_as("coaching", "dialogues:show")
        _register_pages()
        _register_entries()
        rules.register(doors.reads_of_others)


def _register_pages() -> None:
    """What a course shows under the addresses of a dialogue."""
    from samtalerum.coaching.views import agreement, bridge, closing, course, standing
    from samtalerum.dialogues import kinds
    from samtalerum.dialogues.phases import Kind

    pages: dict[str, kinds.View] = {
        "show": standing.show,
        "answer": standing.answer,
        "take": standing.take,
        "undo": standing.undo,
        "prepare": agreement.prepare,
        "prepare-print": bridge.paper,
        "room": course.room,
        "poll": course.poll,
        "after": closing.after,
    }
    kinds.register(Kind.COACHING, **pages)
    kinds.WRITING_PAGES.update({name: f"coaching:{name}" for name in ("notes", "map", "around", "carry", "over")})


def _register_entries() -> None:
    """Ways in."""
    from samtalerum.coaching import doors, visibility
    from samtalerum.people import who
    from samtalerum.web.navigation import Entry, register

    who.also_asks(visibility.asks)

    register(Entry("coaching", _("What coaching is"), "coaching:about", visible=doors.offered, order=15, place="foot"))
    register(Entry("coaching-roles", _("Coaching"), "coaching:roles", visible=doors.administers, order=94))
    register(Entry("desk", _("Desk"), "coaching:desk", visible=doors.stands_at_desk, order=15))
