"""Reading a blueprint file: strict, every mistake at once, each with its line and what to do."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

LARGEST = 512 * 1024
DEEPEST = 12
SIDES = ("owner", "partner")
KNOWN_LANGUAGES = ("en", "da", "sv", "nb", "nn", "fi", "is", "de", "fr")


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, where, and what to do."""

    line: int
    message: str


class WrongBlueprint(Exception):
    """The file can't be published; `mistakes` says why."""

    def __init__(self, name: str, mistakes: list[Mistake]) -> None:
        self.name = name
        self.mistakes = sorted(mistakes, key=lambda one: one.line)
        super().__init__("\n".join(f"{name}:{one.line}: {one.message}" for one in self.mistakes))


def load_file(path: Path) -> dict[str, Any]:
    """The checked content of a file; WrongBlueprint lists every mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise WrongBlueprint(str(path), [Mistake(1, _("The file can't be read: %s.") % problem.strerror)]) from problem
    except UnicodeDecodeError as problem:
        raise WrongBlueprint(str(path), [Mistake(1, _("The file is not UTF-8 text. Save it as UTF-8."))]) from problem
    return load(text, name=str(path))


def load(text: str, *, name: str) -> dict[str, Any]:
    """The same for text; `name` stands before the line in each mistake."""
    if len(text) > LARGEST:
        raise WrongBlueprint(name, [Mistake(1, _("The file is larger than 512 kB. A blueprint is much smaller."))])
    yaml = YAML(typ="rt")
    try:
        refused = _refuse_tricks(yaml, text)
        if refused:
            raise WrongBlueprint(name, refused)
        content = YAML(typ="rt").load(StringIO(text))
    except MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        why = (problem.problem or "").split("\n")[0]
        raise WrongBlueprint(name, [Mistake(line, _("This is not YAML as it should be: %s.") % why)]) from problem
    if not isinstance(content, CommentedMap):
        raise WrongBlueprint(name, [Mistake(1, _("A blueprint begins with `key:`, `version:` and so on."))])
    check = _Check()
    check.blueprint(content)
    if check.mistakes:
        raise WrongBlueprint(name, check.mistakes)
    plain: dict[str, Any] = _plain(content)
    return plain


def _refuse_tricks(yaml: YAML, text: str) -> list[Mistake]:
    """Anchors, aliases, tags and deep nesting have no business in a form: refused before anything is built."""
    mistakes = []
    depth = 0
    for event in yaml.parse(StringIO(text)):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            mistakes.append(Mistake(line, _("Anchors (&) and aliases (*) are not allowed. Write the text out.")))
        if isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)) and event.ctag is not None:
            mistakes.append(Mistake(line, _("Tags (!) are not allowed. Remove it.")))
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
            if depth > DEEPEST:
                return [*mistakes, Mistake(line, _("This is nested too deeply. Check the indentation."))]
        elif type(event).__name__ in {"MappingEndEvent", "SequenceEndEvent"}:
            depth -= 1
    return mistakes


Rule = Callable[["_Check", Any, int], None]


class _Check:
    """Walks the content by the rules below and notes every mistake."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.languages: tuple[str, ...] = ()
        self.keys: dict[str, int] = {}

    def say(self, line: int, message: str) -> None:
        self.mistakes.append(Mistake(line, message))

    def blueprint(self, node: CommentedMap) -> None:
        languages = node.get("languages")
        if isinstance(languages, CommentedSeq) and languages and all(isinstance(one, str) for one in languages):
            self.languages = tuple(languages)
            for language in self.languages:
                if language not in KNOWN_LANGUAGES:
                    self.say(
                        node.lc.key("languages")[0] + 1,
                        _("%(language)s is not a language code we know. Use one of %(known)s.")
                        % {"language": language, "known": ", ".join(KNOWN_LANGUAGES)},
                    )
        else:
            self.say(1, _("Write `languages:` with a list such as [en, da, sv]."))
            return
        _BLUEPRINT(self, node, 1)

    def fields(self, node: Any, line: int, required: dict[str, Rule], optional: dict[str, Rule]) -> None:
        """A mapping with these keys and no others."""
        if not isinstance(node, CommentedMap):
            self.say(line, _("Here belong fields such as %s.") % ", ".join([*required, *optional][:4]))
            return
        allowed = {**required, **optional}
        for key in node:
            at = node.lc.key(key)[0] + 1
            if key in allowed:
                allowed[key](self, node[key], at)
            else:
                near = difflib.get_close_matches(str(key), allowed, n=1)
                hint = _(" Did you mean `%s`?") % near[0] if near else _(" Allowed: %s.") % ", ".join(allowed)
                self.say(at, _("`%s` is not known here.") % key + hint)
        for key in required:
            if key not in node:
                self.say(line, _("`%s` is missing.") % key)

    def new_key(self, value: Any, line: int, prefix: str = "") -> None:
        if not isinstance(value, str) or not value.replace("-", "").replace("_", "").isalnum() or not value.isascii():
            self.say(line, _("A key is made of letters a-z, digits and hyphens."))
            return
        full = prefix + value
        if full in self.keys:
            self.say(
                line,
                _("The key `%(key)s` stands already at line %(line)s. Each item needs its own.")
                % {"key": value, "line": self.keys[full]},
            )
        self.keys.setdefault(full, line)


