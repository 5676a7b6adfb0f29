"""The demo university: there on the first start, once, and whole or not at all."""

from datetime import UTC, datetime

import pytest

from config.demo import door, seed, talks, university
from samtalerum.blueprints import editions
from samtalerum.blueprints.loading import load_file
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase
from samtalerum.people.models import Person
from tests.cast import shipped

AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)


@pytest.fixture
def blueprint(db) -> None:
    """What the conversations and the coaching are about."""
    editions.publish(shipped(), at=AT)
    editions.publish(load_file(editions.LIBRARY / "career-coaching.yaml"), at=AT)


def test_the_demo_shows_every_phase_with_forty_people_and_eleven_of_them_at_the_door(blueprint):
    seed.seed(AT)
    assert set(Dialogue.objects.values_list("phase", flat=True)) == set(Phase.values)
    keys = [key for key, _note in door.PEOPLE]
    assert len(keys) == 11
    assert Person.objects.filter(institution_id__in=keys).count() == 11
    assert 38 <= Person.objects.count() <= 45
    assert not Dialogue.every.filter(last_activity_at__gt=AT).exists(), "nothing happens later than now"
    running = {Phase.ASKED, Phase.INVITED, Phase.BEFORE, Phase.DURING, Phase.CLOSED}
    assert set(Dialogue.every.filter(kind="coaching").values_list("phase", flat=True)) == running
    before = Dialogue.every.count()
    assert not seed.seed_once(), "a second start adds nothing"
    assert Dialogue.every.count() == before


def test_the_demo_can_begin_on_the_last_minute_of_a_leap_day(blueprint):
    seed.seed(datetime(2028, 2, 29, 23, 59, tzinfo=UTC))
    assert Dialogue.objects.exists()


def test_a_seeding_that_was_cut_off_leaves_nothing(blueprint, monkeypatch):
    def cut_off(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(talks, "suggested", cut_off)
    with pytest.raises(KeyboardInterrupt):
        seed.seed(AT)
    assert not Person.objects.filter(institution_id__startswith=university.PREFIX).exists()


def test_the_demos_page_exists_in_the_demo_alone_and_on_this_machine_alone(servers):
    with servers("demo") as demo:
        assert demo.ask("/demo/") == 200
        assert demo.ask("/demo/mail/") == 200
        assert demo.ask("/demo/", Host="127.0.0.1") == 200
        for elsewhere in ("samtale.fjordby.example", "localhost.fjordby.example", "localhost:80@fjordby.example"):
            assert demo.ask("/demo/", Host=elsewhere) in {400, 404}
        assert demo.ask("/demo/", **{"X-Forwarded-For": "203.0.113.9"}) == 404
    with servers() as real:
        assert real.ask("/demo/") == 404
        assert real.ask("/demo/mail/") == 404
