"""Who reads what, said a second time and as simply as can be: it knows neither keys nor rows.

A person reads what that person wrote and has not erased, and of the other's what is shared and not taken back. Any
sequence of writing, sharing, taking back, erasing, moving and confirming is taken by the rules and by the product.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import strategies as st

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.ground.refusals import Refusal
from samtalerum.people.models import Person

ITEMS = {"ada": ["success", "reflection"], "ben": ["feedback-notes"]}
JOINT = {"reflection"}  # on the sheet, seen as it is written


class Rules:
    """Two people, what each has, and what each lets the other read."""

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


PLACES = [(who, item) for who, items in ITEMS.items() for item in items]
# So many of the first three that in nearly every run somebody takes back what was shared before the conversation ends.
KINDS = [*["write", "share", "stop"] * 5, "erase", "meet", "hold", "move"]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(PLACES)), min_size=12, max_size=20)


def walk(cast, dialogue: Dialogue, steps: list[tuple[str, tuple[str, str]]]) -> Iterator[tuple[str, Rules, datetime]]:
    """Each step taken by both, and the rules as they then are."""
    rules, at, dora = Rules(), dialogue.started_at, cast.another_leader()
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
        yield step, rules, at


def take(cast, dialogue: Dialogue, dora: Person, step, place, *, text, at) -> None:
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
