"""Blueprints: what a kind of dialogue asks, as data."""

from django.apps import AppConfig


class BlueprintsConfig(AppConfig):
    """Frozen editions live in its table."""

    name = "samtalerum.blueprints"
