"""Every address and method, for everybody: tests/matrix.py, played. And every identifier, swapped."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.urls import reverse

from tests import coached_matrix
from tests.addresses import addresses
from tests.matrix import ROLES, Row, rows
from tests.sent import MISSING, Stage, names_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WAYS: dict[str, dict[str, str]] = {"page": {}, "htmx": {"HX-Request": "true"}, "save": {"X-Samtalerum-Save": "1"}}


def test_every_address_has_its_rows():
    without = {one.name for one in addresses()} - {row.name for row in [*rows(), *coached_matrix.rows()]}
    assert not without, f"Say in tests/matrix.py who gets what answer: {sorted(without)}"


def test_every_row_has_its_address():
    assert {row.name for row in rows()} <= {one.name for one in addresses()}


PHASES = sorted({row.phase for row in rows()})


@pytest.mark.parametrize(("package", "phase"), sorted({(row.package, row.phase) for row in rows()}))
def test_who_gets_what_answer(package: str, phase: str, cast):
    stage, wrong = Stage(cast, phase), []
    for row in rows():
        for role in ROLES if (row.package, row.phase) == (package, phase) else ():
            with tried_only():
                answer = said(stage.send(row, role))
            if answer != row.expected(role):
                wrong.append(f"{row} as {role}: {answer} instead of {row.expected(role)}")
    assert not wrong, "\n".join(wrong)


def test_a_method_without_a_row_is_refused(cast):
    stage, wrong = Stage(cast, "before"), []
    for address in addresses():
        mine = [row for row in rows() if row.name == address.name]
        for method in sorted(set(METHODS) - {row.method for row in mine}) if mine else ():
            with tried_only():
                answer = stage.client(insider(mine)).generic(method, stage.url(mine[0]))
            if answer.status_code not in {404, 405}:
                wrong.append(f"{method} {address.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phase", PHASES)
def test_a_dialogue_of_others_and_one_that_never_was_answer_the_same(phase: str, cast):
    stage, wrong = Stage(cast, phase), []
    for row in rows():
        if row.phase != phase or "dialogue" not in names_of(row.name):
            continue
        for way, headers in WAYS.items():
            answers = []
            for dialogue in (stage.foreign.pk, MISSING, uuid4()):
                with tried_only():
                    answers.append(stage.send(row, "owner", url=stage.url(row, dialogue=dialogue), **headers))
            if {one.status_code for one in answers} != {404} or not same(answers):
                wrong.append(f"{row} as {way}: {[one.status_code for one in answers]}")
    assert not wrong, "\n".join(wrong)


def insider(mine: list[Row]) -> str:
    """Somebody for whom the address exists."""
    return next((role for role in ROLES[1:] if mine[0].expected(role) in {"200", "302"}), "owner")


@contextmanager
def tried_only() -> Iterator[None]:
    """What happens inside is taken back in both databases."""
    points = {alias: transaction.savepoint(using=alias) for alias in connections}
    yield
    for alias, point in points.items():
        transaction.savepoint_rollback(point, using=alias)


def said(answer) -> str:
    """`in` when one is sent to the door, else the status."""
    door = reverse("people:sign-in")
    if answer.status_code == 302 and answer.headers["Location"].startswith(f"{door}?next="):
        return "in"
    return str(answer.status_code)


def same(answers) -> bool:
    """The same bytes and headers, but for the token of the form and the cookie that goes with it."""
    seen = {
        (
            one.status_code,
            re.sub(
                rb'(csrfmiddlewaretoken" value=")[^"]+|(X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]+', rb"\1\2", one.content
            ),
            tuple(sorted((name, value) for name, value in one.headers.items() if name != "Set-Cookie")),
        )
        for one in answers
    }
    return len(seen) == 1
