"""Strict loading: every mistake at once, each with its file, its line and what to do."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from samtalerum.blueprints.editions import LIBRARY, digest
from samtalerum.blueprints.kinds import parse
from samtalerum.blueprints.loading import LARGEST, WrongBlueprint, load, load_file
from samtalerum.blueprints.reading import Mistake, read

OTHER = Path(__file__).parent / "other.yaml"
TEXT = OTHER.read_text(encoding="utf-8")
CONTENT = load(TEXT, name="other")


def mistakes(text: str) -> list[str]:
    """What is said about a file, with its lines."""
    with pytest.raises(WrongBlueprint) as wrong:
        load(text, name="mine.yaml")
    return str(wrong.value).splitlines()


def changed(old: str, new: str) -> str:
    """The other university's file with one thing in it put otherwise."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize("path", [*LIBRARY.glob("*.yaml"), OTHER], ids=lambda path: path.name)
def test_what_ships_is_right(path):
    blueprint = parse(load_file(path))
    assert blueprint.items()
    for item in blueprint.items().values():
        assert item.writers() <= {"owner", "partner"}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        # unknown and missing
        ('duty: {sv: "Rita', 'dutty: {sv: "Rita', 20, "`dutty` is not known here. Did you mean `duty`?"),
        ('duty: {sv: "Rita', 'dutty: {sv: "Rita', 19, "`duty` is missing."),
        ("version: 3", "version: 3\ncolour: red", 4, "Remove it; allowed are `key`, `version`"),
        (
            '  partner: {sv: "vägvisare"}',
            '  partner: {sv: "vägvisare"}\n  boss: {sv: "chef"}',
            10,
            "`boss` is not known",
        ),
        ("{by: both", "{by: leader", 40, "Write `owner` or `partner` or `both`."),
        # languages
        ('owner: {sv: "vandrare"}', "owner: {}", 8, "`sv` is missing"),
        ('owner: {sv: "vandrare"}', 'owner: {sv: "a", da: "b"}', 8, "`da` is not among `languages:`"),
        ("languages: [sv]", "languages: [sv, xx]", 5, "`xx` is not a language that we know"),
        ("languages: [sv]", "languages: [sv, sv]", 5, "stands here twice"),
        ("languages: [sv]", "languages: sv", 5, "as a list, such as `[en, da, sv]`"),
        ("languages: [sv]\n", "", 1, "`languages` is missing"),
        # texts
        ('title: {sv: "Marken"}', 'title: {sv: " "}', 22, "This text is empty"),
        ('title: {sv: "Marken"}', "title: {sv: }", 22, "This text is empty"),
        ('title: {sv: "Marken"}', "title: {sv: 7}", 22, "Put it in quotes"),
        ('title: {sv: "Marken"}', "title: {sv: [a]}", 22, "Put it in quotes"),
        ('title: {sv: "Marken"}', "title: Marken", 22, "Here belong fields: `sv`"),
        ('title: {sv: "Marken"}', 'title: {sv: "a\\0b"}', 22, "can't be shown"),
        ('title: {sv: "Marken"}', 'title: {sv: "a\\ud800b"}', 22, "can't be shown"),
        # keys
        ("key: weather", "key: ground", 23, "stands already at line 22"),
        ("key: moor", "key: river", 44, "stands already at line 42"),
        ("key: summit", "key: sum mit", 27, "A key begins with a letter"),
        ("key: summit", "key: Summit", 27, "A key begins with a letter"),
        ("key: summit", "key: " + "a" * 61, 27, "at most 60"),
        ("key: vaegledning", "key: 7", 2, "A key begins with a letter"),
        # writers and how it is shown
        ("{key: ground, writer: owner", "{key: ground, writer: partner", 22, "The preparation is the owner's alone."),
        (
            "{key: waymarks, writer: partner",
            "{key: waymarks, writer: owner",
            33,
            "These notes are the partner's alone.",
        ),
        ("{key: view, writer: owner", "{key: view, writer: boss", 50, "Write `owner` or `partner`."),
        ("{key: view, writer: owner", "{key: view, writer: each", 50, "exactly one writer"),
        ("{key: view, writer: owner, joint: true", "{key: view, writer: owner, joint: false", 50, "both read"),
        ("writer: partner, joint: true, sv", "writer: partner, sv", 37, "without `joint`"),
        ("show: on-pause", "show: sometimes", 53, "Write `as-i-write` or `on-pause`."),
        ("steps: true", "steps: yes", 51, "Write `true` or `false`"),
        ("each: true", "each: false", 59, "each of the two answers"),
        # heading
        ("version: 3", "version: 3.5", 3, "whole number"),
        ("version: 3", 'version: "3"', 3, "whole number"),
        ("version: 3", "version: true", 3, "whole number"),
        ("version: 3", "version: 99999999999999", 3, "from 1 to 99999"),
        ("kind: conversation", "kind: conversations", 4, "Write `conversation` or `coaching`."),
        ("kind: conversation", "kind: party", 4, "Write `conversation` or `coaching`."),
        # lists
        (
            "checklist:\n      - {key: boots",
            "checklist:\n        {key: boots",
            30,
            "Begin each of its lines with a hyphen",
        ),
        ('aims:\n    - {sv: "En karta att gå vidare med."}', "aims: []", 16, "This list is empty"),
        # YAML that has no business in a form
        ("version: 3", "version: &v 3", 3, "Anchors"),
        ("version: 3", "version: *v", 3, "Anchors"),
        ("version: 3", "version: !!int 3", 3, "Tags"),
        ("version: 3", "version: 3\n<<: {a: b}", 4, "`<<` is not known"),
        ("version: 3", "version: 3\nversion: 4", 4, "twice, first at line 3"),
        ("version: 3", "version: 3\n? [a, b]\n: c", 4, "Before the colon belongs a single word"),
        ("version: 3", "version: 2001-99-99", 3, "whole number"),
        ("version: 3", "version: 3\n--- {a: b}", 4, "One file holds one blueprint"),
        ("# Another", "%YAML 1.1\n---\n# Another", 2, "percent sign"),
        ("key: vaegledning", "key: [", 4, "not YAML"),
        ("vaegledning", "vaeg\0ledning", 2, "can't be shown"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_what_to_do(old, new, line, says):
    said = mistakes(changed(old, new))
    assert any(one.startswith(f"mine.yaml:{line}: ") and says in one for one in said), said


def test_all_mistakes_are_said_at_once_from_top_to_bottom():
    broken = changed("version: 3", "version: none").replace("show: on-pause", "show: no").replace("boots", "b ts")
    broken = broken.replace("steps: true", "steps: &again true").replace("key: moor", "key: moor, key: moor")
    lines = [int(one.split(":")[1]) for one in mistakes(broken)]
    assert lines == [3, 31, 44, 51, 53]


def test_a_wrong_list_of_languages_does_not_make_every_text_wrong():
    assert len(mistakes(changed("languages: [sv]", "languages: [swedish]"))) == 1


def test_of_an_unknown_kind_only_the_heading_is_judged():
    assert len(mistakes(changed("kind: conversation", "kind: party"))) == 1


def test_owner_and_partner_may_have_their_own_words_anywhere():
    turn = '{by: owner, owner: {sv: "Du visar kartan"}, partner: {sv: "Ser kartan"}}'
    read_turn = parse(load(changed('{by: owner, sv: "Visar kartan"}', turn), name="x")).during.course[0].text
    assert read_turn.for_("owner", "sv") == "Du visar kartan"
    assert read_turn.for_("partner", "sv") == "Ser kartan"
    half = changed('{by: owner, sv: "Visar kartan"}', '{by: owner, owner: {sv: "Du visar kartan"}}')
    assert "`partner` is missing" in mistakes(half)[0]


def test_breaking_a_line_elsewhere_makes_no_other_edition():
    folded = changed(
        'why: {sv: "För att ingen ska gå vilse ensam."}',
        "why:\n    sv: >-\n      För att ingen ska gå\n      vilse ensam.",
    )
    assert digest(load(folded, name="x")) == digest(CONTENT)


def test_deep_nesting_is_refused_before_anything_is_built():
    assert "nested too deeply" in mistakes("a: " + "[" * 100_000)[0]


def test_a_large_file_is_refused_unread(tmp_path):
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(WrongBlueprint, match="larger than 256 kB"):
        load_file(large)
    assert "larger than 256 kB" in mistakes("# " + "x" * LARGEST)[0]


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path):
    for nowhere in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(WrongBlueprint, match="can't be read"):
            load_file(nowhere)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"# one\nkey: \xe6\xf8")
    with pytest.raises(WrongBlueprint, match=r"latin\.yaml:2: The file is not UTF-8"):
        load_file(latin)


