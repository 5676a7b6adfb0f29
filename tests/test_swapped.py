"""Every identifier that a page sends, swapped once for somebody else's: nothing changes, and nothing is learnt.

Identifiers of dialogues stand in addresses: tests/test_matrix.py swaps those in every row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from samtalerum.people.models import Session
from tests.inspecting import InspectingClient
from tests.matrix import Row
from tests.sent import MISSING, SENDS, Stage
from tests.test_matrix import same, tried_only

Value = Callable[[Stage], Any]
# What a request may change although it is refused: sessions, and the look at the person's own row when signing in.
UNTOLD = frozenset({"people.session", "people.event", "vault.accesslog"})


@dataclass(frozen=True)
class Swap:
    """A field of a row that `role` sends, with somebody else's value, and with one that never was.

    `alike`: both are answered with the same bytes, because a difference would tell that somebody is there.
    """

    address: str
    role: str
    phase: str
    sends: str
    field: str
    foreign: Value
    missing: Value
    alike: bool = True

    def __str__(self) -> str:
        return f"{self.address}: {self.field} by {self.role}"


def person(key: str) -> Value:
    return lambda stage: str(getattr(stage.cast, key).pk)


def words(text: Any) -> Value:
    return lambda _: text


SWAPS = [
    Swap("dialogues:ask", "owner", "before", "ask", "who", person("cleo"), words(str(MISSING))),
    Swap("dialogues:ask", "owner", "before", "ask", "who", person("ada"), words(str(MISSING))),
    Swap("dialogues:invite", "partner", "before", "invite", "person", person("dora"), words(str(MISSING))),
    Swap("dialogues:invite", "partner", "before", "invite", "person", person("ben"), words(str(MISSING))),
    Swap("dialogues:suggest", "partner", "asked", "suggest", "somebody", person("cleo"), words(str(MISSING))),
    Swap("dialogues:suggest", "partner", "asked", "suggest", "somebody", person("ada"), words(str(MISSING))),
    Swap(
        "dialogues:share",
        "owner",
        "before",
        "share",
        "item",
        words(["feedback-notes"]),
        words(["nothing"]),
        alike=False,
    ),
    Swap("dialogues:share", "owner", "before", "share", "read-motivation", words("0" * 64), words("")),
    Swap("dialogues:stop-sharing", "owner", "before", "stop", "item", words(["feedback-notes"]), words(["x"])),
    Swap("dialogues:stop-sharing", "partner", "before", "stop", "item", words(["success"]), words(["x"])),
    Swap(
        "dialogues:room-confirm", "owner", "during", "nothing", "fingerprint", words("0" * 64), words(""), alike=False
    ),
]


@pytest.mark.parametrize("swap", SWAPS, ids=str)
def test_a_swapped_field_changes_nothing_and_tells_nothing(swap: Swap, cast):
    stage = Stage(cast, swap.phase)
    row, before = Row(swap.address, (), "POST", swap.phase, (), swap.sends), everything()
    answers = []
    for value in (swap.foreign, swap.missing):
        with tried_only():
            answers.append(stage.send(row, swap.role, body={**SENDS[swap.sends](stage), swap.field: value(stage)}))
            assert everything() == before
    assert {one.status_code for one in answers} <= {200, 302, 400, 403, 404, 409}
    if swap.alike:
        assert same(answers)


@pytest.mark.parametrize("item", ["feedback-notes", "nothing", "words", "guide.nothing"])
def test_what_is_typed_at_an_item_of_the_others_is_not_saved(item, cast):
    stage = Stage(cast, "before")
    before = everything()
    for address in ("dialogues:save", "dialogues:conflict"):
        row = Row(address, (("item", item),), "POST", "before", (), "text")
        with tried_only():
            assert stage.send(row, "owner").status_code in {400, 403, 404, 409}
            assert everything() == before
    with tried_only():
        body = {f"text-{item}": "Mine now.", f"revision-{item}": "1"}
        assert (
            stage.send(Row("dialogues:prepare", (), "POST", "before", (), "topics"), "owner", body=body).status_code
            < 500
        )
        assert everything() == before


@pytest.mark.parametrize("slot", [1, 99])
def test_a_topic_that_is_not_split_has_no_second_place(slot, cast):
    stage = Stage(cast, "before")
    before = everything()
    row = Row("dialogues:save-slot", (("item", "success"), ("slot", str(slot))), "POST", "before", (), "text")
    assert stage.send(row, "owner").status_code == 400
    assert everything() == before


@pytest.mark.parametrize("step", ["suggest", "lapse", "confirm", "ask", "nothing"])
def test_a_step_that_this_page_does_not_take_is_refused(step, cast):
    stage = Stage(cast, "asked")
    before = everything()
    row = Row("dialogues:take", (("step", step),), "POST", "asked", (), "nothing")
    assert stage.send(row, "partner").status_code in {400, 404, 409}
    assert everything() == before


def test_a_step_in_somebody_elses_conversation_is_not_there(cast):
    stage = Stage(cast, "confirmed")
    before, answers = everything(), []
    for entry in (stage.entry(stage.foreign, stage.others.ada, "action").pk, MISSING):
        with tried_only():
            row = Row("dialogues:steps", (), "POST", "confirmed", (), "nothing")
            answers.append(stage.send(row, "owner", body={f"step-{entry}": "done"}))
            assert everything() == before
    assert answers[0].status_code == 400
    assert same(answers)


def test_somebody_elses_session_is_not_there(cast):
    stage = Stage(cast, "before")
    InspectingClient().force_login(cast.ben)
    row = Row("people:end-session", (), "POST", "before", (), "nothing")
    foreign = Session.objects.filter(person=cast.ben).latest("pk").id
    answers = []
    for session in (foreign, MISSING):
        with tried_only():
            answers.append(stage.send(row, "owner", url=stage.url(row, session=session)))
            assert Session.objects.filter(id=foreign).exists()
    assert [one.status_code for one in answers] == [404, 404]
    assert same(answers)


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere"]
)
def test_nobody_is_led_to_another_site(away, cast):
    client = InspectingClient()
    client.force_login(cast.ada)
    answer = client.post(reverse("web:language"), {"language": "da", "next": away})
    assert answer.headers["Location"] == "/"


def everything() -> dict[str, list[Any]]:
    """All rows of all models that somebody's request may change."""
    found = {}
    for model in apps.get_models():
        if model._meta.label_lower.startswith(("dialogues.", "people.", "vault.", "keystore.")):
            if model._meta.label_lower in UNTOLD:
                continue
            rows = model._base_manager.order_by("pk").values()
            found[model._meta.label_lower] = [
                {name: str(value) for name, value in row.items() if name != "last_login"} for row in rows
            ]
    return found
