"""The demo university: there on the first start, once, and whole or not at all."""

from datetime import UTC, datetime

import pytest

from config.demo import door, seed, talks, university
from samtalerum.blueprints import editions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.people.models import Person
from tests.cast import shipped

AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)


@pytest.fixture
def blueprint(db) -> None:
    """What the conversations are about."""
    editions.publish(shipped(), at=AT)


def test_the_demo_shows_a_conversation_in_every_phase(blueprint):
    seed.seed(AT)
    assert set(Dialogue.objects.values_list("phase", flat=True)) == set(Phase.values)


def test_everybody_on_the_sign_in_page_is_there_and_about_forty_people_in_all(blueprint):
    seed.seed(AT)
    keys = [key for key, _note in door.PEOPLE]
    assert len(keys) == 8
    assert Person.objects.filter(institution_id__in=keys).count() == 8
    assert 38 <= Person.objects.count() <= 45


def test_nothing_in_the_demo_happens_later_than_now(blueprint):
    seed.seed(AT)
    assert not Dialogue.objects.filter(last_activity_at__gt=AT).exists()


@pytest.mark.parametrize("day", [datetime(2028, 2, 29, 23, 59, tzinfo=UTC), datetime(2030, 1, 1, 0, 1, tzinfo=UTC)])
def test_the_demo_can_begin_on_any_day(blueprint, day):
    seed.seed(day)
    assert Dialogue.objects.exists()


def test_a_second_start_adds_nothing(blueprint):
    assert seed.seed_once()
    before = Person.objects.count(), Dialogue.objects.count()
    assert not seed.seed_once()
    assert (Person.objects.count(), Dialogue.objects.count()) == before


def test_a_seeding_that_was_cut_off_leaves_nothing(blueprint, monkeypatch):
    def cut_off(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(talks, "suggested", cut_off)
    with pytest.raises(KeyboardInterrupt):
        seed.seed(AT)
    assert not Person.objects.filter(institution_id__startswith=university.PREFIX).exists()
