"""Saving: acknowledged means committed, a repeat is no conflict, a conflict loses nothing, nothing leaks."""

from difflib import SequenceMatcher
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms import conflict
from samtalerum.dialogues.forms.conflict import marked, together
from samtalerum.dialogues.models import Entry
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.visibility import read, ring
from tests.inspecting import InspectingClient

PLANTED = "Ada's planted secret"
SCRIPT = {"X-Samtalerum-Save": "1"}


def signed_in(person):
    client = InspectingClient()
    client.force_login(person)
    return client


def url(dialogue, item, slot=None, name="save"):
    if name == "conflict":
        return reverse("dialogues:conflict", args=[dialogue.pk, item, slot or 0])
    return reverse(
        "dialogues:save-slot" if slot else "dialogues:save", args=[dialogue.pk, item, *([slot] if slot else [])]
    )


def post(client, dialogue, item, text, *, revision=0, page=None, slot=None, **more):
    sent = {"text": text, "revision": revision, "client": page or uuid4(), "save_id": uuid4(), **more}
    return client.post(url(dialogue, item, slot), sent, headers=SCRIPT)


def stored(cast, dialogue, person, item, slot=0):
    seat = cast.seat(dialogue, person)
    found = read(seat, ring(seat), at=timezone.now()).mine(item, slot)
    return found and found.text


PLACES = [
    (Phase.BEFORE, "ada", "success", None),
    (Phase.BEFORE, "ben", "feedback-notes", None),
    (Phase.BEFORE, "ada", "guide.meaning", None),
    (Phase.DURING, "ben", "goal", None),
    (Phase.DURING, "ada", "reflection", None),
    (Phase.DURING, "ada", "action", 2),
    (Phase.DURING, "ben", "advice", None),
    (Phase.DURING, "ada", "evaluation.went-well", None),
    (Phase.DURING, "ben", "evaluation.went-well", None),
]


@pytest.mark.parametrize(("phase", "who", "item", "slot"), PLACES)
def test_every_place_is_saved_by_its_writer_and_by_nobody_else(cast, phase, who, item, slot):
    dialogue = cast.start(phase)
    person = getattr(cast, who)
    answer = post(signed_in(person), dialogue, item, "words\r\nin two lines", slot=slot)
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    assert answer.json()["words"].startswith("Saved ")
    assert stored(cast, dialogue, person, item, slot or 0) == "words\nin two lines"
    assert post(signed_in(cast.cleo), dialogue, item, "words", slot=slot).status_code == 404
    if not item.startswith("evaluation"):
        other = cast.ben if who == "ada" else cast.ada
        answer = post(signed_in(other), dialogue, item, "not mine", slot=slot)
        assert answer.status_code == 403
        assert answer.json()["words"] == "The other person writes here."


def test_a_repeat_after_a_lost_answer_is_acknowledged(cast):
    dialogue = cast.start()
    client, page = signed_in(cast.ada), uuid4()
    first = post(client, dialogue, "success", "one", page=page)
    again = post(client, dialogue, "success", "one", page=page)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["revision"] == again.json()["revision"] == 1
    later = post(client, dialogue, "success", "one and two", page=page)
    assert later.json()["revision"] == 2, "the same page goes on from what it saved itself"


