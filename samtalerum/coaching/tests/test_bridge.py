"""Take it to my leader: copies of what the coachee picks, as words that somebody typed there; nothing shows whence."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtalerum.coaching.actions import bridge
from samtalerum.coaching.tests.test_own_pages import fields, signed_in
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.tests.test_preparing import count
from samtalerum.dialogues.visibility import read, ring
from samtalerum.vault.sealed import Sealed
from tests.coached import Coaching
from tests.inspecting import InspectingClient

KNOW, ASK = "Ten small requests a week", "That one line of research counts"
TOPIC = "career"


def address(dialogue: Dialogue) -> str:
    return reverse("coaching:carry", args=[dialogue.pk])


def put_into_words(client: InspectingClient, dialogue: Dialogue, *texts: str) -> None:
    """What stands at the two questions."""
    items = dialogue.edition.coaching.bridge.questions
    sent = fields(client.get(address(dialogue)))
    client.post(address(dialogue), sent | {f"text-{item.key}": text for item, text in zip(items, texts, strict=False)})


def carry(client: InspectingClient, dialogue: Dialogue, to: Dialogue, *, named: bool = False) -> str:
    """See how it would read, then take it along; returns what the page showed."""
    chosen = {"to": f"{to.pk}:{TOPIC}"} | ({"named": "on"} if named else {})
    page = client.post(address(dialogue), {**chosen, "then": "see"})
    assert page.status_code == 200
    read_as = page.context["preview"].fingerprint
    done = client.post(address(dialogue), {**chosen, "then": "take", "read": read_as})
    assert done.status_code == 302, done.content.decode()
    return str(page.context["preview"].text)


def stands(unit: Coaching, conversation: Dialogue, topic: str = TOPIC) -> str | None:
    """What Ada's own preparation says."""
    seat = unit.cast.seat(conversation, unit.ada)
    mine = read(seat, ring(seat), at=timezone.now(), items=[topic]).mine(topic)
    return mine.text if mine else None


def test_copies_of_what_was_picked_are_put_at_a_question_and_the_originals_stay(unit: Coaching):
    dialogue = unit.course()
    course = dialogue.edition.coaching
    unit.write(dialogue, course.journal.key, "First page", slot=0)
    unit.write(dialogue, course.journal.key, "Second page", slot=1)
    unit.write(dialogue, course.directions[2].draws.key, "The archive")
    unit.write(dialogue, course.taking_along.key, "The yes comes too soon")
    ada, question = signed_in(unit.ada), course.bridge.questions[0].key
    body = ada.get(address(dialogue)).content.decode()
    for text in ("First page", "Second page", "The archive", "The yes comes too soon"):
        assert text in body
    picked = [f"{course.journal.key}/1", course.directions[2].draws.key, course.taking_along.key]
    ada.post(address(dialogue), {"pick": picked, "copy": question})
    seat = unit.seat(dialogue)
    readings = read(seat, ring(seat), at=timezone.now())
    assert readings.mine(question).text == "Second page\n\nThe archive\n\nThe yes comes too soon"  # type: ignore[union-attr]
    assert readings.mine(course.journal.key, 1).text == "Second page"  # type: ignore[union-attr]
    coach = unit.seat(dialogue, Side.PARTNER)
    assert not [one for one in read(coach, ring(coach), at=timezone.now()) if one.entry.item == question]


def test_the_preview_is_exactly_what_the_leader_reads_once_the_topic_is_shared(unit: Coaching):
    dialogue, conversation = unit.course(), unit.cast.conversation(Phase.BEFORE)
    unit.cast.write(conversation, unit.ada, TOPIC, "What I had written already.")
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW, ASK)
    seen = carry(ada, dialogue, conversation)
    assert seen == f"What I had written already.\n\n{KNOW}\n\n{ASK}" == stands(unit, conversation)
    ben = unit.cast.seat(conversation, unit.cast.ben)
    assert not [one for one in read(ben, ring(ben), at=timezone.now()) if one.entry.item == TOPIC]
    unit.cast.share(conversation, unit.ada, TOPIC)
    assert read(ben, ring(ben), at=timezone.now()).theirs(TOPIC).text == seen  # type: ignore[union-attr]


