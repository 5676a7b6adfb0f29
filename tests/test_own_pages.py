"""The coachee's own pages, in a browser: from the journal to the coach, and into a preparation that nobody reads yet."""

import re

from playwright.sync_api import expect

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Kind, Phase
from tests.browser import Windows, axe, fits
from tests.cast import Cast, now
from tests.coached import make_coaching


def test_a_passage_is_shared_with_the_coach_and_its_words_go_into_a_preparation(windows: Windows, people: Cast):
    unit = make_coaching(people)
    dialogue, conversation = unit.course(), people.conversation(Phase.BEFORE)
    course = dialogue.edition.coaching
    ada = windows.person_page(people.ada)
    ada.goto(f"/dialogues/{dialogue.pk}/notes/")
    axe(ada, context="an empty journal")
    ada.locator(f'[id="text-{course.journal.key}"]').fill("Nine of eleven requests end with an hour")
    expect(ada.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    ada.get_by_role("button", name="Share with Signe").click()
    expect(ada.get_by_text("Signe has not opened it yet.")).to_be_visible()
    axe(ada, context="a journal")
    fits(ada)
    signe = windows.person_page(unit.signe.person)
    signe.goto(f"/dialogues/{dialogue.pk}/notes/")
    expect(signe.get_by_text("Nine of eleven requests")).to_be_visible()
    axe(signe, context="what is shared of a journal")

    ada.goto(f"/dialogues/{dialogue.pk}/map/")
    ada.locator(f'[id="text-{course.directions[2].draws.key}"]').fill("The archive")
    expect(ada.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    axe(ada, context="the directions")
    fits(ada)
    paper = ada.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, "one picture"
    ada.goto(f"/dialogues/{dialogue.pk}/around/")
    axe(ada, context="people around")
    fits(ada)

    ada.goto(f"/dialogues/{dialogue.pk}/carry/")
    ada.get_by_label("Nine of eleven requests").check()
    ada.get_by_label("The archive").check()
    ada.get_by_role("button", name=re.compile("^Copy to: ")).first.click()
    words = ada.locator(f'[id="text-{course.bridge.questions[0].key}"]')
    expect(words).to_have_value("Nine of eleven requests end with an hour\n\nThe archive")
    words.fill("Ten small requests a week")
    ada.get_by_label(re.compile("Into my preparation .* under Career development")).check()
    ada.get_by_role("button", name="See how it would read").click()
    expect(ada.get_by_text("This is what Ben would see")).to_be_visible()
    axe(ada, context="the bridge, with a preview")
    fits(ada)
    ada.get_by_role("button", name="Take it along").click()
    expect(ada.get_by_text("It stands in your preparation.")).to_be_visible()
    ada.goto(f"/dialogues/{conversation.pk}/prepare/")
    topic = ada.get_by_role("region", name="Career development")
    expect(topic.get_by_role("textbox")).to_have_value("Ten small requests a week")
    expect(topic.get_by_text("Only you can read this")).to_be_visible()


def test_a_coach_hands_a_course_over_and_three_people_read_it_in_three_languages(windows: Windows, people: Cast):
    unit = make_coaching(people)
    for person, language in ((unit.ada, "da"), (unit.mikkel.person, "sv")):
        person.language = language
        person.save(update_fields=["language"])
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, "Ikke til nogen", slot=0)
    unit.write(dialogue, journal, "Til den næste", slot=1)
    actions.share(unit.seat(dialogue), [journal], slot=1, at=now())

    signe = windows.person_page(unit.signe.person)
    signe.goto(f"/dialogues/{dialogue.pk}/another/")
    axe(signe, context="a coach leaves it to another")
    signe.get_by_role("button", name="End the course").click()
    expect(signe).to_have_url(re.compile("/desk/$"))

    ada = windows.person_page(unit.ada, java_script_enabled=False)
    ada.goto(f"/dialogues/{dialogue.pk}/")  # where the mail leads
    expect(ada.get_by_text("Signe har afsluttet forløbet")).to_be_visible()
    fits(ada)
    expect(ada.get_by_text("Ikke til nogen")).to_have_count(0)
    ada.get_by_label("Til den næste").check()
    ada.get_by_role("button", name="Bed om en anden coach").click()
    expect(ada).to_have_url(re.compile("/answer/$"))

    signe.goto("/desk/")
    expect(signe.locator('form[action="/desk/take/"] button')).to_have_count(0)
    mikkel = windows.person_page(unit.mikkel.person)
    mikkel.goto("/desk/")
    mikkel.locator('form[action="/desk/take/"] button').click()
    asked = Dialogue.every.get(kind=Kind.COACHING, phase=Phase.INVITED)
    ada.goto(f"/dialogues/{asked.pk}/answer/")
    ada.locator('form[action$="/take/accept/"] button').click()
    mikkel.goto(f"/dialogues/{asked.pk}/notes/")
    expect(mikkel.get_by_text("Til den næste")).to_be_visible()
    expect(mikkel.get_by_text("Ikke til nogen")).to_have_count(0)
    axe(mikkel, context="what was handed over")
    ada.goto(f"/dialogues/{asked.pk}/notes/")
    expect(ada.get_by_text("Ikke til nogen")).to_be_visible()
