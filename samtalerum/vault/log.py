"""The access log: written before words are shown, read by the one who wrote them, without names after the dialogue.

What people read of their own is neither written down nor shown to anybody: a log of that would be surveillance.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from samtalerum.ground.dates import local_date
from samtalerum.ground.prepared import Many, Prepared
from samtalerum.vault import retention
from samtalerum.vault.forgetting import forgets
from samtalerum.vault.models import AccessLog, AppendOnly
from samtalerum.vault.sealed import Place


def about(author: UUID | Any) -> AppendOnly:
    """Who else opened what this person wrote, the latest first."""
    return AccessLog.objects.filter(author=author, action=AccessLog.Action.OPENED).exclude(actor=author).order_by("-at")


def counts(author: UUID | Any) -> list[Any]:
    """The same in sums, as rows with `actor`, `dialogue`, `times` and `last`. One statement."""
    sums = about(author).values("actor", "dialogue").annotate(times=Count("pk"), last=Max("at"))
    return list(sums.order_by("-last"))


def opened_by(reader: UUID, rows: Iterable[UUID], *, since: datetime) -> set[UUID]:
    """Those of these rows that this person has opened since. An opening is known by its quarter of an hour's first."""
    opened = AccessLog.objects.filter(actor=reader, row__in=rows, action=AccessLog.Action.OPENED, at__gte=since)
    return {row for row in opened.values_list("row", flat=True) if row}


_OPENED = Prepared(
    lambda reader, rows, quarter: (
        AccessLog.objects.filter(actor=reader, row__in=rows, action=AccessLog.Action.OPENED, quarter=quarter)
        .order_by()
        .values_list("row", flat=True)
    ),
    reader=UUID,
    rows=Many(UUID),
    quarter=datetime,
)


def openings(reader: UUID, places: Iterable[Place], *, at: datetime) -> None:
    """Write down that these words of others are opened, each row once a quarter of an hour. At most two statements.

    The first only asks, so that a page that is polled does not wait for those who write.
    """
    rows = {place.row: place for place in places}
    if not rows:
        return
    quarter = _quarter(at)
    known = set(_OPENED(reader=reader, rows=rows, quarter=quarter))
    fresh = [
        AccessLog(
            dialogue=place.scope.id,
            actor=reader,
            author=place.author,
            action=AccessLog.Action.OPENED,
            row=row,
            item=place.item,
            at=at,
            quarter=quarter,
        )
        for row, place in rows.items()
        if row not in known
    ]
    if fresh:
        AccessLog.objects.bulk_create(fresh, ignore_conflicts=True)


def act(actor: UUID, action: str, *, dialogue: UUID, at: datetime, item: str = "", author: UUID | None = None) -> None:
    """Write down an act that is not an opening: shared, taken back, printed, erased."""
    AccessLog.objects.create(
        dialogue=dialogue, actor=actor, author=author, action=action, item=item, at=at, quarter=_quarter(at)
    )


def logged(dialogues: Iterable[UUID]) -> set[UUID]:
    """Those of these dialogues about which the log still says something."""
    return set(AccessLog.objects.filter(dialogue__in=list(dialogues)).values_list("dialogue", flat=True))


def without_names(dialogue: UUID, *, at: datetime) -> int:
    """What two people shared is gone: from now on its log says that something was opened, not by whom."""
    return AccessLog.objects.filter(dialogue=dialogue, nameless_since=None).without_names(local_date(at))


@forgets(AccessLog)
def forget(*, at: datetime) -> int:
    """Remove rows that have been without names for as long as the calendar says."""
    latest = retention.LOG_WITHOUT_NAMES.latest(local_date(at))
    return AccessLog.objects.filter(nameless_since__lte=latest).forget()


def _quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