def test_coaching_is_named_only_where_the_coachee_says_so(unit: Coaching):
    dialogue, conversation = unit.course(), unit.cast.conversation(Phase.BEFORE)
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW, ASK)
    assert "coaching" not in carry(ada, dialogue, conversation)
    assert carry(ada, dialogue, conversation, named=True).endswith("I have come to this in coaching.")


def test_what_has_changed_since_the_preview_is_read_again_first(unit: Coaching):
    dialogue, conversation = unit.course(), unit.cast.conversation(Phase.BEFORE)
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW)
    chosen = {"to": f"{conversation.pk}:{TOPIC}"}
    read_as = ada.post(address(dialogue), {**chosen, "then": "see"}).context["preview"].fingerprint
    unit.cast.write(conversation, unit.ada, TOPIC, "Written in another window.")
    again = ada.post(address(dialogue), {**chosen, "then": "take", "read": read_as})
    assert "This is not what you last read here." in again.content.decode()
    assert stands(unit, conversation) == "Written in another window."


def test_a_topic_that_the_leader_reads_already_is_not_offered_and_refused(unit: Coaching):
    dialogue, conversation = unit.course(), unit.cast.conversation(Phase.BEFORE)
    unit.cast.write(conversation, unit.ada, TOPIC, "Shared already")
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW)
    assert f"{conversation.pk}:{TOPIC}" in ada.get(address(dialogue)).content.decode()
    unit.cast.share(conversation, unit.ada, TOPIC)
    assert f"{conversation.pk}:{TOPIC}" not in ada.get(address(dialogue)).content.decode()
    refused = ada.post(address(dialogue), {"to": f"{conversation.pk}:{TOPIC}", "then": "see"})
    assert refused.status_code == 400
    with pytest.raises(bridge.SharedThere):
        bridge.take_along(to=unit.cast.seat(conversation, unit.ada), topic=TOPIC, text=KNOW, at=timezone.now())
    assert stands(unit, conversation) == "Shared already"


def test_without_a_conversation_under_way_one_is_asked_for_first_or_it_goes_on_paper(unit: Coaching):
    dialogue = unit.course()
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW, ASK)
    assert reverse("dialogues:ask") in ada.get(address(dialogue)).content.decode()
    paper = ada.post(address(dialogue), {"to": "paper", "then": "see"}, follow=True).content.decode()
    assert KNOW in paper
    assert ASK in paper
    assert "coaching" not in paper[paper.index("<main") : paper.index("</main")].lower()


def test_title_and_address_of_the_paper_are_those_of_any_preparation_as_browsers_print_both(unit: Coaching):
    dialogue, conversation = unit.course(), unit.cast.conversation(Phase.BEFORE)
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW, ASK)
    paper = ada.post(address(dialogue), {"to": "paper", "then": "see"}, follow=True)
    usual = ada.get(reverse("dialogues:prepare-print", args=[conversation.pk]))
    said = [re.findall("<title>.*?</title>", one.content.decode(), re.DOTALL) for one in (paper, usual)]
    assert said[0] == said[1] != []
    asked = [one.wsgi_request.get_full_path() for one in (paper, usual)]
    assert asked[0] == asked[1].replace(str(conversation.pk), str(dialogue.pk))
    assert ada.post(address(dialogue), {"to": "paper", "then": "see", "named": "on"}).url.endswith("?named=1")


def test_from_the_journal_to_the_preparation_without_a_script(unit: Coaching):
    dialogue, conversation = unit.course(), unit.cast.conversation(Phase.BEFORE)
    ada, course = signed_in(unit.ada), dialogue.edition.coaching
    journal = reverse("coaching:notes", args=[dialogue.pk])
    sent = fields(ada.get(journal))
    ada.post(journal, sent | {f"text-{course.journal.key}": "Nine of eleven requests"})
    ada.post(journal, {"share": course.journal.key})
    assert "Nine of eleven" in signed_in(unit.signe.person).get(journal).content.decode()
    ada.post(address(dialogue), {"pick": course.journal.key, "copy": course.bridge.questions[0].key})
    carry(ada, dialogue, conversation)
    prepare = ada.get(reverse("dialogues:prepare", args=[conversation.pk])).content.decode()
    assert "Nine of eleven requests" in prepare
    assert "Only you can read this" in prepare
    for somebody in (unit.cast.ben, unit.signe.person):
        answer = signed_in(somebody).get(reverse("dialogues:prepare", args=[conversation.pk]))
        assert "Nine of eleven" not in answer.content.decode()


