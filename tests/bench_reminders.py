"""How long a sweep for reminders takes at a university of a hundred thousand: `pytest tests/bench_reminders.py -s -n 0`.

Asserts nothing about time. `seed` and `measure` can be called from elsewhere, in any empty database.
"""

import os
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from samtalerum.blueprints import editions
from samtalerum.dialogues.models import AgreedStep, Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.reminders.sending import send_owed
from samtalerum.people.models import Leave, Person
from samtalerum.vault.sealed import Sealed
from tests.cast import shipped

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
MONDAY = datetime(2030, 3, 4, 7, 5, tzinfo=UTC)
DAY = timedelta(days=1)
# Of a thousand people, how many have a conversation in this phase; the others have none, or one long ago.
SHARES = {Phase.ASKED: 4, Phase.INVITED: 6, Phase.BEFORE: 40, Phase.HELD: 15, Phase.CONFIRMED: 400, Phase.CLOSED: 335}


@dataclass(frozen=True)
class Took:
    """What a sweep did, and how long it took."""

    mails: int
    seconds: float
    cpu: float  # of this process: what is left of the seconds where others use the machine too
    statements: int


def seed(people: int = PEOPLE, *, at: datetime = MONDAY) -> None:
    """So many people, a tenth of whom lead, with a conversation of each of the others, spread over three years."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")  # a busy machine makes rows for minutes
    chance = random.Random(1)
    edition = editions.publish(shipped(), at=at)
    persons = [_person(number) for number in range(people)]
    _store(Person, persons)
    leaders, owners = persons[: people // 10], persons[people // 10 :]
    _store(Leave, [_leave(one, at.date()) for one in chance.sample(owners, people // 50)])
    dialogues, seats, entries, steps = [], [], [], []
    for owner in owners:
        dialogue = _dialogue(chance, edition, at)
        dialogues.append(dialogue)
        mine, theirs = (
            Seat(dialogue=dialogue, person=owner, side=Side.OWNER),
            Seat(dialogue=dialogue, person=chance.choice(leaders), side=Side.PARTNER),
        )
        seats += [mine, theirs]
        written, agreed = _written(chance, dialogue, mine, theirs)
        entries += [one for one in written if _still_there(one, at)]
        steps += agreed
    _store(Dialogue, dialogues)
    _store(Seat, seats)
    _store(Entry, entries)
    _store(AgreedStep, steps)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure(sweep: Callable[[datetime], int], at: datetime) -> Took:
    """One sweep at that moment."""
    statements = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    begun, used = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        mails = sweep(at)
    return Took(mails, time.perf_counter() - begun, time.process_time() - used, statements)


def test_how_long_a_sweep_takes(db: None) -> None:
    """Yesterday's sweep has sent everything until then; today's finds what is new; a quarter of an hour later, nothing."""
    seed()
    for name, at in (
        ("the first sweep ever", MONDAY - 3 * DAY),
        ("a morning", MONDAY),
        ("a quarter of an hour later", MONDAY + timedelta(minutes=15)),
        ("the next morning", MONDAY + DAY),
    ):
        took = measure(send_owed, at)
        times = f"{took.seconds:.2f} s ({took.cpu:.2f} s of this process)"
        print(f"\n{name}: {took.mails} mails in {times}, {took.statements} statements", end="")
    print(f" ({connection.vendor}, {PEOPLE:,} people)")


def _store(model: type[Any], rows: Iterable[Any]) -> None:
    model.objects.bulk_create(list(rows), batch_size=2000)


def _person(number: int) -> Person:
    return Person(id=uuid4(), display_name=f"Person {number}", password="!")


def _leave(person: Person, day: date) -> Leave:
    return Leave(person=person, starts=day - 30 * DAY, ends=day + 30 * DAY)


def _dialogue(chance: random.Random, edition: Any, at: datetime) -> Dialogue:
    phase = chance.choices([*SHARES, None], [*SHARES.values(), 1000 - sum(SHARES.values())])[0]
    days = {Phase.ASKED: 60, Phase.INVITED: 60, Phase.BEFORE: 60, Phase.HELD: 90}.get(phase, 1050)
    then = at - DAY * chance.uniform(0, days)
    held = then if phase in {Phase.HELD, Phase.CONFIRMED, Phase.CLOSED} else None
    return Dialogue(
        id=uuid4(), edition=edition, phase=phase or Phase.WITHDRAWN, phase_since=then, started_at=then - 30 * DAY,
        last_activity_at=then, held_at=held, confirmed_at=held if phase in {Phase.CONFIRMED, Phase.CLOSED} else None,
        meets_at=at + DAY * chance.uniform(-5, 55) if phase == Phase.BEFORE else None,
    )  # fmt: skip


def _written(
    chance: random.Random, dialogue: Dialogue, mine: Seat, theirs: Seat
) -> tuple[list[Entry], list[AgreedStep]]:
    """A private topic, a sheet with two steps, and what every second said about the conversation itself."""
    then, entries, steps = dialogue.phase_since, [], []
    if chance.random() < 0.6 and dialogue.phase not in {Phase.ASKED, Phase.INVITED}:
        entries += [_entry(dialogue, mine, "career", then), _entry(dialogue, theirs, "feedback-notes", then)]
    if dialogue.held_at:
        entries += [
            _entry(dialogue, seat, item, then, shared=True) for seat, item in ((mine, "reflection"), (theirs, "advice"))
        ]
        for slot in range(2):
            action = _entry(dialogue, mine, "action", then, slot=slot, shared=True)
            entries.append(action)
            done = AgreedStep.State.DONE if chance.random() < 0.5 else AgreedStep.State.OPEN
            steps.append(AgreedStep(entry=action, due=(then + DAY * chance.randint(20, 400)).date(), state=done))
        entries += [_entry(dialogue, seat, "went-well", then) for seat in (mine, theirs) if chance.random() < 0.5]
    return entries, steps


def _still_there(entry: Entry, at: datetime) -> bool:
    """Erase the draft whose day has come; false: nothing is left."""
    days = 183
    if entry.author.side == Side.PARTNER:
        days = 30 if entry.dialogue.confirmed_at else 365
    if at - entry.saved_at > days * DAY:
        entry.draft = None
    return bool(entry.draft or entry.shown)


def _entry(dialogue: Dialogue, seat: Seat, item: str, at: datetime, *, slot: int = 0, shared: bool = False) -> Entry:
    box = Sealed(os.urandom(301))
    return Entry(
        id=uuid4(), dialogue=dialogue, author=seat, item=item, slot=slot, revision=1, saved_at=at, draft=box,
        shown=box if shared else None, shared_at=at if shared else None, shown_revision=int(shared),
    )  # fmt: skip
