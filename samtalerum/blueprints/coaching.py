"""A coaching course as the product reads it: from the request to the closing. The owner is coached, the partner coaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samtalerum.blueprints.schema import OWNER, Heading, Item, Reader, Text


@dataclass(frozen=True)
class AboutCoaching:
    """What the page *What coaching is* says."""

    for_whom: Text
    purpose: Text
    aims: tuple[Text, ...]
    principles: tuple[Text, ...]


@dataclass(frozen=True)
class Prompt:
    """A question that may help to begin a passage of the journal."""

    key: str
    title: Text
    text: Text
    passage: Item


@dataclass(frozen=True)
class Direction:
    """A way in which a career can go: what draws, what holds back."""

    key: str
    title: Text
    draws: Item
    holds: Item


@dataclass(frozen=True)
class Question:
    """A statement of the anonymous evaluation, answered from 1 to `scale`."""

    key: str
    text: Text
    scale: int


@dataclass(frozen=True)
class Bridge:
    """Taking chosen passages into a conversation with the leader."""

    title: Text
    questions: tuple[Item, ...]


@dataclass(frozen=True)
class Coaching(Heading):
    """A course of coaching."""

    about: AboutCoaching
    hope: Item  # the request, for the desk
    agreement: tuple[Item, ...]
    focus: Item
    journal: Item
    prompts: tuple[Prompt, ...]
    directions: tuple[Direction, ...]
    people: tuple[Item, ...]
    opening: Item  # of a meeting: what to look at
    taking_along: Item  # of a meeting
    task: Item
    notes: Item  # the coach's own
    bridge: Bridge
    closing: tuple[Item, ...]
    evaluation: tuple[Question, ...]

    def written(self) -> tuple[Item, ...]:
        """In the order in which people meet them. The hope is read by the desk and lies apart."""
        return (
            *self.agreement,
            self.focus,
            self.opening,
            self.taking_along,
            self.task,
            self.journal,
            *(prompt.passage for prompt in self.prompts),
            *(item for one in self.directions for item in (one.draws, one.holds)),
            *self.people,
            self.notes,
            *self.bridge.questions,
            *self.closing,
        )

    def passages(self) -> tuple[Item, ...]:
        """Where the journal's passages lie: the free ones, and those that a prompt began."""
        return (self.journal, *(prompt.passage for prompt in self.prompts))


def coaching(content: Mapping[str, Any], read: Reader) -> Coaching:
    """A course's content as its class."""
    about, meeting, bridge = content["about"], content["meeting"], content["bridge"]
    draws, holds = read.text(content["draws"]), read.text(content["holds"])
    return Coaching(
        **read.heading(content),
        about=AboutCoaching(
            for_whom=read.text(about["for_whom"]),
            purpose=read.text(about["purpose"]),
            aims=read.texts(about["aims"]),
            principles=read.texts(about["principles"]),
        ),
        hope=read.item(content["request"][0], "request"),
        agreement=tuple(_asked(one, "agreement", read) for one in content["agreement"]),
        focus=_many(content["focus"], "focus", read),
        journal=_many(content["journal"], "journal", read),
        prompts=tuple(_prompt(one, read) for one in content["reflections"]),
        directions=tuple(_direction(one, draws, holds, read) for one in content["directions"]),
        people=tuple(read.item(one, "people") for one in content["people"]),
        opening=_asked(meeting["opening"], "meeting", read, many=True),
        taking_along=_asked(meeting["closing"], "meeting", read, many=True),
        task=_asked(content["task"], "task", read, many=True),
        notes=read.item(content["partner_notes"], "coach-notes"),
        bridge=Bridge(
            title=read.text(bridge["title"]),
            questions=tuple(_asked(one, "bridge", read) for one in bridge["questions"]),
        ),
        closing=tuple(_asked(one, "closing", read) for one in content["closing"]),
        evaluation=tuple(Question(one["key"], read.text(one), one["scale"]) for one in content["evaluation"]),
    )


def _asked(node: Mapping[str, Any], part: str, read: Reader, *, many: bool = False) -> Item:
    """A place whose question stands beside its key."""
    text = read.text(node)
    return Item(
        key=node["key"],
        part=part,
        writer=node["writer"],
        title=None,
        questions=(text,),
        joint=node.get("joint", False),
        show="on-pause",  # what both read is shown when the writer has finished, not letter by letter
        optional=node.get("optional", False),
        many=many,
    )


def _many(node: Mapping[str, Any], part: str, read: Reader) -> Item:
    one = read.item({"show": "on-pause", **node}, part)
    return Item(**{**vars(one), "many": True})


def _prompt(node: Mapping[str, Any], read: Reader) -> Prompt:
    title, text = read.text(node["title"]), read.text(node)
    passage = Item(f"journal.{node['key']}", "journal", OWNER, title, (text,), many=True)
    return Prompt(node["key"], title, text, passage)


def _direction(node: Mapping[str, Any], draws: Text, holds: Text, read: Reader) -> Direction:
    title = read.text(node)

    def item(end: str, question: Text) -> Item:
        return Item(f"directions.{node['key']}.{end}", "directions", OWNER, title, (question,))

    return Direction(node["key"], title, item("draws", draws), item("holds", holds))
