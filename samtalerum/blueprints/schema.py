"""A blueprint as the product reads it: frozen dataclasses made from content that loading.py has checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

OWNER, PARTNER, EACH, BOTH = "owner", "partner", "each", "both"


@dataclass(frozen=True)
class Text:
    """Words in each language of the blueprint; in two variants where the two readers need different ones."""

    owner: Mapping[str, str]
    partner: Mapping[str, str]

    def for_(self, side: str, language: str) -> str:
        """The words this side reads, in that language or the blueprint's first."""
        return self._words(side)[self.language(side, language)]

    def language(self, side: str, language: str) -> str:
        """The language they are in: the one asked for, or the blueprint's first."""
        words = self._words(side)
        return language if language in words else next(iter(words))

    def _words(self, side: str) -> Mapping[str, str]:
        return self.partner if side == PARTNER else self.owner


@dataclass(frozen=True)
class Item:
    """One place to write: who writes, who reads, and how."""

    key: str
    part: str  # preparation, notes, guide, frame, sheet, evaluation; of coaching those in coaching.py
    writer: str
    title: Text | None
    questions: tuple[Text, ...]
    joint: bool = False
    show: str = "as-i-write"
    steps: bool = False
    referrals: bool = False
    optional: bool = False
    many: bool = False  # as many as the writer likes, each at a slot of its own
    come_back: bool = False  # how and when one may come back: stands beside later questions

    def writers(self) -> frozenset[str]:
        """The sides that write here."""
        return frozenset({OWNER, PARTNER}) if self.writer == EACH else frozenset({self.writer})


@dataclass(frozen=True)
class Check:
    """A line of a checklist, perhaps with guidance."""

    key: str
    text: Text
    more: Text | None


@dataclass(frozen=True)
class Material:
    """Something to read beforehand, shown where the institution has loaded it."""

    key: str
    text: Text


@dataclass(frozen=True)
class Turn:
    """Who does what in the course of the conversation."""

    by: str
    text: Text


@dataclass(frozen=True)
class Theme:
    """A theme of the guide: questions to open or ignore, and a place for the owner's private note."""

    key: str
    title: Text
    questions: tuple[Text, ...]
    note: Item


@dataclass(frozen=True)
class Point:
    """A titled sentence: part of the frame, or what the partner gives before the end. Perhaps something is written."""

    key: str
    title: Text
    text: Text
    item: Item | None = None


@dataclass(frozen=True)
class About:
    """What the page about this kind of dialogue says."""

    purpose: Text
    why: Text
    beside_appraisal: Text
    aims: tuple[Text, ...]


@dataclass(frozen=True)
class OwnersBefore:
    """What the owner does before."""

    duty: Text
    form: tuple[Item, ...]


@dataclass(frozen=True)
class PartnersBefore:
    """What the partner does before."""

    duty: Text
    checklist: tuple[Check, ...]
    notes: tuple[Item, ...]
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class Before:
    """Before the conversation."""

    owner: OwnersBefore
    partner: PartnersBefore


@dataclass(frozen=True)
class During:
    """The conversation itself."""

    frame: tuple[Point, ...]
    course: tuple[Turn, ...]
    guide: tuple[Theme, ...]
    partner_input: tuple[Point, ...]


@dataclass(frozen=True)
class WrapUp:
    """The sheet."""

    title: Text
    fields: tuple[Item, ...]
    confirmation: Text


@dataclass(frozen=True)
class After:
    """Afterwards."""

    owner: Text
    partner: Text
    evaluation: tuple[Item, ...]


@dataclass(frozen=True)
class Heading:
    """What every kind of blueprint begins with. `roles` by side; every place to write in `items()`."""

    key: str
    version: int
    kind: str
    languages: tuple[str, ...]
    title: Text
    roles: Mapping[str, Text]

    def written(self) -> tuple[Item, ...]:
        """Every place to write, in the order in which people meet it."""
        raise NotImplementedError

    def items(self) -> Mapping[str, Item]:
        """The same by key."""
        return self._items

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return MappingProxyType({item.key: item for item in self.written()})


@dataclass(frozen=True)
class Blueprint(Heading):
    """A conversation between two people: before, during, the sheet, after."""

    about: About
    before: Before
    during: During
    wrap_up: WrapUp
    after: After

    def written(self) -> tuple[Item, ...]:
        """Preparation, notes, frame, guide, sheet, evaluation."""
        return (
            *self.before.owner.form,
            *self.before.partner.notes,
            *(point.item for point in self.during.frame if point.item),
            *(theme.note for theme in self.during.guide),
            *self.wrap_up.fields,
            *self.after.evaluation,
        )


