"""No question, title or key of the conversation that ships stands in code or templates: they are data."""

import re
from pathlib import Path
from typing import Any

import pytest

from samtalerum.blueprints.editions import LIBRARY
from samtalerum.blueprints.loading import load_file

PRODUCT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for path in sorted([*PRODUCT.rglob("*.py"), *PRODUCT.rglob("*.html"), *PRODUCT.rglob("*.js")])
    if not {"tests", "migrations", "vendor"} & set(path.parts)
]
# Everyday words that pages need too; everything longer is a sentence of the blueprint's own.
EVERYDAY = 11
# What the rules of who may lead call people; the role's name in a conversation comes from the blueprint.
OFFICES = {"leader or supervisor"}
# Words of Python and HTML that a key may happen to be, too.
PLAIN_KEYS = {"time", "action", "results"}


def _gather(node: Any, name: str = "") -> list[tuple[str, str]]:
    """Every value with its key's name."""
    if isinstance(node, dict):
        return [pair for key, value in node.items() for pair in _gather(value, key)]
    if isinstance(node, list):
        return [pair for value in node for pair in _gather(value, name)]
    return [(name, str(node))]


SHIPPED = [pair for path in LIBRARY.glob("*.yaml") for pair in _gather(load_file(path))]
WORDS = {words for name, words in SHIPPED if name in {"en", "da", "sv"} and len(words) >= EVERYDAY} - OFFICES
KEYS = {key for name, key in SHIPPED if name == "key"} - PLAIN_KEYS
FORBIDDEN = re.compile("|".join([*map(re.escape, sorted(WORDS)), *(rf"[\"']{key}[\"']" for key in sorted(KEYS))]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PRODUCT)))
def test_no_word_and_no_key_of_a_blueprint_stands_in_code(path):
    assert not FORBIDDEN.findall(path.read_text(encoding="utf-8"))


def test_the_guard_would_notice():
    assert len(WORDS) > 150
    assert FORBIDDEN.findall('{% translate "From here on" %} if item.key == "reflection"') == [
        "From here on",
        '"reflection"',
    ]
