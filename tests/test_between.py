"""Between conversations, in browsers: a question that came up later, steps that move, and what one wrote before."""

import re

from playwright.sync_api import Page, expect

from samtalerum.dialogues import actions
from samtalerum.dialogues.phases import Phase, Step
from tests.browser import Windows
from tests.cast import Cast, now

QUESTION = "Is the post of 2028 still likely after the budget meeting?"
ANSWER = "Possible, and not promised. I tell you in November."
NOTE = "Ask Ingrid first, she knows them"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def test_a_question_is_asked_taken_back_asked_again_and_answered(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.CONFIRMED)
    ada, ben = windows.person_page(people.ada), windows.person_page(people.ben)
    ada.goto(f"/dialogues/{dialogue.pk}/after/")
    ada.get_by_label("A question that came up later").fill("Never mind")
    press(ada, "Send to Ben")
    press(ada, "Take it back")
    expect(ada.get_by_text("Never mind")).to_have_count(0)
    ada.get_by_label("A question that came up later").fill(QUESTION)
    press(ada, "Send to Ben")
    expect(ada.get_by_text("Ben has not opened it yet.")).to_be_visible()
    ben.goto("/")
    expect(ben.get_by_role("heading", name="Ada has asked you something")).to_be_visible()
    press(ben, "Read and answer")
    expect(ben.get_by_text(QUESTION)).to_be_visible()
    assert "Never mind" not in ben.content()
    ben.get_by_label("Your answer").fill(ANSWER)
    press(ben, "Send to Ada")
    ada.goto("/")
    press(ada, "Read the answer")
    expect(ada.get_by_text(ANSWER)).to_be_visible()
    expect(ada.get_by_role("button", name="Take it back")).to_have_count(0)
    ada.goto("/")
    expect(ada.get_by_text("has answered your question")).to_have_count(0)


def test_steps_are_moved_noted_and_done_on_one_page_with_javascript_off(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.CONFIRMED)
    ada = windows.person_page(people.ada, java_script_enabled=False)
    ada.goto("/")
    press(ada, "See all steps")
    step = ada.get_by_role("group").first
    step.get_by_label("By, if you like").fill("2031-05-28")
    step.get_by_label("A note of your own").fill(NOTE)
    press(ada, "Save the steps")
    expect(ada.get_by_role("status")).to_contain_text("Saved")
    expect(ada.get_by_label("A note of your own")).to_have_value(NOTE)
    ben = windows.person_page(people.ben)
    ben.goto(f"/dialogues/{dialogue.pk}/after/")
    expect(ben.get_by_text("by 28 May 2031")).to_be_visible()
    assert NOTE not in ben.content()
    ada.get_by_label("Done").check()
    press(ada, "Save the steps")
    expect(ada.get_by_role("heading", name="Done", exact=True)).to_be_visible()
    ada.goto("/")
    expect(ada.get_by_role("heading", name="Open steps")).to_have_count(0)


def test_what_one_wrote_then_stands_beside_now(windows: Windows, people: Cast):
    first = people.conversation(Phase.BEFORE)
    people.write(first, people.ada, "career", "A house by the sea")
    actions.take(Step.HOLD, seat=people.seat(first, people.ada), at=now())
    second = people.conversation(Phase.BEFORE)
    people.write(second, people.ada, "career", "A laboratory")
    ada = windows.person_page(people.ada)
    ada.goto("/")
    ada.get_by_role("link", name=re.compile("side by side")).first.click()
    press(ada, "Career development")
    expect(ada.locator("main")).to_contain_text("A house by the sea")
    expect(ada.locator("main")).to_contain_text("A laboratory")


def test_the_sheet_is_sent_to_a_third_person_who_reads_it_until_it_is_taken_back(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.CONFIRMED)
    people.write(dialogue, people.ada, "guide.meaning", "Mine alone")
    ada, ben, cleo = (windows.person_page(person) for person in (people.ada, people.ben, people.cleo))
    windows.guard.forgive("status of 40[04]")  # a name that nobody has, and a sheet that is no longer there
    ada.goto(f"/dialogues/{dialogue.pk}/after/")
    press(ada, "Send it to a third person")
    ada.get_by_role("textbox", name="To whom").fill("Cleo Ch")
    press(ada, "Send the sheet")
    expect(ada.get_by_text("Nobody here has this name").first).to_be_visible()
    expect(ada.get_by_role("textbox", name="To whom")).to_have_value("Cleo Ch")
    ada.get_by_role("textbox", name="To whom").fill("Cleo Chen")
    press(ada, "Send the sheet")
    expect(ada.get_by_role("status")).to_contain_text("has been sent")
    cleo.goto("/")
    press(cleo, "A sheet from Ada Aagaard")
    expect(cleo.locator("main")).to_contain_text("About advice, by Ben")
    assert "Mine alone" not in cleo.content()
    ben.goto(f"/dialogues/{dialogue.pk}/sheet/")
    expect(ben.locator("main")).to_contain_text("Cleo Chen")
    ben.goto("/access/")
    expect(ben.locator("main")).to_contain_text("Cleo Chen opened your words on the sheet that was sent")
    ada.get_by_role("button", name=re.compile("^Stop it")).click()
    gone = cleo.reload()
    assert gone is not None
    assert gone.status == 404
    cleo.goto("/")
    expect(cleo.get_by_text("A sheet from Ada Aagaard")).to_have_count(0)


