"""Dialogues: one confidential process between two people, from the question to the last erased note."""

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    """The app; what it registers elsewhere stands in ready()."""

    name = "samtalerum.dialogues"
