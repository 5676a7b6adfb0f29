"""One query for each kind of reminder, over an index; no word is opened.

Each of the two is reminded of what that one has not done yet. What the other one has done decides only where both know
it already, so that nobody can read the other's private doings off a mail.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samtalerum.blueprints.models import Edition
from samtalerum.dialogues.handed import FollowUp
from samtalerum.dialogues.models import AgreedStep, Confirmation, Entry, ReminderOff, Seat, SheetVersion, Tick
from samtalerum.dialogues.phases import AFTER, ROOM, Phase, Side
from samtalerum.dialogues.reminders.rule import ALSO_ON_LEAVE, Days, Kind, abouts
from samtalerum.people import who
from samtalerum.people.models import Leave


@dataclass(frozen=True)
class Row:
    """A seat, whose it is, and the day a reminder would be about; for erasing also how long the words are kept."""

    seat: UUID
    person: UUID
    about: date
    kept_for: int | None = None


@dataclass(frozen=True)
class People:
    """Who may be reminded of this kind today at all, perhaps only some seats."""

    kind: Kind
    today: date
    some: frozenset[UUID] | None = None

    def at(self, way: str = "") -> Q:
        """A seat that has not ended, of somebody who is still here, not on leave, and wants this kind."""
        person = OuterRef(f"{way}person")
        there = Q(**{f"{way}ended_at__isnull": True, f"{way}person__is_active": True})
        if self.some is not None:
            there &= Q(**{f"{way}pk__in": self.some})
        if self.kind not in ALSO_ON_LEAVE:
            there &= ~Q(Exists(Leave.objects.filter(who.on(self.today), person=person)))
        return there & ~Q(Exists(ReminderOff.objects.filter(kind=self.kind, person=person)))

    def days(self, *, kept_for: int | None = None) -> Days:
        """The days that a reminder of theirs may be about today."""
        return abouts(self.kind, self.today, kept_for=kept_for)

    def seats(self) -> QuerySet[Seat]:
        """Their seats."""
        return Seat.objects.filter(self.at())


def preparing(people: People) -> Iterator[Row]:
    """We meet, and this one has not written anything to prepare. Written is prepared: sharing is nobody's duty."""
    before = people.seats().filter(dialogue__phase=Phase.BEFORE, dialogue__meets_at__range=moments(people.days()))
    written = Entry.objects.filter(_items("preparation") | _items("notes"), author=OuterRef("pk"), revision__gt=0)
    ticked = Tick.objects.filter(seat=OuterRef("pk"))
    yield from _rows(before.filter(~Exists(written), ~Exists(ticked)), "dialogue__meets_at")


def answering(people: People) -> Iterator[Row]:
    """It is this one's turn to say yes or no, to choose whom to ask, or to answer what came up later."""
    mine = Q(side=Side.PARTNER, dialogue__phase=Phase.ASKED) | Q(
        side=Side.OWNER, dialogue__phase__in=[Phase.INVITED, Phase.SUGGESTED]
    )
    asked = people.seats().filter(mine, dialogue__phase_since__range=moments(people.days()))
    yield from _rows(asked, "dialogue__phase_since")
    later = FollowUp.objects.filter(
        dialogue=OuterRef("dialogue"), sent_at__gt=OuterRef("dialogue__follow_ups__sent_at")
    )
    further = people.seats().filter(
        ~Exists(later),
        side=Side.PARTNER,
        dialogue__follow_ups__author__side=Side.OWNER,
        dialogue__follow_ups__sent_at__range=moments(people.days()),
    )
    yield from _rows(further, "dialogue__follow_ups__sent_at")


def waiting(people: People) -> Iterator[Row]:
    """This owner asked, and nobody has answered: there are others to ask."""
    asked = people.seats().filter(side=Side.OWNER, dialogue__phase=Phase.ASKED)
    yield from _rows(asked.filter(dialogue__phase_since__range=moments(people.days())), "dialogue__phase_since")


