"""The coachee's own pages: the journal, the directions, the people around; what the coach reads of them, and nobody else."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from html5lib import parse

from samtalerum.coaching.actions import desk
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.tests.test_preparing import count
from samtalerum.mail.models import Letter
from samtalerum.vault.models import AccessLog
from tests.coached import Coaching
from tests.inspecting import InspectingClient

WORDS = "Nine of eleven requests end with: it will only take an hour"
PAGES = ("notes", "map", "around")


def signed_in(person) -> InspectingClient:
    client = InspectingClient()
    client.force_login(person)
    return client


def address(dialogue: Dialogue, name: str = "notes") -> str:
    return reverse(f"coaching:{name}", args=[dialogue.pk])


def fields(response) -> dict[str, str]:
    """What a browser would send back from the page: every named field with its value."""
    tree = parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("data-save") is not None)
    sent = {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("type") == "hidden"}
    return sent | {area.get("name"): area.text or "" for area in form.iter("textarea")}


def passages(dialogue: Dialogue) -> list[Entry]:
    keys = [item.key for item in dialogue.edition.coaching.passages()]
    return list(Entry.objects.filter(dialogue=dialogue.pk, item__in=keys).order_by("item", "slot"))


def typed(client: InspectingClient, url: str, text: str, **pressed: str):
    """Write into the first empty place of the page, without a script, and press a button."""
    sent = fields(client.get(url))
    empty = next(name for name, value in sent.items() if name.startswith("text-") and not value)
    return client.post(url.partition("?")[0], {**sent, empty: text, **pressed}, follow=True)


def test_a_number_of_five_thousand_digits_is_no_question_to_begin_at(unit: Coaching):
    answer = signed_in(unit.ada).post(address(unit.course()), {"begin": "1" * 5000})
    assert answer.status_code == 302


def test_each_passage_has_a_place_of_its_own_and_stands_under_its_day(unit: Coaching):
    dialogue = unit.course()
    ada = signed_in(unit.ada)
    for text in ("First page", "Second page"):
        page = typed(ada, address(dialogue), text)
    body = page.content.decode()
    assert [(one.item, one.slot) for one in passages(dialogue)] == [
        (dialogue.edition.coaching.journal.key, 0),
        (dialogue.edition.coaching.journal.key, 1),
    ]
    assert body.index("Second page") < body.index("First page")
    assert body.count("Only you can read this") == 3  # each passage, and the empty place


def test_a_passage_may_begin_at_a_question(unit: Coaching):
    dialogue = unit.course()
    ada, prompt = signed_in(unit.ada), dialogue.edition.coaching.prompts[2]
    sent = fields(ada.get(address(dialogue)))
    begun = ada.post(address(dialogue), {**sent, "begin": "3"}, follow=True)
    assert prompt.text.for_("owner", "en") in begun.content.decode()
    typed(ada, begun.redirect_chain[-1][0].partition("#")[0], WORDS)
    assert [one.item for one in passages(dialogue)] == [prompt.passage.key]


def test_what_was_typed_is_kept_when_a_question_is_chosen(unit: Coaching):
    dialogue = unit.course()
    typed(signed_in(unit.ada), address(dialogue), WORDS, begin="1")
    assert [one.item for one in passages(dialogue)] == [dialogue.edition.coaching.journal.key]


def test_the_coach_reads_the_passages_that_are_shared_and_no_other_and_none_once_taken_back(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, "Mine alone", slot=0)
    unit.write(dialogue, journal, WORDS, slot=1)
    ada, signe = signed_in(unit.ada), signed_in(unit.signe.person)
    assert "Nothing is shared with you here." in signe.get(address(dialogue)).content.decode()
    shared = ada.post(address(dialogue), {"share": f"{journal}/1"}, follow=True).content.decode()
    assert "Shared with Signe" in shared
    assert "Signe has not opened it yet." in shared
    read = signe.get(address(dialogue)).content.decode()
    assert WORDS in read
    assert "Mine alone" not in read
    assert "Signe opened it today" in ada.get(address(dialogue)).content.decode()
    ada.post(address(dialogue), {"stop": f"{journal}/1"})
    assert WORDS not in signe.get(address(dialogue)).content.decode()


def test_a_passage_can_be_changed_and_the_coach_reads_it_as_it_becomes(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, "First words")
    actions.share(unit.seat(dialogue), [journal], slot=0, at=timezone.now())
    ada = signed_in(unit.ada)
    assert "Change" in ada.get(address(dialogue)).content.decode()
    sent = fields(ada.get(f"{address(dialogue)}?edit={journal}"))
    assert sent[f"text-{journal}"] == "First words"
    ada.post(address(dialogue), {**sent, f"text-{journal}": "Other words"})
    assert "Other words" in signed_in(unit.signe.person).get(address(dialogue)).content.decode()


def test_a_passage_is_erased_after_a_question_and_for_the_coach_too(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, WORDS)
    unit.write(dialogue, journal, "Another", slot=1)
    actions.share(unit.seat(dialogue), [journal], slot=0, at=timezone.now())
    ada = signed_in(unit.ada)
    asked = ada.get(f"{address(dialogue)}?erase={journal}").content.decode()
    assert "cannot be brought back" in asked
    assert len(passages(dialogue)) == 2
    ada.post(address(dialogue), {"gone": journal})
    assert [one.slot for one in passages(dialogue)] == [1]
    assert WORDS not in signed_in(unit.signe.person).get(address(dialogue)).content.decode()


def test_an_old_page_does_not_bring_an_erased_passage_back(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, WORDS)
    ada = signed_in(unit.ada)
    sent = fields(ada.get(f"{address(dialogue)}?edit={journal}"))
    ada.post(address(dialogue), {"gone": journal})
    answer = ada.post(address(dialogue), {**sent, f"text-{journal}": "From an old page"})
    assert answer.status_code == 409
    assert "From an old page" in answer.content.decode()
    assert not passages(dialogue)


def test_a_passage_written_in_two_places_shows_both_texts(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, "First words")
    ada = signed_in(unit.ada)
    sent = fields(ada.get(f"{address(dialogue)}?edit={journal}"))
    actions.save(unit.seat(dialogue), journal, text="In a window", based_on=1, client=uuid4(), at=timezone.now())
    mine = {**sent, f"text-{journal}": "On a phone"}
    assert "See both texts and choose" in ada.post(address(dialogue), mine).content.decode()
    url = reverse("dialogues:conflict", args=[dialogue.pk, journal, 0])
    both = ada.post(url, mine).content.decode()
    assert "On a phone" in both
    assert "In a window" in both
    chosen = ada.post(url, {**mine, "revision": "2", f"revision-{journal}": "2", "keep": "here"})
    assert chosen.headers["Location"] == address(dialogue)
    assert "On a phone" in ada.get(address(dialogue)).content.decode()


def test_words_that_are_too_long_stay_on_the_page(unit: Coaching):
    dialogue = unit.course()
    ada = signed_in(unit.ada)
    answer = typed(ada, address(dialogue), "x" * 40_001)
    assert answer.status_code == 400
    assert "x" * 40_001 in answer.content.decode()


def test_the_script_saves_a_passage_where_the_page_says(unit: Coaching):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    unit.write(dialogue, journal, "There already")
    ada = signed_in(unit.ada)
    assert f"/save/{journal}/1/" in ada.get(address(dialogue)).content.decode()
    answer = ada.post(
        reverse("dialogues:save-slot", args=[dialogue.pk, journal, 1]),
        {"text": WORDS, "revision": "0", "client": str(uuid4())},
        headers={"X-Samtalerum-Save": "1"},
    )
    assert answer.json()["revision"] == 1
    assert len(passages(dialogue)) == 2


@pytest.mark.parametrize("page", PAGES)
def test_whoever_coaches_writes_nothing_there(unit: Coaching, page: str):
    dialogue = unit.course()
    signe = signed_in(unit.signe.person)
    assert signe.get(address(dialogue, page)).status_code == 200
    course = dialogue.edition.coaching
    item = {"notes": course.journal, "map": course.directions[0].draws, "around": course.people[0]}[page].key
    sent = {f"text-{item}": "Mine", f"revision-{item}": "0", f"client-{item}": str(uuid4())}
    assert signe.post(address(dialogue, page), sent).status_code == 403
    assert signe.post(address(dialogue, page), {"gone": item}).status_code == 403
    assert not Entry.objects.filter(dialogue=dialogue.pk, item=item).exists()


@pytest.mark.parametrize("page", PAGES)
def test_for_anybody_else_there_is_no_such_page(unit: Coaching, page: str):
    dialogue = unit.course()
    cast = unit.cast
    others = (unit.mikkel.person, unit.carl.person, unit.kirsten, cast.ben, cast.cleo, cast.dora, cast.hanne, cast.ida)
    for somebody in others:
        assert signed_in(somebody).get(address(dialogue, page)).status_code == 404
        assert signed_in(somebody).post(address(dialogue, page), {}).status_code == 404
    assert InspectingClient().get(address(dialogue, page)).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_before_the_yes_and_for_a_former_coach_there_is_no_such_page(unit: Coaching, page: str):
    dialogue = unit.course(Phase.INVITED)
    assert signed_in(unit.ada).get(address(dialogue, page)).status_code == 404
    assert signed_in(unit.signe.person).get(address(dialogue, page)).status_code == 404
    desk.pass_on(seat=unit.seat(dialogue), at=timezone.now())
    assert signed_in(unit.ada).get(address(dialogue, page)).status_code == 404
    assert signed_in(unit.signe.person).get(address(dialogue, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_after_the_closing_the_pages_are_still_there(unit: Coaching, page: str):
    dialogue = unit.course(Phase.CLOSED)
    assert "<textarea" in signed_in(unit.ada).get(address(dialogue, page)).content.decode()


def test_all_directions_are_saved_by_one_button_and_shared_one_by_one_or_all(unit: Coaching):
    dialogue = unit.course()
    ways = dialogue.edition.coaching.directions
    ada, signe = signed_in(unit.ada), signed_in(unit.signe.person)
    sent = fields(ada.get(address(dialogue, "map")))
    wrote = {f"text-{ways[0].draws.key}": "The archive", f"text-{ways[3].holds.key}": "A boat"}
    ada.post(address(dialogue, "map"), sent | wrote)
    assert Entry.objects.filter(dialogue=dialogue.pk, item__in=[ways[0].draws.key, ways[3].holds.key]).count() == 2

    def reads() -> list[str]:
        body = signe.get(address(dialogue, "map")).content.decode()
        return [text for text in ("The archive", "A boat") if text in body]

    assert reads() == []
    ada.post(address(dialogue, "map"), {"share": f"{ways[0].draws.key} {ways[0].holds.key}"})
    assert reads() == ["The archive"]
    page = ada.get(address(dialogue, "map")).content.decode()
    assert page.count("Only you can read this") == len(ways) - 1
    ada.post(address(dialogue, "map"), {"share": ways[3].holds.key})
    assert reads() == ["The archive", "A boat"]
    assert Letter.objects.filter(person=unit.signe.pk, notice="dialogues/shared").count() == 1
    ada.post(address(dialogue, "map"), {"stop": f"{ways[0].draws.key} {ways[3].holds.key}"})
    assert reads() == []


def test_directions_stand_on_the_page_as_a_map_where_there_are_five(unit: Coaching):
    body = signed_in(unit.ada).get(address(unit.course(), "map")).content.decode()
    for place in ("up", "wide", "deep", "else", "here"):
        assert f'data-way="{place}"' in body


def test_the_people_around_are_two_lists_of_ones_own(unit: Coaching):
    dialogue = unit.course()
    there, missing = dialogue.edition.coaching.people
    ada, signe = signed_in(unit.ada), signed_in(unit.signe.person)
    sent = fields(ada.get(address(dialogue, "around")))
    ada.post(
        address(dialogue, "around"), sent | {f"text-{there.key}": "Bo, for maps", f"text-{missing.key}": "A mentor"}
    )
    ada.post(address(dialogue, "around"), {"share": missing.key})
    read = signe.get(address(dialogue, "around")).content.decode()
    assert "A mentor" in read
    assert "Bo, for maps" not in read


@pytest.mark.parametrize("page", PAGES)
def test_one_s_own_page_is_never_written_down_as_opened(unit: Coaching, page: str):
    dialogue = unit.course()
    unit.write(dialogue, dialogue.edition.coaching.journal.key, WORDS)
    unit.write(dialogue, dialogue.edition.coaching.people[0].key, WORDS)
    before = AccessLog.objects.count()
    signed_in(unit.ada).get(address(dialogue, page))
    assert AccessLog.objects.count() == before


@pytest.mark.parametrize("side", [Side.OWNER, Side.PARTNER])
def test_the_journal_costs_the_same_with_three_and_with_sixty_passages(unit: Coaching, side: Side):
    dialogue = unit.course()
    journal = dialogue.edition.coaching.journal.key
    client = signed_in(unit.ada if side == Side.OWNER else unit.signe.person)
    costs = []
    for first, last in ((0, 3), (3, 60)):
        for slot in range(first, last):
            unit.write(dialogue, journal, f"Passage {slot}", slot=slot)
            actions.share(unit.seat(dialogue), [journal], slot=slot, at=timezone.now())
        client.get(address(dialogue))  # what is opened for the first time is written down
        costs.append(tuple(len(one) for one in count(client, address(dialogue))))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 14
    assert costs[0][1] <= 2
