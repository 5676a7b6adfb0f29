"""That somebody is coached is learnt by nobody: whatever happens in a course, every byte that leader, HR coordinator,
administrator and other coaches receive is the same as without it.

Only the queue differs for another coach, as long as a request waits in it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import Phase as Phases
from hypothesis import strategies as st

from samtalerum.coaching.actions import agreeing, bridge, closing, desk, handing_over, meeting, requesting
from samtalerum.coaching.actions.journal import erase_passage
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.tests.test_near import bring_near
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Phase, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.refusals import Refusal
from samtalerum.mail.models import Letter
from samtalerum.people.models import Person
from tests.cast import make_cast
from tests.coached import Coaching, make_coaching
from tests.inspecting import InspectingClient

NOW = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)
DIFFERS = re.compile(rb'value="[A-Za-z0-9]{64}"|"csrf": ?"[^"]*"|(?<=client)[^>]*>|nonce="[^"]*"')
# What is another each time it is asked for, whoever asks: challenges of passkeys, a secret to set up, one's sessions,
# how busy the server is.
RESTLESS = {"passkey-options", "new-passkey-options", "code-app", "security", "metrics", "ready", "take-along", "csrf"}
QUEUE = {"desk"}


class Story:
    """One history of Ada's coaching. What does not fit where it stands is refused, and nothing happens."""

    def __init__(self, unit: Coaching) -> None:
        self.unit, self.at = unit, NOW
        self.dialogue: Dialogue | None = None

    def run(self, steps: list[str]) -> None:
        """Each step a little later."""
        for step in steps:
            self.at += timedelta(minutes=7)
            with suppress(Refusal, LookupError):
                getattr(self, step)()

    def ask(self) -> None:
        self.dialogue = requesting.ask(owner=self.unit.ada, hope="A planted hope", wishes=Wishes("da"), at=self.at)

    def change(self) -> None:
        requesting.change(seat=self._seat(), hope="Another hope", wishes=Wishes(apart=True), at=self.at)

    def withdraw(self) -> None:
        requesting.withdraw(seat=self._seat(), at=self.at)

    def undo(self) -> None:
        requesting.undo_withdraw(seat=self._seat(), at=self.at)

    def take(self) -> None:
        desk.take_request(by=self.unit.signe, request=self._id(), at=self.at)

    def assign(self) -> None:
        desk.assign(by=self.unit.kirsten, to=self.unit.signe, request=self._id(), at=self.at)

    def pass_back(self) -> None:
        desk.pass_on(seat=self._seat(Side.PARTNER), at=self.at)

    def another(self) -> None:
        desk.pass_on(seat=self._seat(), at=self.at)

    def accept(self) -> None:
        desk.accept(seat=self._seat(), at=self.at)

    def agree(self) -> None:
        seat = self._seat()
        self._write(seat.dialogue.edition.coaching.agreement[0].key, "A planted beginning")
        for side in (Side.OWNER, Side.PARTNER):
            mine = self._seat(side)
            agreeing.confirm(seat=mine, read_as=agreeing.fingerprint(mine, ring(mine), at=self.at), at=self.at)

    def meet(self) -> None:
        agreed = meeting.agree(seat=self._seat(), when=meeting.When(self.at - timedelta(days=1)), at=self.at)
        meeting.say(seat=self._seat(Side.PARTNER), meeting=agreed, state="held", at=self.at)

    def journal(self) -> None:
        key = self._seat().dialogue.edition.coaching.journal.key
        self._write(key, "A planted passage")
        actions.share(self._seat(), [key], at=self.at)

    def note(self) -> None:
        self._write(self._seat().dialogue.edition.coaching.notes.key, "A planted note", Side.PARTNER)

    def pause(self) -> None:
        closing.pause(seat=self._seat(), at=self.at)

    def close(self) -> None:
        closing.close(seat=self._seat(), at=self.at)

    def evaluate(self) -> None:
        keys = [one.key for one in self._seat().dialogue.edition.coaching.evaluation]
        closing.evaluate(seat=self._seat(), answers=dict.fromkeys(keys, 3), at=self.at)

    def erase(self) -> None:
        key = self._seat().dialogue.edition.coaching.journal.key
        erase_passage(seat=self._seat(), item=key, slot=0, at=self.at)

    def carry(self) -> None:
        mine = Seat.objects.filter(person=self.unit.ada, side=Side.OWNER, dialogue__phase=Phase.BEFORE).first()
        if mine is None:
            raise LookupError
        to = seat_or_404(self.unit.ada, mine.dialogue_id)
        bridge.take_along(to=to, topic="career", text="A planted wish", at=self.at)

    def leave(self) -> None:
        handing_over.leave_it_to_another(seat=self._seat(Side.PARTNER), at=self.at)

    def move_on(self) -> None:
        self.dialogue = handing_over.ask_for_another(
            seat=self._seat(), picked=(), hope="A planted hope", wishes=Wishes("da"), at=self.at
        )

    def _write(self, key: str, text: str, side: Side = Side.OWNER) -> None:
        seat = self._seat(side)
        there = Entry.objects.filter(dialogue=seat.dialogue_id, author=seat, item=key).first()
        based_on = there.revision if there else 0
        actions.save(seat, key, text=text, based_on=based_on, client=uuid4(), at=self.at)

    def _id(self) -> UUID:
        if self.dialogue is None:
            raise LookupError
        return self.dialogue.pk

    def _seat(self, side: Side = Side.OWNER) -> Any:
        self._id()
        try:
            return self.unit.seat(self.dialogue, side)  # type: ignore[arg-type]
        except Exception as nobody:  # no coach has that place now
            raise LookupError from nobody


