"""Rules that a blueprint is checked by. Each notes what is wrong, at which line, and what to do, and goes on."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samtalerum.blueprints.reading import Fields, Leaf, Many, Mistake, Node

SIDES = ("owner", "partner")
KNOWN_LANGUAGES = ("en", "da", "sv", "nb", "nn", "fi", "is", "de", "fr")
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY = 60
HIGHEST_NUMBER = 99_999

Rule = Callable[["Check", Node, int], None]
Shape = dict[str, Rule]


class Check:
    """Walks a tree by rules and gathers the mistakes."""

    def __init__(self, languages: tuple[str, ...] = ()) -> None:
        self.mistakes: list[Mistake] = []
        self.languages = languages
        self.keys: dict[str, int] = {}

    def say(self, line: int, message: str) -> None:
        """One mistake more."""
        self.mistakes.append(Mistake(line, message))

    def fields(self, node: Node, line: int, required: Shape, optional: Shape) -> None:
        """A mapping with these keys and no others."""
        allowed = {**required, **optional}
        if not isinstance(node, Fields):
            self.say(line, _("Here belong fields: %(fields)s.") % {"fields": _listed(allowed)})
            return
        for key, value in node.nodes.items():
            if key in allowed:
                allowed[key](self, value, node.lines[key])
            else:
                self.unknown(key, node.lines[key], allowed)
        for key in required:
            if key not in node.nodes:
                says = _("`%(key)s` is missing. Add `%(key)s:` with what belongs there.")
                self.say(line, says % {"key": key})

    def unknown(self, key: str, line: int, allowed: Iterable[str]) -> None:
        """A key that does not belong here."""
        near = difflib.get_close_matches(key, allowed, n=1)
        if self.languages and key in KNOWN_LANGUAGES:
            says = _("`%(key)s` is not among `languages:` at the top. Add it there, or remove this text.")
        elif near:
            says = _("`%(key)s` is not known here. Did you mean `%(near)s`?")
        else:
            says = _("`%(key)s` is not known here. Remove it; allowed are %(allowed)s.")
        self.say(line, says % {"key": key, "near": "".join(near), "allowed": _listed(allowed)})

    def words(self) -> tuple[Shape, Shape]:
        """What a text consists of: one text in each language. Without a usable list, any language we know."""
        if self.languages:
            return dict.fromkeys(self.languages, sentence), {}
        return {}, dict.fromkeys(KNOWN_LANGUAGES, sentence)


def text(check: Check, node: Node, line: int) -> None:
    """Words in every language, or one variant for each reader."""
    check.fields(node, line, *_text_shape(check, node))


def _text_shape(check: Check, node: Node) -> tuple[Shape, Shape]:
    if isinstance(node, Fields) and any(side in node.nodes for side in SIDES):
        return dict.fromkeys(SIDES, _variant), {}
    return check.words()


def _variant(check: Check, node: Node, line: int) -> None:
    check.fields(node, line, *check.words())


def sentence(check: Check, node: Node, line: int) -> None:
    """A text that can be read."""
    if isinstance(node, Leaf) and (node.value is None or (isinstance(node.value, str) and not node.value.strip())):
        check.say(line, _("This text is empty. Write it, or remove what it belongs to."))
    elif not isinstance(node, Leaf) or not isinstance(node.value, str):
        check.say(line, _("Here belongs a text. Put it in quotes."))
    elif any(unicodedata.category(one) in {"Cc", "Cs", "Cn"} for one in "".join(node.value.split())):
        check.say(line, _("This text holds a character that can't be shown. Remove it."))


def one_of(*allowed: str, because: str | Promise = "") -> Rule:
    """One of these words; `because` says why it is no other."""

    def rule(check: Check, node: Node, line: int) -> None:
        if isinstance(node, Leaf) and isinstance(node.value, str) and node.value in allowed:
            return
        what = {"value": _shown(node), "allowed": _(" or ").join(f"`{one}`" for one in allowed)}
        says = _("`%(value)s` is not possible here. Write %(allowed)s.") % what
        check.say(line, f"{says} {because}".strip())

    return rule


def yes_no(check: Check, node: Node, line: int) -> None:
    """True or false."""
    if not isinstance(node, Leaf) or not isinstance(node.value, bool):
        check.say(line, _("Write `true` or `false`, without quotes."))


def always(because: str | Promise) -> Rule:
    """True; it is written out so that whoever reads the file knows."""

    def rule(check: Check, node: Node, line: int) -> None:
        if not isinstance(node, Leaf) or node.value is not True:
            check.say(line, _("Write `true`: %(because)s") % {"because": because})

    return rule


def number(check: Check, node: Node, line: int) -> None:
    """A whole number from 1."""
    value = node.value if isinstance(node, Leaf) else None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= HIGHEST_NUMBER:
        says = _("Write a whole number from 1 to %(highest)s, without quotes.")
        check.say(line, says % {"highest": HIGHEST_NUMBER})


def number_between(least: int, most: int) -> Rule:
    """A whole number within these."""

    def rule(check: Check, node: Node, line: int) -> None:
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            says = _("Write a whole number from %(least)s to %(most)s, without quotes.")
            check.say(line, says % {"least": least, "most": most})

    return rule


def languages(check: Check, node: Node, line: int) -> None:
    """The list of languages, each once, each known."""
    if not isinstance(node, Many) or not node.nodes:
        check.say(line, _("Write the languages as a list, such as `[en, da, sv]`."))
        return
    seen: set[str] = set()
    for one in node.nodes:
        code = _shown(one)
        if code not in KNOWN_LANGUAGES:
            says = _("`%(code)s` is not a language that we know. Use codes from this list: %(known)s.")
            check.say(one.line, says % {"code": code, "known": _listed(KNOWN_LANGUAGES)})
        elif code in seen:
            check.say(one.line, _("The language `%(code)s` stands here twice. Remove one.") % {"code": code})
        seen.add(code)


def key(prefix: str = "") -> Rule:
    """A key of its own: no other one with the same prefix has it."""

    def rule(check: Check, node: Node, line: int) -> None:
        value = node.value if isinstance(node, Leaf) else None
        if not isinstance(value, str) or not KEY.fullmatch(value) or len(value) > LONGEST_KEY:
            says = _(
                "A key begins with a letter and is made of a-z, digits and hyphens, at most %(longest)s characters."
            )
            check.say(line, says % {"longest": LONGEST_KEY})
            return
        full = prefix + value
        if full in check.keys:
            says = _("The key `%(key)s` stands already at line %(line)s. Give this one another key.")
            check.say(line, says % {"key": value, "line": check.keys[full]})
        check.keys.setdefault(full, line)

    return rule


def listed(rule: Rule, *, least: int = 1) -> Rule:
    """A list of what the rule says."""

    def check_list(check: Check, node: Node, line: int) -> None:
        if not isinstance(node, Many):
            check.say(line, _("Here belongs a list. Begin each of its lines with a hyphen."))
        elif len(node.nodes) < least:
            check.say(line, _("This list is empty. Write at least one."))
        else:
            for one in node.nodes:
                rule(check, one, one.line)

    return check_list


def only_one(rule: Rule) -> Rule:
    """A list with exactly one of what the rule says."""

    def check_one(check: Check, node: Node, line: int) -> None:
        listed(rule)(check, node, line)
        if isinstance(node, Many) and len(node.nodes) > 1:
            check.say(node.nodes[1].line, _("Only one belongs in this list. Remove the others."))

    return check_one


def fields(required: Shape, optional: Shape | None = None, *, worded: bool = False) -> Rule:
    """A mapping with these keys; `worded`: the words of a text stand beside them."""

    def rule(check: Check, node: Node, line: int) -> None:
        words = _text_shape(check, node) if worded else ({}, {})
        check.fields(node, line, {**required, **words[0]}, {**(optional or {}), **words[1]})

    return rule


def together(rule: Rule, *keys: str) -> Rule:
    """The rule, and: of these keys all stand, or none."""

    def both(check: Check, node: Node, line: int) -> None:
        rule(check, node, line)
        there = [one for one in keys if isinstance(node, Fields) and one in node.nodes]
        for missing in keys if there else ():
            if missing not in there:
                says = _("`%(there)s` stands here without `%(missing)s`. Write both, or neither.")
                check.say(line, says % {"there": there[0], "missing": missing})

    return both


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in words)


def _shown(node: Node) -> str:
    """A value as it stands in the file, for a message."""
    if not isinstance(node, Leaf):
        return "…"
    return str(node.value).lower() if isinstance(node.value, bool) or node.value is None else str(node.value)[:60]
