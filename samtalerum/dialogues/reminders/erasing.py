"""Which words are about to be erased, and whose they are: the days are those of retention.py, which the pages show.

The owner is told of the own private words and of the sheet; the partner of the own notes and of the sheet. What only
followed from a later sheet of the owner's, with whomever, is not for the partner to learn from a mail.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from samtalerum.dialogues.handed import FollowUp
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import ENDED, Side
from samtalerum.dialogues.reminders.queries import WHOSE, People, Row, moments
from samtalerum.dialogues.reminders.rule import Days
from samtalerum.vault.retention import (
    PARTNER_NOTES,
    PARTNER_NOTES_LONGEST,
    SHEET,
    SHEET_AFTER_NEXT,
    SHEET_UNCONFIRMED,
    Period,
    private,
)

MINE = Entry.objects.filter(author=OuterRef("pk"))
PRIVATE_WORDS = Exists(MINE.filter(Q(draft__isnull=False) | Q(step__note__isnull=False)))
SHARED_WORDS = Exists(Entry.objects.filter(dialogue=OuterRef("dialogue"), shared_at__isnull=False)) | Exists(
    FollowUp.objects.filter(dialogue=OuterRef("dialogue"))
)


def erasures(people: People) -> Iterator[Row]:
    """Every part that is erased on one of these days."""
    yield from _private(people)
    yield from _notes(people)
    yield from _unconfirmed(people)
    yield from _confirmed(people)


def _private(people: People) -> Iterator[Row]:
    owners = people.seats().filter(PRIVATE_WORDS, side=Side.OWNER)
    for carried in (False, True):
        period = private(carried=carried)
        span = _events(period, people)
        some = owners.filter(carried_at__isnull=not carried)
        held = some.filter(dialogue__held_at__range=span)
        ended = some.filter(dialogue__phase__in=ENDED, dialogue__held_at=None, dialogue__phase_since__range=span)
        for seats, since in ((held, "dialogue__held_at"), (ended, "dialogue__phase_since")):
            for *whose, moment in seats.values_list(*WHOSE, since):
                yield from _row(whose, [(period, moment)])


def _notes(people: People) -> Iterator[Row]:
    partners = people.seats().filter(PRIVATE_WORDS, side=Side.PARTNER)
    edited_then = Entry.objects.filter(
        author__side=Side.PARTNER, saved_at__range=_events(PARTNER_NOTES_LONGEST, people)
    ).values("author")
    confirmed_then = Q(dialogue__confirmed_at__range=_events(PARTNER_NOTES, people))
    last_edit = Subquery(MINE.values("author").annotate(last=Max("saved_at")).values("last"))
    for seats in (partners.filter(confirmed_then), partners.filter(pk__in=edited_then)):
        rows = seats.annotate(last_edit=last_edit).values_list(*WHOSE, "dialogue__confirmed_at", "last_edit")
        for *whose, confirmed, edited in rows:
            yield from _row(whose, [(PARTNER_NOTES, confirmed), (PARTNER_NOTES_LONGEST, edited)])


def _unconfirmed(people: People) -> Iterator[Row]:
    talked = people.seats().filter(
        SHARED_WORDS,
        dialogue__confirmed_at=None,
        dialogue__held_at__isnull=False,
        dialogue__last_activity_at__range=_events(SHEET_UNCONFIRMED, people),
    )
    for *whose, edited in talked.values_list(*WHOSE, "dialogue__last_activity_at"):
        yield from _row(whose, [(SHEET_UNCONFIRMED, edited)])


def _confirmed(people: People) -> Iterator[Row]:
    kept = people.seats().filter(SHARED_WORDS, dialogue__confirmed_at__isnull=False)
    old = kept.filter(dialogue__confirmed_at__range=_events(SHEET, people))
    for *whose, confirmed in old.filter(side=Side.PARTNER).values_list(*WHOSE, "dialogue__confirmed_at"):
        yield from _row(whose, [(SHEET, confirmed)])
    followed_then = Seat.objects.filter(
        side=Side.OWNER, dialogue__confirmed_at__range=_events(SHEET_AFTER_NEXT, people)
    ).values("person")
    following = Dialogue.objects.filter(
        seats__side=Side.OWNER,
        seats__person=OuterRef("person"),
        confirmed_at__gt=OuterRef("dialogue__confirmed_at"),
    ).order_by("confirmed_at")
    for seats in (old.filter(side=Side.OWNER), kept.filter(side=Side.OWNER, person__in=followed_then)):
        with_next = seats.annotate(following=Subquery(following.values("confirmed_at")[:1]))
        for *whose, confirmed, later in with_next.values_list(*WHOSE, "dialogue__confirmed_at", "following"):
            yield from _row(whose, [(SHEET, confirmed), (SHEET_AFTER_NEXT, later)])


def _row(whose: list[UUID], counted: list[tuple[Period, datetime | None]]) -> Iterator[Row]:
    """The earliest of the days on which these periods end, and how long the words are kept until then."""
    zone = timezone.get_current_timezone()
    events = [(period, moment.astimezone(zone).date()) for period, moment in counted if moment]
    if events:
        day, since = min((period.after(event), event) for period, event in events)
        seat, person = whose
        yield Row(seat, person, day, (day - since).days)


def _events(period: Period, people: People) -> tuple[datetime, datetime]:
    """When something happened whose words are erased, after this period, on one of the days that count today."""
    days = people.days(kept_for=(period.after(people.today) - people.today).days)
    first = period.latest(days.first - timedelta(days=1)) + timedelta(days=1)
    return moments(Days(first, period.latest(days.last)))
