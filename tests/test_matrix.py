"""Every address and method, for everybody: tests/matrix.py, played. And every identifier, swapped."""

import re
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.urls import reverse

from tests.addresses import addresses
from tests.matrix import ROLES, Row, rows
from tests.sent import MISSING, Stage

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SAVING = {"X-Samtalerum-Save": "1"}
HTMX = {"HX-Request": "true"}


def test_every_address_has_its_rows():
    without = {one.name for one in addresses()} - {row.name for row in rows()}
    assert not without, f"Say in tests/matrix.py who gets what answer: {sorted(without)}"


def test_every_row_has_its_address():
    assert {row.name for row in rows()} <= {one.name for one in addresses()}


@pytest.mark.parametrize("row", rows(), ids=str)
def test_who_gets_what_answer(row: Row, cast):
    stage = Stage(cast, row.phase)
    wrong = []
    for role in ROLES:
        with tried_only():
            answer = stage.send(row, role)
            if said(answer) != row.expected(role):
                wrong.append(f"{role}: {said(answer)} instead of {row.expected(role)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", addresses(), ids=lambda one: one.name)
def test_a_method_without_a_row_is_refused(address, cast):
    mine = [row for row in rows() if row.name == address.name]
    stage = Stage(cast, mine[0].phase)
    for method in set(METHODS) - {row.method for row in mine}:
        with tried_only():
            client = stage.client("owner")
            answer = client.generic(method, stage.url(mine[0]))
            assert answer.status_code == 405, f"{method}: {answer.status_code}"


ABOUT_A_DIALOGUE = [
    row
    for row in rows()
    if row.name.startswith("dialogues:") and "404" in row.answers and row.expected("owner") != "404"
]


@pytest.mark.parametrize("headers", [{}, HTMX, SAVING], ids=["page", "htmx", "save"])
@pytest.mark.parametrize("row", ABOUT_A_DIALOGUE, ids=str)
def test_a_dialogue_of_others_and_one_that_never_was_answer_the_same(row: Row, headers, cast):
    stage = Stage(cast, row.phase)
    answers = []
    for dialogue in (stage.foreign.pk, MISSING, uuid4()):
        with tried_only():
            url = stage.url(row, dialogue=dialogue) if "<" not in row.name else ""
            answers.append(stage.send(row, "owner", url=url, **headers))
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert same(answers)


def tried_only():
    """What happens inside is taken back in both databases."""
    return _TriedOnly()


class _TriedOnly:
    def __enter__(self) -> None:
        self.inside = [transaction.atomic(using=alias) for alias in connections]
        for one in self.inside:
            one.__enter__()

    def __exit__(self, *error: object) -> None:
        for one in reversed(self.inside):
            transaction.set_rollback(True, using=one.using)
            one.__exit__(None, None, None)


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
