"""One laptop on the table: every address from there, planted private sentences, digits, and two browsers."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Confirmation, Entry
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.people import actions as people_actions
from samtalerum.people.models import Session
from tests.browser import Windows, axe, fits
from tests.cast import Cast, now
from tests.inspecting import InspectingClient
from tests.matrix import rows
from tests.sent import SENDS, Stage
from tests.test_matrix import tried_only

FROM_THE_TABLE = {"dialogues:table", "dialogues:table-save", "dialogues:table-leave"}
PLANTED = ("I have applied at the agency.", "She may not be renewed.", "Ask about the salary.", "Not yet said aloud.")
COOKIE = settings.SESSION_COOKIE_NAME


def planted(cast: Cast):
    """A room with private sentences of both, and one that Ada has shared."""
    dialogue = cast.conversation(Phase.BEFORE)
    cast.write(dialogue, cast.ada, "success", "I explain things well.")
    cast.share(dialogue, cast.ada, "success")
    cast.write(dialogue, cast.ada, "career", PLANTED[0])
    cast.write(dialogue, cast.ben, "feedback-notes", PLANTED[1])
    actions.take(Step.MEET, seat=cast.seat(dialogue, cast.ben), at=now())
    guide = cast.seat(dialogue, cast.ada).dialogue.edition.blueprint.during.guide[0]
    cast.write(dialogue, cast.ada, guide.note.key, PLANTED[2])
    ben = cast.seat(dialogue, cast.ben)
    actions.choose_show(ben, "advice", "on-pause", at=now())
    actions.save(ben, "advice", text=PLANTED[3], based_on=0, client=uuid4(), at=now(), paused=False)
    return dialogue


def laid(dialogue, person) -> Client:
    client = InspectingClient()
    client.force_login(person)
    answer = client.post(reverse("dialogues:lay-table", args=[dialogue.pk]))
    assert answer.headers["Location"] == reverse("dialogues:table")
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    return client


def digits() -> str:
    return re.search(r"\b(\d{6})\b", mail.outbox[-1].body)[1]


def typed(client: Client, **more: str):
    return client.post("/table/", {"fingerprint": fingerprint(client.get("/table/").content.decode())} | more)


def fingerprint(page: str) -> str:
    return re.search(r'name="fingerprint" value="([^"]*)"', page)[1]


@pytest.mark.parametrize("phase", sorted({row.phase for row in rows()}))
def test_from_a_table_every_other_address_leads_back_to_it(phase: str, cast: Cast):
    stage, wrong = Stage(cast, phase), []
    client = laid(replace(cast, ben=cast.dora).conversation(Phase.DURING), cast.ada)
    key = client.cookies[COOKIE].value
    for row in rows():
        if row.phase != phase or row.name in FROM_THE_TABLE:
            continue
        for headers in ({}, {"HX-Request": "true"}, {"X-Samtalerum-Save": "1"}):
            client.cookies[COOKIE] = key
            with tried_only():
                body = SENDS[row.sends](stage) if row.method == "POST" else {}
                answer = getattr(client, row.method.lower())(stage.url(row), body, headers=headers)
            right = (401, None) if headers else (302, "/table/")
            if (answer.status_code, answer.headers.get("Location")) != right:
                wrong.append(f"{row}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_nothing_private_lies_on_the_table(who: str, cast: Cast):
    client = laid(planted(cast), getattr(cast, who))
    page = client.get("/table/")
    assert page.headers["Cache-Control"] == "no-store, private"
    text = page.content.decode()
    assert "I explain things well." in text
    own_choice = PLANTED[:3] if who == "ben" else PLANTED  # the page before said that this is shown when he lays it
    assert not [one for one in own_choice if one in text]


def test_the_sign_in_is_gone_and_the_table_is_listed_as_theirs(cast: Cast):
    dialogue = cast.conversation(Phase.DURING)
    client = InspectingClient()
    client.force_login(cast.ada)
    before = client.cookies[COOKIE].value
    client.post(reverse("dialogues:lay-table", args=[dialogue.pk]))
    assert client.cookies[COOKIE].value != before
    old = InspectingClient()
    old.cookies[COOKIE] = before
    late = old.get(f"/dialogues/{dialogue.pk}/poll/?page=room&seen=0", headers={"HX-Request": "true"})
    assert late.status_code == 401
    assert COOKIE not in late.cookies, "A late answer must not take the table's cookie away"
    assert Session.objects.get(person=cast.ada).session_key
    people_actions.sign_out_everywhere(cast.ada, at=now())
    assert client.get("/table/").headers["Location"] == reverse("people:sign-in")


@pytest.mark.parametrize("over", ["left", "seat ended", "room closed", "account closed"])
def test_a_table_that_is_over_shows_nothing(over: str, cast: Cast):
    dialogue = cast.conversation(Phase.DURING)
    client = laid(dialogue, cast.ada)
    if over == "left":
        answer = client.post("/table/leave/")
        assert answer.headers["Location"].startswith(reverse("people:sign-in"))
        assert '"cache"' in answer.headers["Clear-Site-Data"]
    elif over == "seat ended":
        cast.seat(dialogue, cast.ada).__class__.objects.filter(person=cast.ada).update(ended_at=now())
    elif over == "room closed":
        dialogue.phase = Phase.BEFORE
        dialogue.save()
    else:
        cast.ada.__class__.objects.filter(pk=cast.ada.pk).update(is_active=False)
    assert client.get("/table/").headers["Location"] == reverse("people:sign-in")
    assert client.get("/settings/").headers["Location"].startswith(reverse("people:sign-in"))


def test_digits_confirm_the_text_they_were_asked_for_and_open_no_session(cast: Cast, settings):
    settings.SEND_MAIL_AT_ONCE = True
    dialogue = cast.conversation(Phase.DURING)
    client = laid(dialogue, cast.ada)
    typed(client, **{"text-advice": "Call Ingrid", "revision-advice": "0", "send": "partner"})
    assert cast.ben.email in mail.outbox[-1].to[0]
    sent = digits()
    assert sent not in str(dict(client.session.items()))
    wrong = f"{(int(sent) + 1) % 10**6:06}"
    assert typed(client, **{"code-partner": wrong}).status_code == 400
    assert typed(client, **{"code-owner": sent}).status_code == 400, "They are Ben's, not Ada's"
    assert typed(client, **{"code-partner": sent}).status_code == 302
    assert Confirmation.objects.get().seat.person == cast.ben
    assert Entry.objects.get(item="advice").author.person == cast.ben
    assert not Session.objects.filter(person=cast.ben).exists()
    assert client.get("/").headers["Location"] == "/table/"


def test_digits_are_worth_nothing_once_the_text_has_changed(cast: Cast, settings):
    settings.SEND_MAIL_AT_ONCE = True
    dialogue = cast.conversation(Phase.DURING)
    client = laid(dialogue, cast.ada)
    typed(client, **{"text-advice": "Call Ingrid", "revision-advice": "0", "send": "partner"})
    page = client.get("/table/").content.decode()
    cast.write(dialogue, cast.ben, "advice", "And Jonas")
    fresh = typed(client, **{"code-partner": digits()})
    stale = client.post("/table/", {"code-partner": digits(), "fingerprint": fingerprint(page)})
    assert (fresh.status_code, stale.status_code) == (400, 400)
    assert "The text has changed" in fresh.content.decode()
    assert not Confirmation.objects.exists()


def test_whoever_is_held_to_a_second_factor_confirms_elsewhere(cast: Cast, settings):
    settings.SEND_MAIL_AT_ONCE = True
    client = laid(cast.conversation(Phase.DURING), cast.ada)
    cast.ben.__class__.objects.filter(pk=cast.ben.pk).update(is_administrator=True)
    answer = typed(client, **{"text-advice": "Call Ingrid", "revision-advice": "0", "send": "partner"})
    assert answer.status_code == 403
    assert "Confirm on a device of your own" in answer.content.decode()
    assert not mail.outbox


def test_guessing_digits_ends_after_five_tries(cast: Cast, settings):
    settings.SEND_MAIL_AT_ONCE = True
    client = laid(cast.conversation(Phase.DURING), cast.ada)
    typed(client, **{"text-advice": "Call Ingrid", "revision-advice": "0", "send": "partner"})
    right = digits()
    for number in range(5):
        typed(client, **{"code-partner": f"{(int(right) + 1 + number) % 10**6:06}"})
    assert typed(client, **{"code-partner": right}).status_code == 400
    assert not Confirmation.objects.exists()


def test_two_browsers(windows: Windows, people: Cast):
    windows.guard.forgive("409.*/room/confirm/")
    dialogue = planted(people)
    laptop, own = windows.person_page(people.ada), windows.person_page(people.ben)
    tab = laptop.context.new_page()
    tab.goto(f"/dialogues/{dialogue.pk}/room/")
    expect(tab.locator("body")).to_contain_text("Guide")
    laptop.goto(f"/dialogues/{dialogue.pk}/room/")
    laptop.get_by_role("link", name="One laptop between you?").click()
    axe(laptop)
    fits(laptop)
    laptop.get_by_role("button", name="Lay it on the table").click()
    expect(laptop.get_by_role("button", name="Leave the table")).to_be_visible()
    expect(tab).to_have_url(re.compile("/table/$"))
    axe(laptop)
    fits(laptop)
    own.goto(f"/dialogues/{dialogue.pk}/room/")
    laptop.locator("[id='text-prospects'], [id='text-advice']").first.fill("Call Ingrid this week")
    laptop.locator("[id='text-reflection']").fill("A line of research")
    laptop.locator("[id='text-reflection']").blur()
    written = own.get_by_text("Written down by Ada. It becomes your word when you confirm the sheet.")
    expect(written).to_be_visible()
    own.get_by_role("button", name="Confirm this text").click()
    expect(own.locator("#again, .st-sign-state").first).to_be_visible()
    if own.locator("#again").count():  # what Ben held back is shown first, and read once more
        own.get_by_role("button", name="Confirm this text").click()
    expect(own.locator(".st-sign-state")).to_be_visible()
    expect(written).to_be_hidden()
    nothing_private_behind(laptop, dialogue)
    laptop.goto("/table/")
    laptop.get_by_role("button", name="Leave the table").click()
    expect(laptop).to_have_url(re.compile("/sign-in/"))
    laptop.go_back()
    expect(laptop.locator("body")).not_to_contain_text("Call Ingrid")


def nothing_private_behind(page: Page, dialogue) -> None:
    """Back, forward and typed addresses show the table, or the door, and no planted sentence of Ada's own."""
    for go in (page.go_back, page.go_back, page.go_forward):
        go()
        assert not [one for one in PLANTED[:3] if one in page.content()], page.url
    for typed_url in (f"/dialogues/{dialogue.pk}/prepare/", f"/dialogues/{dialogue.pk}/room/", "/settings/", "/"):
        page.goto(typed_url)
        expect(page).to_have_url(re.compile("/table/$"))
        assert not [one for one in PLANTED[:3] if one in page.content()]
