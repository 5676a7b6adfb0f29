"""What the rows of tests/matrix.py send, and the stage they are played on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from samtalerum.dialogues import actions
from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.network import actions as network
from samtalerum.network.cards import Card
from samtalerum.network.models import Contact
from samtalerum.people import addresses, holds, merging
from samtalerum.people.factors.models import Passkey
from samtalerum.people.models import Affiliation, Leadership, Leave, Person, Session, StandIn, Unit
from samtalerum.people.notices import ADDRESS_SALT
from samtalerum.people.takes_two import AddressChange
from samtalerum.vault import api as vault
from tests.browser import session_of
from tests.cast import START, Cast, add_person, now
from tests.inspecting import InspectingClient
from tests.matrix import Row

MISSING = UUID("00000000-0000-4000-8000-000000000000")
KEY = ec.generate_private_key(ec.SECP256R1())
PEOPLE = {
    "owner": "ada",
    "partner": "ben",
    "stranger": "cleo",
    "former": "finn",
    "other": "dora",
    "coord": "hanne",
    "admin": "ida",
    "reader": "rita",
    "left": "pia",
    "standin": "ole",
}
Body = Mapping[str, Any]
ASKED_WITH = {"dialogues:poll": "?page=prepare&seen=none", "home:poll": "?seen=none"}


class Stage:
    """Ada's conversation with Ben in a phase, with something written, and one of two others beside it."""

    def __init__(self, cast: Cast, phase: str) -> None:
        self.cast = cast
        self.dialogue = self._moved_from_pia(Phase(phase))
        self.foreign = self._of_others(Phase(phase))
        if phase == "before":
            for dialogue, owner, partner in (
                (self.dialogue, cast.ada, cast.ben),
                (self.foreign, self.others.ada, self.others.ben),
            ):
                cast.write(dialogue, owner, "success", "I explain things well.")
                cast.write(dialogue, owner, "motivation", "People.")
                cast.write(dialogue, partner, "feedback-notes", "Say it aloud.")
                cast.share(dialogue, owner, "success")
        self.dialogue.refresh_from_db()
        self.sent = self._sent_to_rita() if phase == "confirmed" else MISSING
        self.sessions = {role: session_of(getattr(cast, name)) for role, name in PEOPLE.items()}

    def who(self, role: str) -> Person | None:
        """Whoever plays this role; the former leader has had a seat here, and no longer has."""
        if role == "anon":
            return None
        if role == "former":
            self._hand_over()
        person: Person = getattr(self.cast, PEOPLE[role])
        return person

    def client(self, role: str, **headers: str) -> Client:
        """Signed in as this role; everybody has signed in once, before anything was tried."""
        self.who(role)
        client = InspectingClient(headers=headers)
        if role != "anon":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def url(self, row: Row, **swapped: Any) -> str:
        """The row's address, with these arguments instead of its own."""
        given = dict(row.arguments)
        known = {"dialogue": self.dialogue.pk, "slot": 0, **self._known(row)} | given | swapped
        address = reverse(row.name, kwargs={name: known[name] for name in names_of(row.name) if name in known})
        return address + ASKED_WITH.get(row.name, "")

    def _known(self, row: Row) -> dict[str, Any]:
        """Identifiers that an address asks for: a session of Ben's, a question to Cleo, what is kept about Ada."""
        asked, cast = names_of(row.name), self.cast
        known: dict[str, Any] = {"person": cast.ada.pk, "unit": cast.unit.pk, "mail": MISSING, "leader": cast.ben.pk}
        known["sheet"], known["stand_in"] = self.sent, StandIn.objects.get(person=cast.ole).pk
        if "pk" in asked:
            known["pk"] = Affiliation.objects.get(person=cast.ada).pk
        if "session" in asked:
            InspectingClient().force_login(cast.ben)
            known["session"] = Session.objects.filter(person=cast.ben).latest("pk").id
        theirs = {"contact": self.contact_of_ben, "record": self.recorded_by_ben}
        known |= {name: theirs[name]().pk for name in asked & theirs.keys()}
        if {"change", "token"} & asked:
            known["change"] = self._another_address_for_ada()
            known["token"] = Signer(salt=ADDRESS_SALT).sign(str(known["change"]))
        if "passkey" in asked:
            known["passkey"] = planted_passkey(cast.ada).pk
        if "leave" in asked:
            known["leave"] = Leave.objects.create(person=cast.ada, starts=START, ends=START).pk
        if "hold" in asked:
            known["hold"] = holds.propose(person=cast.cleo, other=None, reason="Case 7", actor=cast.hanne, at=now()).pk
        if "merge" in asked:
            known["merge"] = self._asked_whether_cleo_is_here_twice()
        return known

    def contact_of_ben(self) -> Contact:
        """Somebody whom Ben knows; one and the same, unless it was erased."""
        known = Contact.objects.filter(owner=self.cast.ben).first()
        return known or network.add(self.cast.ben, Card("Ingrid", "Agency", "", "", agreed=True), at=now())

    def recorded_by_ben(self) -> HeldElsewhere:
        """That he and Ada have talked today; one and the same, unless it was taken back."""
        known = HeldElsewhere.objects.filter(owner=self.cast.ada, undone_at=None).first()
        if known:
            return known
        return HeldElsewhere.objects.create(
            owner=self.cast.ada, partner=self.cast.ben, on=now().date(), recorded_by=Side.PARTNER, recorded_at=now()
        )

    def _moved_from_pia(self, phase: Phase) -> Dialogue:
        """Ada's conversation with Ben, which she took from Pia to him; where he began it, she has ended hers first."""
        cast, words = self.cast, "May we talk?"
        self.pias = cast.with_pia()
        seat, copied = cast.seat(self.pias, cast.ada), ("success",) if phase == Phase.CONFIRMED else ()
        if phase in {Phase.INVITED, Phase.LAPSED}:
            actions.take(Step.WITHDRAW, seat=seat, at=now())
            return cast.conversation(phase, words=words)
        return cast.conversation(phase, begun=actions.move_to(seat, cast.ben, items=copied, words=words, at=now()))

    def _sent_to_rita(self) -> UUID:
        """Ada's sheet as Rita can read it."""
        seat, until = self.cast.seat(self.dialogue, self.cast.ada), (now() + timedelta(days=30)).date()
        return actions.send_sheet(seat, self.cast.rita, until=until, at=now()).pk

    def _another_address_for_ada(self) -> UUID:
        Person.objects.filter(pk=self.cast.ada.pk).update(last_login=now())
        there = AddressChange.objects.filter(person=self.cast.ada, ended_at=None).first()
        ada = Person.objects.get(pk=self.cast.ada.pk)
        change = there or addresses.ask(ada, "ada@new.example", actor=self.cast.ida, at=now())
        assert change is not None
        return change.pk

    def _asked_whether_cleo_is_here_twice(self) -> UUID:
        twin = add_person("Klio Chen", None, last_login=now())
        Person.objects.filter(pk=self.cast.cleo.pk).update(last_login=now())
        keep = Person.objects.get(pk=self.cast.cleo.pk)
        return merging.propose(keep=keep, gone=twin, actor=self.cast.ida, at=now()).pk

    def send(self, row: Row, role: str, *, url: str = "", body: Body | None = None, **headers: str) -> HttpResponse:
        """Play the row as this role."""
        if row.name.endswith("poll"):
            headers = {"HX-Request": "true"} | headers  # asked by a page's script for a part of it
        client = self.client(role, **headers)
        told = (SENDS[row.sends](self) if body is None else body) if row.method == "POST" else None
        answer: HttpResponse = (
            client.post(url or self.url(row), told) if row.method == "POST" else client.get(url or self.url(row))
        )
        return answer

    def entry(self, dialogue: Dialogue, person: Person, item: str) -> Entry:
        """What this person wrote there."""
        return Entry.objects.get(dialogue=dialogue, author=self.cast.seat(dialogue, person), item=item, slot=0)

    def _of_others(self, phase: Phase) -> Dialogue:
        """The same between two people whom nobody here knows."""
        cast, unit = self.cast, Unit.objects.create(name="Section for Salt")
        self.others = replace(
            cast, ada=add_person("Gry Gram", unit, "postdoc"), ben=add_person("Eva Eng", unit, "professor")
        )
        Leadership.objects.create(unit=unit, person=self.others.ben, starts=START)
        return self.others.conversation(phase)

    def _hand_over(self) -> None:
        """Ben's place was Finn's until now: the seat has ended, and the keys name Finn no longer."""
        cast = self.cast
        Leadership.objects.filter(person=cast.finn).delete()
        Seat.objects.filter(dialogue=self.dialogue, side=Side.PARTNER).update(person=cast.finn, ended_at=timezone.now())
        vault.add_reader(self.dialogue.scope, cast.finn.pk)
        vault.remove_reader(self.dialogue.scope, cast.ben.pk)


