"""Taking one's own words along: all of one's own, of others' only what one can read, and never what they keep private."""

import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.apps import apps
from django.utils import translation

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import AgreedStep, Opens, SentPart
from samtalerum.dialogues.phases import Phase
from samtalerum.mail.models import Letter
from samtalerum.network import actions as network
from samtalerum.network.cards import Card
from samtalerum.people import proof, take_along
from samtalerum.people.factors.models import CodeApp
from samtalerum.people.models import Event, Person
from samtalerum.people.taking import taken
from samtalerum.vault import api as vault
from samtalerum.vault.sealed import SealedField
from tests.cast import Cast, now
from tests.planted import disguises

PAGE = "/take-along/"
OWN, SHARED = "A laboratory by the sea, and a boat", "Stones that others pass by"
BENS, FEEDBACK = "Ben keeps this about her to himself", "You explain better than you think"
# Models with sealed text that nobody takes along, each with the reason.
NOT_TAKEN = {
    SentPart: "a sheet of others, lent to a third reader until a day; whose words they are takes them along",
    CodeApp: "how somebody signs in: a secret, and nobody's words",
}


def files_of(person: Person, *, language: str = "en") -> dict[str, str]:
    """What is in the file."""
    with translation.override(language):
        box = take_along.packed(person, at=now())
    with zipfile.ZipFile(io.BytesIO(box)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def reads(person: Person, sentence: str) -> bool:
    """The sentence stands in the person's file, on the page and in the data, or in neither."""
    files = files_of(person)
    found = {name: any(form in text.encode() for form in disguises(sentence)) for name, text in files.items()}
    assert found["index.html"] == found["data.json"]
    return found["data.json"]


def test_every_sealed_text_is_taken_along_or_says_why_not():
    models = [one for one in apps.get_models() if one.__module__.startswith("samtalerum.")]
    sealed = {one for one in models if any(isinstance(field, SealedField) for field in one._meta.fields)}
    assert sealed, "nothing would be tried"
    assert {one for one in sealed if (one in taken()) == (one in NOT_TAKEN)} == set(), "@takes(...), or a reason here"
    assert taken() <= sealed


def test_ada_takes_her_own_words_and_what_ben_shares_and_never_what_he_keeps(cast: Cast):
    dialogue = cast.conversation(Phase.BEFORE, words="May we talk before the summer?")
    cast.write(dialogue, cast.ada, "success", SHARED)
    cast.write(dialogue, cast.ada, "career", OWN)
    cast.write(dialogue, cast.ben, "feedback-notes", BENS)
    cast.share(dialogue, cast.ada, "success")
    assert reads(cast.ada, OWN)
    assert reads(cast.ada, SHARED)
    assert reads(cast.ada, "May we talk before the summer?")
    assert not reads(cast.ada, BENS)
    assert reads(cast.ben, BENS)
    cast.write(dialogue, cast.ben, "feedback-notes", FEEDBACK)
    cast.share(dialogue, cast.ben, "feedback-notes")
    assert reads(cast.ada, FEEDBACK)
    actions.stop_sharing(cast.seat(dialogue, cast.ben), ["feedback-notes"], at=now())
    assert not reads(cast.ada, FEEDBACK)


def test_what_waits_to_open_for_both_at_once_waits_in_the_file_too(cast: Cast):
    dialogue = cast.conversation(Phase.BEFORE)
    actions.choose_opening(cast.seat(dialogue, cast.ada), Opens.MEETING, at=now())
    cast.write(dialogue, cast.ben, "feedback-notes", FEEDBACK)
    cast.share(dialogue, cast.ben, "feedback-notes")
    assert not reads(cast.ada, FEEDBACK)


def test_a_leader_takes_no_employee_s_preparation_along_and_a_stranger_nothing(cast: Cast):
    dialogue = cast.conversation(Phase.BEFORE)
    cast.write(dialogue, cast.ada, "success", SHARED)
    cast.share(dialogue, cast.ada, "success")
    for person in (cast.ben, cast.cleo, cast.ida):
        assert not reads(person, SHARED)
    assert [one["kind"] for one in json.loads(files_of(cast.cleo)["data.json"])["chapters"]] == ["account"]


def test_the_confirmed_sheet_steps_notes_questions_and_contacts_are_in_it(cast: Cast):
    dialogue = cast.conversation(Phase.CONFIRMED)
    ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
    step = AgreedStep.objects.filter(entry__author=ada).first()
    actions.note_step(ada, step.pk, text="Only if it does not rain", based_on=0, at=now())
    actions.follow_up(ada, text="Is it still so?", at=now())
    actions.follow_up(ben, text="More than ever", at=now())
    card = network.add(cast.ben, Card("Ingrid Ibsen", "Agency", "Grants", "Ring her", agreed=True), at=now())
    actions.refer(ben, card.pk, why="You both like sand", at=now())
    both = ["About reflection, by Ada", "About advice, by Ben", "Ingrid Ibsen", "You both like sand", "More than ever"]
    for sentence in both:
        assert reads(cast.ada, sentence), sentence
        assert reads(cast.ben, sentence), sentence
    assert reads(cast.ada, "Only if it does not rain")
    assert not reads(cast.ben, "Only if it does not rain")
    assert not reads(cast.ben, "Is it still so?")  # her question was for their thread
    (conversation,) = [one for one in _chapters(cast.ada) if one["kind"] == "conversation"]
    assert {"with", "asked", "held", "confirmed"} <= {one["key"] for one in conversation["facts"]}
    assert {one["by"] for one in conversation["passages"] if one["kind"] == "confirmed-sheet"} == {"both"}


def test_opening_another_s_words_for_the_file_is_written_down(cast: Cast):
    dialogue = cast.conversation(Phase.BEFORE)
    cast.write(dialogue, cast.ben, "feedback-notes", FEEDBACK)
    cast.share(dialogue, cast.ben, "feedback-notes")
    assert not vault.opened_by_others(cast.ben.pk).exists()
    files_of(cast.ada)
    assert vault.opened_by_others(cast.ben.pk).get().actor == cast.ada.pk
    (openings,) = [one for one in _chapters(cast.ben) if one["kind"] == "openings"]
    assert [one["label"] for one in openings["facts"]] == ["Ada Aagaard"]


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_the_page_stands_alone_and_the_sums_are_right(cast: Cast, language: str):
    dialogue = cast.conversation(Phase.CONFIRMED)
    cast.write(dialogue, cast.ada, "guide.meaning", "<script>alert(1)</script> & me")
    files = files_of(cast.ada, language=language)
    page = files["index.html"]
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert parser.errors == []
    assert tree.get("lang") == language
    tags = {one.tag for one in tree.iter() if isinstance(one.tag, str)}
    assert not tags & {"script", "img", "link", "iframe", "form", "object"}
    assert not re.search(r"(src|href)=\"(?!#)", page), "something from elsewhere"
    for line in files["sha256.txt"].splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name].encode()).hexdigest() == digest
    assert json.loads(files["data.json"])["language"] == language


