"""Telling a conversation with the real actions, at moments in the past."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Step
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import read, ring
from samtalerum.ground.dates import local_date
from samtalerum.people.models import Person


class Story:
    """One conversation. The clock of the story moves with `on`; everything happens a few minutes after the last."""

    def __init__(self, now: datetime, owner: Person, partner: Person) -> None:
        self.now = now
        self.at = now
        self.owner = owner
        self.partner = partner
        self.dialogue: Dialogue | None = None

    def on(self, days_ago: float, clock: str = "10:00") -> "Story":
        """Move to that day and local time; never into the future."""
        hours, minutes = (int(part) for part in clock.split(":"))
        day = local_date(self.now - timedelta(days=days_ago))
        self.at = min(
            timezone.make_aware(datetime.combine(day, time(hours, minutes))), self.now - timedelta(minutes=30)
        )
        return self

    def day(self, days_ahead: int) -> date:
        """A day counted from today."""
        return local_date(self.now) + timedelta(days=days_ahead)

    def ask(self, words: str) -> "Story":
        """The owner asks."""
        self.dialogue = actions.ask(owner=self.owner, partner=self.partner, words=words, at=self._next())
        return self

    def invite(self, words: str) -> "Story":
        """The partner invites."""
        self.dialogue = actions.invite(owner=self.owner, partner=self.partner, words=words, at=self._next())
        return self

    def take(self, step: Step, who: Person) -> "Story":
        """A step of the table."""
        actions.take(step, seat=self.seat(who), at=self._next())
        return self

    def suggest(self, somebody: Person) -> "Story":
        """The partner suggests somebody else."""
        actions.suggest(seat=self.seat(self.partner), somebody=somebody, at=self._next())
        return self

    def meet_on(self, days_ahead: int, clock: str, minutes: int, place: str) -> "Story":
        """Agree on a date."""
        hours, minute = (int(part) for part in clock.split(":"))
        start = timezone.make_aware(datetime.combine(self.day(days_ahead), time(hours, minute)))
        actions.agree_on_date(seat=self.seat(self.owner), meets_at=start, minutes=minutes, place=place, at=self._next())
        return self

    def write(self, who: Person, item: str, text: str, *, slot: int = 0, paused: bool = True) -> "Story":
        """Save a text at an item."""
        seat = self.seat(who)
        there = Entry.objects.filter(dialogue=seat.dialogue_id, author=seat, item=item, slot=slot).first()
        actions.save(
            seat,
            item,
            text=text,
            slot=slot,
            based_on=there.revision if there else 0,
            client=uuid4(),
            paused=paused,
            at=self._next(),
        )
        return self

    def step(self, item: str, slot: int, text: str, days_ahead: int | None) -> "Story":
        """An agreed step, perhaps with a date."""
        self.write(self.owner, item, text, slot=slot)
        if days_ahead is not None:
            actions.set_due(self.seat(self.owner), item, slot, self.day(days_ahead), at=self._next())
        return self

    def mark(self, item: str, slot: int, state: str) -> "Story":
        """The owner says what became of a step."""
        seat = self.seat(self.owner)
        entry = Entry.objects.get(dialogue=seat.dialogue_id, author=seat, item=item, slot=slot)
        actions.mark_step(seat, entry.pk, state, at=self._next())
        return self

    def share(self, who: Person, *items: str) -> "Story":
        """Share what is written there."""
        actions.share(self.seat(who), items, at=self._next())
        return self

    def reads(self, who: Person) -> "Story":
        """Open what the other one has shared."""
        seat = self.seat(who)
        at = self._next()
        read(seat, ring(seat), at=at)
        return self

    def tick(self, *lines: str) -> "Story":
        """The partner's checklist."""
        actions.tick(self.seat(self.partner), set(lines))
        return self

    def confirm(self, *who: Person) -> "Story":
        """Read the sheet and confirm it."""
        for person in who:
            seat, at = self.seat(person), self._next()
            keys = ring(seat)
            now = actions.sheet(seat, keys, read(seat, keys, at=at))
            actions.confirm(seat, fingerprint=now.fingerprint, at=at)
        return self

    def seat(self, who: Person) -> Seat:
        """A fresh look at a place."""
        if self.dialogue is None:
            raise ValueError("Nothing has been asked yet.")
        return seat_or_404(who, self.dialogue.pk)

    def _next(self) -> datetime:
        self.at += timedelta(minutes=3)
        return self.at
