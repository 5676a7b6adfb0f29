"""Dialogues: one confidential process between two people, from the question to the last erased note."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialoguesConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.dialogues"

    def ready(self) -> None:
        """Entries of the navigation; what moves when two accounts become one; what a person takes along, and leaves."""
        from samtalerum.dialogues import leaving, taking  # noqa: F401 - they register themselves
        from samtalerum.dialogues.merging import MOVER
        from samtalerum.people import merging
        from samtalerum.web.navigation import Entry, register

        merging.register(MOVER)

        register(Entry("about", _("What the conversation is"), "dialogues:about", order=10, place="foot"))
        register(Entry("own-reminders", _("Reminders"), "dialogues:reminders", order=20, place="settings"))
        register(Entry("kept", _("How your words are kept"), "dialogues:kept", order=20, place="foot"))
        register(Entry("access", _("Who has opened what"), "dialogues:access", order=60))
