"""docs/blueprints.md promises what the product does: every key is explained, every example is what `check` says."""

import re
from pathlib import Path
from typing import Any

import pytest

from samtalerum.blueprints.checking import KNOWN_LANGUAGES
from samtalerum.blueprints.editions import LIBRARY
from samtalerum.blueprints.loading import WrongBlueprint, load, load_file

PRODUCT = Path(__file__).resolve().parents[2]
DOCUMENT = (PRODUCT.parent / "docs/blueprints.md").read_text(encoding="utf-8")
SHIPPED = LIBRARY / "career-conversation.yaml"
BROKEN = {
    'title: {en: "Feedback"': 'titel: {en: "Feedback"',
    'sv: "Vad tar energin ifrån dig?"': "",
    "key: motivation\n": "key: success\n",
    "- key: career\n        writer: owner": "- key: career\n        writer: partner",
    "by: both": "by: leader",
    'en: "This is what we agreed on."': 'en: ""',
}


def _keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node) | {key for value in node.values() for key in _keys(value)}
    return {key for value in node for key in _keys(value)} if isinstance(node, list) else set()


def test_every_key_is_explained():
    named = set(re.findall(r"`(?:owner\.|partner\.)?(\w+)(?:: \w+)?`", DOCUMENT))
    assert _keys(load_file(SHIPPED)) - set(KNOWN_LANGUAGES) <= named


def test_the_examples_are_what_check_says():
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in BROKEN.items():
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(WrongBlueprint) as wrong:
        load(text, name="our-conversation.yaml")
    examples = re.findall(r"^our-conversation\.yaml:\d+: (.+)$", DOCUMENT, re.MULTILINE)
    said = {re.sub(r"line \d+", "line N", one.message) for one in wrong.value.mistakes}
    assert len(examples) == 6
    assert {re.sub(r"line \d+", "line N", one) for one in examples} <= said