def _words(check: _Check, node: Any, line: int) -> None:
    """Words in every language."""
    check.fields(node, line, dict.fromkeys(check.languages, _sentence), {})


def _text(check: _Check, node: Any, line: int) -> None:
    """Words in every language, or one variant for each reader."""
    if isinstance(node, CommentedMap) and any(side in node for side in SIDES):
        check.fields(node, line, dict.fromkeys(SIDES, _words), {})
    else:
        _words(check, node, line)


def _sentence(check: _Check, value: Any, line: int) -> None:
    if not isinstance(value, str) or not value.strip():
        check.say(line, _("Here belongs a text in quotes; it is empty or not a text."))


def _one_of(*allowed: str) -> Rule:
    def rule(check: _Check, value: Any, line: int) -> None:
        if value not in allowed:
            check.say(
                line,
                _("`%(value)s` is not possible here. Write %(allowed)s.")
                % {"value": value, "allowed": _(" or ").join(allowed)},
            )

    return rule


def _yes_no(check: _Check, value: Any, line: int) -> None:
    if not isinstance(value, bool):
        check.say(line, _("Write true or false."))


def _always(check: _Check, value: Any, line: int) -> None:
    if value is not True:
        check.say(line, _("Here it is always true: both read what stands in this place."))


def _number(check: _Check, value: Any, line: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        check.say(line, _("Write a whole number from 1."))


def _anything(_check: _Check, _value: Any, _line: int) -> None:
    """Checked elsewhere."""


def _list(rule: Rule, *, least: int = 1) -> Rule:
    def check_list(check: _Check, node: Any, line: int) -> None:
        if not isinstance(node, CommentedSeq) or len(node) < least:
            check.say(line, _("Here belongs a list; each line begins with a hyphen."))
            return
        for number, one in enumerate(node):
            rule(check, one, node.lc.item(number)[0] + 1)

    return check_list


def _mapping(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return lambda check, node, line: check.fields(node, line, required, optional or {})


def _keyed(
    required: dict[str, Rule], optional: dict[str, Rule] | None = None, *, prefix: str = "", worded: bool = False
) -> Rule:
    """A mapping with a key of its own; `worded`: its words stand in it directly."""

    def rule(check: _Check, node: Any, line: int) -> None:
        words = dict.fromkeys(check.languages, _sentence) if worded else {}
        own: dict[str, Rule] = {"key": lambda c, value, at: c.new_key(value, at, prefix)}
        check.fields(node, line, {**own, **required, **words}, optional or {})

    return rule


def _worded(required: dict[str, Rule]) -> Rule:
    def rule(check: _Check, node: Any, line: int) -> None:
        check.fields(node, line, {**required, **dict.fromkeys(check.languages, _sentence)}, {})

    return rule


_WRITER = _one_of(*SIDES)
_OWNERS = _one_of("owner")
_PARTNERS = _one_of("partner")
_SHOW = _one_of("as-i-write", "on-pause")
_TOPIC = _keyed({"writer": _OWNERS, "title": _text, "questions": _list(_text)})
_NOTE = _keyed({"writer": _PARTNERS, "title": _text}, {"questions": _list(_text)})
_POINT = _keyed({"title": _text}, {"writer": _WRITER, "joint": _yes_no}, worded=True)
_GIVEN = _keyed({"title": _text}, worded=True)
_THEME = _keyed({"title": _text, "questions": _list(_text)}, prefix="guide.")
_FIELD = _keyed(
    {"writer": _WRITER, "joint": _always, "title": _text, "questions": _list(_text)},
    {"show": _SHOW, "steps": _yes_no, "referrals": _yes_no, "optional": _yes_no},
)
_QUESTION = _keyed({"each": _always, "joint": _yes_no}, prefix="evaluation.", worded=True)
_MATERIAL = _keyed({}, prefix="material.", worded=True)

_BLUEPRINT = _mapping(
    {
        "key": lambda check, value, line: check.new_key(value, line, "blueprint."),
        "version": _number,
        "kind": _one_of("conversation"),
        "languages": _anything,
        "title": _text,
        "roles": _mapping({"owner": _text, "partner": _text}),
        "about": _mapping({"purpose": _text, "why": _text, "beside_appraisal": _text, "aims": _list(_text)}),
        "before": _mapping(
            {
                "owner": _mapping({"duty": _text, "form": _list(_TOPIC)}),
                "partner": _mapping(
                    {
                        "duty": _text,
                        "checklist": _list(_keyed({}, {"more": _text}, prefix="check.", worded=True)),
                        "notes": _list(_NOTE),
                    },
                    {"materials": _list(_MATERIAL)},
                ),
            }
        ),
        "during": _mapping(
            {
                "frame": _list(_POINT),
                "course": _list(_worded({"by": _one_of("owner", "partner", "both")})),
                "guide": _list(_THEME),
                "partner_input": _list(_GIVEN, least=0),
            }
        ),
        "wrap_up": _mapping({"title": _text, "fields": _list(_FIELD), "confirmation": _text}),
        "after": _mapping({"owner": _text, "partner": _text, "evaluation": _list(_QUESTION)}),
    }
)


def _plain(node: Any) -> Any:
    """ruamel's types as plain ones, so that the content can be frozen as JSON."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if isinstance(node, bool) or node is None:
        return node
    return int(node) if isinstance(node, int) else str(node)
