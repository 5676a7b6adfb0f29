"""What a mail can say: that something is there, never what, nor from whom. Each package lists its own in `notices.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtalerum.mail import outbox
from samtalerum.mail.models import Letter

NO_TIME = timedelta(0)


def _always(_letter: Letter) -> bool:
    return True


T = TypeVar("T")


@dataclass(frozen=True)
class Together(Generic[T]):
    """What can be asked of many letters of a notice in one go; of a single one it is asked like anything else.

    `of_many` answers for each letter by its `once`.
    """

    of_many: Callable[[Sequence[Letter]], Mapping[str, T]]

    def __call__(self, letter: Letter) -> T:
        return self.of_many([letter])[letter.once]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One kind of mail. Making one registers it under its key; docs/mail.md shows an example of each.

    `subject` and `words` have no placeholders: nothing anybody wrote or is called can get into them.
    `link`: the one page behind sign-in that the mail leads to, from a letter's `about`; None leads nowhere.
    `holds`: asked at delivery; a notice whose cause has passed is dropped.
    Both may be a `Together`: then one question serves many letters.
    `settles`: how long it waits, so that what is taken back at once is never mailed, and several become one.
    `can_wait`: may be gathered into the daily mail, or left out by somebody who wants only what can't wait.
    """

    key: str
    subject: str | Promise
    words: str | Promise
    link: Callable[[Letter], str] | None
    button: str | Promise = field(default=_("Open Samtalerum"))
    holds: Callable[[Letter], bool] = field(default=_always)
    settles: timedelta = NO_TIME
    can_wait: bool = True

    def __post_init__(self) -> None:
        _notices[self.key] = self

    def send(
        self, *, to: Any, at: datetime, about: object = "", stamp: object = "", email: str = "", merges: bool = False
    ) -> bool:
        """Into the outbox, within the transaction of what happened. False: this was said already.

        `about`: the id of what it is about. `stamp`: what tells this time from the next one, a date for example; the
        same notice about the same thing with the same stamp goes to a person once, for good.
        `email`: another address than the person's current one.
        `merges`: one that still settles says this too, and no second one is written.
        """
        return outbox.put(
            self.key, to.pk, about=str(about), stamp=str(stamp), email=email,
            at=at, due=at + self.settles, merges=merges,
        )  # fmt: skip

    def send_all(self, tellings: Iterable[tuple[UUID, str, str]], *, at: datetime) -> int:
        """The same to many at once, for sweeps: person, about, stamp. Returns to how many it had not been said."""
        return outbox.put_all(self.key, tellings, at=at, due=at + self.settles)


_notices: dict[str, Notice] = {}


def notice(key: str) -> Notice | None:
    """By its key; None when this version no longer has it."""
    return _notices.get(key)


def notices() -> list[Notice]:
    """All of them, by key."""
    return [_notices[key] for key in sorted(_notices)]
