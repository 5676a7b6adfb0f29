"""The page on which the two agree how they begin: Ada is coached by Signe."""

import re

import pytest
from django.urls import reverse

from samtalerum.coaching.models import CoachingUnit
from samtalerum.dialogues.models import Entry
from samtalerum.dialogues.phases import Phase, Side
from tests.coached import Coaching


def page_of(dialogue) -> str:
    return reverse("dialogues:prepare", args=[dialogue.pk])


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of what stands in the page."""
    hidden = re.findall(r'name="((?:fingerprint|revision|client|was)[^"]*)" (?:data-name="\w+" )?value="([^"]*)"', page)
    return dict(hidden) | dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page))


def confirm(client, dialogue, **typed):
    """Press the button on the page as it is now, with this text in the first place."""
    page = client.get(page_of(dialogue)).content.decode()
    return client.post(page_of(dialogue), {**form_of(page), **typed, "confirm": "1"})


@pytest.fixture
def begun(unit: Coaching):
    """A course that both have said yes to, and the key of what they agree on first."""
    dialogue = unit.course(Phase.BEFORE)
    return dialogue, dialogue.edition.coaching.agreement[0].key


def test_the_coachee_writes_and_both_confirm_the_same_text(unit, begun, client_for):
    dialogue, how = begun
    ada, signe = client_for(unit.ada), client_for(unit.signe.person)
    assert "Nothing is written here yet" in signe.get(page_of(dialogue)).content.decode()
    answer = confirm(ada, dialogue, **{f"text-{how}": "By video, every third week."})
    assert answer.status_code == 302
    read = signe.get(page_of(dialogue)).content.decode()
    assert "By video, every third week." in read
    assert "<textarea" not in read
    assert confirm(signe, dialogue).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING
    closed = ada.get(page_of(dialogue)).content.decode()
    assert closed.count("Confirmed today") == 2
    assert "You and Signe read this" in closed  # nobody pauses where nobody writes any more
    assert "reads this when you pause here" not in closed
    assert f'href="{reverse("dialogues:show", args=[dialogue.pk])}"' in closed  # the way back is the course
    assert 'name="confirm"' not in closed


def test_what_was_saved_on_the_way_is_confirmed_as_it_stands_on_the_page(unit, begun, client_for):
    """saving.js has saved between the opening of the page and the button; the fingerprint in the form is of nothing."""
    dialogue, how = begun
    ada = client_for(unit.ada)
    sent = form_of(ada.get(page_of(dialogue)).content.decode()) | {f"text-{how}": "Once a month"}
    ada.post(reverse("dialogues:save", args=[dialogue.pk, how]), sent | {f"text-{how}": "Once a mon"})
    answer = ada.post(page_of(dialogue), sent | {f"revision-{how}": "1", "confirm": "1"})
    assert answer.status_code == 302
    assert "Confirmed today" in ada.get(page_of(dialogue)).content.decode()


def test_a_text_that_changed_since_the_coach_read_it_is_read_again(unit, begun, client_for):
    dialogue, how = begun
    unit.write(dialogue, how, "An hour a month")
    signe = client_for(unit.signe.person)
    page = signe.get(page_of(dialogue)).content.decode()
    read_as = re.search(r'name="fingerprint" value="([^"]*)"', page)[1]
    client_for(unit.ada).post(page_of(dialogue), {f"text-{how}": "An hour a week", f"revision-{how}": "1"})
    answer = signe.post(page_of(dialogue), {"fingerprint": read_as, "confirm": "1"})
    assert answer.status_code == 409
    assert "Read it again, then confirm" in answer.content.decode()
    assert "An hour a week" in answer.content.decode()


def test_another_window_s_text_is_not_confirmed_unread_by_the_one_who_writes(unit, begun, client_for):
    dialogue, how = begun
    unit.write(dialogue, how, "An hour a month")
    ada = client_for(unit.ada)
    sent = form_of(ada.get(page_of(dialogue)).content.decode())
    client_for(unit.ada).post(page_of(dialogue), {f"text-{how}": "An hour a week", f"revision-{how}": "1"})
    answer = ada.post(page_of(dialogue), {**sent, "confirm": "1"})
    assert answer.status_code == 409


def test_an_empty_agreement_is_not_confirmed(unit, begun, client_for):
    dialogue, _how = begun
    answer = confirm(client_for(unit.ada), dialogue)
    assert answer.status_code == 409
    assert "Write first how, where and how often you start" in answer.content.decode()
    assert 'name="confirm"' not in client_for(unit.signe.person).get(page_of(dialogue)).content.decode()


def test_the_coach_can_not_write_there(unit, begun, client_for):
    dialogue, how = begun
    client_for(unit.signe.person).post(page_of(dialogue), {f"text-{how}": "As I like it", f"revision-{how}": "0"})
    assert not Entry.objects.filter(dialogue=dialogue.pk).exclude(author__side=Side.OWNER).exists()


def test_confidentiality_is_said_in_the_institution_s_words_in_the_reader_s_language(unit, begun, client_for):
    dialogue, _how = begun
    ada = client_for(unit.ada)
    assert (
        dialogue.edition.coaching.about.principles[0].for_("owner", "en") in ada.get(page_of(dialogue)).content.decode()
    )
    CoachingUnit.objects.create(confidentiality={"en": "It is confidential <here>.", "da": "Det er fortroligt her."})
    assert "It is confidential &lt;here&gt;." in ada.get(page_of(dialogue)).content.decode()
    type(unit.ada).objects.filter(pk=unit.ada.pk).update(language="da")
    assert "Det er fortroligt her." in ada.get(page_of(dialogue), headers={"accept-language": "da"}).content.decode()


def test_it_says_what_is_kept_how_long(unit, begun, client_for, settings):
    dialogue, _how = begun
    read = client_for(unit.ada).get(page_of(dialogue)).content.decode()
    assert "6 months after closing" in read
    assert "30 days after closing" in read


def test_nobody_else_finds_it(unit, begun, client_for):
    dialogue, _how = begun
    cast = unit.cast
    for somebody in (unit.mikkel.person, unit.carl.person, unit.kirsten, cast.ben, cast.hanne, cast.ida, cast.cleo):
        assert client_for(somebody).get(page_of(dialogue)).status_code == 404
        assert client_for(somebody).post(page_of(dialogue), {"confirm": "1"}).status_code == 404


def test_the_page_s_title_names_a_person_and_no_subject(unit, begun, client_for):
    dialogue, _how = begun
    title = re.search(r"<title>(.*?)</title>", client_for(unit.ada).get(page_of(dialogue)).content.decode())[1]
    assert "Signe" in title
    assert "oach" not in title
