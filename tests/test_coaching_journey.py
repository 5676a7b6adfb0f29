"""The whole of coaching in browsers, in three languages: the request, the desk, a change of coach, the bridge, the closing.

Ada reads English, Kirsten who keeps the desk and Signe Danish, Mikkel Swedish. Once more with JavaScript off for all.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from samtalerum.coaching.models import EvaluationCount
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Kind, Phase
from tests.browser import Windows
from tests.cast import Cast
from tests.coached import Coaching, make_coaching
from tests.planted import traces

HOPE = "To find the one thing that I do not want to give away"
PASSAGE = "Nine of eleven requests end with an hour"
WORDS = "Ten small requests a week take the time that the archive needs"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_coaching_from_the_request_over_a_change_of_coach_to_the_closing(
    windows: Windows, people: Cast, house: Any, scripts: bool
):
    unit = make_coaching(people)
    for person, language in ((unit.kirsten, "da"), (unit.signe.person, "da"), (unit.mikkel.person, "sv")):
        person.language = language
        person.save(update_fields=["language"])
    conversation = people.conversation(Phase.BEFORE)
    ada, kirsten, signe, mikkel = (
        windows.person_page(one, java_script_enabled=scripts)
        for one in (unit.ada, unit.kirsten, unit.signe.person, unit.mikkel.person)
    )

    # Ada asks; Kirsten reads the lines and gives the request to Signe; Ada says yes.
    ada.goto("/coaching/ask/")
    ada.locator("#id_hope").fill(HOPE)
    ada.get_by_role("button", name="Ask for coaching").click()
    expect(ada.get_by_role("heading", name="Your request waits for a coach")).to_be_visible()
    kirsten.goto("/desk/")
    kirsten.get_by_role("link", name=re.compile("Læs og tildel")).click()
    expect(kirsten.get_by_text(HOPE)).to_be_visible()
    kirsten.get_by_label(re.compile("Signe Thorup")).check()
    kirsten.get_by_role("button", name="Tildel").click()
    accepts(ada)

    # How they begin; a passage of the journal, which Signe reads once it is shared.
    first = Dialogue.every.get(kind=Kind.COACHING)
    agree(ada, signe, first)
    notes = f"/dialogues/{first.pk}/notes/"
    ada.goto(notes)
    ada.locator(f'[id="text-{first.edition.coaching.journal.key}"]').fill(PASSAGE)
    if scripts:
        expect(ada.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    signe.goto(notes)
    expect(signe.get_by_text(PASSAGE)).to_have_count(0)
    ada.get_by_role("button", name="Share with Signe").click()
    signe.reload()
    expect(signe.get_by_text(PASSAGE)).to_be_visible()

    # Another coach, without a reason: Mikkel takes the request and finds what Ada hands over.
    ada.goto(f"/dialogues/{first.pk}/another/")
    ada.get_by_label(PASSAGE).check()
    ada.locator('button[name="go"]').click()
    signe.goto("/desk/")
    expect(signe.locator('form[action="/desk/take/"] button')).to_have_count(0)
    mikkel.goto("/desk/")
    mikkel.locator('form[action="/desk/take/"] button').click()
    second = Dialogue.every.get(kind=Kind.COACHING, phase=Phase.INVITED)
    ada.goto(f"/dialogues/{second.pk}/")
    accepts(ada)
    agree(ada, mikkel, second)
    mikkel.goto(f"/dialogues/{second.pk}/notes/")
    expect(mikkel.get_by_text(PASSAGE)).to_be_visible()

    bridge(ada, second, conversation)
    close(ada, mikkel, second)
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == len(second.edition.coaching.evaluation)
    assert not Entry.objects.filter(dialogue=conversation.pk, shared_at__isnull=False).exists()
    contexts = [one.context for one in (ada, kirsten, signe, mikkel)]
    assert traces(house, [HOPE, PASSAGE, WORDS], contexts) == []
    leaders_page_knows_nothing(windows, unit, second)


def accepts(ada: Page) -> None:
    """Yes, with this coach."""
    ada.reload()
    ada.locator('form[action$="/take/accept/"] button').click()
    expect(ada).to_have_url(re.compile("/prepare/$"))


def agree(ada: Page, coach: Page, course: Dialogue) -> None:
    """One sentence, which both confirm."""
    prepare = f"/dialogues/{course.pk}/prepare/"
    ada.goto(prepare)
    ada.locator(f'[id="text-{course.edition.coaching.agreement[0].key}"]').fill("By video, every third week.")
    if ada.evaluate("'htmx' in window"):
        ada.locator("textarea:focus").blur()
        expect(ada.get_by_text(re.compile(r"^Saved \d"))).not_to_have_count(0)
    ada.locator('button[name="confirm"]').click()
    expect(ada.get_by_text(re.compile("Confirmed today"))).to_have_count(1)
    coach.goto(prepare)
    expect(coach.get_by_text("By video, every third week.")).to_be_visible()
    coach.locator('button[name="confirm"]').click()
    expect(coach).to_have_url(re.compile("/room/$"))


def bridge(ada: Page, course: Dialogue, conversation: Dialogue) -> None:
    """What Ada picks becomes private preparation for the talk with Ben, in words of her own."""
    ada.goto(f"/dialogues/{course.pk}/carry/")
    ada.get_by_label(PASSAGE).first.check()
    ada.get_by_role("button", name=re.compile("^Copy to: ")).first.click()
    ada.locator(f'[id="text-{course.edition.coaching.bridge.questions[0].key}"]').fill(WORDS)
    ada.get_by_label(re.compile("Into my preparation .* under Career development")).check()
    ada.get_by_role("button", name="See how it would read").click()
    expect(ada.get_by_text("This is what Ben would see")).to_be_visible()
    ada.get_by_role("button", name="Take it along").click()
    ada.goto(f"/dialogues/{conversation.pk}/prepare/")
    topic = ada.get_by_role("region", name="Career development")
    expect(topic.get_by_role("textbox")).to_have_value(WORDS)
    expect(topic.get_by_text("Only you can read this")).to_be_visible()


def close(ada: Page, coach: Page, course: Dialogue) -> None:
    """The first hope is shown again; the coachee answers once."""
    ada.goto(f"/dialogues/{course.pk}/over/")
    expect(ada.get_by_text(HOPE)).to_be_visible()
    ada.locator('button[name="close"]').click()
    for question in course.edition.coaching.evaluation:
        ada.get_by_role("group", name=question.text.for_("owner", "en")).get_by_label("4", exact=True).check()
    ada.get_by_role("button", name="Add my numbers").click()
    expect(ada.get_by_text("nobody can pick them out")).to_be_visible()
    coach.goto(f"/dialogues/{course.pk}/")
    expect(coach.get_by_text(HOPE)).to_be_visible()


def leaders_page_knows_nothing(windows: Windows, unit: Coaching, course: Dialogue) -> None:
    """Ben's list has the conversation, and the course is to Ben as one that never was."""
    ben = windows.person_page(unit.cast.ben)
    ben.goto("/leading/")
    expect(ben.get_by_text(re.compile("coach", re.IGNORECASE))).to_have_count(1)  # the foot's, which everybody has
    assert ben.request.get(f"/dialogues/{course.pk}/").status == 404
