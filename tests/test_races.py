"""Two people, or two windows of one, in the very same moment: nothing is lost and nothing happens twice."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from samtalerum.coaching.actions import desk, requesting
from samtalerum.coaching.models import Coach
from samtalerum.dialogues import actions, sweeps
from samtalerum.dialogues.models import Confirmation, Dialogue, Entry, Passage, Seat
from samtalerum.dialogues.phases import ENDED, Phase, Side, Step
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.refusals import Refusal
from samtalerum.mail.models import Letter
from samtalerum.people.models import Person
from samtalerum.vault import api as vault
from samtalerum.vault.keystore.models import WrappedKey
from tests.cast import Cast, now
from tests.coached import make_coaching

ROUNDS = 3
PATIENCE = 60  # seconds: a limit for what hangs, not a measure of speed
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

# Each starts no server, but copies a template that one has made.
pytestmark = pytest.mark.browser


def at_once(*acts: Callable[[], object], held: Callable[[], object] | None = None) -> list[object]:
    """Do all of it in the same moment, each in a thread and on connections of its own; a refusal is an answer.

    `held` locks what they all want, in a transaction of ours: it ends when all of them wait (PostgreSQL can tell), so
    that each has seen the world as it was before any of the others.
    """
    begin = threading.Barrier(len(acts) + 1)

    def play(act: Callable[[], object]) -> object:
        try:
            begin.wait(PATIENCE)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        with holding(held, waiting=len(acts)):
            played = [threads.submit(play, act) for act in acts]
            begin.wait(PATIENCE)
        return [one.result(PATIENCE) for one in played]


@contextmanager
def holding(held: Callable[[], object] | None, *, waiting: int) -> Iterator[None]:
    """Inside, what they want is locked; we leave when as many as that wait for it."""
    if held is None or connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        held()
        yield
        another = connections.create_connection("default")
        with another.cursor() as looking:
            seen, deadline = 0, time.monotonic() + PATIENCE
            while seen < waiting:
                assert time.monotonic() < deadline, f"Only {seen} of {waiting} ever waited"
                looking.execute(WAITING)
                (seen,) = looking.fetchone()
        another.close()


def before(cast: Cast) -> Dialogue:
    """A new conversation in preparation; whatever was open has been closed."""
    for dialogue in Dialogue.objects.exclude(phase__in=ENDED):
        Dialogue.objects.filter(pk=dialogue.pk).update(phase=Phase.WITHDRAWN)
    return cast.conversation(Phase.BEFORE)


def locked(dialogue: Dialogue) -> Callable[[], object]:
    """Hold this conversation."""
    return lambda: Dialogue.objects.select_for_update().get(pk=dialogue.pk)


def text_at(cast: Cast, dialogue: Dialogue, person: Person, item: str) -> str | None:
    """What this person reads of the own text there."""
    seat = cast.seat(dialogue, person)
    return read(seat, ring(seat), at=now()).mine(item).text


@pytest.mark.parametrize("first", ["", "what was there"])
def test_of_two_saves_from_two_windows_one_is_kept_and_the_other_is_told_of_it(at_rest: Cast, first: str):
    for _ in range(ROUNDS):
        dialogue = before(at_rest)
        based_on = at_rest.write(dialogue, at_rest.ada, "success", first).revision if first else 0
        texts = ["from the office", "from the train"]

        def save(text: str, dialogue=dialogue, based_on=based_on) -> object:
            seat = at_rest.seat(dialogue, at_rest.ada)
            return actions.save(seat, "success", text=text, based_on=based_on, client=uuid4(), at=now())

        answers = at_once(*(lambda text=text: save(text) for text in texts), held=locked(dialogue))
        (clash,) = [one for one in answers if isinstance(one, actions.Clash)]
        (saved,) = [one for one in answers if isinstance(one, actions.Saved)]
        kept = texts[answers.index(saved)]
        assert saved.revision == based_on + 1
        assert clash.theirs == kept == text_at(at_rest, dialogue, at_rest.ada, "success")
        assert Entry.objects.filter(dialogue=dialogue, item="success").count() == 1


def test_the_same_save_sent_twice_is_acknowledged_twice_and_written_once(at_rest: Cast):
    for _ in range(ROUNDS):
        dialogue, client = before(at_rest), uuid4()

        def save(dialogue=dialogue, client=client) -> object:
            seat = at_rest.seat(dialogue, at_rest.ada)
            return actions.save(seat, "success", text="once", based_on=0, client=client, at=now())

        answers = at_once(save, save, held=locked(dialogue))
        assert [one.revision for one in answers] == [1, 1]
        assert text_at(at_rest, dialogue, at_rest.ada, "success") == "once"


def test_both_write_at_once_and_neither_waits_in_vain(at_rest: Cast):
    for _ in range(ROUNDS):
        dialogue = before(at_rest)
        items = {person: at_rest_item(at_rest, dialogue, person) for person in (at_rest.ada, at_rest.ben)}

        def save(person: Person, dialogue=dialogue, items=items) -> object:
            seat = at_rest.seat(dialogue, person)
            return actions.save(seat, items[person], text=f"by {person}", based_on=0, client=uuid4(), at=now())

        at_once(lambda: save(at_rest.ada), lambda: save(at_rest.ben), held=locked(dialogue))
        for person, item in items.items():
            assert text_at(at_rest, dialogue, person, item) == f"by {person}"


def at_rest_item(cast: Cast, dialogue: Dialogue, person: Person) -> str:
    """The first item of the preparation or notes at which this person may write."""
    side = cast.seat(dialogue, person).side
    return next(
        key
        for key, item in dialogue.edition.blueprint.items().items()
        if item.part in {"preparation", "notes"} and side in item.writers()
    )


def test_two_presses_on_ask_make_one_conversation(at_rest: Cast):
    for _ in range(ROUNDS):
        Dialogue.objects.exclude(phase__in=ENDED).update(phase=Phase.WITHDRAWN)
        known = Dialogue.objects.count()

        def ask() -> object:
            return actions.ask(owner=at_rest.ada, partner=at_rest.ben, words="Shall we?", at=now())

        def invite() -> object:
            return actions.invite(owner=at_rest.ada, partner=at_rest.ben, words="", at=now())

        answers = at_once(ask, ask, invite, held=lambda: Person.objects.select_for_update().get(pk=at_rest.ada.pk))
        assert sum(isinstance(one, Dialogue) for one in answers) == 1, answers
        assert sum(isinstance(one, Refusal) for one in answers) == 2
        assert Dialogue.objects.count() == known + 1


def test_both_confirm_at_once_and_the_conversation_is_confirmed_once(at_rest: Cast):
    for _ in range(ROUNDS):
        Dialogue.objects.exclude(phase__in=ENDED).update(phase=Phase.WITHDRAWN)
        dialogue = at_rest.conversation(Phase.HELD)
        seats = {person: at_rest.seat(dialogue, person) for person in (at_rest.ada, at_rest.ben)}
        for person, seat in seats.items():
            for item in dialogue.edition.blueprint.wrap_up.fields:
                if seat.side in item.writers() and not item.optional:
                    at_rest.write(dialogue, person, item.key, f"About {item.key}")
        print_ = at_rest.fingerprint(dialogue, at_rest.ada)

        def confirm(person: Person, dialogue=dialogue, print_=print_) -> object:
            return actions.confirm(at_rest.seat(dialogue, person), fingerprint=print_, at=now())

        at_once(
            lambda: confirm(at_rest.ada),
            lambda: confirm(at_rest.ben),
            lambda: confirm(at_rest.ben),
            held=locked(dialogue),
        )
        dialogue.refresh_from_db()
        assert dialogue.phase == Phase.CONFIRMED
        assert Passage.objects.filter(dialogue=dialogue, step=Step.CONFIRM).count() == 1
        assert Confirmation.objects.filter(version__dialogue=dialogue).count() == 2
        assert dialogue.versions.get().complete_at is not None


def test_sharing_while_sharing_stops_ends_as_one_of_the_two(at_rest: Cast):
    for _ in range(ROUNDS):
        dialogue = before(at_rest)
        at_rest.write(dialogue, at_rest.ada, "success", "my success")
        at_rest.write(dialogue, at_rest.ada, "motivation", "my motivation")
        at_rest.share(dialogue, at_rest.ada, "success")
        items = ["success", "motivation"]

        def act(what: Callable[..., object], dialogue=dialogue, items=items) -> object:
            return what(at_rest.seat(dialogue, at_rest.ada), items, at=now())

        at_once(lambda: act(actions.share), lambda: act(actions.stop_sharing), held=locked(dialogue))
        seat = at_rest.seat(dialogue, at_rest.ben)
        seen = {one.entry.item: one.shown for one in read(seat, ring(seat), at=now()) if one.shown}
        # Share first: both are shared, then both taken back. Stop first: success is taken back, then both are shared.
        assert seen in ({}, {"success": "my success", "motivation": "my motivation"})
        shared = Entry.objects.filter(dialogue=dialogue, shared_at__isnull=False)
        assert {entry.item for entry in shared} == set(seen)


def test_the_same_key_made_twice_is_one_key_that_opens_what_both_seal(at_rest: Cast):
    for _ in range(ROUNDS):
        scope = vault.Scope.own(uuid4(), at_rest.ada.pk)
        place = vault.Place(scope, uuid4(), "success/0", "draft", at_rest.ada.pk, 1)

        def make(scope=scope, place=place) -> vault.Sealed:
            vault.create_key(scope, readers=[at_rest.ada.pk])
            return vault.ring(at_rest.ada.pk, [scope]).seal(place, "mine")

        boxes = at_once(make, make, make)
        assert WrappedKey.objects.filter(scope=str(scope)).count() == 1
        keys = vault.ring(at_rest.ada.pk, [scope])
        assert vault.open(keys, [(box, place) for box in boxes], at=now()) == ["mine"] * 3


def test_two_steps_at_once_are_one_step(at_rest: Cast):
    for _ in range(ROUNDS):
        Dialogue.objects.exclude(phase__in=ENDED).update(phase=Phase.WITHDRAWN)
        dialogue = at_rest.conversation(Phase.ASKED)

        def take(step: Step, person: Person, dialogue=dialogue) -> object:
            return actions.take(step, seat=at_rest.seat(dialogue, person), at=now())

        answers = at_once(
            lambda: take(Step.ACCEPT, at_rest.ben),
            lambda: take(Step.DECLINE, at_rest.ben),
            held=locked(dialogue),
        )
        assert sum(isinstance(one, Refusal) for one in answers) == 1
        assert Passage.objects.filter(dialogue=dialogue).count() == 2
        assert Seat.objects.filter(dialogue=dialogue).count() == 2


def test_two_sweeps_at_once_remind_each_of_the_two_once(at_rest: Cast):
    monday = timezone.make_aware(datetime(2031, 3, 3, 8, 30))  # noqa: DTZ001 - made aware at once
    dialogue = before(at_rest)
    Dialogue.objects.filter(pk=dialogue.pk).update(meets_at=monday + timedelta(days=7))
    reminders = Letter.objects.filter(notice="dialogues/remind-prepare")
    reminders.delete()

    def held() -> None:  # a third sweep has written the very same and has not committed yet
        sweeps.remind(monday)

    at_once(*[lambda: sweeps.remind(monday)] * 3, held=held)
    assert sorted(reminders.values_list("person", flat=True)) == sorted([at_rest.ada.pk, at_rest.ben.pk])


def test_of_two_coaches_who_take_one_request_one_gets_it_and_the_other_is_told_kindly(at_rest: Cast):
    unit = make_coaching(at_rest)
    for _ in range(ROUNDS):
        dialogue = unit.course(Phase.ASKED)

        def take(coach: Coach, dialogue=dialogue) -> object:
            return desk.take_request(by=coach, request=dialogue.pk, at=now())

        held = lambda dialogue=dialogue: Dialogue.every.select_for_update().get(pk=dialogue.pk)  # noqa: E731
        answers = at_once(lambda: take(unit.signe), lambda: take(unit.mikkel), held=held)
        (got,) = [one for one in answers if isinstance(one, Seat)]
        (told,) = [one for one in answers if isinstance(one, desk.Taken)]
        assert "another coach has taken it" in str(told)
        assert Seat.every.get(dialogue=dialogue, side=Side.PARTNER).person_id == got.person_id
        scope = vault.Scope.request(dialogue.pk)
        loser = next(one for one in (unit.signe, unit.mikkel) if one.pk != got.person_id)
        with pytest.raises(vault.NotAReader):
            vault.ring(loser.pk, [scope]).has(scope)
        requesting.withdraw(seat=unit.seat(dialogue), at=now())