def test_what_others_lead_or_own_is_never_a_place_to_go(unit: Coaching):
    dialogue = unit.course()
    ada = signed_in(unit.ada)
    put_into_words(ada, dialogue, KNOW)
    for to in (f"{uuid4()}:{TOPIC}", f"{dialogue.pk}:{dialogue.edition.coaching.journal.key}", "nowhere", ""):
        assert ada.post(address(dialogue), {"to": to, "then": "see"}).status_code == 400


def test_the_page_is_the_coachee_s_alone(unit: Coaching):
    dialogue, cast = unit.course(), unit.cast
    others = (unit.signe.person, unit.mikkel.person, unit.carl.person, unit.kirsten, cast.ben, cast.hanne, cast.ida)
    for somebody in others:
        assert signed_in(somebody).get(address(dialogue)).status_code == 404
        assert signed_in(somebody).post(address(dialogue), {"then": "see"}).status_code == 404


def test_the_page_costs_the_same_with_three_and_with_sixty_passages(unit: Coaching):
    dialogue = unit.course()
    unit.cast.conversation(Phase.BEFORE)
    ada, costs = signed_in(unit.ada), []
    for first, last in ((0, 3), (3, 60)):
        for slot in range(first, last):
            unit.write(dialogue, dialogue.edition.coaching.journal.key, f"Passage {slot}", slot=slot)
        costs.append(tuple(len(one) for one in count(ada, address(dialogue))))
    assert costs[0] == costs[1]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)


@given(before=st.lists(WORDS, max_size=2), words=st.tuples(WORDS, WORDS), named=st.booleans(), during=st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_as_if_the_words_had_been_typed_there(unit: Coaching, before, words, named, during):
    with taken_back():
        dialogue = unit.course()
        conversation = unit.cast.conversation(Phase.DURING if during else Phase.BEFORE)
        for text in before:
            unit.cast.write(conversation, unit.ada, TOPIC, text)
        ada = signed_in(unit.ada)
        put_into_words(ada, dialogue, *words)
        prepare = reverse("dialogues:prepare", args=[conversation.pk])
        ada.get(prepare)
        start = rows()
        with taken_back():
            whole = carry(ada, dialogue, conversation, named=named)
            carried = rows()
            assert stands(unit, conversation) == whole
        with taken_back():
            sent = fields(ada.get(prepare))
            ada.post(prepare, sent | {f"text-{TOPIC}": whole})
            by_hand = rows()
            assert stands(unit, conversation) == whole
        assert carried == by_hand
        assert carried != start


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is taken back in both databases."""
    points = {alias: transaction.savepoint(using=alias) for alias in connections}
    yield
    for alias, point in points.items():
        transaction.savepoint_rollback(point, using=alias)


def rows() -> Counter[str]:
    """Every row of the content database, ids, times and random ciphertext aside."""
    found: Counter[str] = Counter()
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "sessions":
            names = [field.attname for field in model._meta.concrete_fields]
            manager = getattr(model, "every", model._default_manager)
            for one in manager.all() if model._meta.app_label not in KEYS else ():
                found[f"{model.__name__} {[(name, masked(getattr(one, name))) for name in names]}"] += 1
    return found


KEYS = frozenset({"keys"})


def masked(value: Any) -> Any:
    """What of a value is neither an id, nor a time, nor random."""
    if isinstance(value, UUID):
        return "an id"
    if isinstance(value, datetime | date):
        return "a time"
    if isinstance(value, Sealed):
        return f"{len(bytes(value.box))} sealed bytes"
    return value


def test_the_comparison_would_notice_a_different_entry(unit: Coaching):
    conversation = unit.cast.conversation(Phase.BEFORE)
    unit.cast.write(conversation, unit.ada, TOPIC, "Some words")
    start = rows()
    Entry.objects.filter(dialogue=conversation.pk, item=TOPIC).update(client=None)
    assert rows() != start