def test_a_contact_is_written_down_handed_on_and_taken_back(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.CONFIRMED)
    ada, ben = windows.person_page(people.ada), windows.person_page(people.ben)
    ben.goto("/")
    press(ben, "My network")
    press(ben, "Add a contact")
    ben.get_by_label("Name").fill("Ingrid Østergård")
    ben.get_by_label("What for").fill("How an agency works from inside")
    ben.get_by_label("Has agreed to be asked").check()
    press(ben, "Save")
    expect(ben.locator("main")).to_contain_text("Ingrid Østergård")
    ben.goto(f"/dialogues/{dialogue.pk}/after/")
    press(ben, "Hand on a contact")
    ben.get_by_label("Ingrid Østergård").check()
    ben.get_by_label("In one sentence: why").fill("You both like archives")
    press(ben, "Hand it on to Ada")
    expect(ben.get_by_role("region", name="Handed on")).to_contain_text("Ingrid Østergård")
    ada.goto(f"/dialogues/{dialogue.pk}/sheet/")
    expect(ada.locator("main")).to_contain_text("You both like archives")
    ben.get_by_role("button", name=re.compile("^Take it back")).click()
    expect(ben.get_by_text("Nobody so far.")).to_be_visible()
    ada.reload()
    assert "Ingrid" not in ada.content()


def test_a_conversation_moves_with_copies_and_the_former_leader_learns_only_that_it_has_ended(
    windows: Windows, people: Cast
):
    dialogue = people.conversation(Phase.BEFORE)
    people.write(dialogue, people.ada, "career", "A house by the sea")
    people.write(dialogue, people.ada, "success", "I explain well")
    people.share(dialogue, people.ada, "success")
    ada, ben, dora = (windows.person_page(person) for person in (people.ada, people.ben, people.dora))
    ben.goto(f"/dialogues/{dialogue.pk}/prepare/")
    expect(ben.locator("main")).to_contain_text("I explain well")
    ada.goto("/")
    press(ada, "Move it to somebody else")
    ada.get_by_label("Name of the other leader").fill("Dora Dam")
    ada.get_by_label("Another leader or supervisor").check()
    ada.get_by_label("Success").uncheck()
    press(ada, "Move the conversation")
    expect(ada.get_by_role("heading", name="You asked Dora for a conversation")).to_be_visible()
    ben.goto("/")
    expect(ben.locator("main")).to_contain_text("Ada ended the conversation")
    ben.goto(f"/dialogues/{dialogue.pk}/")
    assert "I explain well" not in ben.content()
    dora.goto("/")
    press(dora, "Read and answer")
    press(dora, "Yes, let us talk")
    ada.goto("/")
    press(ada, "Prepare")
    expect(ada.locator("[id='text-career']")).to_have_value("A house by the sea")
    expect(ada.locator("[id='text-success']")).to_have_value("")
    dora.goto("/")
    press(dora, "Prepare")
    assert "A house by the sea" not in dora.content()


def test_what_both_share_opens_for_both_at_the_same_moment(windows: Windows, people: Cast):
    dialogue = people.conversation(Phase.BEFORE)
    people.write(dialogue, people.ada, "success", "I explain well")
    people.write(dialogue, people.ben, "feedback-notes", "She listens before she decides")
    ada, ben = windows.person_page(people.ada), windows.person_page(people.ben)
    ada.goto(f"/dialogues/{dialogue.pk}/prepare/")
    press(ada, "Let both open at the same moment instead")
    ada.get_by_label("when both say that they are ready").check()
    press(ada, "Save")
    people.share(dialogue, people.ada, "success")
    people.share(dialogue, people.ben, "feedback-notes")
    ben.goto(f"/dialogues/{dialogue.pk}/prepare/")
    expect(ben.locator("#opening")).to_contain_text("Ada is not ready yet.")
    assert "I explain well" not in ben.content()
    press(ben, "I am ready")
    expect(ada.locator("#opening")).to_contain_text("Ben is ready.")
    assert "She listens" not in ada.content()
    press(ada, "I am ready")
    expect(ada.locator("#shared")).to_contain_text("She listens before she decides")
    expect(ben.locator("#shared")).to_contain_text("I explain well")
