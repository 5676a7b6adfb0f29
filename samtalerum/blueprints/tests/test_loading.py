"""Strict loading: every mistake at once, each with its line and what to do."""

import copy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from samtalerum.blueprints.editions import LIBRARY, digest
from samtalerum.blueprints.loading import Mistake, WrongBlueprint, load, load_file
from samtalerum.blueprints.schema import parse

OTHER = Path(__file__).parent / "other.yaml"
TEXT = OTHER.read_text(encoding="utf-8")
CONTENT = load(TEXT, name="other")


def mistakes(text: str) -> list[str]:
    """What is said about a file, with its lines."""
    with pytest.raises(WrongBlueprint) as wrong:
        load(text, name="mine.yaml")
    return str(wrong.value).splitlines()


@pytest.mark.parametrize("path", [*LIBRARY.glob("*.yaml"), OTHER], ids=lambda path: path.name)
def test_what_ships_is_right(path):
    blueprint = parse(load_file(path))
    assert blueprint.items()
    for item in blueprint.items().values():
        assert item.writers() <= {"owner", "partner"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('duty: {sv: "Rita', 'dutty: {sv: "Rita', "Did you mean `duty`"),
        ('owner: {sv: "vandrare"}', 'owner: {da: "vandrer"}', "`sv` is missing"),
        ('title: {sv: "Marken"}', 'title: {sv: ""}', "empty"),
        ("key: weather", "key: ground", "stands already"),
        ("{key: ground, writer: owner", "{key: ground, writer: partner", "Write owner"),
        ("{key: view, writer: owner", "{key: view, writer: boss", "Write owner or partner"),
        ('  partner: {sv: "vägvisare"}', '  partner: {sv: "vägvisare"}\n  boss: {sv: "chef"}', "`boss` is not known"),
        ("show: on-pause", "show: sometimes", "as-i-write or on-pause"),
        ("{by: both", "{by: nobody", "owner or partner or both"),
        ("version: 3", "version: 3.5", "whole number"),
        ("version: 3", "version: no", "whole number"),
        ("steps: true", "steps: maybe", "true or false"),
        ("kind: conversation", "kind: party", "Write conversation"),
        ("languages: [sv]", "languages: [xx]", "language code"),
        ("languages: [sv]", "languages: sv", "list such as"),
        ("key: summit", "key: sum mit", "letters a-z"),
        ("version: 3", "version: &v 3", "Anchors"),
        ("version: 3", "version: !!int 3", "Tags"),
        ("version: 3", "version: 3\nversion: 4", "version"),
        ("key: vaegledning", "key: [", "not YAML"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_what_to_do(old, new, says):
    assert TEXT.count(old) >= 1
    said = mistakes(TEXT.replace(old, new, 1))
    assert any(says in line for line in said), said
    assert all(line.startswith("mine.yaml:") and line.split(":")[1].isdigit() for line in said)


def test_the_line_is_the_line_of_the_mistake():
    broken = TEXT.replace('why: {sv: "För', 'whi: {sv: "För')
    number = next(n for n, line in enumerate(broken.splitlines(), 1) if "whi:" in line)
    assert any(line.startswith(f"mine.yaml:{number}:") and "`whi`" in line for line in mistakes(broken))


def test_all_mistakes_are_said_at_once():
    broken = TEXT.replace("version: 3", "version: none").replace("show: on-pause", "show: no").replace("boots", "b ts")
    assert len(mistakes(broken)) >= 3


def test_deep_nesting_and_large_files_are_refused():
    assert "nested" in mistakes("a: " + "[" * 40 + "]" * 40)[0]
    assert "larger" in mistakes("# " + "x" * 600_000)[0]


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path):
    with pytest.raises(WrongBlueprint, match="can't be read"):
        load_file(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"key: \xe6\xf8")
    with pytest.raises(WrongBlueprint, match="UTF-8"):
        load_file(tmp_path / "latin.yaml")


PATHS: list[tuple[Any, ...]] = []


def _collect(node: Any, path: tuple[Any, ...]) -> None:
    PATHS.append(path)
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        _collect(value, (*path, key))


_collect(CONTENT, ())


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PATHS[1:]), st.sampled_from([None, 7, "", [], {}, "x" * 10, True]))
def test_whatever_is_put_anywhere_it_loads_soundly_or_is_refused_in_words(path, value):
    changed = copy.deepcopy(CONTENT)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    buffer = StringIO()
    YAML(typ="safe").dump(changed, buffer)
    said: list[Mistake] = []
    try:
        content = load(buffer.getvalue(), name="changed")
    except WrongBlueprint as wrong:
        said = wrong.mistakes
    assert all(one.message and one.line >= 1 for one in said) if said else parse(content).items()


@given(st.permutations(sorted(CONTENT)))
def test_the_order_of_keys_makes_no_other_edition_and_a_comma_does(order):
    assert digest({key: CONTENT[key] for key in order}) == digest(CONTENT)
    changed = copy.deepcopy(CONTENT)
    changed["about"]["why"]["sv"] += ","
    assert digest(changed) != digest(CONTENT)
