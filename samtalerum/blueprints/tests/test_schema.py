"""A blueprint as the product reads it, and its words in a template."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samtalerum.blueprints import kinds, shapes
from samtalerum.blueprints.checking import fields, key, listed, one_of, text
from samtalerum.blueprints.coaching import Coaching
from samtalerum.blueprints.editions import LIBRARY
from samtalerum.blueprints.kinds import parse
from samtalerum.blueprints.loading import WrongBlueprint, load, load_file
from samtalerum.blueprints.schema import EACH, OWNER, PARTNER, Blueprint, Heading, Item, Text

SHIPPED = parse(load_file(LIBRARY / "career-conversation.yaml"))
COACHING = parse(load_file(LIBRARY / "career-coaching.yaml"))
OTHER = parse(load_file(Path(__file__).parent / "other.yaml"))
WORDS = st.dictionaries(st.sampled_from(["en", "da", "sv", "nb"]), st.text(min_size=1), min_size=1)


def shown(template: str, language: str = "en", **names: Any) -> str:
    """What a reader of this language gets."""
    with translation.override(language):
        return Template("{% load blueprints %}" + template).render(Context(names))


@pytest.mark.parametrize("blueprint", [SHIPPED, OTHER], ids=lambda one: one.key)
def test_every_place_to_write_has_a_key_of_its_own_and_known_writers(blueprint):
    assert len(blueprint.items()) == len(blueprint.written())
    for at, item in blueprint.items().items():
        assert item.key == at
        assert item.part in {"preparation", "notes", "frame", "guide", "sheet", "evaluation"}
        assert item.writers() in ({"owner"}, {"partner"}, {"owner", "partner"})
        assert len(item.key) <= 100


def test_a_course_of_coaching_has_the_coachee_s_places_and_one_of_the_coach_s_own():
    assert isinstance(COACHING, Coaching)
    assert len(COACHING.items()) == len(COACHING.written())
    assert [item.key for item in COACHING.written() if item.writer == PARTNER] == [COACHING.notes.key]
    assert not COACHING.notes.joint
    own = {item.part for item in COACHING.written() if item.writer == OWNER and not item.joint}
    both = {item.part for item in COACHING.written() if item.joint}
    assert own == {"journal", "directions", "people", "bridge"}
    assert both == {"agreement", "focus", "meeting", "task", "closing"}
    assert {item.part for item in COACHING.written() if item.many} == {"focus", "meeting", "task", "journal"}
    assert [len(COACHING.prompts), len(COACHING.directions), len(COACHING.evaluation)] == [6, 5, 2]


def test_the_hope_of_a_request_is_the_desk_s_to_read_and_no_place_of_the_course():
    assert COACHING.hope.key not in COACHING.items()


def test_another_university_asks_other_things_in_another_order():
    assert [len(one.before.owner.form) for one in (SHIPPED, OTHER)] == [4, 6]
    assert [len(one.during.guide) for one in (SHIPPED, OTHER)] == [5, 3]
    assert [item.writer for item in OTHER.wrap_up.fields] == ["owner", "owner", "partner", "partner"]
    assert not SHIPPED.items().keys() & OTHER.items().keys()
    assert [one.languages for one in (SHIPPED, OTHER)] == [("en", "da", "sv"), ("sv",)]


def test_the_owner_alone_writes_at_a_theme_and_each_writes_in_the_evaluation():
    assert {item.writer for item in SHIPPED.items().values() if item.part == "guide"} == {OWNER}
    assert {item.writer for item in SHIPPED.items().values() if item.part == "evaluation"} == {EACH}
    assert all(item.joint for item in SHIPPED.items().values() if item.part in {"sheet", "frame"})


def test_what_is_read_beforehand_is_there_or_not():
    assert len(SHIPPED.before.partner.materials) == 3
    assert OTHER.before.partner.materials == ()


def test_a_blueprint_can_not_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SHIPPED.version = 2
    with pytest.raises(TypeError):
        SHIPPED.items()["new"] = None


@given(WORDS, WORDS, st.sampled_from(["owner", "partner"]), st.sampled_from(["en", "da", "sv", "nb", "fi"]))
def test_each_reads_words_for_that_side_in_the_own_language_or_the_first(owner, partner, side, language):
    own = {"owner": owner, "partner": partner}[side]
    read = Text(owner, partner)
    assert read.for_(side, language) == own[read.language(side, language)]
    assert read.language(side, language) == (language if language in own else next(iter(own)))


def test_say_marks_words_in_another_language_and_says_nothing_of_nothing():
    assert shown("{{ t|say:'owner' }}", "da", t=SHIPPED.title) == "Karrieresamtale"
    assert shown("{{ t|say:'owner' }}", "da", t=OTHER.title) == '<span lang="sv">Vägsamtal</span>'
    assert shown("{{ t|say:'owner' }}", "sv", t=OTHER.title) == "Vägsamtal"
    assert shown("{{ t|say:'owner' }}{{ t|say_plain:'owner' }}{{ t|lang_of:'owner' }}", t=None) == ""


def test_lang_of_is_said_only_where_it_differs():
    template = '<h2{% if t|lang_of:s %} lang="{{ t|lang_of:s }}"{% endif %}>{{ t|say_plain:s }}</h2>'
    assert shown(template, "en", t=OTHER.title, s="partner") == '<h2 lang="sv">Vägsamtal</h2>'
    assert shown(template, "sv", t=OTHER.title, s="partner") == "<h2>Vägsamtal</h2>"


def test_words_are_escaped_wherever_they_stand():
    sharp = Text({"sv": "<b>&"}, {"sv": "<b>&"})
    for way in ("say", "say_plain"):
        for language in ("en", "sv"):
            assert "&lt;b&gt;&amp;" in shown("{{ t|" + way + ":'owner' }}", language, t=sharp)


def test_owner_and_partner_read_the_words_meant_for_them():
    purpose = SHIPPED.about.purpose
    assert shown("{{ t|say:'owner' }}", t=purpose) != shown("{{ t|say:'partner' }}", t=purpose)


@dataclasses.dataclass(frozen=True)
class Walk(Heading):
    """A kind of dialogue that the product does not have."""

    stops: tuple[Item, ...]

    def written(self) -> tuple[Item, ...]:
        """What is written at the stops."""
        return self.stops


def _walk(content: Mapping[str, Any], read: Any) -> Walk:
    roles = {side: read.text(content["roles"][side]) for side in ("owner", "partner")}
    stops = tuple(read.item(one, "journal") for one in content["stops"])
    return Walk(content["key"], content["version"], "walk", read.languages, read.text(content["title"]), roles, stops)


def test_a_further_kind_is_one_shape_and_one_reader(monkeypatch):
    stop = fields({"key": key(), "writer": one_of("owner"), "title": text})
    monkeypatch.setitem(shapes.KINDS, "walk", {"stops": listed(stop)})
    monkeypatch.setitem(kinds.READERS, "walk", _walk)
    file = (
        "key: round-the-lake\nversion: 1\nkind: walk\nlanguages: [en]\ntitle: {en: Walk}\n"
        "roles: {owner: {en: walker}, partner: {en: guide}}\n"
        "stops:\n  - {key: bench, writer: owner, title: {en: Bench}}\n"
    )
    assert list(parse(load(file, name="walk")).items()) == ["bench"]
    assert not isinstance(parse(load(file, name="walk")), Blueprint)
    with pytest.raises(WrongBlueprint, match="walk:8: `partner` is not possible here"):
        load(file.replace("writer: owner", "writer: partner"), name="walk")
