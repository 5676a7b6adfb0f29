"""What was measured: a list of figures, each with the aim it is held against, on screen and in a file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One number. `aim` reads as "<= 400" or ">= 0.7"; without one it is there for comparison."""

    name: str
    value: float | None  # None: it could not be measured here; `note` says why
    unit: str
    aim: str = ""
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the aim was met; None where there is no aim or no number."""
        if not self.aim or self.value is None:
            return None
        sign, _, bound = self.aim.partition(" ")
        return self.value <= float(bound) if sign == "<=" else self.value >= float(bound)


def p95(values: list[float]) -> float:
    """The value that nineteen of twenty stay below."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def middle(values: list[float]) -> float:
    """The median, which one disturbed repetition does not move."""
    return float(median(values))


def table(figures: list[Figure]) -> str:
    """What stands on screen."""
    width = max(len(one.name) for one in figures)
    lines = []
    for one in figures:
        value = "-" if one.value is None else f"{one.value:,.3f}".rstrip("0").rstrip(".")
        said = {True: "holds", False: "FALLS SHORT", None: ""}[one.holds]
        lines.append(f"{one.name:<{width}}  {value:>12} {one.unit:<12} {one.aim:<8} {said:<12}{one.note}".rstrip())
    return "\n".join(lines)


def write(path: Path, figures: list[Figure], **around: Any) -> None:
    """The file: machine, versions and what else was told, then the figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) | {"holds": one.holds} for one in figures]
    path.write_text(json.dumps(around | {"figures": rows}, indent=1) + "\n", encoding="utf-8")


def compare(old: Path, new: Path) -> str:
    """Two runs side by side. Only runs on one and the same machine say something."""
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (old, new))
    lines = []
    if before["machine"] != after["machine"]:
        lines.append("These are two machines: only ratios and counts can be compared.")
    values = {one["name"]: one["value"] for one in before["figures"]}
    for one in after["figures"]:
        was, now = values.pop(one["name"], None), one["value"]
        change = f"{(now / was - 1) * 100:+.0f} %" if was and now is not None else ""
        lines.append(f"{one['name']:<58} {_said(was):>12} -> {_said(now):>12} {one['unit']:<12} {change}".rstrip())
    lines += [f"{name:<58} {_said(was):>12} -> gone" for name, was in values.items()]
    return "\n".join(lines)


def markdown(path: Path) -> str:
    """A run as docs/performance.md shows it."""
    found = json.loads(path.read_text(encoding="utf-8"))
    told = {**found["machine"], **found["versions"]}
    lines = [
        "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items()),
        f"load of the machine before {found['load_before']}, after {found['load_after']}",
        "",
        "| figure | value | aim | holds |",
        "|---|---|---|---|",
    ]
    for one in found["figures"]:
        holds = {True: "yes", False: "**no**", None: ""}[one["holds"]]
        value = f"{_said(one['value']).removesuffix('.00')} {one['unit']}".strip()
        lines.append(f"| {one['name']} | {value} | {one['aim']} | {holds} |")
    return "\n".join(lines)


def _said(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}"
