"""Editions never change; a dialogue begins with the one in force and keeps it."""

import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samtalerum.blueprints import commands, editions
from samtalerum.blueprints.loading import load_file
from samtalerum.blueprints.models import Edition

pytestmark = pytest.mark.django_db
AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
OTHER = Path(__file__).parent / "other.yaml"


def test_the_shipped_one_is_published_once():
    assert [edition.key for edition in editions.publish_shipped(at=AT)] == ["career-conversation"]
    assert editions.publish_shipped(at=AT + timedelta(days=1)) == []
    assert Edition.objects.count() == 1


def test_the_same_wording_is_the_same_edition_and_another_needs_a_higher_version():
    content = load_file(OTHER)
    first = editions.publish(content, at=AT)
    assert editions.publish(copy.deepcopy(content), at=AT + timedelta(days=1)) == first
    content["about"]["why"]["sv"] = "Därför."
    with pytest.raises(editions.VersionTaken, match="4"):
        editions.publish(content, at=AT)
    content["version"] = 4
    second = editions.publish(content, at=AT + timedelta(days=1))
    assert editions.current_of_kind("conversation") == second
    assert first.blueprint.about.why.for_("owner", "sv") == "För att ingen ska gå vilse ensam."


def test_an_institutions_own_wording_stays_in_force_at_the_next_start():
    editions.publish_shipped(at=AT)
    own = editions.publish(load_file(OTHER), at=AT + timedelta(days=1))
    editions.publish_shipped(at=AT + timedelta(days=2))
    assert editions.current_of_kind("conversation") == own


def test_an_edition_is_neither_changed_nor_deleted():
    edition = editions.publish(load_file(OTHER), at=AT)
    for forbidden in (edition.save, edition.delete):
        with pytest.raises(TypeError):
            forbidden()


def test_each_reads_in_the_own_language_or_the_first_of_the_blueprint():
    text = editions.publish_shipped(at=AT)[0].blueprint.before.owner.form[0].title
    assert [text.for_("owner", code) for code in ("en", "da", "sv")] == ["Success", "Succes", "Framgång"]
    other = editions.publish(load_file(OTHER), at=AT).blueprint
    assert other.title.for_("owner", "en") == "Vägsamtal"
    assert other.title.language("owner", "en") == "sv"


def test_owner_and_partner_read_the_words_meant_for_them():
    purpose = editions.publish_shipped(at=AT)[0].blueprint.about.purpose
    assert purpose.for_("owner", "en") != purpose.for_("partner", "en")


def test_the_commands_say_what_is_so(capsys, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(OTHER.read_text(encoding="utf-8").replace("version: 3", "version: x"), encoding="utf-8")
    assert commands.check(OTHER) == 0
    assert "Nothing is wrong" in capsys.readouterr().out
    assert commands.check(wrong) == 1
    assert f"{wrong}:3:" in capsys.readouterr().out
    assert commands.publish(wrong, at=AT) == 1
    assert commands.publish(OTHER, at=AT) == 0
    assert commands.listing() == 0
    assert "* vaegledning" in capsys.readouterr().out