def conversation(content: Mapping[str, Any], read: "Reader") -> Blueprint:
    """A conversation's content as its class."""
    about, during, after = content["about"], content["during"], content["after"]
    return Blueprint(
        **read.heading(content),
        about=About(
            purpose=read.text(about["purpose"]),
            why=read.text(about["why"]),
            beside_appraisal=read.text(about["beside_appraisal"]),
            aims=read.texts(about["aims"]),
        ),
        before=_before(content["before"], read),
        during=During(
            frame=tuple(read.point(one) for one in during["frame"]),
            course=tuple(Turn(one["by"], read.text(one)) for one in during["course"]),
            guide=tuple(read.theme(one) for one in during["guide"]),
            partner_input=tuple(read.point(one) for one in during["partner_input"]),
        ),
        wrap_up=WrapUp(
            title=read.text(content["wrap_up"]["title"]),
            fields=tuple(read.item(one, "sheet") for one in content["wrap_up"]["fields"]),
            confirmation=read.text(content["wrap_up"]["confirmation"]),
        ),
        after=After(
            owner=read.text(after["owner"]),
            partner=read.text(after["partner"]),
            evaluation=tuple(read.evaluation(one) for one in after["evaluation"]),
        ),
    )


def _before(before: Mapping[str, Any], read: "Reader") -> Before:
    owner, partner = before["owner"], before["partner"]
    return Before(
        owner=OwnersBefore(
            duty=read.text(owner["duty"]),
            form=tuple(read.item(one, "preparation") for one in owner["form"]),
        ),
        partner=PartnersBefore(
            duty=read.text(partner["duty"]),
            checklist=tuple(Check(one["key"], read.text(one), read.maybe(one, "more")) for one in partner["checklist"]),
            notes=tuple(read.item(one, "notes") for one in partner["notes"]),
            materials=tuple(Material(one["key"], read.text(one)) for one in partner.get("materials", ())),
        ),
    )


class Reader:
    """Turns parts of checked content into what the product reads."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages

    def heading(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What every kind begins with: the fields of Heading."""
        return {
            "key": content["key"],
            "version": content["version"],
            "kind": content["kind"],
            "languages": self.languages,
            "title": self.text(content["title"]),
            "roles": {side: self.text(content["roles"][side]) for side in (OWNER, PARTNER)},
        }

    def text(self, node: Mapping[str, Any]) -> Text:
        if OWNER in node or PARTNER in node:
            return Text(self._words(node[OWNER]), self._words(node[PARTNER]))
        words = self._words(node)
        return Text(words, words)

    def texts(self, nodes: list[Mapping[str, Any]]) -> tuple[Text, ...]:
        return tuple(self.text(one) for one in nodes)

    def maybe(self, node: Mapping[str, Any], key: str) -> Text | None:
        return self.text(node[key]) if key in node else None

    def _words(self, node: Mapping[str, Any]) -> dict[str, str]:
        return {language: node[language] for language in self.languages}

    def item(self, node: Mapping[str, Any], part: str) -> Item:
        return Item(
            key=node["key"],
            part=part,
            writer=node["writer"],
            title=self.maybe(node, "title"),
            questions=self.texts(node.get("questions", [])),
            joint=node.get("joint", False),
            show=node.get("show", "as-i-write"),
            steps=node.get("steps", False),
            referrals=node.get("referrals", False),
            optional=node.get("optional", False),
            come_back=node.get("come_back", False),
        )

    def point(self, node: Mapping[str, Any]) -> Point:
        text = self.text(node)
        title = self.text(node["title"])
        item = None
        if "writer" in node:
            item = Item(node["key"], "frame", node["writer"], title, (text,), joint=node.get("joint", False))
        return Point(node["key"], title, text, item)

    def theme(self, node: Mapping[str, Any]) -> Theme:
        title = self.text(node["title"])
        questions = self.texts(node["questions"])
        return Theme(node["key"], title, questions, Item(f"guide.{node['key']}", "guide", OWNER, title, questions))

    def evaluation(self, node: Mapping[str, Any]) -> Item:
        return Item(
            f"evaluation.{node['key']}", "evaluation", EACH, None, (self.text(node),), joint=node.get("joint", False)
        )