def names_of(url_name: str) -> set[str]:
    """The arguments of an address."""
    from tests.addresses import addresses

    return next(one.arguments for one in addresses() if one.name == url_name)


def planted_passkey(person: Person) -> Passkey:
    """One that is listed; nobody holds its other half."""
    name = uuid4().bytes
    data = AttestedCredentialData.create(b"\0" * 16, name, ES256.from_cryptography_key(KEY.public_key()))
    return Passkey.objects.create(
        person=person, name="Phone", credential_id=name, credential=bytes(data), added_at=timezone.now()
    )


def _share(stage: Stage) -> Body:
    from samtalerum.dialogues.forms.sharing import choices
    from samtalerum.dialogues.visibility import ring

    seat = stage.cast.seat(stage.dialogue, stage.cast.ada)
    read = {one.item.key: one.fingerprint for one in choices(seat, ring(seat), at=now())}
    return {"item": ["motivation"], "read-motivation": read["motivation"]}


def _written(stage: Stage) -> Body:
    seat = stage.cast.seat(stage.dialogue, stage.cast.ada)
    saved = actions.save(seat, "advice", text="Call.", based_on=0, client=uuid4(), at=now(), at_table=True)
    return {"entry": str(saved.entry.pk)}


def _my_steps(stage: Stage) -> Body:
    step = stage.entry(stage.dialogue, stage.cast.ada, "action").pk
    return {f"{step}-state": "done", f"{step}-until": "", f"{step}-note": "By train.", f"{step}-revision": "0"}


