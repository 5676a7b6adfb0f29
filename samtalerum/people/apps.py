"""People: who they are, where they belong, who leads whom, and how they sign in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app; `people.Person` is the user model."""

    name = "samtalerum.people"
