"""Help: whose questions a reader meets, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.home.apps import leads
from samtalerum.home.questions import ADMINISTRATOR, COORDINATOR, EMPLOYEE, LEADER, Question


@dataclass(frozen=True)
class Section:
    """The questions of one role, and who has it."""

    key: str
    title: str | Promise
    has: Callable[[Any], bool]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Shown:
    """A section as one reader meets it: only in an own one do answers lead to pages that others may not open."""

    section: Section
    own: bool


def sections_for(person: Any) -> list[Shown]:
    """All of them, the reader's own first."""
    shown = [Shown(section, section.has(person)) for section in SECTIONS]
    return sorted(shown, key=lambda one: not one.own)


def _everybody(_person: Any) -> bool:
    return True


def _coordinates(person: Any) -> bool:
    return bool(person.is_coordinator)


def _administers(person: Any) -> bool:
    return bool(person.is_administrator)


SECTIONS = (
    Section("employee", _("For employees"), _everybody, EMPLOYEE),
    Section("leader", _("For leaders and supervisors"), leads, LEADER),
    Section("coordinator", _("For HR coordinators"), _coordinates, COORDINATOR),
    Section("administrator", _("For administrators"), _administers, ADMINISTRATOR),
)
