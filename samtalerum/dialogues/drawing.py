"""docs/phases.md, drawn from the table that decides: a picture and the same in rows."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from django.utils import translation

from samtalerum.dialogues.phases import COACHING, LAPSES_AFTER, MEETING, OPEN, QUESTION, TABLE, Phase, Row, Side, Step
from samtalerum.vault.retention import NEVER_HELD

PAGE = Path(__file__).resolve().parents[2] / "docs" / "phases.md"
HOW = "python manage.py draw_phases"

HEAD = f"""# The course of a conversation

<!-- Drawn from samtalerum/dialogues/phases.py by `{HOW}`; a test fails when this page is out of date. -->

Every phase and every step. Nothing else decides whether a step may be taken. *Accepted* is no phase of its own:
whoever accepts opens *before*. A step can be taken back by whoever took it, within its time, as long as nothing has
followed; the other one then finds the conversation where it stood. Being told means: one's own home says so.
"""

COURSE = """# The course of coaching

One person asks; a coach who takes the request, or to whom it is assigned, gets the other place with *Invite*. Until the
person has said yes to the coach, either may pass on without a reason, and the request waits again. A change of coach
later closes this course and begins another request: the new coach starts with an empty page.
"""


def draw() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        conversation = [HEAD, *_picture(TABLE), "", *_rows(TABLE), "", *_phases(), ""]
        return "\n".join([*conversation, COURSE, *_picture(COACHING), "", *_rows(COACHING), ""])


def _picture(table: Sequence[Row]) -> Iterable[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    met = {row.to for row in table}
    for phase in Phase:
        if phase not in met:
            continue
        yield f'    state "{phase.label}" as {phase.value}'
    for row in table:
        yield f"    {row.come_from or '[*]'} --> {row.to}: {row.step.label} ({_who(row)})"
    left = {row.come_from for row in table}
    for phase in Phase:
        if phase in met and phase not in left:
            yield f"    {phase} --> [*]"
    yield "```"


def _rows(table: Sequence[Row]) -> Iterable[str]:
    yield "| Step | From | To | Who | The other one is told | Can be taken back |"
    yield "|---|---|---|---|---|---|"
    for row in table:
        come_from = Phase(row.come_from).label if row.come_from else "–"
        told = "both are" if not row.who else "yes" if row.tells else "no"
        undo = f"for {row.undo.days} days" if row.undo else "no"
        yield f"| {row.step.label} | {come_from} | {Phase(row.to).label} | {_who(row)} | {told} | {undo} |"


def _phases() -> Iterable[str]:
    still_open = ", ".join(str(phase.label) for phase in Phase if phase in OPEN)
    yield f"Open, so that the same two can't begin another: {still_open}."
    yield f"Ended by time alone, after {LAPSES_AFTER.days} days without an answer: {_lapsing(QUESTION)}."
    yield (
        f"Ended by time alone, {NEVER_HELD.months} months after anything last happened that both can see, or after the "
        f"agreed date: {_lapsing(MEETING)}."
    )


def _lapsing(phases: Collection[Phase]) -> str:
    rows = [row.come_from for row in TABLE if row.to == Phase.LAPSED and row.come_from in phases]
    return ", ".join(str(Phase(phase).label) for phase in rows if phase)


def _who(row: Row) -> str:
    if not row.who:
        return "time"
    if row.step == Step.CONFIRM:
        return "both"
    return " or ".join(str(side.label) for side in Side if side in row.who)
