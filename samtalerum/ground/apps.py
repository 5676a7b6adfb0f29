"""Ground: refusals, dates, logs. No models."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Registered so that its translations are found."""

    name = "samtalerum.ground"
