"""Every address of coaching, for everybody: tests/coached_matrix.py, played. And every page, in each language."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from config import catalogues
from samtalerum.coaching.actions import meeting as meetings
from samtalerum.coaching.models import Coordinator, Meeting
from samtalerum.dialogues.phases import Phase
from samtalerum.people.models import Person
from tests.addresses import addresses
from tests.browser import axe, fits, session_of
from tests.cast import Cast, now
from tests.coached import Coaching, make_coaching
from tests.coached_matrix import ROLES, rows
from tests.inspecting import InspectingClient
from tests.matrix import Row
from tests.sent import MISSING, names_of
from tests.test_matrix import METHODS, WAYS, said, same, tried_only

Body = Mapping[str, Any]
PHASES = sorted({row.phase for row in rows()})
# Where coaching is switched off: what is not there, and what is refused because it leads to a new course.
_NAMES = "about ask desk request coaches change-coach stop-coordinator unit me roles end-role take-request evaluation"
OFFERS = frozenset(f"coaching:{name}" for name in _NAMES.split())
BEGINS = frozenset({"coaching:change", "coaching:another", "dialogues:take accept", "dialogues:undo withdrawn"})
PARTS = frozenset({"coaching:hours-file", "dialogues:poll"})  # no pages


class Stage:
    """Ada's course with Signe in a phase; Frida has passed it back before."""

    def __init__(self, unit: Coaching, phase: str) -> None:
        self.unit, cast = unit, unit.cast
        self.dialogue = unit.course(Phase(phase), before=unit.frida)
        self.people: dict[str, Person] = {
            "owner": unit.ada,
            "coach": unit.signe.person,
            "former": unit.frida.person,
            "other": unit.mikkel.person,
            "mate": unit.carl.person,
            "keeper": unit.kirsten,
            "hr": cast.hanne,
            "admin": cast.ida,
            "leader": cast.ben,
        }
        self.sessions = {role: session_of(person) for role, person in self.people.items()}

    def client(self, role: str, **headers: str) -> Client:
        """Signed in as this role."""
        client = InspectingClient(headers=headers)
        if role != "anon":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def url(self, row: Row, **swapped: Any) -> str:
        """The row's address, with these arguments instead of its own."""
        known = {"dialogue": self.dialogue.pk, **self._known(names_of(row.name))} | dict(row.arguments) | swapped
        return reverse(row.name, kwargs={name: known[name] for name in names_of(row.name)})

    def _known(self, asked: set[str]) -> dict[str, Any]:
        """Identifiers that an address asks for."""
        return {name: make(self) for name, make in KNOWN.items() if name in asked}

    def send(self, row: Row, role: str, *, url: str = "", **headers: str) -> Any:
        """Play the row as this role."""
        if row.name.endswith("poll"):
            headers = {"HX-Request": "true", **headers}
        client, url = self.client(role, **headers), url or self.url(row)
        return client.post(url, SENDS[row.sends](self)) if row.method == "POST" else client.get(url)


def _meeting(stage: Stage) -> Any:
    """One that has been, while the course goes on."""
    found = Meeting.objects.filter(dialogue=stage.dialogue).first()
    when = meetings.When(now() - timedelta(hours=2))
    return (found or meetings.agree(seat=stage.unit.seat(stage.dialogue), when=when, at=now())).pk


def _newly_named(stage: Stage) -> Any:
    """Somebody who will keep the desk."""
    begins = now().date() + timedelta(days=3)
    return Coordinator.objects.get_or_create(person=stage.unit.cast.dora, defaults={"starts": begins})[0].pk


KNOWN: dict[str, Callable[[Stage], Any]] = {
    "meeting": _meeting,
    "course": lambda stage: stage.dialogue.pk,
    "coach": lambda stage: stage.unit.mikkel.pk,
    "coordinator": _newly_named,
}
SENDS: dict[str, Callable[[Stage], Body]] = {
    "nothing": lambda _: {},
    "when": lambda _: {"day": now().date().isoformat(), "time": "10:00", "minutes": "60", "form": "video", "place": ""},
    "answers": lambda stage: {one.key: "4" for one in stage.dialogue.edition.coaching.evaluation},
    "hope": lambda _: {"hope": "I would like to think aloud.", "language": "da", "form": "video"},
    "to-signe": lambda stage: {"coach": str(stage.unit.signe.pk)},
    "cleo": lambda stage: {"person": stage.unit.cast.cleo.email},
    "most": lambda _: {"most": "3"},
    "another": lambda _: {"hope": "To say no", "form": "either"},
    "request": lambda stage: {"request": str(stage.dialogue.pk)},
}


