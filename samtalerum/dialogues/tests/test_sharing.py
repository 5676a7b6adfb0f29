"""Sharing several at once, taking back, seeing it as the other sees it, and who has opened what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions, notices
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from samtalerum.mail.models import Letter
from samtalerum.vault.models import AccessLog
from tests.inspecting import InspectingClient

WORDS = {"success": "The archive is in use", "feedback": "A mess feels like a plan", "motivation": "Field weeks"}


def signed_in(person):
    client = InspectingClient()
    client.force_login(person)
    return client


def address(dialogue, name):
    return reverse(f"dialogues:{name}", args=[dialogue.pk])


def prepared(cast, phase=Phase.BEFORE):
    dialogue = cast.start(Phase.BEFORE)
    seat = cast.seat(dialogue, cast.ada)
    for item, text in WORDS.items():
        actions.save(seat, item, text=text, based_on=0, client=uuid4(), at=timezone.now())
    return dialogue


def marks(page):
    """The hidden fields that say which words were read."""
    from html5lib import parse

    tree = parse(page.content.decode(), namespaceHTMLElements=False)
    return {i.get("name"): i.get("value") for i in tree.iter("input") if (i.get("name") or "").startswith("read-")}


def test_the_page_before_sharing_shows_exactly_what_the_other_will_see(cast):
    dialogue = prepared(cast)
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    page = signed_in(cast.ada).get(address(dialogue, "share")).content.decode()
    assert WORDS["feedback"] in page
    assert WORDS["motivation"] in page
    assert WORDS["success"] not in page
    assert "Shared already: Success" in page
    assert "Empty: Career development" in page


def test_what_is_ticked_is_shared_and_can_be_undone_in_place(cast):
    dialogue = prepared(cast)
    ada, ben = signed_in(cast.ada), signed_in(cast.ben)
    sent = marks(ada.get(address(dialogue, "share"))) | {"item": ["success", "motivation"]}
    page = ada.post(address(dialogue, "share"), sent, follow=True).content.decode()
    assert "Ben can now read: Success, Motivation" in page
    seen = ben.get(address(dialogue, "prepare")).content.decode()
    assert WORDS["success"] in seen
    assert WORDS["motivation"] in seen
    assert WORDS["feedback"] not in seen
    page = ada.post(address(dialogue, "stop-sharing"), {"item": ["success", "motivation"]}, follow=True)
    assert "Ben can no longer read: Success, Motivation" in page.content.decode()
    assert not any(words in ben.get(address(dialogue, "prepare")).content.decode() for words in WORDS.values())


def test_nothing_ticked_is_said_and_nothing_is_shared(cast):
    dialogue = prepared(cast)
    client = signed_in(cast.ada)
    answer = client.post(address(dialogue, "share"), marks(client.get(address(dialogue, "share"))))
    assert answer.status_code == 400
    assert "Tick at least one." in answer.content.decode()


def test_words_that_changed_since_they_were_read_are_read_again_before_they_are_shared(cast):
    dialogue = prepared(cast)
    client = signed_in(cast.ada)
    sent = marks(client.get(address(dialogue, "share"))) | {"item": ["success"]}
    actions.save(
        cast.seat(dialogue, cast.ada), "success", text="rewritten", based_on=1, client=uuid4(), at=timezone.now()
    )
    answer = client.post(address(dialogue, "share"), sent)
    assert answer.status_code == 409
    assert "rewritten" in answer.content.decode()
    assert "rewritten" not in signed_in(cast.ben).get(address(dialogue, "prepare")).content.decode()


def active_at(dialogue):
    return Dialogue.objects.get(pk=dialogue.pk).last_activity_at


def test_taken_back_before_it_was_opened_leaves_the_conversation_where_it_stood(cast):
    dialogue = prepared(cast)
    seat, before, now = cast.seat(dialogue, cast.ada), active_at(dialogue), timezone.now()
    actions.share(seat, ["success"], at=now + timedelta(hours=1))
    actions.stop_sharing(seat, ["success"], at=now + timedelta(hours=2))
    assert active_at(dialogue) == before


def test_once_it_was_opened_or_something_followed_taking_back_is_something_that_happened(cast):
    dialogue = prepared(cast)
    seat, ben, later = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben), timezone.now() + timedelta(hours=2)
    actions.share(seat, ["success"], at=later - timedelta(hours=1))
    read(ben, ring(ben), at=later - timedelta(hours=1))
    actions.stop_sharing(seat, ["success"], at=later)
    assert active_at(dialogue) == later
    actions.share(seat, ["feedback"], at=later + timedelta(hours=1))
    actions.agree_on_date(seat=ben, meets_at=None, minutes=30, place="", at=later + timedelta(hours=2))
    actions.stop_sharing(seat, ["feedback"], at=later + timedelta(hours=3))
    assert active_at(dialogue) == later + timedelta(hours=3)


def test_taken_back_before_it_was_opened_leaves_no_trace_for_the_other(cast):
    dialogue = prepared(cast)
    ada, ben = signed_in(cast.ada), signed_in(cast.ben)
    before = ben.get(address(dialogue, "prepare")).content.decode()
    seat = cast.seat(dialogue, cast.ada)
    actions.share(seat, ["success"], at=timezone.now())
    actions.stop_sharing(seat, ["success"], at=timezone.now())
    after = ben.get(address(dialogue, "prepare")).content.decode()
    assert "Success" not in after
    assert "shared" not in after.split('id="shared"')[1].split("</section>")[0].lower().replace("h-shared", "")
    assert "Nothing so far" in before
    assert "Nothing so far" in after
    assert "Ben opened" not in ada.get(address(dialogue, "prepare")).content.decode()


def test_taken_back_before_it_was_opened_no_mail_still_holds_and_nobody_has_opened_anything(cast):
    dialogue = prepared(cast)
    seat, now = cast.seat(dialogue, cast.ada), timezone.now()
    actions.share(seat, ["success"], at=now)
    letters = Letter.objects.filter(person=cast.ben.pk, notice="dialogues/shared")
    assert [notices.shared.holds(letter) for letter in letters] == [True]  # it would have gone out
    signed_in(cast.ada).post(address(dialogue, "stop-sharing"), {"item": ["success"]})
    assert not any(notices.shared.holds(letter) for letter in letters.all())
    assert not Letter.objects.filter(person=cast.ben.pk, notice="dialogues/taken-back").exists()
    assert not AccessLog.objects.filter(actor=cast.ben.pk, action="opened").exists()
    assert WORDS["success"] not in signed_in(cast.ben).get(address(dialogue, "prepare")).content.decode()


def test_after_the_conversation_was_held_nothing_is_taken_back(cast):
    dialogue = prepared(cast)
    seat = cast.seat(dialogue, cast.ada)
    actions.share(seat, ["success"], at=timezone.now())
    actions.take("meet", seat=seat, at=timezone.now())
    actions.take("hold", seat=seat, at=timezone.now())
    client = signed_in(cast.ada)
    page = client.get(address(dialogue, "prepare")).content.decode()
    assert "Stop sharing" not in page
    assert "What was shared when the conversation was held stays shared." in page
    assert client.post(address(dialogue, "stop-sharing"), {"item": "success"}).status_code == 409
    page = client.get(address(dialogue, "share")).content.decode()
    assert "What you share now can't be taken back." in page


def test_before_both_said_yes_nothing_is_shared(cast):
    dialogue = cast.start(Phase.ASKED)
    client = signed_in(cast.ada)
    assert client.get(address(dialogue, "share")).status_code == 409
    assert client.post(address(dialogue, "share"), {"item": "success"}).status_code == 409


@pytest.mark.parametrize("item", ["guide.meaning", "reflection", "feedback-notes", "no-such-item"])
def test_what_is_private_for_good_or_not_mine_is_never_shared(cast, item):
    dialogue = prepared(cast)
    assert signed_in(cast.ada).post(address(dialogue, "share"), {"item": item}).status_code == 400
    assert signed_in(cast.ada).post(address(dialogue, "stop-sharing"), {"item": item}).status_code == 400


def test_as_the_other_sees_it_is_the_copy_that_is_shown(cast):
    dialogue = prepared(cast)
    ada = signed_in(cast.ada)
    assert "you have shared nothing" in ada.get(address(dialogue, "as-seen")).content.decode()
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    mine = ada.get(address(dialogue, "as-seen")).content.decode()
    bens = signed_in(cast.ben).get(address(dialogue, "prepare")).content.decode()
    quote = mine.split("<blockquote")[1].split("</blockquote>")[0]
    assert quote in bens
    assert WORDS["feedback"] not in mine


def test_who_has_opened_what_names_reader_item_and_time_and_never_the_writer(cast):
    dialogue = prepared(cast)
    ada = signed_in(cast.ada)
    assert "Nobody has opened anything you wrote." in ada.get(reverse("dialogues:access")).content.decode()
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    ada.get(address(dialogue, "prepare"))
    assert "Nobody has opened anything you wrote." in ada.get(reverse("dialogues:access")).content.decode()
    signed_in(cast.ben).get(address(dialogue, "prepare"))
    page = ada.get(reverse("dialogues:access")).content.decode()
    assert "<strong>Ben Bo</strong> opened <strong>Success</strong>, Career conversation." in page
    assert "1 time<" in page
    assert WORDS["success"] not in page
    assert "<strong>Ada" not in page
    nobody = "Nobody has opened anything you wrote."
    for person in (cast.ben, cast.cleo):
        assert nobody in signed_in(person).get(reverse("dialogues:access")).content.decode()


def test_the_list_is_turned_page_by_page_and_costs_the_same_however_long_it_is(cast):
    dialogue = prepared(cast)
    actions.share(cast.seat(dialogue, cast.ada), list(WORDS), at=timezone.now())
    client, url = signed_in(cast.ada), reverse("dialogues:access")
    open_all(cast, dialogue, times=1)
    with CaptureQueriesContext(connections["default"]) as few:
        client.get(url)
    open_all(cast, dialogue, times=20)
    with CaptureQueriesContext(connections["default"]) as many:
        page = client.get(url)
    assert len(many) == len(few) <= 10
    assert "?page=2" in page.content.decode()
    assert client.get(f"{url}?page=2").status_code == 200
    assert client.get(f"{url}?page=nonsense").status_code == 200


def open_all(cast, dialogue, *, times):
    from samtalerum.dialogues.visibility import read, ring

    seat = cast.seat(dialogue, cast.ben)
    for number in range(times):
        read(seat, ring(seat), at=timezone.now() - timedelta(hours=number))


def test_steps_of_one_field_that_were_opened_together_are_one_line(cast, at, client_for):
    dialogue = cast.start(Phase.DURING)
    seat = cast.seat(dialogue, cast.ada)
    for slot in range(3):
        actions.save(seat, "action", text=f"Step {slot}", based_on=0, client=uuid4(), at=at, slot=slot)
    client_for(cast.ben).get(reverse("dialogues:room", args=[dialogue.pk]))
    page = client_for(cast.ada).get(reverse("dialogues:access")).content.decode()
    assert page.count("opened <strong>Action</strong>") == 1
