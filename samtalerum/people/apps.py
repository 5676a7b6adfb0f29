"""People: who they are, where they belong, who leads whom, and how they sign in."""

from typing import Any

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """The app; `people.Person` is the user model."""

    name = "samtalerum.people"

    def ready(self) -> None:
        """Write down sign-ins; register the ways to the pages."""
        from django.contrib.auth.signals import user_logged_in

        from samtalerum.mail import readers
        from samtalerum.people import account_taken  # noqa: F401 - registers itself
        from samtalerum.people.directory import People
        from samtalerum.people.signing import note_sign_in
        from samtalerum.web.navigation import Entry, register

        user_logged_in.connect(note_sign_in, dispatch_uid="samtalerum.people.signing")
        readers.register(People())
        register(Entry("people", _("People"), "people:people", visible=_is_administrator, order=90))
        register(Entry("units", _("Units"), "people:units", visible=_is_administrator, order=91))
        register(Entry("holds", _("Legal holds"), "people:holds", visible=_is_administrator, order=93))
        register(Entry("mail", _("Mail"), "people:mail", visible=_is_administrator, order=92))
        register(Entry("settings", _("Settings"), "people:settings", place="person"))
        register(Entry("own-settings", _("Settings"), "people:settings", order=10, place="settings"))
        register(Entry("own-leave", _("Leave"), "people:own-leave", order=30, place="settings"))
        register(
            Entry(
                "own-stand-ins", _("Stand-ins"), "people:stand-ins", visible=_has_stand_ins, order=35, place="settings"
            )
        )
        register(Entry("own-security", _("Security"), "people:security", order=40, place="settings"))
        register(Entry("own-words", _("Take along"), "people:take-along", order=50, place="settings"))


def _is_administrator(person: Any) -> bool:
    return bool(getattr(person, "is_administrator", False))


def _has_stand_ins(person: Any) -> bool:
    """Leads today, or has named somebody or been named."""
    from samtalerum.ground.dates import local_date
    from samtalerum.people import who

    ways = who.ways(person, local_date(timezone.now()))
    return ways.leads or ways.stand_ins