@pytest.fixture
def unit(cast: Cast) -> Coaching:
    """Everybody."""
    return make_coaching(cast)


def test_every_row_has_its_address():
    assert {row.name for row in rows()} <= {one.name for one in addresses()}


@pytest.mark.parametrize("phase", PHASES)
def test_who_gets_what_answer(phase: str, unit: Coaching):
    stage, wrong = Stage(unit, phase), []
    for row in rows():
        for role in ROLES if row.phase == phase else ():
            with tried_only():
                answer = said(stage.send(row, role))
            if answer != row.expected(role):
                wrong.append(f"{row} as {role}: {answer} instead of {row.expected(role)}")
    assert not wrong, "\n".join(wrong)


def test_a_method_without_a_row_is_refused(unit: Coaching):
    stage, wrong = Stage(unit, "during"), []
    for name in sorted({row.name for row in rows() if row.name.startswith("coaching:")}):
        mine = [row for row in rows() if row.name == name]
        role = next(role for role in ROLES[1:] if mine[0].expected(role) in {"200", "302"})
        for method in sorted(set(METHODS) - {row.method for row in mine}):
            with tried_only():
                answer = stage.client(role).generic(method, stage.url(mine[0]))
            if answer.status_code not in {404, 405}:
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phase", PHASES)
def test_a_course_of_others_and_one_that_never_was_answer_the_same(phase: str, unit: Coaching):
    stage, wrong = Stage(unit, phase), []
    for row in rows():
        if row.phase != phase or "dialogue" not in names_of(row.name):
            continue
        for way, headers in WAYS.items():
            for role in ("leader", "other", "keeper"):
                answers = []
                for dialogue in (stage.dialogue.pk, MISSING, uuid4()):
                    with tried_only():
                        answers.append(stage.send(row, role, url=stage.url(row, dialogue=dialogue), **headers))
                if {one.status_code for one in answers} != {404} or not same(answers):
                    wrong.append(f"{row} as {role}, {way}: {[one.status_code for one in answers]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phase", PHASES)
def test_where_it_is_switched_off_nothing_new_is_offered_and_what_runs_goes_on(phase: str, unit: Coaching):
    stage, wrong = Stage(unit, phase), []
    with override_settings(COACHING=False):
        for row in rows():
            for role in ROLES[1:] if row.phase == phase else ():
                with tried_only():
                    answer = said(stage.send(row, role))
                if answer != _switched_off(row, role):
                    wrong.append(f"{row} as {role}: {answer} instead of {_switched_off(row, role)}")
    assert not wrong, "\n".join(wrong)


def _switched_off(row: Row, role: str) -> str:
    """What is offered is not there; what leads to a course that has not begun is refused; the rest is as ever."""
    expected = row.expected(role)
    if row.name in OFFERS:
        return "404"
    begins = {row.name, f"{row.name} {row.phase}", " ".join([row.name, *dict(row.arguments).values()])} & BEGINS
    return "409" if role == "owner" and begins and expected != "404" else expected


def pages(phase: str) -> Iterator[tuple[Row, str]]:
    """Each page of this phase with everybody who is shown one of their own."""
    for row in rows():
        if row.method == "GET" and row.phase == phase and row.name not in PARTS:
            may = [role for role in ("owner", "coach", "keeper", "admin") if row.expected(role) == "200"]
            yield from ((row, role) for role in may)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("phase", PHASES)
def test_every_page_speaks_every_language(phase: str, language: str, unit: Coaching):
    stage = Stage(unit, phase)
    Person.objects.update(language=language)
    for row, role in pages(phase):
        answer = stage.client(role, **{"Accept-Language": language}).get(stage.url(row))
        assert answer.status_code == 200, str(row)
        assert f'lang="{language}"' in answer.content.decode()[:600], str(row)


@pytest.mark.parametrize("phase", PHASES)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(phase: str, people: Cast, windows):
    stage = Stage(make_coaching(people), phase)
    seen: dict[str, Any] = {}
    for row, role in pages(phase):
        if role not in seen:
            seen[role] = windows.person_page(stage.people[role])
        page = seen[role]
        for scheme, only in (("light", ""), ("dark", "color-contrast")):
            page.emulate_media(color_scheme=scheme)
            page.goto(stage.url(row))
            axe(page, context=f"{row} as {role}, {scheme}", only=only)
        fits(page)
