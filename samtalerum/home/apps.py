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
        register(Entry("leading", _("People I lead"), "home:leading", visible=_leads, order=20))


def _leads(person: Any) -> bool:
    from samtalerum.people import who

    return bool(person.is_authenticated and who.is_leader(person, local_date(timezone.now())))
