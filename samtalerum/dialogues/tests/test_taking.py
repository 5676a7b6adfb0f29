"""After any sequence of steps, the file holds for the owner exactly what the rules in words allow, and for the partner
what that one wrote: the rules are those of second_statement.py."""

from hypothesis import HealthCheck, given, settings

from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.tests.second_statement import STEPS, walk
from samtalerum.people.taking import chapters


@given(steps=STEPS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_file_holds_exactly_what_the_rules_in_words_allow(cast, steps):
    Dialogue.objects.all().delete()
    *_, (_, rules, at) = walk(cast, cast.start(Phase.BEFORE), steps)
    assert texts(cast.ada, at) == rules.reads("ada"), steps
    assert texts(cast.ben, at) == {one for one in rules.reads("ben") if " by ben " in one}, steps
    assert not texts(cast.cleo, at)


def texts(person, at) -> set[str]:
    """Everything in this person's file that one of the two wrote."""
    return {one.text for chapter in chapters(person, at=at) for one in chapter.passages}
