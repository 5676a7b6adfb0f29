"""When each part of a dialogue is erased, and erasing it. The periods stand in samtalerum.vault.retention alone.

What a page promises and what the sweep does are the same functions of the same facts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.handed import FollowUp, Referral
from samtalerum.dialogues.models import (
    AgreedStep,
    Confirmation,
    Dialogue,
    Entry,
    Passage,
    Presence,
    Seat,
    SentPart,
    SentSheet,
    SheetVersion,
    StepNote,
    Tick,
)
from samtalerum.dialogues.paused import paused, paused_elsewhere
from samtalerum.dialogues.phases import AFTER, ENDED, LAPSES_AFTER, MEETING, Phase, Side
from samtalerum.ground.dates import local_date
from samtalerum.vault import api as vault
from samtalerum.vault import retention
from samtalerum.vault.forgetting import forgets


@dataclass(frozen=True)
class Erased:
    """The local days on which the parts of one dialogue are erased, as far as they are known yet."""

    private: date | None  # the owner's own: preparation never shared, notes at the guide
    notes: date | None  # the partner's own notes
    sheet: date | None  # the sheet, and with it steps, evaluation and what was shared


@dataclass(frozen=True)
class Kept:
    """What one of the two is told: the days, and where this person has written what nobody else can read."""

    erased: Erased
    private: list[Item]
    noted: bool  # also at steps


def kept(seat: Seat, *, others: Collection[Dialogue] | None = None) -> Kept:
    """For the page of one dialogue. `others`: the owner's other held ones, where the page has them. One statement,
    and without them a second one."""
    rows = Entry.objects.filter(dialogue=seat.dialogue_id, revision__gt=0).values_list(
        "author", "author__side", "item", "shared_at", "saved_at", "step__note"
    )
    written = list(rows)
    edited = [saved for _author, side, _item, _shared, saved, _note in written if side == Side.PARTNER and saved]
    mine = {item for author, _side, item, shared, _saved, _note in written if author == seat.pk and shared is None}
    noted = any(note for author, *_rest, note in written if author == seat.pk)
    items = [item for key, item in seat.dialogue.edition.blueprint.items().items() if key in mine]
    # The owner's next sheet may be with somebody else, which is not for the partner to learn from a date.
    following = _following(seat.dialogue, others) if seat.side == Side.OWNER else None
    # That the owner carries the own parts over is told nobody else.
    erased = _dates(seat.dialogue, max(edited, default=None), following, carried=seat.carried_at is not None)
    return Kept(erased, items, noted)


def _following(dialogue: Dialogue, others: Collection[Dialogue] | None) -> datetime | None:
    if others is None or dialogue.confirmed_at is None:
        return next_confirmed(dialogue)
    later = [one.confirmed_at for one in others if one.confirmed_at and one.confirmed_at > dialogue.confirmed_at]
    return min(later, default=None)


def dates(dialogue: Dialogue) -> Erased:
    """When each part of a dialogue is erased, as far as is known. Three statements."""
    edited = Entry.objects.filter(dialogue=dialogue, author__side=Side.PARTNER).aggregate(last=Max("saved_at"))["last"]
    carried = Seat.every.filter(dialogue=dialogue, carried_at__isnull=False).exists()
    return _dates(dialogue, edited, next_confirmed(dialogue), carried=carried)


def private_until(seat: Seat, *, carried: bool) -> date:
    """The day on which the owner's own parts are erased, carried over or not. No statement."""
    return retention.private(carried=carried).after(_ended(seat.dialogue))


def _dates(dialogue: Dialogue, edited: datetime | None, following: datetime | None, *, carried: bool) -> Erased:
    return Erased(
        private=retention.private_parts(_ended(dialogue), carried=carried),
        notes=retention.partner_notes(confirmed=_day(dialogue.confirmed_at), last_edit=_day(edited)),
        sheet=_sheet(dialogue, next_confirmed=_day(following)),
    )


