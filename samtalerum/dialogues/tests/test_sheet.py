"""Both confirm the same text; a later change asks both again; what both confirmed stays readable until then."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samtalerum.dialogues import actions, facts
from samtalerum.dialogues.models import Confirmation, Entry, SheetVersion
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.dialogues.tests.test_room import PLUMBING, address, sent, signed_in, text_of, write
from samtalerum.dialogues.visibility import open_entries, read, ring
from samtalerum.vault import api as vault


def written(cast, phase=Phase.DURING):
    dialogue = cast.start(phase)
    write(cast, dialogue, cast.ada, "reflection", "To lead a group")
    write(cast, dialogue, cast.ada, "action", "Write to Ingrid")
    write(cast, dialogue, cast.ben, "advice", "Talk with Jonas")
    return dialogue


def confirm(client, dialogue, **changes):
    return client.post(address(dialogue, "room-confirm"), sent(client.get(address(dialogue))) | changes)


def both_confirm(cast, dialogue):
    for person in (cast.ada, cast.ben):
        assert confirm(signed_in(person), dialogue).status_code == 302
    dialogue.refresh_from_db()


def test_when_both_confirm_the_same_text_it_stands(cast):
    dialogue = written(cast)
    assert confirm(signed_in(cast.ada), dialogue).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING
    page = text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "Confirmed today" in page
    assert "Ben is asked to confirm the same text" in page
    assert confirm(signed_in(cast.ben), dialogue).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.CONFIRMED
    assert dialogue.confirmed_at
    assert "You have both confirmed this sheet" in text_of(signed_in(cast.ada).get(address(dialogue)))


def test_a_text_that_was_changed_meanwhile_is_read_again_first(cast):
    dialogue = written(cast)
    client = signed_in(cast.ada)
    fields = sent(client.get(address(dialogue)))
    write(cast, dialogue, cast.ben, "advice", "Talk with Jonas, and with Ingrid")
    response = client.post(
        address(dialogue, "room-confirm"), fields | {"text-guide.meaning": "A note typed before pressing"}
    )
    page = text_of(response)
    assert response.status_code == 409
    assert "has changed since you opened this page" in page
    assert "and with Ingrid" in page
    assert "A note typed before pressing" in page
    assert not Confirmation.objects.exists()
    again = client.post(address(dialogue, "room-confirm"), sent(response))
    assert again.status_code == 302
    assert Confirmation.objects.count() == 1


def test_ones_own_last_words_are_read_once_more_and_never_lost(cast):
    dialogue = written(cast)
    client = signed_in(cast.ada)
    response = confirm(client, dialogue, **{"text-reflection": "To lead a group, or two"})
    assert response.status_code == 409
    assert "what you wrote last is on the sheet now" in text_of(response)
    assert client.post(address(dialogue, "room-confirm"), sent(response)).status_code == 302


def test_what_is_held_back_is_shown_before_it_can_be_confirmed(cast):
    dialogue = written(cast)
    write(cast, dialogue, cast.ada, "reflection", "To lead a group, not this one", paused=False)
    client = signed_in(cast.ada)
    response = confirm(client, dialogue)
    assert response.status_code == 409
    assert "not this one" in text_of(signed_in(cast.ben).get(address(dialogue)))
    assert client.post(address(dialogue, "room-confirm"), sent(response)).status_code == 302


@pytest.mark.parametrize("fingerprint", ["", "0" * 64, "æøå"])
def test_a_fingerprint_of_no_text_confirms_nothing(cast, fingerprint):
    dialogue = written(cast)
    response = confirm(signed_in(cast.ada), dialogue, fingerprint=fingerprint)
    assert response.status_code == 409
    assert not SheetVersion.objects.exists()


def test_an_empty_sheet_cannot_be_confirmed(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    page = client.get(address(dialogue))
    assert "Confirm this text" not in text_of(page)
    response = client.post(address(dialogue, "room-confirm"), sent(page))
    assert response.status_code == 409
    assert "The sheet is empty" in text_of(response)


def test_a_later_change_asks_both_again_and_the_confirmed_version_stands_until_then(cast):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    write(cast, dialogue, cast.ada, "action", "Visit the agency")
    page = text_of(signed_in(cast.ben).get(address(dialogue)))
    assert "The sheet with Ada was changed" in page
    assert "Ada changed Action" in page
    assert "<mark>Visit</mark>" in page
    assert "Confirm the new text" in page
    assert "What stands until then" in page
    assert "Write to Ingrid" in page
    standing = text_of(signed_in(cast.ben).get(address(dialogue, "sheet")))
    assert "Write to Ingrid" in standing
    assert "Visit the agency" not in standing
    both_confirm(cast, dialogue)
    standing = text_of(signed_in(cast.ben).get(address(dialogue, "sheet")))
    assert "Visit the agency" in standing
    assert "Write to Ingrid" not in standing
    assert SheetVersion.objects.count() == 1


def test_a_date_that_moved_is_a_change(cast):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    client = signed_in(cast.ada)
    client.post(address(dialogue), sent(client.get(address(dialogue))) | {"due-action": "2031-02-03"})
    page = text_of(signed_in(cast.ben).get(address(dialogue)))
    assert "<mark>by Monday 3 February</mark>" in page
    assert "Confirm the new text" in page


def test_changed_and_changed_back_needs_nobody(cast):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    write(cast, dialogue, cast.ada, "reflection", "Something else")
    write(cast, dialogue, cast.ada, "reflection", "To lead a group")
    assert "You have both confirmed this sheet" in text_of(signed_in(cast.ben).get(address(dialogue)))


def test_a_change_before_the_second_has_confirmed_asks_the_first_again(cast):
    dialogue = written(cast)
    confirm(signed_in(cast.ada), dialogue)
    write(cast, dialogue, cast.ben, "advice", "Talk with nobody")
    page = text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "The sheet was changed after you confirmed it" in page
    confirm(signed_in(cast.ben), dialogue)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING


def test_the_sheet_can_be_read_after_closing_confirmed_or_not(cast):
    dialogue = written(cast)
    actions.take(Step.HOLD, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    actions.take(Step.CLOSE, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    page = text_of(signed_in(cast.ben).get(address(dialogue, "sheet")))
    assert "To lead a group" in page
    assert "Nobody has confirmed this sheet" in page


def test_a_step_added_afterwards_is_not_on_the_sheet(cast):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    actions.add_step(cast.seat(dialogue, cast.ada), "action", text="A course", due=None, at=timezone.now())
    page = text_of(signed_in(cast.ben).get(address(dialogue)))
    assert "A course" not in page
    assert "You have both confirmed this sheet" in page
    assert "A course" not in text_of(signed_in(cast.ada).get(address(dialogue)))


def test_an_erased_sheet_says_so(cast):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    vault.erase(dialogue.scope, at=timezone.now())
    client = signed_in(cast.ada)
    response = client.get(address(dialogue), follow=True)
    assert "has been erased" in text_of(response)


@pytest.mark.parametrize("name", ["room", "sheet"])
def test_a_page_about_a_changed_sheet_costs_no_more(cast, name):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    write(cast, dialogue, cast.ada, "reflection", "Something else")
    confirm(signed_in(cast.ada), dialogue)
    client = signed_in(cast.ben)
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(address(dialogue, name)).status_code == 200
    asked = [query["sql"] for query in content.captured_queries if not query["sql"].startswith(PLUMBING)]
    assert len(asked) <= 9, "\n".join(asked)
    assert len([query for query in keys.captured_queries if not query["sql"].startswith(PLUMBING)]) == 1


def moved(cast, how):
    """An entry whose sealed text has been put where it does not belong."""
    dialogue = written(cast)
    ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
    one = Entry.objects.get(author=ada, item="reflection")
    other = Entry.objects.get(author=ada, item="action")
    if how == "row":
        Entry.objects.filter(pk=other.pk).update(draft=one.draft)
        return ada, other
    if how == "item":
        Entry.objects.filter(pk=one.pk).update(item="goal")
        return ada, one
    if how == "slot":
        Entry.objects.filter(pk=one.pk).update(slot=3)
        return ada, one
    if how == "author":
        Entry.objects.filter(pk=one.pk).update(author=ben)
        return ben, one
    Entry.objects.filter(pk=one.pk).update(revision=one.revision + 1)
    return ada, one


@pytest.mark.parametrize("how", ["row", "item", "slot", "author", "revision"])
def test_a_sealed_text_that_was_moved_is_refused(cast, how):
    seat, entry = moved(cast, how)
    entry = Entry.objects.select_related("author").get(pk=entry.pk)
    with pytest.raises(vault.Tampered):
        open_entries(seat, ring(seat), [entry], at=timezone.now())


def test_a_private_text_put_in_the_place_of_the_shown_one_opens_for_nobody(cast):
    dialogue = written(cast)
    one = Entry.objects.get(item="reflection")
    Entry.objects.filter(pk=one.pk).update(shown=one.draft)
    seat = cast.seat(dialogue, cast.ben)
    assert read(seat, ring(seat), at=timezone.now()).theirs("reflection").text is None


def test_a_version_that_was_moved_to_another_dialogue_is_refused(cast):
    dialogue = written(cast)
    both_confirm(cast, dialogue)
    version = SheetVersion.objects.get()
    keys = ring(cast.seat(dialogue, cast.ada))
    version.pk = dialogue.pk
    with pytest.raises(vault.Tampered):
        actions.opened(version, keys, at=timezone.now())


def test_a_later_revision_cannot_be_swapped_for_an_earlier_one(cast):
    dialogue = cast.start(Phase.DURING)
    write(cast, dialogue, cast.ada, "reflection", "Earlier")
    earlier = Entry.objects.get(item="reflection")
    write(cast, dialogue, cast.ada, "reflection", "Later")
    Entry.objects.filter(pk=earlier.pk).update(draft=earlier.draft, shown=earlier.shown)
    seat = cast.seat(dialogue, cast.ada)
    with pytest.raises(vault.Tampered):
        read(seat, ring(seat), at=timezone.now())


def test_a_new_date_alone_is_noticed_as_a_change_of_the_confirmed_sheet(cast, at):
    dialogue = cast.start(Phase.CONFIRMED)
    later = at + timedelta(days=1)
    actions.set_due(cast.seat(dialogue, cast.ada), "action", 0, date(2030, 6, 1), at=later)
    ben = cast.seat(dialogue, cast.ben)
    assert facts.of([ben])[ben.pk].sheet == facts.SheetStands.OTHER_CHANGED
