"""A course in browsers: agreement, meeting, closing, evaluation. Without JavaScript: tests/test_coaching_journey.py."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from samtalerum.coaching.actions import closing
from samtalerum.coaching.actions import meeting as meetings
from samtalerum.coaching.models import EvaluationCount, LoggedHour
from samtalerum.dialogues.phases import Phase, Side
from tests.browser import Windows
from tests.cast import Cast
from tests.coached import HOPE, make_coaching


def write_down_a_meeting(page: Page, *, days: int) -> None:
    """By video, at ten, for three quarters of an hour."""
    page.get_by_role("link", name="Write down a meeting").click()
    page.get_by_label("Day").fill((timezone.localdate() + timedelta(days=days)).isoformat())
    page.get_by_label("Time").fill("00:00" if days == 0 else "10:00")
    page.get_by_label("How long, in minutes").fill("45")
    page.get_by_label("By video").check()
    page.get_by_role("button", name="Save the meeting").click()


def saved(page: Page) -> None:
    """What was typed last has reached the server."""
    page.locator("textarea:focus").blur()
    expect(page.get_by_text(re.compile(r"^Saved \d"))).not_to_have_count(0)


def test_from_the_agreement_to_the_evaluation(windows: Windows, people: Cast):
    unit = make_coaching(people)
    course = unit.course(Phase.BEFORE)
    coaching = course.edition.coaching
    ada = windows.person_page(unit.ada)
    signe = windows.person_page(unit.signe.person)

    # Ada writes how they begin; both confirm the same text.
    ada.goto(f"/dialogues/{course.pk}/")
    ada.get_by_role("textbox", name=coaching.agreement[0].questions[0].for_("owner", "en")).fill(
        "By video, every third week."
    )
    saved(ada)
    ada.get_by_role("button", name="Confirm this text").click()
    expect(ada.get_by_text(re.compile("Confirmed today"))).to_have_count(1)
    signe.goto(f"/dialogues/{course.pk}/")
    expect(signe.get_by_text("By video, every third week.")).to_be_visible()
    signe.get_by_role("button", name="Confirm this text").click()
    expect(signe.get_by_role("heading", name="Coaching Ada Aagaard")).to_be_visible()

    # What it is about now, a meeting that has begun, what was taken along.
    ada.goto(f"/dialogues/{course.pk}/room/")
    ada.get_by_role("textbox", name=coaching.focus.questions[0].for_("owner", "en")).fill("What I say no to.")
    with ada.expect_navigation():
        ada.get_by_role("button", name=re.compile("Save.*Current focus")).click()
    write_down_a_meeting(ada, days=0)  # midnight has been: the page of the meeting comes
    ada.get_by_role("textbox", name=coaching.taking_along.questions[0].for_("owner", "en")).fill(
        "The yes comes too soon."
    )
    with ada.expect_navigation():
        ada.get_by_role("button", name="Save", exact=True).click()
    signe.reload()
    expect(signe.locator(".st-focus")).to_have_text("What I say no to.")
    signe.get_by_role("listitem").filter(has_text="The yes comes too soon").get_by_role("link").click()
    signe.get_by_role("button", name="We have met").click()
    expect(signe.get_by_role("button", name="Neither: take that back")).to_be_visible()
    assert LoggedHour.objects.get().minutes == 45

    # Closing shows what was hoped for; afterwards the coachee answers, once.
    ada.goto(f"/dialogues/{course.pk}/room/")
    ada.get_by_role("link", name="Close the course").click()
    expect(ada.get_by_text(HOPE)).to_be_visible()
    ada.get_by_role("textbox", name=coaching.closing[0].questions[0].for_("owner", "en")).fill("That no is an answer.")
    ada.get_by_role("button", name="Close the course").click()
    expect(ada.get_by_role("heading", name="You and Signe Thorup are through")).to_be_visible()
    for question in coaching.evaluation:
        group = ada.get_by_role("group", name=question.text.for_("owner", "en"))
        group.get_by_label("4", exact=True).check()
    ada.get_by_role("button", name="Add my numbers").click()
    expect(ada.get_by_text("nobody can pick them out")).to_be_visible()
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == len(coaching.evaluation)

    signe.goto(f"/dialogues/{course.pk}/")
    expect(signe.get_by_text("That no is an answer.")).to_be_visible()
    signe.goto("/desk/hours/")
    expect(signe.get_by_text("Hours in all: 0.75")).to_be_visible()
    expect(signe.get_by_text(re.compile(r"\bAda\b"))).to_have_count(0)


def test_what_one_writes_or_agrees_on_arrives_and_what_the_other_is_writing_stays(windows: Windows, people: Cast):
    unit = make_coaching(people)
    course = unit.course()
    coaching = course.edition.coaching
    ada, signe = windows.person_page(unit.ada), windows.person_page(unit.signe.person)
    for page in (ada, signe):
        page.goto(f"/dialogues/{course.pk}/room/")

    notes = signe.get_by_role("textbox")
    notes.fill("Half a sentence that")
    ada.get_by_role("textbox", name=coaching.focus.questions[0].for_("owner", "en")).fill("What I say no to.")
    saved(ada)
    expect(signe.locator(".st-focus")).to_have_text("What I say no to.")
    expect(notes).to_have_value("Half a sentence that")
    expect(notes).to_be_focused()

    focus = ada.get_by_role("textbox", name=coaching.focus.questions[0].for_("owner", "en"))
    focus.focus()
    focus.press_sequentially(" And when")
    when = meetings.When(timezone.now() + timedelta(days=2), place="The library")
    meetings.agree(seat=unit.seat(course, Side.PARTNER), when=when, at=timezone.now())
    expect(ada.get_by_text("The library")).to_be_visible()
    expect(focus).to_be_focused()
    expect(focus).to_have_value(re.compile("What I say no to"))

    closing.close(seat=unit.seat(course, Side.PARTNER), at=timezone.now())
    expect(ada.get_by_text("The course has ended meanwhile.")).to_be_visible()
    expect(focus).to_have_value(re.compile("And when"))
