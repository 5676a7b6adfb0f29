"""What a page promises about erasing is what the sweep does, on that day and not a day earlier."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from samtalerum.dialogues import actions, retention, sweeps
from samtalerum.dialogues.models import Entry
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import WrongMoment
from samtalerum.vault import retention as calendar
from samtalerum.vault.models import AccessLog

CAREER = "I dream of the sea"
SHARED = "I do this well"


def on(day) -> datetime:
    """That morning, a minute past midnight."""
    return timezone.make_aware(datetime.combine(day, time(0, 1)))


def texts(cast, dialogue, person, at) -> dict[str, str | None]:
    """What this person reads, by item."""
    seat = cast.seat(dialogue, person)
    return {one.entry.item: one.text for one in read(seat, ring(seat), at=at)}


@pytest.fixture
def written(cast, at):
    """A dialogue in which Ada has written two topics and shared one, and Ben has noted something; then they meet."""

    def make(phase: Phase):
        dialogue = cast.start(Phase.BEFORE, words="please", at=at)
        ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
        for item, text in (("success", SHARED), ("career", CAREER)):
            actions.save(ada, item, text=text, based_on=0, client=uuid4(), at=at)
        actions.share(ada, ["success"], at=at)
        actions.save(ben, "feedback-notes", text="She listens", based_on=0, client=uuid4(), at=at)
        if phase == Phase.WITHDRAWN:
            actions.take(Step.WITHDRAW, seat=ada, at=at)
        else:
            actions.take(Step.MEET, seat=ben, at=at)
            if phase == Phase.HELD:
                actions.take(Step.HOLD, seat=ada, at=at)
            if phase == Phase.CONFIRMED:
                cast.confirm(dialogue, at=at)
        dialogue.refresh_from_db()
        return dialogue

    return make


def swept_on_the_day_only(day) -> None:
    """Nothing the evening before, something on the day, nothing again afterwards."""
    assert sweeps.run(on(day) - timedelta(minutes=2)) == 0
    assert sweeps.run(on(day)) >= 1
    assert sweeps.run(on(day)) == 0


def test_a_partners_notes_go_on_the_promised_day_and_what_is_shared_stays(cast, written):
    dialogue = written(Phase.CONFIRMED)
    day = retention.dates(dialogue).notes
    swept_on_the_day_only(day)
    assert "feedback-notes" not in texts(cast, dialogue, cast.ben, on(day))
    assert texts(cast, dialogue, cast.ben, on(day))["advice"] == "advice by Ben Bo"
    assert texts(cast, dialogue, cast.ada, on(day))["career"] == CAREER


def test_an_owners_private_parts_go_six_months_after_it_was_held(cast, written):
    dialogue = written(Phase.CONFIRMED)
    sweeps.run(on(retention.dates(dialogue).notes))
    day = retention.dates(dialogue).private
    swept_on_the_day_only(day)
    mine = texts(cast, dialogue, cast.ada, on(day))
    assert "career" not in mine
    assert mine["success"] == SHARED
    assert mine["reflection"] == "reflection by Ada Aa"


def test_a_confirmed_sheet_goes_with_what_was_shared_on_its_day(cast, written):
    dialogue = written(Phase.CONFIRMED)
    day = retention.dates(dialogue).sheet
    for earlier in (retention.dates(dialogue).notes, retention.dates(dialogue).private):
        sweeps.run(on(earlier))
    swept_on_the_day_only(day)
    assert texts(cast, dialogue, cast.ada, on(day)) == {}
    assert not dialogue.versions.exists()
    assert not Entry.objects.exists()


def test_a_sheet_that_nobody_confirmed_goes_ninety_days_after_the_last_edit(cast, written):
    dialogue = written(Phase.HELD)
    day = retention.dates(dialogue).sheet
    assert day == (timezone.localtime(dialogue.last_activity_at).date() + timedelta(days=90))
    swept_on_the_day_only(day)
    assert texts(cast, dialogue, cast.ben, on(day)) == {"feedback-notes": "She listens"}
    assert texts(cast, dialogue, cast.ada, on(day))["career"] == CAREER


def test_a_question_that_came_to_nothing_loses_its_words_after_thirty_days(cast, written):
    dialogue = written(Phase.WITHDRAWN)
    day = retention.dates(dialogue).sheet
    swept_on_the_day_only(day)
    assert texts(cast, dialogue, cast.ben, on(day)) == {"feedback-notes": "She listens"}
    assert texts(cast, dialogue, cast.ada, on(day))["words"] == "please"  # one's own words go with the private parts


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.DURING])
def test_what_was_agreed_and_never_held_has_an_end_too_and_keeps_to_it(cast, written, at, phase):
    dialogue = written(Phase.DURING) if phase == Phase.DURING else cast.start(Phase.BEFORE, words="please", at=at)
    promised = retention.dates(dialogue)
    ends = calendar.NEVER_HELD.after(timezone.localtime(dialogue.last_activity_at).date())
    assert promised.sheet == calendar.WORDS_OF_A_QUESTION.after(ends)
    assert promised.private == calendar.PRIVATE.after(ends)
    assert sweeps.run(at + timedelta(days=300)) == 0
    sweeps.run(on(ends + timedelta(days=1)))
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.LAPSED
    sweeps.run(on(promised.private + timedelta(days=1)))
    assert not Entry.objects.exists()


def test_a_question_has_its_day_before_anybody_answers(cast, at):
    dialogue = cast.start(Phase.ASKED, words="please", at=at)
    day = retention.dates(dialogue).sheet
    assert day == calendar.WORDS_OF_A_QUESTION.after((at + timedelta(days=60)).date())


def test_at_last_not_even_that_they_talked_is_known(cast, written):
    dialogue = written(Phase.CONFIRMED)
    last = calendar.FACTS.after(timezone.localtime(dialogue.last_activity_at).date())
    living = cast.start(Phase.ASKED, at=on(last) - timedelta(days=1))
    for day in (promised := retention.dates(dialogue)).notes, promised.private, promised.sheet:
        sweeps.run(on(day))
    sweeps.run(on(last) - timedelta(minutes=2))
    assert type(dialogue).objects.filter(pk=dialogue.pk).exists()
    sweeps.run(on(last))
    assert [one.pk for one in type(dialogue).objects.all()] == [living.pk]


def test_facts_stay_as_long_as_a_word_is_there(cast, written):
    dialogue = written(Phase.CONFIRMED)
    assert retention.forget_facts(at=on(calendar.FACTS.after(dialogue.last_activity_at.date()))) == 0


def test_the_next_sheet_brings_the_end_of_the_earlier_one_nearer(cast, written, at):
    first = written(Phase.CONFIRMED)
    alone = retention.dates(first).sheet
    second = cast.start(Phase.CONFIRMED, at=at + timedelta(days=365))
    assert second.confirmed_at > first.confirmed_at
    assert retention.dates(first).sheet < alone


def test_when_what_was_shared_is_erased_its_log_loses_the_names_and_goes_a_year_later(cast, written):
    dialogue = written(Phase.CONFIRMED)
    texts(cast, dialogue, cast.ben, dialogue.confirmed_at)
    day = retention.dates(dialogue).sheet
    log = AccessLog.objects.filter(dialogue=dialogue.pk)
    assert log.filter(actor=cast.ben.pk, author=cast.ada.pk).exists()
    sweeps.run(on(day))
    assert log.exists()
    assert not log.exclude(actor=None, author=None).exists()
    sweeps.run(on(calendar.LOG_WITHOUT_NAMES.after(day)))
    assert not log.exists()


def test_private_notes_are_not_begun_anew_once_their_day_has_come(cast, written, at):
    dialogue = written(Phase.CONFIRMED)
    promised = retention.dates(dialogue)
    for person, item, day in (
        (cast.ben, "advice-notes", promised.notes),
        (cast.ada, "guide.meaning", promised.private),
    ):
        seat = cast.seat(dialogue, person)
        actions.save(seat, item, text="in time", based_on=0, client=(page := uuid4()), at=on(day) - timedelta(days=1))
        with pytest.raises(WrongMoment):
            actions.save(seat, item, text="too late", based_on=1, client=page, at=on(day))


def test_where_they_met_goes_with_the_sheet(cast, written):
    dialogue = written(Phase.CONFIRMED)
    type(dialogue).objects.filter(pk=dialogue.pk).update(place="Room 5, the blue door")
    sweeps.run(on(retention.dates(dialogue).sheet))
    dialogue.refresh_from_db()
    assert dialogue.place == ""
