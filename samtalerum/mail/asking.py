"""What is asked before letters go out: who reads them now, whether each still holds, where it leads.

A batch is asked together where a notice allows it (notices.Together). An answer serves for two seconds, then the
question is put anew for what has not gone out: what was taken back in the meantime is not mailed.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice, Together
from samtalerum.mail.readers import Reader, directory

SERVES = 2.0  # seconds
T = TypeVar("T")


class Asked:
    """The answers for a batch, each put when the first letter needs it."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self._waiting = {one.once: one for one in letters}
        self._answers: dict[Hashable, tuple[float, Any]] = {}

    def done(self, letter: Letter) -> None:
        """Nothing more is asked about this one."""
        self._waiting.pop(letter.once, None)

    def reader(self, letter: Letter) -> Reader | None:
        """Whoever it is for, as they are now; None when they may not be told any more."""
        return self._answer("readers", self._readers).get(letter.person) if letter.person else None

    def holds(self, kind: Notice, letter: Letter) -> bool:
        """Its cause has not passed."""
        return self._of(kind.holds, kind, letter)

    def path(self, kind: Notice, letter: Letter) -> str:
        """The page it leads to; empty for none."""
        return self._of(kind.link, kind, letter) if kind.link else ""

    def _of(self, question: Callable[[Letter], T], kind: Notice, letter: Letter) -> T:
        if not isinstance(question, Together) or letter.once not in self._waiting:
            return question(letter)
        found: T = self._answer((kind.key, question), lambda: question.of_many(self._alike(kind)))[letter.once]
        return found

    def _alike(self, kind: Notice) -> list[Letter]:
        return [one for one in self._waiting.values() if one.notice == kind.key]

    def _readers(self) -> dict[UUID, Reader]:
        return directory().readers({one.person for one in self._waiting.values() if one.person})

    def _answer(self, name: Hashable, ask: Callable[[], T]) -> T:
        now = time.monotonic()
        known = self._answers.get(name)
        if known is None or now - known[0] > SERVES:
            known = self._answers[name] = (now, ask())
        answer: T = known[1]
        return answer
