"""Somebody leaves: what goes with that person, what stays with the other, and what both read on their pages."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from playwright.sync_api import expect

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import AgreedStep, Dialogue, Entry, Passage, Seat, SentSheet, StepNote
from samtalerum.dialogues.phases import OPEN, Phase, Side, Step
from samtalerum.dialogues.seats import seats_of
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import WrongMoment
from samtalerum.mail.models import Letter
from samtalerum.network import actions as network
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact
from samtalerum.people import actions as people_actions
from samtalerum.people import holds, leaving, sweeps
from samtalerum.people.departures import Departure
from samtalerum.people.models import Affiliation, Person
from samtalerum.vault import api as vault
from tests.browser import Windows, axe, fits
from tests.cast import Cast, now
from tests.planted import disguises, traces

OWN, SHARED = "A laboratory by the sea, and a boat", "Stones that others pass by"
BENS = "Ben keeps this about her to himself"
LATER = timedelta(days=32)


def leaves(cast: Cast, person: Person) -> None:
    """The last day was today; and the month after it is over."""
    people_actions.end_everything(person, last_day=now().date(), actor=cast.ida, at=now())
    sweeps.leave(now() + LATER)


def texts(cast: Cast, dialogue: Dialogue, person: Person) -> set[str]:
    """What this person reads there."""
    seat = cast.seat(dialogue, person)
    return {one.text for one in read(seat, ring(seat), at=now() + LATER) if one.text}


def home_of(client_for: Any, person: Person) -> str:
    """The start page."""
    page: str = client_for(Person.objects.get(pk=person.pk)).get("/").content.decode()
    return page


def written(cast: Cast, phase: Phase) -> Dialogue:
    """Ada has written two topics and shared one; Ben has a private note."""
    dialogue = cast.conversation(Phase.BEFORE)
    cast.write(dialogue, cast.ada, "success", SHARED)
    cast.write(dialogue, cast.ada, "career", OWN)
    cast.write(dialogue, cast.ben, "feedback-notes", BENS)
    cast.share(dialogue, cast.ada, "success")
    if phase != Phase.BEFORE:
        actions.take(Step.MEET, seat=cast.seat(dialogue, cast.ben), at=now())
    if phase == Phase.CONFIRMED:
        cast.confirm(dialogue)
    dialogue.refresh_from_db()
    return dialogue


@pytest.mark.parametrize("phase", sorted(OPEN))
def test_an_employee_leaves_and_what_is_open_ends_with_a_neutral_sentence(cast: Cast, client_for: Any, phase: str):
    dialogue = cast.conversation(Phase(phase))
    leaves(cast, cast.ada)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.WITHDRAWN
    assert Passage.objects.filter(dialogue=dialogue, step=Step.LEAVE).count() == 1
    assert not seats_of(cast.ada).exists()
    assert "Ada is no longer here, so the conversation has ended" in home_of(client_for, cast.ben)
    page = client_for(cast.ben).get(f"/dialogues/{dialogue.pk}/answer/").content.decode()
    assert "Ada is no longer here, so it ended on" in page
    assert Letter.objects.filter(person=cast.ben.pk, notice="dialogues/changed").exists()
    assert not Letter.objects.filter(person=cast.ada.pk, notice="dialogues/changed", written_at__gt=now()).exists()


@pytest.mark.parametrize("phase", [Phase.ASKED, Phase.INVITED, Phase.SUGGESTED])
def test_a_question_to_a_leader_who_has_left_ends_and_another_can_be_asked(cast: Cast, client_for: Any, phase: Phase):
    cast.conversation(phase)
    leaves(cast, cast.ben)
    page = home_of(client_for, cast.ada)
    assert "Ben is no longer here, so the conversation has ended" in page
    assert "Ask somebody else" in page


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.DURING])
def test_what_was_agreed_with_a_leader_who_has_left_stays_the_employee_s_and_can_be_moved(
    cast: Cast, client_for: Any, phase: Phase
):
    dialogue = written(cast, phase)
    actions.agree_on_date(
        seat=cast.seat(dialogue, cast.ada), meets_at=now() + timedelta(days=99), minutes=60, place="5.112", at=now()
    )
    leaves(cast, cast.ben)
    dialogue.refresh_from_db()
    assert (dialogue.phase, dialogue.meets_at, dialogue.place) == (phase, None, "")
    assert texts(cast, dialogue, cast.ada) == {OWN, SHARED}
    with pytest.raises(Http404):
        cast.seat(dialogue, cast.ben)
    page = home_of(client_for, cast.ada)
    assert "Ben is no longer here. Your texts are as you left them" in page
    for way in ("move", "prepare", "answer"):
        address = f"/dialogues/{dialogue.pk}/{way}/"
        assert address in page
        assert client_for(Person.objects.get(pk=cast.ada.pk)).get(address).status_code == 200, way
    assert Letter.objects.filter(person=cast.ada.pk, notice="dialogues/partner-gone").count() == 1
    ada = cast.seat(dialogue, Person.objects.get(pk=cast.ada.pk))
    asked = actions.move_to(ada, cast.dora, items=["career"], words="", at=now() + LATER)
    assert texts(cast, asked, cast.ada) == {OWN}


def test_what_only_the_leaver_could_read_is_gone_by_its_key(cast: Cast):
    dialogue = written(cast, Phase.BEFORE)
    seat, kept = cast.seat(dialogue, cast.ada), Entry.objects.get(item="career")
    contact = network.add(cast.ada, Card("Ingrid", "", "", "", agreed=True), at=now())
    leaves(cast, cast.ada)
    keys = vault.ring(cast.ada.pk, [seat.scope, contact.scope])
    assert not keys.has(seat.scope)
    assert not keys.has(contact.scope)
    assert vault.open(keys, [(kept.draft, kept.draft_place(kept.revision))], at=now()) == [None]
    assert not Contact.objects.exists()
    with pytest.raises(vault.NotAReader):  # and what was shared opens for the other one alone
        vault.ring(cast.ada.pk, [dialogue.scope]).has(dialogue.scope)
    assert texts(cast, dialogue, cast.ben) == {BENS, SHARED}


def test_a_confirmed_sheet_stays_its_period_with_the_other_one(cast: Cast):
    dialogue = written(cast, Phase.CONFIRMED)
    step = AgreedStep.objects.filter(entry__author__side=Side.OWNER).first()
    actions.note_step(cast.seat(dialogue, cast.ada), step.pk, text="Not on a Monday", based_on=0, at=now())
    leaves(cast, cast.ada)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.CONFIRMED
    assert not StepNote.objects.exists()
    seat = cast.seat(dialogue, cast.ben)
    standing = actions.standing_version(seat, ring(seat), at=now())
    assert standing
    assert standing[1]
    assert "About reflection, by Ada" in {line.text for line in standing[1].lines}
    assert SHARED in texts(cast, dialogue, cast.ben)


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("stays", ["ada", "ben"])
def test_after_talking_without_a_sheet_the_other_one_reads_what_is_kept_or_confirms_what_the_leaver_confirmed(
    cast: Cast, client_for: Any, stays: str, confirmed: bool
):
    dialogue = cast.conversation(Phase.HELD)
    cast.write(dialogue, cast.ada, "reflection", "We talked")
    gone, stayer = (cast.ben, cast.ada) if stays == "ada" else (cast.ada, cast.ben)
    if confirmed:
        read_as = cast.fingerprint(dialogue, gone)
        actions.confirm(cast.seat(dialogue, gone), fingerprint=read_as, at=now())
    leaves(cast, gone)
    page = home_of(client_for, stayer)
    assert ("Read and confirm" in page) == confirmed
    assert (f"You and {gone.first_name} have talked. {gone.first_name} is no longer here." in page) != confirmed
    if confirmed:
        actions.confirm(cast.seat(dialogue, stayer), fingerprint=cast.fingerprint(dialogue, stayer), at=now() + LATER)
        dialogue.refresh_from_db()
        assert dialogue.phase == Phase.CONFIRMED
    else:
        assert f"/dialogues/{dialogue.pk}/after/" in page


def test_nothing_is_asked_of_somebody_who_has_left(cast: Cast, client_for: Any):
    dialogue = cast.conversation(Phase.CONFIRMED)
    leaves(cast, cast.ben)
    page = client_for(cast.ada).get(f"/dialogues/{dialogue.pk}/after/")
    assert page.status_code == 200
    assert "Send to Ben" not in page.content.decode()
    with pytest.raises(WrongMoment):
        actions.follow_up(cast.seat(dialogue, cast.ada), text="Is it still so?", at=now())


def test_sheets_that_the_leaver_sent_or_was_sent_can_be_read_no_longer(cast: Cast):
    dialogue = written(cast, Phase.CONFIRMED)
    until = (now() + timedelta(days=90)).date()
    actions.send_sheet(cast.seat(dialogue, cast.ada), cast.dora, until=until, at=now())
    leaves(cast, cast.dora)
    assert not SentSheet.objects.filter(ended_at=None).exists()
    actions.send_sheet(cast.seat(dialogue, cast.ada), cast.cleo, until=until, at=now())
    leaves(cast, cast.ada)
    assert not SentSheet.objects.filter(ended_at=None).exists()


def test_a_hold_on_the_other_one_pauses_their_conversation_and_the_end_comes_with_its_end(cast: Cast):
    dialogue = written(cast, Phase.BEFORE)
    hold = holds.propose(person=cast.ben, other=None, reason="Case 7", actor=cast.ida, at=now())
    holds.confirm(hold.pk, actor=cast.hanne, at=now())
    leaves(cast, cast.ada)
    assert not Person.objects.get(pk=cast.ada.pk).is_active
    assert texts(cast, dialogue, cast.ada) == {OWN, SHARED}
    assert Departure.objects.get().ended_at is None
    for actor in (cast.ida, cast.hanne):
        holds.end(hold.pk, actor=actor, at=now())
    sweeps.leave(now() + LATER)
    assert Seat.objects.get(dialogue=dialogue, side=Side.OWNER).ended_at
    assert Departure.objects.get().ended_at


def test_what_was_cut_off_between_the_stores_is_done_again(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    dialogue = written(cast, Phase.BEFORE)
    with monkeypatch.context() as cut:
        cut.setattr("samtalerum.dialogues.leaving._leave", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            leaves(cast, cast.ada)
    assert Seat.objects.get(dialogue=dialogue, side=Side.OWNER).ended_at is None
    sweeps.leave(now() + LATER)
    assert Seat.objects.get(dialogue=dialogue, side=Side.OWNER).ended_at
    assert Departure.objects.get().ended_at


def test_whoever_comes_back_after_the_end_begins_with_nothing(cast: Cast):
    written(cast, Phase.BEFORE)
    leaves(cast, cast.ada)
    Affiliation.objects.create(person=cast.ada, unit=cast.unit, category="guest", starts=now().date())
    people_actions.open_account(Person.objects.get(pk=cast.ada.pk), actor=cast.ida, at=now() + LATER)
    assert sweeps.leave(now() + LATER) == 0
    assert not seats_of(cast.ada).exists()


def test_ada_takes_her_file_and_leaves_and_ben_reads_that_she_is_no_longer_here(
    windows: Windows, people: Cast, house: Any, tmp_path: Path
):
    dialogue = written(people, Phase.BEFORE)
    today = now().date()
    people_actions.end_everything(people.ada, last_day=today, actor=people.ida, at=now())
    ada = windows.person_page(people.ada, java_script_enabled=False, accept_downloads=True)
    expect(ada.get_by_role("heading", name="You can sign in until")).to_be_visible()
    fits(ada)
    ada.get_by_role("link", name="Take your words along").click()
    with ada.expect_download() as download:
        ada.get_by_role("button", name="Make the file").click()
    download.value.save_as(tmp_path / "words.zip")
    page = read_offline(windows, tmp_path)
    for words, there in ((OWN, True), (SHARED, True), (BENS, False)):
        assert any(form in page.encode() for form in disguises(words)) is there
    # A month goes by.
    ago = today - timedelta(days=40)
    Affiliation.objects.filter(person=people.ada).update(ends=ago)
    Departure.objects.update(last_day=ago, until=today - timedelta(days=2))
    assert leaving.end_what_is_over(at=now()) == 1
    ada.goto("/")
    expect(ada.get_by_role("button", name="Send me a code")).to_be_visible()
    ben = windows.person_page(people.ben)
    expect(ben.locator("main")).to_contain_text("Ada is no longer here, so the conversation has ended")
    axe(ben)
    ben.get_by_role("link", name="Look at it").first.click()
    expect(ben.locator("main")).to_contain_text("Ada is no longer here")
    assert str(dialogue.pk) in ben.url
    assert traces(house, [OWN, SHARED, BENS], [ada.context, ben.context]) == []  # of the file nothing is kept


def read_offline(windows: Windows, folder: Path) -> str:
    """The page in the file, opened from a folder, without a network; axe-core finds nothing, also on a phone."""
    with zipfile.ZipFile(io.BytesIO((folder / "words.zip").read_bytes())) as archive:
        archive.extractall(folder)
    page = windows.page(bypass_csp=True, offline=True)  # axe-core is a script; the page itself allows none
    page.goto((folder / "index.html").as_uri())
    expect(page.get_by_role("heading", name="Your words from Samtalerum")).to_be_visible()
    axe(page)
    fits(page)
    return page.content()
