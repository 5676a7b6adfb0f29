"""A sentence planted in every part of a conversation, and every page of the house fetched by everybody.

Each sentence is read by those whom it is meant for, and by nobody else: on no page, in no conversation, in no list.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.writing import write
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.network import actions as network
from samtalerum.network.cards import Card
from samtalerum.people.models import Person
from tests.cast import Cast, now
from tests.matrix import ROLES, rows
from tests.sent import Stage, names_of
from tests.test_matrix import tried_only

# Who reads what. The third reader reads the confirmed sheet; `stranger` is invited by the stand-in's letter.
READERS = {
    "I have applied at the agency.": {"owner"},  # a private topic
    "By train, and alone.": {"owner"},  # a note at a step
    "What Pia read.": {"owner"},  # shared with the partner before, taken along when the conversation moved
    "What Pia thought.": set(),  # erased when it moved
    "Say it more often.": {"partner"},  # the partner's notes
    "Ingrid at the agency": {"partner"},  # a contact
    "Torben in the archive": {"owner", "partner"},  # a contact that was handed on
    "You both like sand.": {"owner", "partner"},  # and why
    "Is it still so?": {"owner", "partner"},  # asked afterwards
    "May we talk?": {"owner", "partner"},  # the words with the question
    "About reflection, by Ada": {"owner", "partner", "reader"},  # on the sheet, which was sent
    "Ben would like to hear what you dream of.": {"stranger", "partner"},  # the stand-in's letter
}
# Shown to the one who does it, and asked for with a fresh proof: what is in it has its own test.
APART = {"people:take-along"}


class Planted:
    """Everything that is written, in three conversations."""

    def __init__(self, cast: Cast) -> None:
        self.stage = stage = Stage(cast, "confirmed")
        dialogue, at = stage.dialogue, now()
        said = list(READERS)
        self._seal(dialogue, cast.ada, "career", said[0])
        self._seal(dialogue, cast.ben, "feedback-notes", said[4])
        ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
        step = stage.entry(dialogue, cast.ada, "action").pk
        actions.note_step(ada, step, text=said[1], based_on=0, at=at)
        network.add(cast.ben, Card(said[5], "", "", "", agreed=True), at=at)
        handed = network.add(cast.ben, Card(said[6], "", "", "", agreed=True), at=at)
        actions.refer(ben, handed.pk, why=said[7], at=at)
        actions.follow_up(ada, text=said[8], at=at)
        self.letter = actions.invite(partner=cast.ben, owner=cast.cleo, words=said[11], at=at, by=cast.ole)

    @staticmethod
    def _seal(dialogue: Dialogue, person: Person, item: str, words: str) -> None:
        """As a draft of this person's, though the time for writing there has passed."""
        seat = seat_or_404(person, dialogue.pk)
        entry = Entry(dialogue=dialogue, author=seat, item=item)
        write(entry, words, keys=ring(seat), client=uuid4(), at=now())
        entry.save(force_insert=True)

    def addresses(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Every page of the house, and those of a conversation for each of the three; with how it is asked for."""
        stage, conversations = self.stage, (self.stage.dialogue, self.stage.pias, self.letter)
        for row in rows():
            if row.method != "GET" or row.name in APART:
                continue
            about: tuple[UUID | None, ...] = (None,)
            if "dialogue" in names_of(row.name):
                about = tuple(one.pk for one in conversations)
            for dialogue in about:
                address = stage.url(row, **({"dialogue": dialogue} if dialogue else {}))
                yield address, {"HX-Request": "true"} if row.name.endswith("poll") else {}


def read_by(planted: Planted, role: str) -> dict[str, list[str]]:
    """Which of the sentences this role reads, and where. Nothing that a page does while it is read lasts."""
    found: dict[str, list[str]] = defaultdict(list)
    with tried_only():
        client = Client()  # these pages are inspected elsewhere; here only what stands in them counts
        client.cookies = planted.stage.client(role).cookies
        for address, headers in planted.addresses():
            page = client.get(address, headers=headers).content.decode()
            for sentence in READERS:
                if sentence in page:
                    found[sentence].append(address)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_planted_sentence_reaches_those_it_is_meant_for_and_nobody_else(role: str, cast: Cast):
    found = read_by(Planted(cast), role)
    meant = {sentence for sentence, roles in READERS.items() if role in roles}
    assert not {one: found[one] for one in set(found) - meant}
    assert set(found) == meant


def test_what_was_sent_stopped_or_taken_back_is_read_no_longer(cast: Cast):
    planted = Planted(cast)
    dialogue, at = planted.stage.dialogue, now()
    ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
    actions.stop_sending(ada, planted.stage.sent, at=at)
    actions.take_back(ada, dialogue.follow_ups.get().pk, at=at)
    actions.take_referral_back(ben, dialogue.referrals.get().pk, at=at)
    assert not read_by(planted, "reader")
    assert set(read_by(planted, "partner")) >= {"Torben in the archive"}  # his own contact stays his
    gone = {"You both like sand.", "Is it still so?"}
    assert not gone & set(read_by(planted, "partner"))
    assert not (gone | {"Torben in the archive"}) & set(read_by(planted, "owner"))


def test_the_answer_to_the_letter_s_own_sending_does_not_repeat_it(cast: Cast):
    letter = "Ben would like to hear what you dream of."
    client = Stage(cast, "before").client("standin")
    sent = client.post(
        reverse("dialogues:invite-for", args=[cast.ben.pk]), {"person": [str(cast.cleo.pk)], "letter": letter}
    )
    assert sent.status_code == 302
    assert letter not in sent.content.decode() + sent.url + client.get(sent.url).content.decode()
    assert letter not in client.get(reverse("dialogues:invite-for", args=[cast.ben.pk])).content.decode()
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert letter not in client.post(reverse("dialogues:dates-for", args=[cast.ben.pk]), {"x": day}).content.decode()
