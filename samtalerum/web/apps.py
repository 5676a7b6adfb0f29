"""Web: how everything looks, saves, polls and refuses. Knows no subject."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Base page, components and refusal pages."""

    name = "samtalerum.web"

    def ready(self) -> None:
        """A link in the foot, also for somebody who stands at the door."""
        from samtalerum.web.navigation import Entry, everyone, register

        register(Entry("accessibility", _("Accessibility"), "web:accessibility", everyone, order=90, place="foot"))
