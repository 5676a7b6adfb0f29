"""saving.js: what was typed reaches the server, or stays in the page and says so."""

import threading
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from samtalerum.web.tests.stage import Answer, Stage, says

pytestmark = pytest.mark.browser

BEN_TOO = {
    "revision": 9,
    "theirs": "Written on the phone.",
    "words": "This was written in two places. Both texts are safe.",
    "url": "/conflict/feedback/0/",
}


def status(page: Page, place: str = "feedback") -> Any:
    return page.locator(f'[data-saved-for="{place}"]')


def test_it_saves_a_moment_after_the_last_key(page: Page, stage: Stage) -> None:
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    expect(status(page)).to_have_text("Saved 10:42")
    (save,) = stage.saves()
    assert save["text"] == "Field weeks."
    assert save["revision"] == "0"
    assert save["client"] == "11111111-1111-4111-8111-111111111111"
    assert len(save["save_id"]) == 36
    assert save["paused"] == "0"
    assert save["token"]


def test_leaving_the_place_saves_at_once_and_says_that_the_writer_paused(page: Page, stage: Stage) -> None:
    box = page.get_by_label("What gives you energy at work?")
    box.fill("Field weeks.")
    box.blur()
    expect(status(page)).to_have_text("Saved 10:42")
    assert stage.saves()[0]["paused"] == "1"


def test_a_pause_after_a_save_while_writing_is_told_too(page: Page, stage: Stage) -> None:
    box = page.get_by_label("What gives you energy at work?")
    box.fill("Field weeks.")
    expect(status(page)).to_have_text("Saved 10:42")
    with page.expect_response("**/save/feedback/"):
        box.blur()
    assert [save["paused"] for save in stage.saves()] == ["0", "1"]


def test_the_next_save_carries_the_revision_of_the_last(page: Page, stage: Stage) -> None:
    box = page.get_by_label("What gives you energy at work?")
    box.fill("One.")
    expect(status(page)).to_have_text("Saved 10:42")
    stage.row("/save/feedback/", says({"revision": 5, "saved": "10:43", "words": "Saved 10:43"}))
    box.fill("One. Two.")
    expect(status(page)).to_have_text("Saved 10:43")
    assert [save["revision"] for save in stage.saves()] == ["0", "4"]
    assert len({save["save_id"] for save in stage.saves()}) == 2


def test_what_is_typed_while_a_save_is_on_its_way_is_saved_after_it(page: Page, stage: Stage) -> None:
    first = threading.Event()
    stage.row("/save/feedback/", says({"revision": 1, "saved": "10:41", "words": "Saved 10:41"}, waits=first))
    box = page.get_by_label("What gives you energy at work?")
    with page.expect_request("**/save/feedback/"):
        box.fill("One.")
    box.fill("One. Two.")
    first.set()
    expect(status(page)).to_have_text("Saved 10:42")
    assert [(save["text"], save["revision"]) for save in stage.saves()] == [("One.", "0"), ("One. Two.", "1")]


def test_two_places_save_independently(page: Page, stage: Stage) -> None:
    stage.row("/save/success/", says({"revision": 4, "saved": "10:50", "words": "Saved 10:50"}))
    page.get_by_label("What do you yourself find that you do well?").fill("The archive.")
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    expect(status(page, "success")).to_have_text("Saved 10:50")
    expect(status(page)).to_have_text("Saved 10:42")
    assert stage.saves("/save/success/")[0]["revision"] == "3"


@pytest.mark.parametrize("trouble", [Answer(status=500), Answer(status=503), Answer(cut=True), Answer(status=429)])
def test_a_save_that_fails_says_so_at_the_field_and_is_tried_again(page: Page, stage: Stage, trouble: Answer) -> None:
    stage.standing["/save/feedback/"] = trouble
    box = page.get_by_label("What gives you energy at work?")
    box.fill("Field weeks.")
    expect(status(page)).to_have_text("Not saved yet. Your words are still here; we are trying again.")
    expect(status(page)).to_have_attribute("data-failed", "")
    expect(box).to_have_value("Field weeks.")
    del stage.standing["/save/feedback/"]
    expect(status(page)).to_have_text("Saved 10:42")
    expect(status(page)).not_to_have_attribute("data-failed", "")
    expect(page.get_by_role("button", name="Try to save now")).to_have_count(0)
    assert {save["text"] for save in stage.saves()} == {"Field weeks."}
    assert stage.saves()[0]["save_id"] == stage.saves()[1]["save_id"], "a repeat carries the same save id"


