"""Fill a house: `python -m bench.seed`, told how much on its standard input; prints who measures where.

Rows are written in bulk, but keys are wrapped and texts sealed as the vault does it, so that every page opens what it
would open in earnest. Each owner has had a conversation that is confirmed, and has one that goes on; courses of coaching are
made apart from them, at the same time.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench import courses  # noqa: E402
from bench.rows import BATCH, YEAR, Batch, Rows, scopes, session_of  # noqa: E402
from bench.words import prose  # noqa: E402
from samtalerum.dialogues.actions.sheet import Line, as_body  # noqa: E402
from samtalerum.dialogues.models import AgreedStep, Confirmation, Dialogue, Passage, Seat, SheetVersion  # noqa: E402
from samtalerum.dialogues.phases import Kind, Phase, Side, Step  # noqa: E402
from samtalerum.people.models import Leadership, Person, Unit  # noqa: E402
from samtalerum.vault.cipher import DataKey  # noqa: E402
from samtalerum.vault.sealed import Scope  # noqa: E402

LED = 20  # people whom one leader leads
CLIENTS = 16  # sessions for those who measure
PREPARED = ("success", "feedback", "motivation", "career")
SHEET = {"reflection": Side.OWNER, "action": Side.OWNER, "advice": Side.PARTNER}
ROAD = {
    Phase.BEFORE: [Step.ASK, Step.ACCEPT],
    Phase.DURING: [Step.ASK, Step.ACCEPT, Step.MEET],
    Phase.CONFIRMED: [Step.ASK, Step.ACCEPT, Step.MEET, Step.CONFIRM],
}
AFTER = {Step.ASK: Phase.ASKED, Step.ACCEPT: Phase.BEFORE, Step.MEET: Phase.DURING, Step.CONFIRM: Phase.CONFIRMED}


class Writer(Rows):
    """Makes conversations as rows."""

    kind = Kind.CONVERSATION

    def conversation(self, batch: Batch, owner: Person, partner: Person, phase: Phase, at: datetime) -> Dialogue:
        """One between these two, led to this phase, with what people write until then."""
        dialogue = Dialogue(edition=self.edition, phase=phase, phase_since=at, started_at=at, last_activity_at=at)
        dialogue.revision, dialogue.minutes = 12, 60
        if phase == Phase.CONFIRMED:
            dialogue.held_at = dialogue.confirmed_at = at
        else:
            dialogue.meets_at = self.at if phase == Phase.DURING else self.at + timedelta(days=5)
        seats = {side: Seat(dialogue=dialogue, person=who, side=side) for side, who in sides(owner, partner)}
        batch.add(dialogue, *seats.values())
        keys = {one: self.key(batch, one, readers) for one, readers in scopes(dialogue, owner, partner)}
        came = ""
        for step in ROAD[phase]:
            seat = seats[Side.OWNER if step == Step.ASK else Side.PARTNER]
            batch.add(Passage(dialogue=dialogue, step=step, come_from=came, to=AFTER[step], seat=seat, at=at))
            came = AFTER[step]
        if phase == Phase.CONFIRMED:
            self._sheet_confirmed(batch, dialogue, seats, keys)
        else:
            self._prepared(batch, seats, keys, at)
            if phase == Phase.DURING:
                self._on_sheet(batch, seats, keys, at)
        return dialogue

    def _prepared(self, batch: Batch, seats: dict[Side, Seat], keys: dict[Scope, DataKey], at: datetime) -> None:
        for number, item in enumerate(PREPARED):
            batch.add(self.entry(seats[Side.OWNER], keys, item, prose(1100, number), at, shared=number < 2))
        batch.add(self.entry(seats[Side.PARTNER], keys, "feedback-notes", prose(900, 7), at, shared=False))

    def _on_sheet(self, batch: Batch, seats: dict[Side, Seat], keys: dict[Scope, DataKey], at: datetime) -> list[Line]:
        lines = []
        for item, side in SHEET.items():
            for slot in range(2 if item == "action" else 1):
                text = prose(300 if item == "action" else 1800, slot)
                entry = self.entry(seats[side], keys, item, text, at, shared=True, slot=slot)
                batch.add(entry)
                lines.append(Line(item, text))
                if item == "action":
                    batch.add(AgreedStep(entry=entry))
        return lines

    def _sheet_confirmed(
        self, batch: Batch, dialogue: Dialogue, seats: dict[Side, Seat], keys: dict[Scope, DataKey]
    ) -> None:
        assert dialogue.confirmed_at is not None
        body = as_body(self._on_sheet(batch, seats, keys, dialogue.confirmed_at))
        key = keys[dialogue.scope]
        version = SheetVersion(dialogue=dialogue, fingerprint=key.fingerprint(body), made_at=dialogue.confirmed_at)
        version.complete_at, version.body = dialogue.confirmed_at, key.seal(version.place(), body)
        confirmed = [Confirmation(version=version, seat=seat, at=version.made_at) for seat in seats.values()]
        batch.add(version, *confirmed)


def sides(owner: Person, partner: Person) -> Iterable[tuple[Side, Person]]:
    """Who sits where."""
    return ((Side.OWNER, owner), (Side.PARTNER, partner))


def fill(dialogues: int, rooms: int, at: datetime) -> dict[str, Any]:
    """Half of the conversations are confirmed, half go on; of those so many are rooms."""
    writer, pairs = Writer(at), _pairs(dialogues // 2, at)
    before: list[tuple[Dialogue, Person, Person]] = []
    during: list[tuple[Dialogue, Person, Person]] = []
    number = 0
    while some := list(islice(pairs, BATCH)):
        batch = Batch()
        for unit, leader in some:
            owner = writer.person(batch, f"Person {number}", unit)
            writer.conversation(batch, owner, leader, Phase.CONFIRMED, at - YEAR)
            phase = Phase.DURING if number % (dialogues // 2) < rooms else Phase.BEFORE
            now = writer.conversation(batch, owner, leader, phase, at - timedelta(days=number % 30))
            keep = during if phase == Phase.DURING else before
            if len(keep) < (rooms if keep is during else CLIENTS):
                keep.append((now, owner, leader))
            number += 1
        batch.write()
    return {"before": [_told(one) for one in before], "rooms": [_told(one) for one in during]}


def _pairs(owners: int, at: datetime) -> Iterator[tuple[Unit, Person]]:
    """For each owner the unit and its leader; both are made when they are first needed."""
    for number in range(owners):
        if number % LED == 0:
            unit = Unit.objects.create(name=f"Section {number // LED}")
            leader = Person.objects.create_person(f"Leader {number // LED}", f"leader{number // LED}@fjordby.example")
            Leadership.objects.create(unit=unit, person=leader, starts=(at - 3 * YEAR).date())
        yield unit, leader


def _told(one: tuple[Dialogue, Person, Person]) -> dict[str, str]:
    dialogue, owner, partner = one
    return {"dialogue": str(dialogue.pk), "owner": session_of(owner), "partner": session_of(partner)}


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    now = timezone.now().replace(microsecond=0)
    coached = {"courses": courses.fill(wanted["courses"], CLIENTS, now)} if "courses" in wanted else {}
    print(json.dumps(coached or fill(wanted["dialogues"], wanted["rooms"], now)))