def _ben_is_there(stage: Stage) -> bool:
    """Nobody else has his place."""
    return Seat.objects.filter(dialogue=stage.dialogue, person=stage.cast.ben, ended_at=None).exists()


def _sent(stage: Stage) -> Body:
    if not _ben_is_there(stage):
        return {"sent": str(MISSING)}
    seat = stage.cast.seat(stage.dialogue, stage.cast.ada)
    return {"sent": str(actions.follow_up(seat, text="Is it still so?", at=now()).pk)}


def _handed_on(stage: Stage) -> Body:
    if not _ben_is_there(stage):
        return {"referral": str(MISSING)}
    seat, contact = stage.cast.seat(stage.dialogue, stage.cast.ben), stage.contact_of_ben()
    return {"referral": str(actions.refer(seat, contact.pk, why="", at=now()).pk)}


def _step(stage: Stage) -> Body:
    return {f"step-{stage.entry(stage.dialogue, stage.cast.ada, 'action').pk}": "done"}


SENDS: dict[str, Callable[[Stage], Body]] = {
    "nothing": lambda _: {},
    "language": lambda _: {"language": "da", "next": "/"},
    "address": lambda _: {"email": "ada@fjordby.example"},
    "code": lambda _: {"code": "000000"},
    "settings": lambda _: {"display_name": "A New Name", "language": "en", "appearance": "auto", "mails": "urgent"},
    "passkey-name": lambda _: {"name": "Work laptop"},
    "words": lambda _: {"words": "Hello."},
    "ask": lambda stage: {"who": str(stage.cast.dora.pk), "words": "Hello."},
    "record": lambda stage: {"who": str(stage.cast.dora.pk), "day": now().date().isoformat()},
    "record-led": lambda stage: {"person": str(stage.cast.cleo.pk), "day": now().date().isoformat()},
    "so": lambda _: {"said": "so"},
    "invite": lambda stage: {"person": [str(stage.cast.cleo.pk)], "letter": "Shall we talk?"},
    "stand-in": lambda stage: {
        "name": stage.cast.cleo.email,
        "starts": timezone.localdate().isoformat(),
        "ends": (timezone.localdate() + timedelta(days=30)).isoformat(),
    },
    "suggest": lambda stage: {"q": "Dora", "somebody": str(stage.cast.dora.pk)},
    "date": lambda _: {
        "day": (now() + timedelta(days=9)).date().isoformat(),
        "time": "10:00",
        "minutes": "60",
        "place": "Here",
    },
    "topics": lambda _: {"text-career": "A lab.", "revision-career": "0", "client-career": str(uuid4())},
    "ticks": lambda _: {"ticks": "1", "tick": ["use-network"]},
    "text": lambda _: {"text": "New words.", "revision": "1", "client": str(uuid4()), "keep": "here"},
    "new-text": lambda _: {"text": "New words.", "revision": "0", "client": str(uuid4())},
    "new-person": lambda _: {"display_name": "Nora Ny", "email": "nora@fjordby.example", "language": "en"},
    "new-address": lambda _: {"email": "ada.aagaard@fjordby.example"},
    "roles": lambda _: {"coordinator": "on"},
    "last-day": lambda _: {"last_day": (now() + timedelta(days=9)).date().isoformat()},
    "days": lambda _: {"starts": now().date().isoformat()},
    "affiliation": lambda stage: {
        "unit": str(stage.cast.other_unit.pk),
        "category": "postdoc",
        "starts": "2021-01-01",
    },
    "hold": lambda stage: {"person": stage.cast.cleo.email, "other": "", "reason": "Case 7 of 2030"},
    "unit": lambda _: {"name": "Section for Sand"},
    "leader": lambda stage: {"person": stage.cast.cleo.email, "starts": "2021-01-01"},
    "share": _share,
    "stop": lambda _: {"item": ["success"]},
    "show": lambda _: {"show": "reflection"},
    "time": lambda _: {"minutes": "60"},
    "written": _written,
    "step": _step,
    "my-steps": _my_steps,
    "question": lambda _: {"ask-text": "Is it still so?"},
    "sent": _sent,
    "send": lambda stage: {
        "reader": stage.cast.cleo.email,
        "until": (now() + timedelta(days=30)).date().isoformat(),
    },
    "stop-sending": lambda stage: {"sent": str(stage.sent)},
    "query": lambda _: {"q": "Ingrid"},
    "card": lambda _: {"name": "Ole", "agreed": "no", "revision": "1"},
    "referral": lambda stage: {"contact": str(stage.contact_of_ben().pk), "why": "You both like sand."},
    "handed-on": _handed_on,
    "opening": lambda _: {"opens": "meeting"},
    "new-step": lambda _: {"item": "action", "new-text": "Call.", "new-due": ""},
}