def test_each_field_of_the_data_is_described(cast: Cast):
    cast.conversation(Phase.CONFIRMED)
    network.add(cast.ada, Card("Ingrid", "", "", "", agreed=False), at=now())
    described = set(re.findall(r"`([\w/-]+)`", Path("docs/take-along.md").read_text()))
    data = json.loads(files_of(cast.ada)["data.json"])
    names, kinds = set(data), set()
    for chapter in data["chapters"]:
        kinds |= {chapter["kind"], *(one["kind"] for one in chapter["passages"])}
        names |= set(chapter).union(*chapter["passages"], *chapter["facts"])
    assert names | kinds <= described, names | kinds - described


def test_the_file_asks_for_fresh_proof_and_is_kept_nowhere(cast: Cast, client_for: Any):
    cast.conversation(Phase.BEFORE)
    client = client_for(cast.ada)
    prove(client, ago=timedelta(minutes=16))
    assert "Show that it is you" in client.get(PAGE).content.decode()
    assert client.post(PAGE)["Location"] == f"/settings/security/prove/?next={PAGE}"
    assert not Event.objects.filter(kind=Event.Kind.TAKEN_ALONG).exists()
    prove(client)
    assert "Make the file" in client.get(PAGE).content.decode()
    answer = client.post(PAGE)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store, private"
    assert re.fullmatch(r'attachment; filename="samtalerum-\d{4}-\d\d-\d\d\.zip"', answer["Content-Disposition"])
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["index.html", "data.json", "sha256.txt"]
    assert Event.objects.get(kind=Event.Kind.TAKEN_ALONG).person == cast.ada
    letter = Letter.objects.get(notice="people/words-taken")
    assert letter.person == cast.ada.pk
    assert "Took a file" in client.get("/settings/security/").content.decode()
    prove(client, ago=timedelta(minutes=16))
    assert client.post(PAGE).status_code == 302


def test_the_page_says_to_everybody_alike_what_of_coaching_is_in_it(cast: Cast, client_for: Any):
    for person in (cast.ada, cast.ben, cast.hanne):
        assert "If you have been coached: your request" in client_for(person).get(PAGE).content.decode()


def test_it_is_not_made_again_and_again(cast: Cast, client_for: Any):
    client = client_for(cast.ada)
    prove(client)
    assert [client.post(PAGE).status_code for _ in range(6)] == [200] * 5 + [429]


def prove(client: Any, *, ago: timedelta = timedelta(0)) -> None:
    """As if the person had shown so long ago who it is."""
    session = client.session
    session[proof.HOW], session[proof.AT] = proof.Proof.CODE, (now() - ago).isoformat()
    session.save()


def _chapters(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files_of(person)["data.json"])["chapters"]
    return found