def next_confirmed(dialogue: Dialogue) -> datetime | None:
    """When the owner's next sheet, with whomever, was confirmed."""
    if dialogue.confirmed_at is None:
        return None
    owner = Seat.objects.filter(dialogue=dialogue, side=Side.OWNER).values("person")
    later = Dialogue.objects.filter(
        confirmed_at__gt=dialogue.confirmed_at, seats__side=Side.OWNER, seats__person__in=owner
    ).exclude(pk=dialogue.pk)
    found: datetime | None = later.aggregate(first=Min("confirmed_at"))["first"]
    return found


def erase_what_is_due(*, at: datetime) -> int:
    """Erase everything whose day has come; returns how many parts. Twice does no harm."""
    today = local_date(at)
    parts = 0
    held = paused().values("pk")
    for seat in _private_due(today).exclude(dialogue__in=held):
        parts += erase_own(seat, at=at)
    for seat in _notes_due(today).exclude(dialogue__in=held):
        parts += erase_own(seat, at=at)
    for dialogue in _sheets_due(today).exclude(pk__in=held):
        if (day := _sheet(dialogue, next_confirmed=_day(next_confirmed(dialogue)))) and day <= today:
            parts += _erase_shared(dialogue, at=at)
    return parts


def _private_due(today: date) -> QuerySet[Seat]:
    """Owners' own parts: so long after the conversation was held or came to nothing, longer when carried over."""
    owners = _with_drafts(Seat.objects.filter(side=Side.OWNER))
    return owners.filter(
        Q(carried_at__isnull=True) & _over(retention.private(carried=False), today)
        | Q(carried_at__isnull=False) & _over(retention.private(carried=True), today)
    )


def _over(period: retention.Period, today: date) -> Q:
    """Held, or come to nothing, so long ago."""
    until = retention.end_of(period.latest(today))
    came_to_nothing = Q(dialogue__phase__in=ENDED, dialogue__held_at__isnull=True, dialogue__phase_since__lt=until)
    return Q(dialogue__held_at__lt=until) | came_to_nothing


def _notes_due(today: date) -> QuerySet[Seat]:
    """Partners' own notes: soon after the sheet was confirmed, never long after the last edit."""
    partners = _with_drafts(Seat.objects.filter(side=Side.PARTNER))
    confirmed = partners.filter(dialogue__confirmed_at__lt=retention.end_of(retention.PARTNER_NOTES.latest(today)))
    later = Entry.objects.filter(
        author=OuterRef("pk"), saved_at__gte=retention.end_of(retention.PARTNER_NOTES_LONGEST.latest(today))
    )
    return confirmed | partners.filter(~Exists(later))


def _sheets_due(today: date) -> QuerySet[Dialogue]:
    """Those whose shared part could be due; which are is asked of `_sheet`, one by one."""
    shared = Exists(Entry.objects.filter(dialogue=OuterRef("pk"), shared_at__isnull=False))
    asked = Exists(FollowUp.objects.filter(dialogue=OuterRef("pk")))
    referred = Exists(Referral.objects.filter(dialogue=OuterRef("pk")))
    dialogues = Dialogue.objects.filter(shared | asked | referred)
    confirmed = dialogues.filter(confirmed_at__lt=retention.end_of(retention.SHEET_AFTER_NEXT.latest(today)))
    unconfirmed = dialogues.filter(
        confirmed_at__isnull=True,
        held_at__isnull=False,
        last_activity_at__lt=retention.end_of(retention.SHEET_UNCONFIRMED.latest(today)),
    )
    ended = dialogues.filter(
        phase__in=ENDED, phase_since__lt=retention.end_of(retention.WORDS_OF_A_QUESTION.latest(today))
    )
    return confirmed | unconfirmed | ended


def _sheet(dialogue: Dialogue, *, next_confirmed: date | None) -> date | None:
    if dialogue.confirmed_at is None and dialogue.held_at is None:
        return retention.WORDS_OF_A_QUESTION.after(_came_to_nothing(dialogue))
    return retention.sheet(
        confirmed=_day(dialogue.confirmed_at),
        next_confirmed=next_confirmed,
        last_edit=local_date(dialogue.last_activity_at),
    )


