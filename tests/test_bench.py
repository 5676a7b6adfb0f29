"""What the bench says of its figures. What it measures is measured by `make bench`, not here."""

import json

import pytest

from bench import figures
from bench.figures import Figure
from bench.groups import GROUPS
from bench.load import Saver, request
from bench.watch import written_in
from tests.servers import ROOT


@pytest.mark.parametrize(
    ("value", "aim", "holds"),
    [(400, "<= 400", True), (401, "<= 400", False), (0.7, ">= 0.7", True), (0.69, ">= 0.7", False),
     (1, "", None), (None, "<= 1", None)],
)  # fmt: skip
def test_a_figure_holds_its_aim_or_falls_short(value, aim, holds):
    assert Figure("one", value, "ms", aim).holds is holds


def test_what_falls_short_is_said_on_screen_and_in_the_file(tmp_path):
    found = [Figure("home: p95", 500.0, "ms", "<= 400"), Figure("Lighthouse", None, "", "", "npm is not here")]
    assert "FALLS SHORT" in figures.table(found).splitlines()[0]
    assert "npm is not here" in figures.table(found).splitlines()[1]
    figures.write(tmp_path / "bench.json", found, machine={"cores": 2}, versions={})
    kept = json.loads((tmp_path / "bench.json").read_text())
    assert kept["machine"] == {"cores": 2}
    assert {"name": "home: p95", "value": 500.0, "unit": "ms", "aim": "<= 400", "holds": False}.items() <= kept[
        "figures"
    ][0].items()


def test_two_runs_stand_side_by_side_and_two_machines_are_said_to_be_two(tmp_path):
    for name, cores, value in (("a.json", 2, 100.0), ("b.json", 2, 150.0), ("c.json", 8, 90.0)):
        figures.write(tmp_path / name, [Figure("home", value, "requests/s")], machine={"cores": cores}, versions={})
    assert "+50 %" in figures.compare(tmp_path / "a.json", tmp_path / "b.json")
    assert "two machines" not in figures.compare(tmp_path / "a.json", tmp_path / "b.json")
    assert "two machines" in figures.compare(tmp_path / "a.json", tmp_path / "c.json")


def test_a_save_is_sent_as_saving_js_sends_it_and_each_carries_another_text():
    saver = Saver(2000, 3)
    first, second = saver.form(), saver.form()
    assert first["text"] != second["text"]
    assert len(first["text"]) == 2000
    assert b"X-Samtalerum-Save: 1\r\n" in request(1, "/", "", first)


@pytest.mark.parametrize(("rooms", "some"), [(16, 15), (20, 19), (200, 20)])
def test_live_never_saves_in_the_room_in_which_the_growth_was_typed(rooms, some):
    made = [{"dialogue": str(number)} for number in range(rooms)]
    assert written_in(made) == made[:some]
    assert made[-1] not in written_in(made)


def test_every_group_of_figures_stands_in_the_document():
    text = (ROOT / "docs/performance.md").read_text()
    assert [group.__name__ for group in GROUPS if f"`{group.__name__}`" not in text] == []
