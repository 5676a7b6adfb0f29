"""polling.js and htmx-errors.js: what the other one does arrives, and every refusal is said in words."""

import pytest
from playwright.sync_api import Page, expect

from samtalerum.web.tests.stage import Answer, Stage, says

pytestmark = pytest.mark.browser


def news(revision: int, *fragments: str) -> Answer:
    own = f'<div id="poll" hx-swap-oob="true" data-poll="/poll/?page=room" data-poll-every="50" data-seen="{revision}">'
    return Answer(body=f"{own}<p>At revision {revision}.</p></div>" + "".join(fragments))


def seen(stage: Stage) -> list[str]:
    return [said["seen"] for said in stage.saves("/poll/")]


def test_what_the_other_one_wrote_arrives(page: Page, stage: Stage) -> None:
    stage.row("/poll/", news(2, '<p id="step" hx-swap-oob="true">Ben has taken the step.</p>'))
    expect(page.get_by_text("Ben has taken the step.")).to_be_visible()
    expect(page.get_by_text("At revision 2.")).to_be_visible()
    with page.expect_response("**/poll/**seen=2**"):
        pass
    assert stage.saves("/poll/")[0]["page"] == "room"
    assert seen(stage)[0] == "1"


def test_a_place_somebody_writes_in_is_left_alone_and_asked_for_again(page: Page, stage: Stage) -> None:
    stage.standing["/save/feedback/"] = Answer(status=503)
    box = page.get_by_label("What gives you energy at work?")
    box.fill("My own words")
    fresh = '<div id="place-feedback" hx-swap-oob="true"><p>Somebody else’s words</p></div>'
    stage.standing["/poll/"] = lambda said: news(2, fresh) if said["seen"] == "1" else Answer(status=204)
    expect(page.get_by_text("At revision 2.")).to_be_visible()
    with page.expect_response("**/poll/**seen=1**"):
        pass
    expect(box).to_have_value("My own words")


def test_a_button_keeps_the_focus_when_its_place_is_renewed(page: Page, stage: Stage) -> None:
    stage.row("/poll/", news(2).__class__(body=news(2).body.replace("</p>", '</p><button id="go">Go</button>')))
    page.locator("#go").focus()
    stage.row("/poll/", Answer(body=news(3).body.replace("</p>", '</p><button id="go">Go</button>')))
    expect(page.get_by_text("At revision 3.")).to_be_visible()
    expect(page.locator("#go")).to_be_focused()


def test_one_lost_answer_is_nothing_but_several_are_said_and_forgotten_when_it_works(page: Page, stage: Stage) -> None:
    stage.standing["/poll/"] = Answer(status=503)
    notice = page.get_by_role("alert").filter(has_text="Samtalerum does not answer right now")
    expect(notice).to_be_visible()
    stage.standing["/poll/"] = Answer(status=204)
    expect(notice).to_have_count(0)


def test_a_signed_out_page_stops_asking_and_says_so(page: Page, stage: Stage) -> None:
    stage.standing["/poll/"] = Answer(status=401)
    expect(page.get_by_role("alert").filter(has_text="You have been signed out")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "You have been signed out"),
        (403, "This is not yours to do"),
        (404, "This is no longer here"),
        (409, "Something has changed in the meantime"),
        (418, "That did not go through"),
        (500, "Samtalerum does not answer right now"),
        (503, "Samtalerum does not answer right now"),
        (507, "Samtalerum has no room left"),
    ],
)
def test_htmx_says_every_refusal_in_words(page: Page, stage: Stage, errors: list[str], status: int, words: str) -> None:
    stage.row("/step/", Answer(status=status, body="<p>not to be shown</p>"))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_text("Not taken.")).to_be_visible()
    expect(page.get_by_text("not to be shown")).to_have_count(0)
    stage.row("/step/", Answer(body='<p id="step">Taken.</p>'))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_text("Taken.", exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    provoked(errors)


def test_htmx_says_a_lost_connection_in_words(page: Page, stage: Stage, errors: list[str]) -> None:
    stage.row("/step/", Answer(cut=True))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_role("alert").filter(has_text="There is no connection right now")).to_be_visible()
    provoked(errors)


def test_the_servers_own_words_go_first(page: Page, stage: Stage, errors: list[str]) -> None:
    words = '<section class="st-notice" data-trouble role="alert"><h2>Too early</h2><p>Both first.</p></section>'
    stage.row("/step/", Answer(status=409, body=words, headers={"X-Samtalerum-Refusal": "words"}))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_role("alert").filter(has_text="Both first.")).to_be_visible()
    provoked(errors)


def test_an_old_token_is_renewed_and_the_second_press_works(page: Page, stage: Stage, errors: list[str]) -> None:
    stage.row("/step/", Answer(status=403, headers={"X-Samtalerum-Refusal": "csrf"}))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_role("alert").filter(has_text="please do it once more")).to_be_visible()
    stage.row("/step/", Answer(body='<p id="step">Taken.</p>'))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_text("Taken.", exact=True)).to_be_visible()
    assert stage.saves("/step/")[1]["csrfmiddlewaretoken"] == "b" * 64
    provoked(errors)


def test_an_old_token_and_no_session_leads_to_the_door(page: Page, stage: Stage, errors: list[str]) -> None:
    stage.row("/step/", Answer(status=403, headers={"X-Samtalerum-Refusal": "csrf"}))
    stage.row("/csrf/", says({"words": "…"}, 401))
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_role("link", name="Sign in (opens a new tab)")).to_be_visible()
    provoked(errors)


def provoked(errors: list[str]) -> None:
    """htmx itself writes what failed into the console; nothing else may be there."""
    left = [one for one in errors if "Response Status Error Code" not in one and "htmx:" not in one]
    assert [one for one in left if not one.startswith("Failed to load resource: ")] == []
    errors.clear()
