"""The whole journey, from asking to the steps afterwards: two people, two browsers, two languages, a real server."""

import re
from collections.abc import Callable
from typing import Any

from django.utils import translation
from playwright.sync_api import Page, expect

from samtalerum.people.models import Person
from tests.browser import Windows, fits
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


def test_two_people_carry_a_conversation_each_in_the_own_language(windows: Windows, people: Cast, house: Any):
    people.ada.language = "da"
    people.ada.save()
    ada = Visitor(windows.person_page(people.ada), people.ada)
    ben = Visitor(windows.person_page(people.ben), people.ben)
    before_the_meeting(ada, ben)
    in_the_room(ada, ben)
    afterwards(ada, ben)
    assert traces(house, PLANTED, [ada.page.context, ben.page.context]) == []


def before_the_meeting(ada: Visitor, ben: Visitor) -> None:
    """Ada asks, Ben says yes, both prepare, Ada shares one topic and keeps another."""
    ada.press("Ask for a conversation")
    ada.page.get_by_label(ben.person.display_name).check()
    ada.page.locator("#id_words").fill(WORDS)
    ada.press("Ask for the conversation")
    ada.home()
    ben.home()
    ben.sees("%(name)s asks you for a conversation", name="Ada")
    ben.press("Read and answer")
    ben.reads(WORDS)
    ben.press("Yes, let us talk")
    expect(ben.page).to_have_url(re.compile("/prepare/"))

    ada.home()
    ada.press("Prepare")
    ada.sees("Only you can read this")
    ada.write("success", DREAM)
    expect(saved_line(ada, "success")).to_contain_text(ada.say("Saved %(clock)s").split("%")[0])
    ada.write("career", DOUBT)
    expect(saved_line(ada, "career")).to_contain_text(ada.say("Saved %(clock)s").split("%")[0])
    ada.page.locator("#place-success").get_by_role(
        "button", name=ada.say("Share this topic with %(name)s", name="Ben")
    ).click()
    expect(ada.page.locator("#place-success")).to_contain_text(ada.say("Shared with %(name)s", name="Ben"))
    expect(ada.page.locator("#place-career")).to_contain_text(ada.say("Only you can read this"))
    ada.page.reload()
    expect(ada.page.locator("[id='text-career']")).to_have_value(DOUBT)

    ben.reads(DREAM)  # by itself: the page asks
    ben.write("feedback-notes", NOTE)
    expect(saved_line(ben, "feedback-notes")).to_contain_text("Saved")
    ben.does_not_read(DOUBT)
    expect(ada.page.locator("#place-success")).to_contain_text(re.compile("Ben"))


def saved_line(visitor: Visitor, item: str) -> Any:
    """What the page says about saving there."""
    return visitor.page.locator(f"[data-saved-for='text-{item}']")


def in_the_room(ada: Visitor, ben: Visitor) -> None:
    """Ben opens the room; both write their fields; each sees the other's; both confirm the same text."""
    ben.home()
    ben.press("Prepare")
    ben.press("Open the room")
    expect(ben.page).to_have_url(re.compile("/room/"))
    ada.home()
    ada.press("Go to the room")

    reflection = ada.page.locator("#text-reflection")
    reflection.fill(REFLECTION)
    reflection.blur()
    expect(ben.page.locator("#field-reflection")).to_contain_text(REFLECTION)
    ada.page.locator("#text-action").fill(STEP)
    ada.page.locator("#text-action").blur()
    expect(ben.page.locator("#field-action")).to_contain_text(STEP)
    ben.page.locator("#text-advice").fill(ADVICE)
    expect(ada.page.locator("#field-advice")).to_contain_text(ADVICE)  # as Ben writes
    ben.page.locator("#text-advice").blur()
    expect(ben.page.locator("[data-unsaved]")).to_have_count(0)
    ada.does_not_read(NOTE)
    ben.does_not_read(DOUBT)

    ada.press("Confirm this text")
    ada.sees("Not confirmed yet")
    expect(ben.page.locator("#agree")).to_contain_text("Confirmed")
    ben.press("Confirm this text")
    ada.home()
    ada.sees("You and %(name)s have both confirmed the sheet", name="Ben")


def afterwards(ada: Visitor, ben: Visitor) -> None:
    """Ada marks the step done and looks back; Ben reads both; a stranger finds nothing."""
    ada.press("See your steps and the sheet")
    expect(ada.page).to_have_url(re.compile("/after/"))
    ada.page.get_by_label(ada.say("Done")).first.check()
    ada.press("Save the steps")
    expect(ada.page.get_by_label(ada.say("Done")).first).to_be_checked()
    ada.page.locator("[id='text-evaluation.went-well']").fill(WELL)
    ada.press("Save my answers")
    ben.home()
    ben.press("See the steps and the sheet")
    ben.reads(WELL)
    ben.reads(STEP)
    ben.sees("Done")
    ben.does_not_read(DOUBT)