def test_a_file_saved_on_windows_is_the_same_edition(tmp_path):
    windows = tmp_path / "windows.yaml"
    windows.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert digest(load_file(windows)) == digest(CONTENT)


def test_mistakes_are_said_in_the_active_language():
    with translation.override("sv"):
        assert mistakes(changed("version: 3", "version: 0"))[0].startswith("mine.yaml:3: ")


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(one for key, value in pairs for one in _places(value, (*path, key)))]


PLACES = _places(CONTENT)[1:]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES), ODD)
def test_whatever_is_put_anywhere_it_loads_soundly_or_is_refused_in_words(path, value):
    content = copy.deepcopy(CONTENT)
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    loads_or_refuses(json.dumps(content, ensure_ascii=False, indent=0))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-?!&*#%{}[],>|'\"\\ \n\t~<0é\0\ud800") | st.characters(), max_size=40))
def test_any_text_at_all_is_read_or_refused_in_words(text):
    tree, said = read(text)
    assert said or tree is not None or not re.sub(r"(?m)#.*$|---|\.\.\.|\s", "", text.replace("\ufeff", ""))
    loads_or_refuses(text)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 40))
def test_a_file_with_a_hole_in_it_loads_soundly_or_is_refused_in_words(start, length):
    loads_or_refuses(TEXT[:start] + TEXT[start + length :])


def loads_or_refuses(text: str) -> None:
    """Nothing but words comes of any file; what loads can be frozen and read."""
    said: list[Mistake] = []
    content: dict[str, Any] = {}
    try:
        content = load(text, name="any")
    except WrongBlueprint as wrong:
        said = wrong.mistakes
    if said:
        assert all(one.message and 1 <= one.line <= text.count("\n") + text.count("\r") + 2 for one in said)
    else:
        assert parse(content).items()
        assert len(digest(content)) == 64


@given(st.permutations(sorted(CONTENT)))
def test_the_order_of_keys_makes_no_other_edition_and_a_comma_does(order):
    assert digest({key: CONTENT[key] for key in order}) == digest(CONTENT)
    comma = copy.deepcopy(CONTENT)
    comma["about"]["why"]["sv"] += ","
    assert digest(comma) != digest(CONTENT)
