"""What base.html needs on every page, worked out only when it is asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import Promise

from samtalerum.web import navigation

# In their own words, whatever the page's language.
LANGUAGE_NAMES = {"en": "English", "da": "Dansk", "sv": "Svenska"}


@dataclass(frozen=True)
class Link:
    """One way to another page. `current` is the value of aria-current, if any, that the address alone decides."""

    name: str
    label: str | Promise
    url: str
    current: str


class Frame:
    """The page around the page. A fragment never asks, so it costs nothing there."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Any:
        return getattr(self.request, "user", None) or AnonymousUser()

    @cached_property
    def main(self) -> list[Link]:
        return self._links("main")

    @property
    def ways(self) -> set[str]:
        """The names of the links in the head, for a page that leads back to one of them where it is there."""
        return {link.name for link in self.main}

    @cached_property
    def own(self) -> Link | None:
        return next(iter(self._links("person")), None)

    @cached_property
    def settings(self) -> list[Link]:
        return self._links("settings")

    @cached_property
    def foot(self) -> list[Link]:
        return self._links("foot")

    @property
    def home(self) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    @property
    def here(self) -> str:
        """Where the language switch leads back to: this page, or home if it can't be asked for again."""
        return self.request.get_full_path() if self.request.method == "GET" else self.home

    @property
    def languages(self) -> list[tuple[str, str]]:
        return [(code, LANGUAGE_NAMES.get(code, str(name))) for code, name in settings.LANGUAGES]

    @property
    def appearance(self) -> str:
        chosen = getattr(self.person, "appearance", "auto")
        return chosen if chosen in {"light", "dark"} else "auto"

    def _links(self, place: navigation.Place) -> list[Link]:
        return [self._link(entry) for entry in navigation.entries(self.person, place)]

    def _link(self, entry: navigation.Entry) -> Link:
        url = reverse(entry.url_name)
        return Link(entry.name, entry.label, url, "page" if url == self.request.path else "")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": Frame(request)}