STEPS = [name for name, found in vars(Story).items() if callable(found) and not name.startswith("_") and name != "run"]
# Histories begin as they do in life, so that most of them get somewhere; what follows is any step at any time.
BEGINNINGS = [[], ["ask"], ["ask", "take"], ["ask", "assign", "accept"], ["ask", "take", "accept", "agree"]]
HISTORIES = st.tuples(st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(STEPS), max_size=8)).map(
    lambda two: [*two[0], *two[1]]
)


def plain_addresses() -> list[tuple[str, str]]:
    """The name and path of every address without arguments."""
    return sorted(_plain(get_resolver().url_patterns, ""))


def _plain(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _plain(pattern.url_patterns, prefix + str(pattern.pattern))
        elif "<" not in prefix + str(pattern.pattern):
            yield str(pattern.name), "/" + prefix + str(pattern.pattern)


@contextmanager
def undone() -> Iterator[None]:
    """Everything that happens inside is taken back; keys that it made stay, and open nothing."""
    with suppress(_Back), transaction.atomic():
        yield
        raise _Back


class _Back(Exception):
    pass


class Plain(InspectingClient):
    """Signed in with a second factor where one is asked for; the pages are compared, not inspected."""

    def request(self, **request: Any) -> Any:
        return Client.request(self, **request)


class House:
    """Ada's conversation with Ben, and everything that others can ask for."""

    def __init__(self, unit: Coaching) -> None:
        self.unit = unit
        self.conversation = unit.cast.conversation(Phase.BEFORE)
        self.without: dict[tuple[str, str], bytes] = {}
        self.others = {
            "leader": unit.cast.ben,
            "HR coordinator": unit.cast.hanne,
            "administrator": unit.cast.ida,
            "coach of the same unit": unit.carl.person,
            "other coach": unit.mikkel.person,
        }

    def received(self, *roles: str) -> dict[tuple[str, str], bytes]:
        """Every page's status and bytes, by who asks for it; and what each is mailed. Everybody's, or of these roles."""
        found = {}
        for role, person in self.others.items():
            if roles and role not in roles:
                continue
            client = Plain()
            client.force_login(person)
            for name, path in self._paths(person):
                cache.clear()
                answer = client.get(path)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                found[role, name] = b"%d " % answer.status_code + DIFFERS.sub(b"", body)
            letters = Letter.objects.filter(person=person.pk).order_by("pk").values_list("notice", "due")
            found[role, "mails"] = repr(list(letters)).encode()
        return found

    def _paths(self, person: Person) -> list[tuple[str, str]]:
        paths = [(name, path) for name, path in plain_addresses() if name not in RESTLESS]
        paths += [
            ("people found", reverse("people:people") + "?q=ada"),
            ("the person", reverse("people:person", args=[self.unit.ada.pk])),
            ("merging", reverse("people:merge", args=[self.unit.ada.pk])),
        ]
        if person == self.unit.cast.ben:
            ofbens = ("show", "answer", "prepare", "room", "date", "after")
            paths += [(name, reverse(f"dialogues:{name}", args=[self.conversation.pk])) for name in ofbens]
        return paths


@pytest.fixture
def house(db, monkeypatch) -> House:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=8))
    return House(make_coaching(make_cast()))


@given(history=HISTORIES)
@example(history=["ask", "take", "accept", "agree", "journal", "carry", "leave", "move_on"])
@example(history=["ask", "take", "accept", "agree", "meet", "journal", "note", "pause", "close", "evaluate"])
@settings(
    max_examples=1,
    phases=[Phases.explicit, Phases.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_byte_that_others_receive_is_the_same_with_and_without_the_course(house: House, history: list[str]):
    if not house.without:
        house.received()  # what a first visit writes down has been written
        house.without = house.received()
    with undone():
        story = Story(house.unit)
        story.run(history)
        waits = story.dialogue is not None and Dialogue.every.get(pk=story.dialogue.pk).phase == Phase.ASKED
        having = house.received()
    differing = {key for key, body in having.items() if body != house.without[key]}
    if waits:
        differing -= {("other coach", name) for name in QUEUE}
    assert differing == set()


def test_no_byte_of_others_differs_when_the_coach_comes_to_lead_and_to_belong_to_the_same_unit(house: House):
    house.received()
    with undone():
        for how in ("leads", "colleague"):
            bring_near(house.unit, how)
        without = house.received()
    with undone():
        story = Story(house.unit)
        story.run(["ask", "take", "accept", "agree", "meet"])
        for how in ("leads", "colleague"):
            bring_near(house.unit, how)
        for person in (house.unit.ada, house.unit.signe.person):
            client = Plain()
            client.force_login(person)
            there = reverse("dialogues:room", args=[story.dialogue.pk])  # type: ignore[union-attr]
            assert b"h-near" in client.get(there).content
        going_on = house.received()
        story.run(["leave"])
        left = house.received()
    assert {key for key, body in going_on.items() if body != without[key]} == set()
    assert {key for key, body in left.items() if body != without[key]} == set()


def test_the_test_would_notice_a_page_that_tells(house: House, monkeypatch):
    from samtalerum.dialogues.models import Seat

    monkeypatch.setattr(Seat, "objects", Seat.every)
    without = house.received("leader")
    Story(house.unit).run(["ask", "take", "accept", "agree", "meet"])
    Dialogue.every.filter(kind="coaching").update(last_activity_at=NOW)
    seat = Seat.every.get(dialogue__kind="coaching", side=Side.PARTNER)
    seat.person = house.unit.cast.ben
    seat.save()
    having = house.received("leader")
    assert any(having[key] != without[key] for key in having)
