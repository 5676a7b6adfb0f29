"""YAML as a tree that knows its lines. Only what a form needs: no anchors, tags, merges or nesting without end.

Built from the parser's events, never by constructing objects: what stands in the file can't become anything but
words, whole numbers, true, false and nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

DEEPEST = 12
WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
NAMED = {"true": True, "false": False, "": None, "~": None, "null": None}


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, where, and what to do."""

    line: int
    message: str


class WrongBlueprint(Exception):
    """The file can't be published; `mistakes` says why, in the order of the lines."""

    def __init__(self, name: str, mistakes: list[Mistake]) -> None:
        self.name = name
        self.mistakes = sorted(dict.fromkeys(mistakes), key=lambda one: one.line)
        super().__init__("\n".join(f"{name}:{one.line}: {one.message}" for one in self.mistakes))


@dataclass(frozen=True)
class Leaf:
    """A single value."""

    line: int
    value: str | int | bool | None


@dataclass(frozen=True)
class Many:
    """A list."""

    line: int
    nodes: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Fields:
    """A mapping; `lines` says where each key stands."""

    line: int
    nodes: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Leaf | Many | Fields


def read(text: str) -> tuple[Node | None, list[Mistake]]:
    """The tree, and everything that has no business in it. No tree where the text is not YAML."""
    builder = _Builder(text)
    try:
        return builder.document(), builder.mistakes
    except _TooDeep as deep:
        return None, [*builder.mistakes, Mistake(deep.line, _("This is nested too deeply. Check the indentation."))]
    except YAMLError as problem:
        return None, [*builder.mistakes, _not_yaml(problem, text)]


def plain(node: Node) -> object:
    """The tree as plain values, so that the content can be frozen as JSON. White space within a text becomes one
    space: breaking a line elsewhere in the file makes no other edition."""
    match node:
        case Fields():
            return {key: plain(value) for key, value in node.nodes.items()}
        case Many():
            return [plain(value) for value in node.nodes]
        case Leaf(value=str(words)):
            return " ".join(words.split())
        case Leaf():
            return node.value


class _TooDeep(Exception):
    """Caught in read(), where it becomes a mistake."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Builder:
    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = YAML(typ="safe", pure=True).parse(StringIO(text))
        self.mistakes: list[Mistake] = []

    def document(self) -> Node | None:
        found: list[Node] = []
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if event.version or event.tags:
                    self.say(event, _("Lines that begin with a percent sign are not allowed. Remove this one."))
            elif isinstance(event, NodeEvent):
                node = self.node(event, 0)
                if found:
                    self.say(event, _("One file holds one blueprint. Remove `---` and what follows it."))
                found.append(node)
        return found[0] if found else None

    def say(self, event: Event, message: str) -> None:
        self.mistakes.append(Mistake(event.start_mark.line + 1, message))

    def node(self, event: Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            raise _TooDeep(line)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self.say(event, _("Anchors (&) and aliases (*) are not allowed. Write the text out."))
        if getattr(event, "ctag", None) is not None:
            self.say(event, _("Tags (!) are not allowed. Remove it."))
        if isinstance(event, SequenceStartEvent):
            return Many(line, [self.node(one, depth + 1) for one in self.until(SequenceEndEvent)])
        if isinstance(event, MappingStartEvent):
            return self.fields(line, depth)
        return Leaf(line, _value(event) if isinstance(event, ScalarEvent) else None)

    def fields(self, line: int, depth: int) -> Fields:
        fields = Fields(line)
        for event in self.until(MappingEndEvent):
            self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(event, ScalarEvent):
                self.say(event, _("Before the colon belongs a single word."))
                continue
            key = event.value
            if key in fields.nodes:
                says = _("`%(key)s` stands here twice, first at line %(line)s. Remove one of the two.")
                self.say(event, says % {"key": key, "line": fields.lines[key]})
                continue
            fields.nodes[key], fields.lines[key] = value, event.start_mark.line + 1
        return fields

    def until(self, end: type[Event]) -> Iterator[Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event


def _value(event: ScalarEvent) -> str | int | bool | None:
    words: str = event.value
    if event.style:  # in quotes, or folded
        return words
    if words.lower() in NAMED:
        return NAMED[words.lower()]
    return int(words) if WHOLE_NUMBER.fullmatch(words) else words


def _not_yaml(problem: YAMLError, text: str) -> Mistake:
    if isinstance(problem, ReaderError):
        line = text.count("\n", 0, problem.position) + 1
        return Mistake(line, _("Here stands a character that can't be shown. Remove it."))
    why, line = "", 1
    if isinstance(problem, MarkedYAMLError):
        why = (problem.problem or problem.context or "").split("\n")[0]
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
    says = _("This is not YAML as it should be (%(why)s). Check the indentation, and put texts in quotes.")
    return Mistake(line, says % {"why": why})