def test_the_journey_works_without_a_script(windows: Windows, people: Cast):
    ada = Visitor(windows.person_page(people.ada, java_script_enabled=False), people.ada)
    ben = Visitor(windows.person_page(people.ben, java_script_enabled=False), people.ben)
    ada.press("Ask for a conversation")
    ada.page.get_by_label("Ben Bergström").check()
    ada.press("Ask for the conversation")
    ben.home()
    ben.press("Read and answer")
    ben.press("Yes, let us talk")
    ada.home()
    ada.press("Prepare")
    ada.write("success", DREAM)
    ada.write("career", DOUBT)
    ada.save()
    expect(ada.page.locator("#text-career")).to_have_value(DOUBT)
    ada.page.locator("#place-success").get_by_role("button", name="Share this topic with Ben").click()
    expect(ada.page.locator("#place-success")).to_contain_text("Shared with Ben")
    ben.home()
    ben.press("Prepare")
    ben.reads(DREAM)
    ben.write("feedback-notes", NOTE)
    ben.save()
    ben.press("Open the room")
    ada.home()
    ada.press("Go to the room")
    ada.write("reflection", REFLECTION)
    ada.write("action", STEP)
    ada.save()
    ben.page.reload()
    ben.reads(REFLECTION)
    ben.write("advice", ADVICE)
    ben.save()
    ada.page.reload()
    ada.reads(ADVICE)
    ada.press("Confirm this text")
    ben.page.reload()
    ben.press("Confirm this text")
    ada.home()
    ada.press("See your steps and the sheet")
    ada.page.get_by_label("Done").first.check()
    ada.press("Save the steps")
    expect(ada.page.get_by_label("Done").first).to_be_checked()
    ada.write("evaluation.went-well", WELL)
    ada.press("Save my answers")
    ben.home()
    ben.press("See the steps and the sheet")
    ben.reads(WELL)
    ben.does_not_read(DOUBT)


def test_the_journey_works_on_a_phone_with_the_keyboard_alone(windows: Windows, people: Cast):
    ada = windows.person_page(people.ada, viewport={"width": 390, "height": 844}, has_touch=True)
    ben = Visitor(windows.person_page(people.ben), people.ben)
    enter(ada, "Ask for a conversation")
    tab_to(ada, lambda: focused(ada, "el => el.type === 'radio' && el.name === 'who'"))
    ada.keyboard.press("Space")
    enter(ada, "Ask for the conversation")
    ben.home()
    ben.press("Read and answer")
    ben.press("Yes, let us talk")
    ada.goto("/")
    enter(ada, "Prepare")
    tab_to(ada, lambda: focused(ada, "el => el.id === 'text-success'"))
    ada.keyboard.insert_text(DREAM)
    enter(ada, "Share this topic with Ben")
    expect(ada.locator("#place-success")).to_contain_text("Shared with Ben")
    fits(ada)
    ben.home()
    ben.press("Prepare")
    ben.reads(DREAM)
    ben.press("Open the room")
    ada.goto("/")
    enter(ada, "Go to the room")
    tab_to(ada, lambda: focused(ada, "el => el.id === 'text-reflection'"))
    ada.keyboard.insert_text(REFLECTION)
    ada.keyboard.press("Tab")
    expect(ben.page.locator("#field-reflection")).to_contain_text(REFLECTION)
    fits(ada)
    enter(ada, "Confirm this text")
    expect(ada.locator("#agree")).to_contain_text("Confirmed")
    ben.press("Confirm this text")
    ada.goto("/")
    enter(ada, "See your steps and the sheet")
    fits(ada)


def focused(page: Page, question: str) -> bool:
    """Whether the element in focus answers yes."""
    return bool(page.evaluate(f"() => ({question})(document.activeElement)"))


def tab_to(page: Page, there: Callable[[], bool]) -> None:
    """Press Tab until it is there; what can't be reached by keyboard fails."""
    for _ in range(120):
        if there():
            return
        page.keyboard.press("Tab")
    raise AssertionError("not reached by keyboard")


def enter(page: Page, words: str) -> None:
    """Reach a link or button by Tab and press Enter; nothing in focus may lie behind the sticky bar."""
    wanted = f"el => (el.tagName === 'A' || el.tagName === 'BUTTON') && el.textContent.trim().startsWith({words!r})"
    tab_to(page, lambda: focused(page, wanted))
    with page.expect_navigation():
        page.keyboard.press("Enter")
