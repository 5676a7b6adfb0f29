"""Every page: in every language; and in a browser, where axe-core finds nothing, by day, by night and on a phone."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page

from config import catalogues
from samtalerum.people.models import Person
from tests.browser import axe, fits
from tests.matrix import Row, rows
from tests.sent import PEOPLE, Stage

LOOKERS = ("anon", "owner", "partner", "admin")
PHASES = sorted({row.phase for row in rows() if row.method == "GET"})
PARTS_OF_THE_HOUSE = sorted({(row.package, row.phase) for row in rows() if row.method == "GET"})
FRAGMENTS = frozenset({"health:live", "health:ready", "web:csrf", "home:poll", "dialogues:poll"})  # asked by scripts


def pages(phase: str) -> Iterator[tuple[Row, str]]:
    """Each page of this phase with somebody who may look at it."""
    for row in rows():
        if row.method != "GET" or row.phase != phase or row.name in FRAGMENTS:
            continue
        may = [role for role in LOOKERS if row.expected(role) == "200"]
        # A page of the house looks the same to everybody; one about a conversation has two sides.
        for role in may[: 2 if row.package in {"dialogues", "home"} else 1]:
            yield row, role


@pytest.mark.parametrize("language", catalogues.LANGUAGES)  # the matrix is played in English
@pytest.mark.parametrize("phase", PHASES)
def test_every_page_speaks_every_language(phase, language, cast):
    Person.objects.update(language=language)
    for key in vars(cast):
        if isinstance(getattr(cast, key), Person):
            getattr(cast, key).refresh_from_db()
    stage = Stage(cast, phase)
    for row, role in pages(phase):
        client: Client = stage.client(role, **{"Accept-Language": language})
        answer = client.get(stage.url(row))
        assert answer.status_code == 200, str(row)
        assert f'lang="{language}"' in answer.content.decode()[:600], str(row)
        assert answer.headers["Content-Language"] == language, str(row)


@pytest.mark.parametrize(("package", "phase"), PARTS_OF_THE_HOUSE)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(package, phase, people, windows):
    stage = Stage(people, phase)
    seen: dict[str, Page] = {}
    for row, role in pages(phase):
        if row.package != package:
            continue
        if role not in seen:
            opened = windows.page() if role == "anon" else windows.person_page(getattr(people, PEOPLE[role]))
            seen[role] = opened
        page = seen[role]
        for scheme, only in (("light", ""), ("dark", "color-contrast")):
            page.emulate_media(color_scheme=scheme)  # before the page: colours that fade would be measured half-way
            page.goto(stage.url(row))
            axe(page, context=f"{row} as {role}, {scheme}", only=only)
        fits(page)
