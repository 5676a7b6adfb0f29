"""Web: how everything looks, saves, polls and refuses. Knows no subject."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base page, components and refusal pages."""

    name = "samtalerum.web"
