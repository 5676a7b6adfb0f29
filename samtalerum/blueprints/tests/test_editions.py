"""Editions never change; a dialogue begins with the one in force and keeps it."""

import copy
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from samtalerum.blueprints import commands, editions
from samtalerum.blueprints.loading import load_file
from samtalerum.blueprints.models import _PARSED, Edition, FrozenEdition

pytestmark = pytest.mark.django_db
AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OTHER = Path(__file__).parent / "other.yaml"
SHIPPED = editions.LIBRARY / "career-conversation.yaml"


def other(**changes: Any) -> dict[str, Any]:
    """The other university's content, with some of it changed."""
    return {**copy.deepcopy(load_file(OTHER)), **changes}


def test_the_shipped_ones_are_published_once():
    shipped = ["career-coaching", "career-conversation"]
    assert [edition.key for edition in editions.publish_shipped(at=AT)] == shipped
    assert editions.publish_shipped(at=AT + DAY) == []
    assert Edition.objects.count() == 2
    assert editions.current_of_kind("conversation") == editions.current("career-conversation")
    assert editions.current_of_kind("coaching") == editions.current("career-coaching")


def test_the_same_wording_is_the_same_edition_and_another_needs_a_higher_version():
    first = editions.publish(other(), at=AT)
    assert editions.publish(other(), at=AT + DAY) == first
    words = other(title={"sv": "Vägsamtalet"})
    with pytest.raises(editions.VersionTaken, match="Raise `version:` to 4"):
        editions.publish(words, at=AT)
    second = editions.publish({**words, "version": 4}, at=AT + DAY)
    assert editions.current_of_kind("conversation") == second
    assert first.blueprint.title.for_("owner", "sv") == "Vägsamtal"
    with pytest.raises(editions.VersionTaken):
        editions.publish({**words, "version": 2}, at=AT)


def test_what_was_handed_in_can_change_without_changing_the_edition():
    content = other()
    edition = editions.publish(content, at=AT)
    content["title"]["sv"] = "Något annat"
    assert edition.blueprint.title.for_("owner", "sv") == "Vägsamtal"


def test_an_institutions_own_wording_stays_in_force_when_an_upgrade_brings_a_newer_one(monkeypatch, tmp_path):
    editions.publish_shipped(at=AT)
    own = editions.publish(other(), at=AT + DAY)
    (tmp_path / "newer.yaml").write_text(
        SHIPPED.read_text(encoding="utf-8").replace("version: 1", "version: 2"), "utf-8"
    )
    monkeypatch.setattr(editions, "LIBRARY", tmp_path)
    assert [edition.version for edition in editions.publish_shipped(at=AT + 2 * DAY)] == [2]
    assert editions.current_of_kind("conversation") == own


def test_an_upgrade_is_in_force_where_the_institution_has_no_wording_of_its_own(monkeypatch, tmp_path):
    editions.publish_shipped(at=AT)
    (tmp_path / "newer.yaml").write_text(
        SHIPPED.read_text(encoding="utf-8").replace("version: 1", "version: 2"), "utf-8"
    )
    monkeypatch.setattr(editions, "LIBRARY", tmp_path)
    newer = editions.publish_shipped(at=AT + DAY)
    assert [editions.current_of_kind("conversation")] == newer


def test_shipped_words_that_changed_without_a_higher_version_are_noticed(monkeypatch, tmp_path, caplog):
    editions.publish_shipped(at=AT)
    changed = SHIPPED.read_text(encoding="utf-8").replace("Career development", "Career")
    (tmp_path / SHIPPED.name).write_text(changed, "utf-8")
    monkeypatch.setattr(editions, "LIBRARY", tmp_path)
    with caplog.at_level(logging.WARNING):
        assert editions.publish_shipped(at=AT + DAY) == []
    assert "raise its version" in caplog.text


def test_without_any_blueprint_nothing_begins():
    with pytest.raises(editions.NothingPublished, match="No blueprint has been published"):
        editions.current_of_kind("conversation")
    assert editions.current("career-conversation") is None


def test_an_edition_is_neither_changed_nor_deleted():
    edition = editions.publish(other(), at=AT)
    all_of_them = Edition.objects.all()
    for forbidden in (
        edition.save,
        edition.delete,
        all_of_them.delete,
        lambda: all_of_them.update(version=9),
        lambda: Edition.objects.bulk_update([edition], ["version"]),
    ):
        with pytest.raises(FrozenEdition):
            forbidden()
    assert Edition.objects.get().version == 3


def test_an_edition_is_known_by_the_digest_of_its_content():
    with pytest.raises(FrozenEdition, match="digest"):
        Edition(digest="0" * 64, key="x", version=1, kind="conversation", content=other(), published_at=AT).save()


def test_words_changed_behind_our_back_are_not_shown():
    edition = editions.publish(other(), at=AT)
    _PARSED.pop(edition.digest, None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE blueprints_edition SET content = '{}'")
    with pytest.raises(FrozenEdition, match="vaegledning 3 were changed"):
        _ = Edition.objects.get().blueprint


def test_an_edition_is_parsed_once():
    editions.publish(other(), at=AT)
    assert Edition.objects.get().blueprint is Edition.objects.get().blueprint


def test_check_says_what_is_in_a_file_and_what_is_wrong_with_it(capsys, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(OTHER.read_text(encoding="utf-8").replace("version: 3", "version: x"), encoding="utf-8")
    assert commands.check(OTHER) == 0
    assert "vaegledning, version 3, in sv: 16 places to write. Nothing is wrong." in capsys.readouterr().out
    assert commands.check(wrong) == 1
    assert capsys.readouterr().out.startswith(f"{wrong}:3: Write a whole number")
    assert commands.publish(wrong, at=AT) == 1
    assert not Edition.objects.exists()


def test_publish_says_what_is_in_force_and_list_marks_it(capsys, tmp_path):
    assert commands.listing() == 0
    assert "Nothing is published yet." in capsys.readouterr().out
    editions.publish_shipped(at=AT)
    for _again in (1, 2):
        assert commands.publish(OTHER, at=AT + DAY) == 0
        assert "vaegledning 3 is in force" in capsys.readouterr().out
    taken = tmp_path / "taken.yaml"
    taken.write_text(OTHER.read_text(encoding="utf-8").replace("Vägsamtal", "Samtal"), encoding="utf-8")
    assert commands.publish(taken, at=AT + DAY) == 1
    assert "Raise `version:` to 4" in capsys.readouterr().out
    assert commands.listing() == 0
    marks = {line.split()[-4]: line[0] for line in capsys.readouterr().out.splitlines() if "2030" in line}
    assert marks == {"vaegledning": "*", "career-conversation": " ", "career-coaching": "*"}


def test_publishing_old_words_again_says_that_they_are_not_in_force(capsys):
    editions.publish_shipped(at=AT)
    editions.publish(other(), at=AT + DAY)
    assert commands.publish(SHIPPED, at=AT + 2 * DAY) == 1
    assert "vaegledning 3 is in force. To go back to these words, raise `version:`" in capsys.readouterr().out
