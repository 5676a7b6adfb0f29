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


def leads(person: Any) -> bool:
    """This person leads or supervises somebody today; asked for by the navigation of every page, so kept for it."""
    from samtalerum.people import who

    if not person.is_authenticated:
        return False
    if not hasattr(
        person, "leads_today"
    ):  # not its __dict__: a request's person is a lazy stand-in with one of its own
        person.leads_today = who.is_leader(person, local_date(timezone.now()))
    return bool(person.leads_today)