def test_a_failed_save_can_be_tried_at_once(page: Page, stage: Stage) -> None:
    stage.row("/save/feedback/", says({"revision": 1, "saved": "10:41", "words": "Saved 10:41"}))
    box = page.get_by_label("What gives you energy at work?")
    box.fill("One.")
    expect(status(page)).to_have_text("Saved 10:41")
    stage.standing["/save/feedback/"] = Answer(status=503)
    box.fill("One. Two.")
    expect(status(page)).to_have_text("Not saved since 10:41. Your words are still here; we are trying again.")
    del stage.standing["/save/feedback/"]
    page.get_by_role("button", name="Try to save now").click()
    expect(status(page)).to_have_text("Saved 10:42")


def test_without_connection_it_says_so_and_saves_when_the_connection_is_back(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    expect(status(page)).to_have_text("Not saved yet. There is no connection right now; keep the page open.")
    page.context.set_offline(False)
    expect(status(page)).to_have_text("Saved 10:42")


def test_after_an_expired_session_one_signs_in_in_a_new_tab_and_saves_again(page: Page, stage: Stage) -> None:
    """Signing in changed the CSRF token, too."""
    stage.standing["/save/feedback/"] = says({"words": "…", "url": "/sign-in/"}, 401)
    box = page.get_by_label("What gives you energy at work?")
    box.fill("Field weeks.")
    notice = page.get_by_role("alert").filter(has_text="You have been signed out. Your words are still in this page.")
    expect(notice).to_be_visible()
    expect(status(page)).to_have_text("Not saved: you have been signed out. Your words are still here.")
    expect(page.locator("#place-feedback").get_by_role("link", name="Sign in (opens a new tab)")).to_be_visible()
    with page.expect_popup() as popup:
        notice.get_by_role("link", name="Sign in (opens a new tab)").click()
    expect(popup.value.get_by_role("heading", name="/sign-in/")).to_be_visible()

    def only_with_the_new_token(said: dict[str, str]) -> Answer:
        if said["token"] != "b" * 64:
            return says({"words": "This page is from before you signed in", "csrf": True}, 403)
        return says({"revision": 4, "saved": "10:44", "words": "Saved 10:44"})

    stage.standing["/save/feedback/"] = only_with_the_new_token
    popup.value.close()
    page.bring_to_front()
    again = notice.get_by_role("button", name="Save again")
    if again.is_visible():  # coming back to the tab may have saved already
        again.dispatch_event("click")
    expect(status(page)).to_have_text("Saved 10:44")
    expect(notice).to_have_count(0)
    expect(box).to_have_value("Field weeks.")
    tokens = page.locator("input[name=csrfmiddlewaretoken]").evaluate_all("all => all.map((one) => one.value)")
    assert set(tokens) == {"b" * 64}, "every form of the page goes on working"


def test_a_redirect_to_the_door_counts_as_signed_out(page: Page, stage: Stage) -> None:
    stage.row("/save/feedback/", Answer(status=302, headers={"Location": "/sign-in/"}))
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    expect(page.get_by_role("alert").filter(has_text="You have been signed out")).to_be_visible()


def test_a_conflict_loses_neither_text(page: Page, stage: Stage) -> None:
    stage.row("/save/feedback/", says(BEN_TOO, 409))
    box = page.get_by_label("What gives you energy at work?")
    box.fill("Written here.")
    expect(status(page)).to_have_text("This was written in two places. Both texts are safe.")
    box.fill("Written here, and on.")
    page.get_by_label("What do you yourself find that you do well?").fill("The archive.")
    page.get_by_role("button", name="See both texts").click()
    expect(page.get_by_role("heading", name="/conflict/feedback/0/")).to_be_visible()
    (taken_along,) = stage.saves("/conflict/feedback/0/")
    assert taken_along["text"] == "Written here, and on."
    assert taken_along["method"] == "POST"
    assert taken_along["csrfmiddlewaretoken"]
    assert len(stage.saves()) == 1, "a conflict is not overwritten by saving again"
    assert stage.saves("/save/success/")[0]["text"] == "The archive.", "the other places are saved first"


@pytest.mark.parametrize("refused", [403, 404, 409, 400])
def test_a_refusal_is_said_in_the_servers_words_and_the_text_stays(page: Page, stage: Stage, refused: int) -> None:
    stage.row("/save/feedback/", says({"words": "The conversation has moved on."}, refused))
    box = page.get_by_label("What gives you energy at work?")
    box.fill("Field weeks.")
    expect(status(page)).to_have_text("Not saved. Your words are still here. The conversation has moved on.")
    expect(box).to_have_value("Field weeks.")
    page.get_by_role("button", name="Try to save now").click()
    expect(status(page)).to_have_text("Saved 10:42")


def test_an_answer_that_is_not_about_saving_is_no_acknowledgement(page: Page, stage: Stage) -> None:
    stage.row("/save/feedback/", Answer(body="<p>A proxy says hello</p>"))
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    expect(status(page)).to_contain_text("Not saved yet.")


def test_closing_the_page_with_unsaved_words_warns(page: Page, stage: Stage) -> None:
    stage.standing["/save/feedback/"] = Answer(status=503)
    box = page.get_by_label("What gives you energy at work?")
    box.click()
    box.fill("Field weeks.")
    expect(status(page)).to_contain_text("Not saved yet.")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    expect(box).to_have_value("Field weeks.")
    del stage.standing["/save/feedback/"]
    page.get_by_role("button", name="Try to save now").click()
    expect(status(page)).to_have_text("Saved 10:42")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"], "saved words need no warning"


def test_the_save_button_saves_first_and_then_goes_on_with_the_new_revision(page: Page, stage: Stage) -> None:
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="/page-save/")).to_be_visible()
    (form,) = stage.saves("/page-save/")
    assert form["feedback"] == "Field weeks."
    assert form["revision-feedback"] == "4"
    assert stage.saves()[0]["text"] == "Field weeks."


