"""After any sequence of steps, the file holds for the owner exactly what the rules in words allow, and for the partner
what that one wrote: the second statement of the rules is that of test_who_reads_what.py."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.tests.test_who_reads_what import STEPS, Rules, take
from samtalerum.ground.refusals import Refusal
from samtalerum.people.models import Leadership, Person, Unit
from samtalerum.people.taking import chapters


@pytest.fixture
def dora(cast) -> Person:
    person = Person.objects.create_person("Dora Dam", "dora@fjordby.example")
    Leadership.objects.create(unit=Unit.objects.create(name="Sound"), person=person, starts="2020-01-01")
    return person


@given(steps=STEPS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_file_holds_exactly_what_the_rules_in_words_allow(cast, dora, steps):
    Dialogue.objects.all().delete()
    dialogue, rules = cast.start(Phase.BEFORE), Rules()
    at = dialogue.started_at
    for number, (step, (who, item)) in enumerate(steps):
        at += timedelta(minutes=1)
        text = f"{number} by {who} at {item}"
        with suppress(Refusal):
            take(cast, dialogue, dora, step, (who, item), text=text, at=at)
            if step == "write":
                rules.write(who, item, text)
            elif step in {"share", "stop", "erase", "move"}:
                getattr(rules, step)(who, item)
    assert texts(cast.ada, at) == rules.reads("ada"), steps
    assert texts(cast.ben, at) == {one for one in rules.reads("ben") if " by ben " in one}, steps
    assert not texts(cast.cleo, at)


def texts(person, at) -> set[str]:
    """Everything in this person's file that one of the two wrote."""
    return {one.text for chapter in chapters(person, at=at) for one in chapter.passages}