@forgets(Entry, StepNote)
def erase_own(seat: Seat, *, at: datetime) -> int:
    """Key first, rows after; what is shared stays."""
    vault.erase(seat.scope, at=at)
    with transaction.atomic():
        mine = Entry.objects.filter(dialogue=seat.dialogue_id, author=seat)
        StepNote.objects.filter(step__entry__in=mine).delete()
        mine.filter(shared_at__isnull=True).delete()
        mine.update(draft=None)
    return 1


@forgets(Entry, AgreedStep, FollowUp, SheetVersion, Confirmation, Referral, SentSheet, SentPart)
def _erase_shared(dialogue: Dialogue, *, at: datetime) -> int:
    """Key first, rows after: the sheet, its versions, steps, evaluation and what was shared; names in the log too."""
    vault.erase(dialogue.scope, *(sent.scope for sent in dialogue.sent_sheets.all()), at=at)
    with transaction.atomic():
        dialogue.sent_sheets.all().delete()
        dialogue.versions.all().delete()
        dialogue.follow_ups.all().delete()
        dialogue.referrals.all().delete()
        entries = Entry.objects.filter(dialogue=dialogue)
        entries.filter(draft__isnull=True).delete()
        entries.filter(shared_at__isnull=False).update(shown=None, shared_at=None, shown_at=None, shown_revision=0)
        vault.log_without_names(dialogue.pk, at=at)
        # Where they met was free text too, though in clear.
        Dialogue.objects.filter(pk=dialogue.pk).update(place="", meets_at=None, minutes=None, dated_by=None)
    return 1


@forgets(Dialogue, Seat, Passage, Presence, Tick)
def forget_facts(*, at: datetime) -> int:
    """What is left once all words and the log of a conversation are gone: that it took place. Keys first, rows after."""
    old = Dialogue.objects.filter(phase__in=AFTER | ENDED, last_activity_at__lt=retention.FACTS.over(at))
    old = old.exclude(pk__in=paused().values("pk"))
    words = [Entry.objects, FollowUp.objects, SheetVersion.objects, Referral.objects]
    for rows in words:
        old = old.exclude(Exists(rows.filter(dialogue=OuterRef("pk"))))
    forgotten = 0
    for dialogue in old.exclude(pk__in=vault.logged(old.values_list("pk", flat=True))).prefetch_related("seats"):
        apart: list[Seat | SentSheet] = [*dialogue.seats.all(), *dialogue.sent_sheets.all()]
        vault.erase(dialogue.scope, *(one.scope for one in apart), at=at)
        dialogue.delete()
        forgotten += 1
    return forgotten


@forgets(HeldElsewhere)
def forget_elsewhere(*, at: datetime) -> int:
    """What counts is kept as long as a confirmed sheet; what came to nothing, as a question that led to nothing."""
    nothing = retention.WORDS_OF_A_QUESTION.over(at)
    old = HeldElsewhere.objects.filter(
        Q(counts_at__lt=retention.SHEET.over(at)) | Q(objected_at__lt=nothing) | Q(undone_at__lt=nothing)
    )
    return old.exclude(paused_elsewhere()).delete()[0]


def _with_drafts(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    mine = Entry.objects.filter(author=OuterRef("pk"))
    return seats.filter(Exists(mine.filter(Q(draft__isnull=False) | Q(step__note__isnull=False))))


def _ended(dialogue: Dialogue) -> date:
    return local_date(dialogue.held_at) if dialogue.held_at else _came_to_nothing(dialogue)


def _came_to_nothing(dialogue: Dialogue) -> date:
    """The day on which it ended without having been held; or will end, if nothing happens any more."""
    if Phase(dialogue.phase) in ENDED:
        return local_date(dialogue.phase_since)
    if Phase(dialogue.phase) in MEETING:
        last = max(dialogue.last_activity_at, dialogue.meets_at or dialogue.last_activity_at)
        return retention.NEVER_HELD.after(local_date(last))
    return local_date(dialogue.phase_since + LAPSES_AFTER)


def _day(at: datetime | None) -> date | None:
    return local_date(at) if at else None