def sheets(people: People) -> Iterator[Row]:
    """The other one has confirmed a text and this one has not; or they have talked and nobody has confirmed yet."""
    mine = Confirmation.objects.filter(seat=OuterRef("pk"), version__complete_at__isnull=True)
    waits = people.seats().filter(
        ~Exists(mine),
        dialogue__phase__in=ROOM,
        dialogue__versions__complete_at__isnull=True,
        dialogue__versions__made_at__range=moments(people.days()),
    )
    yield from _rows(waits, "dialogue__versions__made_at")
    confirmed = SheetVersion.objects.filter(dialogue=OuterRef("dialogue"))
    said = Entry.objects.filter(_items("sheet"), dialogue=OuterRef("dialogue"), shared_at__isnull=False)
    talked = people.seats().filter(
        ~Exists(confirmed), Exists(said), dialogue__phase=Phase.HELD, dialogue__held_at__range=moments(people.days())
    )
    yield from _rows(talked, "dialogue__held_at")


def evaluating(people: People) -> Iterator[Row]:
    """They have talked, two questions about it are asked, and this one has written nothing there."""
    asked = _items("evaluation")
    held = people.seats().filter(
        dialogue__phase__in=[Phase.HELD, Phase.CONFIRMED], dialogue__held_at__range=moments(people.days())
    )
    answered = Entry.objects.filter(asked, author=OuterRef("pk"), revision__gt=0)
    yield from _rows(held.filter(~Exists(answered), dialogue__edition__in=_asking("evaluation")), "dialogue__held_at")


def stepping(people: People) -> Iterator[Row]:
    """A step is open after the conversation, and its date has come."""
    days = people.days()
    span = (days.first, days.last)
    steps = AgreedStep.objects.filter(people.at("entry__author__"), state=AgreedStep.State.OPEN, entry__revision__gt=0)
    for until, some in (
        ("moved_to", steps.filter(moved_to__range=span)),
        ("due", steps.filter(moved_to__isnull=True, due__range=span)),
    ):
        whose = ("entry__author", "entry__author__person", "entry__dialogue__phase", until)
        for seat, person, phase, day in some.values_list(*whose).distinct():
            if day and phase in AFTER:  # asked here: in the query, its index would mislead
                yield Row(seat, person, day)


QUERIES: dict[Kind, Callable[[People], Iterator[Row]]] = {
    Kind.PREPARE: preparing,
    Kind.ANSWER: answering,
    Kind.WAITING: waiting,
    Kind.SHEET: sheets,
    Kind.EVALUATION: evaluating,
    Kind.STEP: stepping,
}


WHOSE = ("pk", "person")  # the first columns of every query over seats


def moments(days: Days) -> tuple[datetime, datetime]:
    """From the first to the last moment of these days in the institution's zone."""
    after = timezone.make_aware(datetime.combine(days.last + timedelta(days=1), time.min))
    return timezone.make_aware(datetime.combine(days.first, time.min)), after - timedelta(microseconds=1)


def _rows(seats: QuerySet[Seat], when: str) -> Iterator[Row]:
    zone = timezone.get_current_timezone()  # once: looking it up for each of thousands takes longer than the query
    for seat, person, moment in seats.values_list(*WHOSE, when):
        yield Row(seat, person, moment.astimezone(zone).date())


def _items(part: str) -> Q:
    """Entries at an item of this part, each by its own edition: a key may mean something else in another."""
    found = Q(pk__in=[])
    for edition, keys in _keys(part).items():
        found |= Q(dialogue__edition=edition, item__in=keys)
    return found


def _asking(part: str) -> list[str]:
    """The editions that ask something in this part."""
    return [edition for edition, keys in _keys(part).items() if keys]


def _keys(part: str) -> dict[str, list[str]]:
    editions = Edition.objects.filter(kind="conversation")
    return {edition.pk: [item.key for item in edition.blueprint.written() if item.part == part] for edition in editions}
