"""Who needs a second factor, and what somebody has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samtalerum.people.factors.models import CodeApp, Passkey, RecoveryCode


@dataclass(frozen=True)
class Owned:
    """Everything a person can prove with."""

    passkeys: list[Passkey]
    app: CodeApp | None
    codes: list[RecoveryCode]

    @property
    def any(self) -> bool:
        """Recovery codes alone are no factor: they stand in for one that was lost."""
        return bool(self.passkeys or self.app)

    @property
    def codes_left(self) -> int:
        """How many recovery codes still work."""
        return len([one for one in self.codes if one.used_at is None])

    @property
    def one_left(self) -> bool:
        """Removing this one would leave none."""
        return len(self.passkeys) + bool(self.app) == 1


def owned(person: Any) -> Owned:
    """Three statements."""
    return Owned(
        passkeys=list(Passkey.objects.filter(person=person)),
        app=CodeApp.objects.filter(person=person, confirmed_at__isnull=False).first(),
        codes=list(RecoveryCode.objects.filter(person=person)),
    )


def has_any(person: Any) -> bool:
    """A passkey, or a code app that has been confirmed."""
    return (
        Passkey.objects.filter(person=person).exists()
        or CodeApp.objects.filter(person=person, confirmed_at__isnull=False).exists()
    )


_roles: list[Callable[[Any], bool]] = []


def register(has_role: Callable[[Any], bool]) -> None:
    """A role of a package above, whose holders need a second factor; asked once for each request of theirs."""
    if has_role not in _roles:
        _roles.append(has_role)


def must(person: Any) -> bool:
    """Whoever can change others' accounts, or sees names that others don't."""
    return bool(person.is_administrator or person.is_coordinator or any(has_role(person) for has_role in _roles))


def asked(person: Any) -> bool:
    """A code by mail alone is not enough: by role, or because the person says so."""
    return must(person) or bool(person.demands_second)
