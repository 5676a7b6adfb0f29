"""The whole journey, from asking to the steps afterwards: two people, two browsers, two languages, a real server."""

import re
from collections.abc import Callable
from typing import Any

from django.utils import translation
from playwright.sync_api import Page, expect

from samtalerum.people.models import Person
from tests.browser import Windows, axe, fits
from tests.cast import Cast
from tests.planted import traces

DREAM = "Jeg drømmer om et lille laboratorium ved havet"
DOUBT = "Jeg tvivler på om jeg tør sige det højt"
WORDS = "Jeg vil gerne tale før budgettet bliver lagt"
NOTE = "She listens before she decides and does not know it"
REFLECTION = "Arkivet er en forskningslinje og ikke en service"
STEP = "Skrive til Ingrid om en fælles ansøgning"
ADVICE = "I write to Ingrid this week and say why"
WELL = "At det blev sagt lige ud"
PLANTED = [DREAM, DOUBT, WORDS, NOTE, REFLECTION, STEP, ADVICE, WELL]


class Visitor:
    """A person at a browser who finds things by the words on the page, in that person's language."""

    def __init__(self, page: Page, person: Person) -> None:
        self.page = page
        self.person = person

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the interface in this person's language."""
        with translation.override(self.person.language):
            return translation.gettext(sentence) % values if values else translation.gettext(sentence)

    def press(self, sentence: str, **values: object) -> None:
        """Press the button, or follow the link, that says this."""
        name = re.compile("^" + re.escape(self.say(sentence, **values)))
        found = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        found.first.click()

    def sees(self, sentence: str, **values: object) -> None:
        """The page says this."""
        expect(self.page.get_by_text(self.say(sentence, **values)).first).to_be_visible()

    def reads(self, words: str) -> None:
        """The page shows what somebody wrote."""
        expect(self.page.locator("main")).to_contain_text(words)

    def does_not_read(self, *words: str) -> None:
        """Nowhere in the page, not even hidden."""
        content = self.page.content()
        assert not [one for one in words if one in content]

    def write(self, item: str, words: str) -> None:
        """Write at an item and leave it."""
        place = self.page.locator(f"[id='text-{item}']")
        place.fill(words)
        place.blur()

    def save(self) -> None:
        """Without a script: the Save button of the form."""
        self.page.get_by_role("button", name=self.say("Save"), exact=True).first.click()

    def home(self) -> None:
        """To the start page."""
        self.page.goto("/")
