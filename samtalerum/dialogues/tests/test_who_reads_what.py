"""After any sequence of writing, sharing, taking back, erasing, moving and confirming, each person can open exactly what
the rules in words allow: checked against a second statement of them, second_statement.py."""

from contextlib import suppress

from hypothesis import HealthCheck, given, settings

from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase
from samtalerum.dialogues.tests.conftest import AT
from samtalerum.dialogues.tests.second_statement import STEPS, walk
from samtalerum.dialogues.visibility import read, ring
from samtalerum.people.models import Person
from samtalerum.vault import api as vault


@given(steps=STEPS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_opens_exactly_what_the_rules_in_words_allow(cast, steps):
    dialogue = cast.start(Phase.BEFORE)
    for number, (step, rules, _) in enumerate(walk(cast, dialogue, steps)):
        for person in ("ada", "ben") if step != "write" else ():
            assert opens(cast, dialogue, person) == rules.reads(person), (steps[: number + 1], person)
        nobody_else_opens(cast.cleo, dialogue)
    Dialogue.objects.exclude(phase__in=[Phase.WITHDRAWN, Phase.HELD]).update(phase=Phase.WITHDRAWN)


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
