"""Home: the start pages, the only roof that sees everything. No models."""

from typing import Any

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.dates import local_date


class HomeConfig(AppConfig):
    """Registers the two ways in that everybody, or every leader, has."""

    name = "samtalerum.home"

    def ready(self) -> None:
        """Entries of the navigation."""
        from samtalerum.web.navigation import Entry, register

        register(Entry("home", _("My conversations"), "home:home", order=10))
        register(Entry("network", _("My network"), "network:contacts", visible=leads, order=30))
        register(Entry("help", _("Help"), "home:help", order=5, place="foot"))
        register(Entry("leading", _("People I lead"), "home:leading", visible=leads, order=20))
        register(Entry("standing-in", _("As stand-in"), "home:standing-in", visible=stands_in, order=25))


def leads(person: Any) -> bool:
    """This person leads or supervises somebody today."""
    from samtalerum.people import who

    return who.ways(person, local_date(timezone.now())).leads


def stands_in(person: Any) -> bool:
    """There is somebody today in whose name this person may invite and agree on dates."""
    from samtalerum.people import who

    return who.ways(person, local_date(timezone.now())).stands_in
