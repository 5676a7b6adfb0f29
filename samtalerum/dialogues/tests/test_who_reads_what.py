"""After any sequence of writing, sharing, taking back, erasing, moving and confirming, each person can open exactly what
the rules in words allow: checked against a second, simplest statement of the rules, which knows neither keys nor rows.

A person reads what that person wrote and has not erased, and of the other's what is shared and not taken back.
"""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.tests.conftest import AT
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Refusal
from samtalerum.people.models import Leadership, Person, Unit
from samtalerum.vault import api as vault

ITEMS = {"ada": ["success", "reflection"], "ben": ["feedback-notes"]}
JOINT = {"reflection"}  # on the sheet, seen as it is written


class Rules:
    """The second statement: two people, what each has, and what each lets the other read."""

    def __init__(self) -> None:
        self.own: dict[tuple[str, str], str] = {}
        self.shown: dict[tuple[str, str], str] = {}

    def reads(self, who: str) -> set[str]:
        mine = {text for (writer, _), text in self.own.items() if writer == who}
        # Whoever erased the own private parts still reads what stays shared.
        both = {text for (writer, _), text in self.shown.items() if writer == who}
        theirs = {text for (writer, _), text in self.shown.items() if writer != who}
        return mine | both | theirs

    def write(self, who: str, item: str, text: str) -> None:
        self.own[who, item] = text
        if item in JOINT or (who, item) in self.shown:
            self.shown[who, item] = text

    def share(self, who: str, item: str) -> None:
        if (who, item) in self.own and item not in JOINT and (who, item) not in self.shown:
            self.shown[who, item] = self.own[who, item]

    def stop(self, who: str, item: str) -> None:
        if item not in JOINT:
            self.shown.pop((who, item), None)

    def erase(self, who: str, _item: str) -> None:
        self.own = {place: text for place, text in self.own.items() if place[0] != who}

    def move(self, _who: str, _item: str) -> None:
        self.shown = {}
        self.own = {place: text for place, text in self.own.items() if place[0] == "ada"}


@pytest.fixture
def dora(cast) -> Person:
    person = Person.objects.create_person("Dora Dam", "dora@fjordby.example")
    Leadership.objects.create(unit=Unit.objects.create(name="Sound"), person=person, starts="2020-01-01")
    return person


PLACES = [(who, item) for who, items in ITEMS.items() for item in items]
KINDS = ["write", "write", "share", "share", "stop", "stop", "erase", "meet", "hold", "move"]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(PLACES)), min_size=8, max_size=20)


@given(steps=STEPS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_opens_exactly_what_the_rules_in_words_allow(cast, dora, steps):
    dialogue, rules = cast.start(Phase.BEFORE), Rules()
    at = dialogue.started_at
    for number, (step, (who, item)) in enumerate(steps):
        at += timedelta(minutes=1)
        text = f"{number} by {who} at {item}"
        # The product refuses what is out of place; the rules then stay as they were.
        with suppress(Refusal):
            take(cast, dialogue, dora, step, (who, item), text=text, at=at)
            if step == "write":
                rules.write(who, item, text)
            elif step in {"share", "stop", "erase", "move"}:
                getattr(rules, step)(who, item)
        for person in ("ada", "ben") if step != "write" else ():
            assert opens(cast, dialogue, person) == rules.reads(person), (steps[: number + 1], person)
        nobody_else_opens(cast.cleo, dialogue)
    Dialogue.objects.exclude(phase__in=[Phase.WITHDRAWN, Phase.HELD]).update(phase=Phase.WITHDRAWN)


def take(cast, dialogue, dora, step, place, *, text, at) -> None:
    """The same, by the product."""
    who, item = place
    seat = cast.seat(dialogue, getattr(cast, who))
    if step == "write":
        there = Entry.objects.filter(author=seat, item=item).first()
        based_on = there.revision if there else 0
        actions.save(seat, item, text=text, based_on=based_on, client=uuid4(), at=at)
    elif step == "share":
        actions.share(seat, [item], at=at)
    elif step == "stop":
        actions.stop_sharing(seat, [item], at=at)
    elif step == "erase":
        actions.erase_private(seat, at=at)
    elif step == "move":
        actions.move_to(cast.seat(dialogue, cast.ada), dora, items=[], words="", at=at)
    else:
        actions.take(step, seat=cast.seat(dialogue, cast.ada), at=at)


def opens(cast, dialogue, who: str) -> set[str]:
    """Every text that this person can open of this dialogue."""
    seat = cast.seat(dialogue, getattr(cast, who))
    return {
        text for one in read(seat, ring(seat), at=seat.dialogue.started_at) for text in (one.text, one.shown) if text
    }


def nobody_else_opens(person: Person, dialogue: Dialogue) -> None:
    """Whoever has no seat, with the rows of the database in hand: the key store refuses, or the key is gone."""
    rows = list(Entry.objects.filter(dialogue=dialogue))
    keys = vault.ring(person.pk, [dialogue.scope])
    with suppress(vault.NotAReader):
        assert not any(vault.open(keys, [(row.shown, row.shown_place(row.shown_revision)) for row in rows], at=AT))
