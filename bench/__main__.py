"""`python -m bench` measures and writes var/bench.json; `python -m bench compare OLD NEW` puts two runs side by side."""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import figures, machine
from bench.groups import GROUPS
from bench.house import ROOT, database_version, houses
from bench.setting import CLIENTS, Setting, load_generator

SIZES = {False: (1_000, 10_000, 200), True: (10_000, 100_000, 2_000)}
ROUNDS = 3
VAR = ROOT / "var"


def main() -> int:
    """0 when it ran, whatever it found: an aim that is missed is a figure, not a failure."""
    parser = argparse.ArgumentParser(prog="bench", description="How fast it is.")
    commands = parser.add_subparsers(dest="command")
    run_parser = commands.add_parser("run", help="measure (the default)")
    for one in (parser, run_parser):
        one.add_argument("--full", action="store_true", help="100,000 dialogues and 2,000 rooms")
        one.add_argument("--only", nargs="*", default=[], metavar="GROUP", help="these groups alone, and `pages`")
        one.add_argument("--dialogues", type=int, help="so many instead, to try the bench itself")
        one.add_argument("--rounds", type=int, default=ROUNDS, help="how often each measurement is repeated")
        one.add_argument("--into", type=Path, default=VAR / "bench.json", help="the file")
    compare = commands.add_parser("compare", help="two runs side by side")
    compare.add_argument("old", type=Path)
    compare.add_argument("new", type=Path)
    commands.add_parser("table", help="a run as Markdown").add_argument("run", type=Path)
    told = parser.parse_args()
    if told.command == "table":
        print(figures.markdown(told.run))
        return 0
    if told.command == "compare":
        print(figures.compare(told.old, told.new))
        return 0
    few, many, rooms = SIZES[told.full]
    if told.dialogues:
        few, many, rooms = max(100, told.dialogues // 10), told.dialogues, max(CLIENTS, told.dialogues // 20)
    return run((few, many), rooms=rooms, only=told.only, rounds=told.rounds, into=told.into)


def run(sizes: tuple[int, int], *, rooms: int, only: list[str], rounds: int, into: Path) -> int:
    """Everything on one machine, one after the other."""
    began, database = time.monotonic(), database_version()
    few, many = sizes
    before = machine.load()
    _say(began, f"{database}; load of the machine before: {before}")
    found: list[figures.Figure] = []
    with load_generator() as asks, houses(VAR / "bench-houses", "empty", "small", "large") as (empty, small, large):
        small.fill(dialogues=few, rooms=CLIENTS)
        took = large.fill(dialogues=many, rooms=rooms)
        for house in (small, large):
            house.checkpoint()
        _say(began, f"{many:,} dialogues were made in {took:.0f} s; {large.size():.0f} MB")
        setting = Setting(empty, small, large, asks, VAR, (few, many), rooms, rounds)
        for group in GROUPS:
            if not only or group.__name__ in {*only, "pages"}:
                found += group(setting)
                _say(began, group.__name__)
    share = figures.middle(setting.generator) * 100
    found.append(figures.Figure("the load generator's share of one core, median", round(share), "%"))
    print(figures.table(found))
    around = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_before": before,
        "load_after": machine.load(),
    }
    where = {"machine": machine.machine(), "versions": machine.versions(database=database)}
    figures.write(into, found, **where, **around, seconds=round(time.monotonic() - began))
    _say(began, f"in {into}; load of the machine after: {machine.load()}")
    return 0


def _say(began: float, words: str) -> None:
    print(f"{time.monotonic() - began:5.0f} s  {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