def test_a_save_from_an_older_page_overwrites_nothing_and_gets_both_texts(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    post(client, dialogue, "success", "from the phone")
    answer = post(client, dialogue, "success", "from the desk")
    assert answer.status_code == 409
    assert answer.json()["theirs"] == "from the phone"
    assert answer.json()["url"] == url(dialogue, "success", name="conflict")
    assert stored(cast, dialogue, cast.ada, "success") == "from the phone"


def both(client, dialogue, text="from the desk", **more):
    sent = {"text-success": text, "revision-success": 0, "client-success": uuid4(), **more}
    return client.post(url(dialogue, "success", name="conflict"), sent)


def test_without_a_script_the_same_save_shows_both_texts_side_by_side(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    post(client, dialogue, "success", "from the phone")
    sent = {"text-success": "from the desk", "revision-success": 0, "client-success": uuid4()}
    page = client.post(url(dialogue, "success"), sent)
    assert page.status_code == 409
    assert "from the <mark>phone</mark>" in page.content.decode()
    assert "from the <mark>desk</mark>" in page.content.decode()


@pytest.mark.parametrize(
    ("keep", "stands"), [("here", "from the desk"), ("there", "from the phone"), ("together", "desk and phone")]
)
def test_the_writer_keeps_one_or_the_other_or_puts_them_together(cast, keep, stands):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    post(client, dialogue, "success", "from the phone")
    assert both(client, dialogue).status_code == 409
    answer = both(client, dialogue, keep=keep, together="desk and phone", **{"revision-success": 1})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("dialogues:prepare", args=[dialogue.pk])
    assert stored(cast, dialogue, cast.ada, "success") == stands


def test_a_choice_that_was_overtaken_asks_again(cast):
    dialogue = cast.start()
    client, phone = signed_in(cast.ada), uuid4()
    post(client, dialogue, "success", "from the phone", page=phone)
    both(client, dialogue)
    post(client, dialogue, "success", "from the phone, later", revision=1, page=phone)
    answer = both(client, dialogue, keep="here", **{"revision-success": 1})
    assert answer.status_code == 409
    assert "later" in answer.content.decode()
    assert stored(cast, dialogue, cast.ada, "success") == "from the phone, later"


def test_a_choice_leads_back_to_the_page_it_came_from(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    sent = {"text-reflection": "x", "back": "room"}
    assert client.post(url(dialogue, "reflection"), sent)["Location"] == reverse("dialogues:room", args=[dialogue.pk])
    sent = {"text-reflection": "y", "client-reflection": Entry.objects.get().client, "back": "https://example.org/"}
    assert client.post(url(dialogue, "reflection"), sent)["Location"] == reverse(
        "dialogues:prepare", args=[dialogue.pk]
    )


@pytest.mark.parametrize("script", [True, False])
def test_too_long_a_text_is_refused_in_words_and_kept_in_the_page(cast, script):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    long = "long " * 9000
    if script:
        answer = post(client, dialogue, "success", long)
        assert "40,000" in answer.json()["words"]
    else:
        answer = client.post(url(dialogue, "success"), {"text-success": long})
        assert long.strip() in answer.content.decode()
        assert "40,000" in answer.content.decode()
    assert answer.status_code == 400


def test_at_the_wrong_moment_the_text_is_kept_in_the_page(cast):
    dialogue = cast.start(Phase.HELD)
    client = signed_in(cast.ada)
    answer = client.post(url(dialogue, "success"), {"text-success": "a late thought"})
    assert answer.status_code == 409
    assert "a late thought" in answer.content.decode()
    assert "moved on" in answer.content.decode()
    assert (
        post(client, dialogue, "success", "a late thought").json()["words"].startswith("The conversation has moved on")
    )


def test_erased_words_are_not_brought_back_by_an_old_page(cast):
    dialogue = cast.start()
    client, page = signed_in(cast.ada), uuid4()
    post(client, dialogue, "success", "to be erased", page=page)
    actions.erase_private(cast.seat(dialogue, cast.ada), at=timezone.now())
    answer = post(client, dialogue, "success", "to be erased and more", revision=1, page=page)
    assert answer.status_code == 409
    assert answer.json()["theirs"] == ""
    shown = both(client, dialogue, "to be erased and more", **{"revision-success": 1})
    assert "Nothing: everything was removed or erased there." in shown.content.decode()


def test_a_pause_shows_what_was_held_back(cast):
    dialogue = cast.start(Phase.DURING)
    client, page = signed_in(cast.ada), uuid4()
    post(client, dialogue, "reflection", "half", page=page, paused="0")
    assert Entry.objects.get().shown is None
    post(client, dialogue, "reflection", "half", revision=1, page=page, paused="1")
    assert Entry.objects.get().shown is not None


@pytest.mark.parametrize("sent", [{"revision": "x"}, {"client": "x"}])
def test_hidden_fields_that_make_no_sense_are_refused(cast, sent):
    dialogue = cast.start()
    answer = post(signed_in(cast.ada), dialogue, "success", "words", **{"page": None} | {})
    assert answer.status_code == 200
    more = {"text": "words", "revision": "0", "client": str(uuid4())} | sent
    assert signed_in(cast.ada).post(url(dialogue, "success"), more, headers=SCRIPT).status_code == 400
    assert (
        signed_in(cast.ada)
        .post(url(dialogue, "no-such-item"), more | {"revision": "0", "client": str(uuid4())}, headers=SCRIPT)
        .status_code
        == 400
    )


def test_signed_out_a_save_is_told_so_in_words(cast):
    dialogue = cast.start()
    answer = post(InspectingClient(), dialogue, "success", "words")
    assert answer.status_code == 401
    assert answer.json()["url"]


def test_no_answer_carries_a_word_of_the_others_private_text(cast):
    dialogue = cast.start(Phase.DURING)
    ada, ben = signed_in(cast.ada), signed_in(cast.ben)
    for item in ("success", "guide.meaning"):
        post(ada, dialogue, item, PLANTED)
    post(ada, dialogue, "reflection", PLANTED, paused="0")
    answers = []
    for item in ("success", "guide.meaning", "reflection", "no-such-item"):
        answers += [
            post(ben, dialogue, item, "mine"),
            post(ben, dialogue, item, "mine", revision=1),
            post(ben, dialogue, item, "m" * 50_000),
            ben.post(url(dialogue, item), {f"text-{item}": "mine"}),
            ben.post(url(dialogue, item, name="conflict"), {f"text-{item}": "mine"}),
            ben.post(url(dialogue, item, name="conflict"), {f"text-{item}": "mine", "keep": "here"}),
        ]
    for name in ("prepare", "prepare-print", "share", "as-seen"):
        answers.append(ben.get(reverse(f"dialogues:{name}", args=[dialogue.pk])))
    for answer in answers:
        assert b"planted" not in answer.content, answer.request["PATH_INFO"]


def test_what_differs_is_marked_and_nothing_a_person_writes_is_markup():
    assert marked("one <b>two</b>", "one three") == "<p>one <mark>&lt;b&gt;two&lt;/b&gt;</mark></p>"
    assert marked("", "anything") == ""
    assert marked("a\n\nb", "a\n\nb") == "<p>a</p><p>b</p>"
    assert together("same\n\nhere", "same\n\nthere") == "same\n\nhere\n\nthere"


def test_long_texts_are_compared_line_by_line():
    same = "\n".join(f"line {number} with several words in it" for number in range(900))
    assert marked(f"{same}\nmine", f"{same}\nyours").endswith("<p><mark>mine</mark></p>")


def test_no_text_that_somebody_sends_is_compared_in_the_square_of_its_lines(monkeypatch):
    def compared(_junk, parts, others):
        assert len(parts) + len(others) <= conflict.WORDS
        return SequenceMatcher(None, parts, others)

    monkeypatch.setattr(conflict, "SequenceMatcher", compared)
    mine, theirs = (
        "\n".join(f"{number}\n{side}{number}" for number in range(conflict.WORDS)) for side in ("mine", "theirs")
    )
    found = marked(mine, theirs)
    assert found.startswith("<p>0</p><p><mark>mine0</mark></p><p>1</p>")


def test_a_private_save_moves_no_time_that_the_other_one_could_notice(cast):
    dialogue = cast.start(Phase.BEFORE)
    seat = cast.seat(dialogue, cast.ada)
    before = (seat.dialogue.last_activity_at, seat.dialogue.revision)
    key = next(k for k, i in dialogue.edition.blueprint.items().items() if i.part == "preparation" and not i.joint)
    actions.save(seat, key, text=PLANTED, based_on=0, client=uuid4(), at=timezone.now())
    dialogue.refresh_from_db()
    assert (dialogue.last_activity_at, dialogue.revision) == before


@pytest.mark.parametrize("slot", [201, 10**30])
def test_a_step_has_a_number_that_a_page_could_have_given(cast, slot):
    dialogue = cast.start(Phase.DURING)
    key = next(k for k, i in dialogue.edition.blueprint.items().items() if i.steps)
    assert post(signed_in(cast.ada), dialogue, key, PLANTED, slot=slot).status_code == 400
    assert not Entry.objects.filter(item=key, slot__gt=200).exists()
