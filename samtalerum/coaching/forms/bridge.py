"""The way to the own leader: what can be picked, the words, where they would go, and how they would read there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from samtalerum.blueprints.schema import Item
from samtalerum.coaching.actions.bridge import read_own, would_stand
from samtalerum.coaching.forms.own import Troubles, said
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.forms.preparing import items_for
from samtalerum.dialogues.forms.writing import Writing, place_name, writing
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import MEETING, Side
from samtalerum.dialogues.seats import other, seats_of
from samtalerum.dialogues.visibility import Reading, ring, visible_entries_of

PAPER = "paper"


@dataclass(frozen=True)
class Pick:
    """Something the coachee has written in the course, to look at before it is copied."""

    name: str
    text: str
    where: str


@dataclass(frozen=True)
class Topic:
    """A topic of the preparation of a conversation that goes on, which the other one does not read yet."""

    to: Seat
    item: Item

    @property
    def value(self) -> str:
        """As the form sends it."""
        return f"{self.to.dialogue_id}:{self.item.key}"

    @property
    def partner(self) -> str:
        """Who would read it, once it is shared there."""
        return other(self.to).person.first_name

    @property
    def meets(self) -> str:
        """When the two meet, as far as that is agreed."""
        return wording.meeting(self.to.dialogue.meets_at, None)


@dataclass(frozen=True)
class Preview:
    """Exactly what would stand there. `fingerprint`: of it, so that what is taken along is what was read."""

    topic: Topic
    text: str
    fingerprint: str


@dataclass(frozen=True)
class Bridge:
    """The page."""

    picks: list[Pick]
    places: list[Writing]
    topics: list[Topic]


def bridge(seat: Seat, *, now: datetime, troubles: Troubles | None = None) -> Bridge:
    """Everything that can be picked, the two questions, and where the words can go."""
    course = seat.dialogue.edition.coaching
    items = [*course.passages(), *(item for one in course.directions for item in (one.draws, one.holds))]
    items.append(course.taking_along)
    keys, name = ring(seat), other(seat).person.first_name
    readings = read_own(seat, {item.key for item in (*items, *course.bridge.questions)}, at=now)
    places = [
        writing(
            seat,
            item,
            readings,
            keys=keys,
            name=name,
            opened={},
            now=now,
            trouble=(troubles or {}).get(item.key),
            back="carry",
        )
        for item in course.bridge.questions
    ]
    return Bridge(_picks(seat, items, readings, now=now), places, topics(seat))


def topics(seat: Seat) -> list[Topic]:
    """The topics, in conversations that go on, which are not shared there. In two statements for all of them."""
    mine = seats_of(seat.person).filter(side=Side.OWNER, dialogue__phase__in=MEETING)
    seats = list(mine.order_by("dialogue__started_at"))
    shared = visible_entries_of(seats).filter(author__in=seats, shared_at__isnull=False)
    read = set(shared.values_list("dialogue", "item"))
    return [
        Topic(one, item)
        for one in seats
        for item in items_for(one.dialogue.edition.blueprint, Side.OWNER)
        if (one.dialogue_id, item.key) not in read
    ]


def words(seat: Seat, *, named: bool, at: datetime) -> str:
    """What stands at the two questions, as one text; with a sentence that names coaching only where that is wanted."""
    questions = [item.key for item in seat.dialogue.edition.coaching.bridge.questions]
    readings = read_own(seat, set(questions), at=at)
    found = [readings.mine(key) for key in questions]
    texts = [(one.text or "").strip() for one in found if one]
    text = "\n\n".join(filter(None, texts))
    return f"{text}\n\n{_('I have come to this in coaching.')}" if text and named else text


def preview(seat: Seat, topic: Topic, text: str, *, at: datetime) -> Preview:
    """How it would read there, as a whole."""
    whole, _revision = would_stand(topic.to, topic.item.key, text, at=at)
    keys = ring(seat)
    mark = keys.fingerprint(seat.scope, json.dumps([topic.value, whole])) if keys.has(seat.scope) else ""
    return Preview(topic, whole, mark)


def _picks(seat: Seat, items: Iterable[Item], readings: Iterable[Reading], *, now: datetime) -> list[Pick]:
    """What is not empty, in the order of the pages, the latest first within each."""
    order = {item.key: (number, item) for number, item in enumerate(items)}
    found = [one for one in readings if one.entry.item in order and one.text and one.text.strip()]
    found.sort(key=lambda one: one.entry.slot, reverse=True)
    found.sort(key=lambda one: order[one.entry.item][0])
    return [
        Pick(
            place_name(one.entry.item, one.entry.slot),
            one.text or "",
            _where(seat, order[one.entry.item][1], one.entry.saved_at, now=now),
        )
        for one in found
    ]


def _where(seat: Seat, item: Item, saved: datetime | None, *, now: datetime) -> str:
    called = said(item.title, seat) if item.title else said(item.questions[0], seat)
    if item.part == "directions":
        called = f"{called}. {said(item.questions[0], seat)}"
    return f"{called}, {wording.today_or_day(saved, now=now)}" if saved else called
