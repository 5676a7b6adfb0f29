"""What a person may take along: one's own words, and what one may read of others', as chapters of one file.

Each package says in its own `taking.py` what it holds about a person, with `@takes`; nothing else lists it. A function
opens only what the person could open on a page, through the same rule and `vault.open`, so that the log says it.
What the chapters look like as data is described in docs/take-along.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Model

By = Literal["me", "other", "both"]


@dataclass(frozen=True)
class Fact:
    """Something that is no text of anybody's: a day, a name, a state. `value`: the same for a program."""

    key: str
    label: str
    words: str
    value: str


@dataclass(frozen=True)
class Passage:
    """One text. `by` says whose it is; `shared_at` since when the other one can read it, or None."""

    kind: str
    title: str
    text: str
    by: By = "me"
    author: str = ""
    item: str = ""
    questions: tuple[str, ...] = ()
    shared_at: datetime | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """What belongs together: one conversation, one's network, one's account."""

    kind: str
    title: str
    facts: tuple[Fact, ...] = ()
    passages: tuple[Passage, ...] = ()


Take = Callable[[Any, datetime], list[Chapter]]


@dataclass(frozen=True)
class _Registered:
    order: int
    take: Take
    models: tuple[type[Model], ...]


_takes: dict[str, _Registered] = {}


def takes(*models: type[Model], order: int) -> Callable[[Take], Take]:
    """Say of a function that it takes along what these models hold of a person; chapters come in this order.

    A test fails for a model with sealed text that no function names and no reason excuses.
    """

    def register(function: Take) -> Take:
        _takes[f"{function.__module__}.{function.__name__}"] = _Registered(order, function, models)
        return function

    return register


def taken() -> set[type[Model]]:
    """The models whose words are taken along."""
    return {model for one in _takes.values() for model in one.models}


def chapters(person: Any, *, at: datetime) -> list[Chapter]:
    """Everything of this person's, in the person's language: whichever is active."""
    in_order = sorted(_takes.items(), key=lambda named: (named[1].order, named[0]))
    return [chapter for _name, one in in_order for chapter in one.take(person, at)]


def on(key: str, label: object, when: date | datetime | None, words: str) -> list[Fact]:
    """A day as a fact; none where there is none."""
    return [Fact(key, str(label), words, when.isoformat())] if when else []


def named(key: str, label: object, words: object) -> list[Fact]:
    """Words as a fact; none where there are none."""
    return [Fact(key, str(label), str(words), str(words))] if words else []