def test_another_button_of_the_form_waits_for_the_words_and_keeps_its_own_address(page: Page, stage: Stage) -> None:
    page.get_by_label("What do you yourself find that you do well?").fill("The archive.")
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("heading", name="/share/")).to_be_visible()
    assert stage.saves("/share/")[0]["unshare"] == "success"
    assert [path for path, _ in stage.asked if path in {"/save/success/", "/share/"}] == ["/save/success/", "/share/"]


def test_a_button_does_not_go_on_while_the_words_are_not_saved(page: Page, stage: Stage) -> None:
    stage.standing["/save/success/"] = Answer(status=503)
    page.get_by_label("What do you yourself find that you do well?").fill("The archive.")
    page.get_by_role("button", name="Stop sharing").click()
    expect(status(page, "success")).to_contain_text("Not saved yet.")
    assert stage.saves("/share/") == []


def test_who_insists_goes_on_and_is_warned_by_nothing_when_the_form_carries_the_words(page: Page, stage: Stage) -> None:
    stage.standing["/save/success/"] = Answer(status=503)
    page.get_by_label("What do you yourself find that you do well?").fill("The archive.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status(page, "success")).to_contain_text("Not saved yet.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="/page-save/")).to_be_visible()
    assert stage.saves("/page-save/")[0]["success"] == "The archive."


def test_a_link_waits_for_the_words(page: Page, stage: Stage) -> None:
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    page.get_by_role("link", name="Share several topics").click()
    expect(page.get_by_role("heading", name="/elsewhere/")).to_be_visible()
    assert stage.saves()[0]["text"] == "Field weeks."


def test_a_step_by_htmx_waits_for_the_words(page: Page, stage: Stage) -> None:
    stage.row("/step/", Answer(body='<p id="step">Taken.</p>'))
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_text("Taken.", exact=True)).to_be_visible()
    assert [path for path, _ in stage.asked if path in {"/save/feedback/", "/step/"}] == ["/save/feedback/", "/step/"]


def test_nothing_typed_is_kept_by_the_browser(page: Page) -> None:
    page.get_by_label("What gives you energy at work?").fill("Field weeks.")
    expect(status(page)).to_have_text("Saved 10:42")
    kept = page.evaluate(
        "async () => JSON.stringify([localStorage, sessionStorage, await indexedDB.databases(), await caches.keys()])"
    )
    assert "Field weeks" not in kept
    assert kept.startswith("[{},"), "nothing at all outlives the window"
    assert page.locator("textarea:not([autocomplete=off])").count() == 0
