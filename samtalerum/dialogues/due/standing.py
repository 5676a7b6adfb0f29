"""What the rules ask about people: where they belong, when they are on leave, when they last talked. No words."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, CharField, F, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Cast, TruncDate

from samtalerum.dialogues.due.rule import Days, Post, Reason, Standing, Talk, due_as_seen_by, rule
from samtalerum.dialogues.elsewhere import HeldElsewhere
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Side
from samtalerum.ground.prepared import Many, Prepared
from samtalerum.people.models import Affiliation, Leave

POST, LEAVE, TALK = "post", "leave", "talk"


def standing_of(people: Collection[Any]) -> dict[UUID, Standing]:
    """By person. One statement, however many people there are."""
    ids = [one.pk for one in people]
    found = {pk: Standing() for pk in ids}
    for person, what, starts, ends, category, fixed_term, partner in _ROWS(ids=ids) if ids else ():
        if what == POST:
            found[person].posts.append(Post(starts, ends, category, fixed_term))
        elif what == LEAVE:
            found[person].leaves.append(Days(starts, ends))
        else:
            found[person].talks.append(Talk(starts, partner, ends))
    return found


def due_among(people: Collection[Any], *, leader: Any, today: date) -> dict[UUID, tuple[Reason, ...]]:
    """Those of these people who are due, and by which rules, as their leader may know it. One statement."""
    by = rule()
    seen = {pk: due_as_seen_by(leader.pk, one, today=today, by=by) for pk, one in standing_of(people).items()}
    return {pk: found for pk, found in seen.items() if found}


def _rows(ids: Any) -> Any:
    posts = _columns(
        Affiliation.objects.filter(person__in=ids), POST, category=F("category"), fixed_term=F("fixed_term")
    )
    leaves = _columns(Leave.objects.filter(person__in=ids), LEAVE)
    across = Seat.objects.filter(dialogue=OuterRef("dialogue"), side=Side.PARTNER).values("person")[:1]
    held_on = TruncDate("dialogue__held_at")
    owners = Seat.objects.filter(person__in=ids, side=Side.OWNER, ended_at__isnull=True)
    talks = _columns(
        owners.filter(dialogue__held_at__isnull=False),
        TALK,
        starts=held_on,
        ends=held_on,
        partner=Subquery(across, output_field=UUIDField()),
    )
    elsewhere = _columns(
        HeldElsewhere.objects.filter(owner__in=ids, counts_at__isnull=False),
        TALK,
        person=F("owner"),
        starts=F("on"),
        ends=TruncDate("counts_at"),
        partner=F("partner"),
    )
    return posts.union(leaves, talks, elsewhere, all=True)


_ROWS: Prepared[Any] = Prepared(_rows, ids=Many(UUID))


def _columns(rows: QuerySet[Any], what: str, **given: Any) -> QuerySet[Any, Any]:
    """The same seven columns of each kind of row. A talk ends, so to speak, on the day on which it is known."""
    columns = {
        "person": F("person"),
        "what": Value(what, output_field=CharField()),
        "starts": F("starts"),
        "ends": F("ends"),
        "category": Value("", output_field=CharField()),
        "fixed_term": Value(value=False, output_field=BooleanField()),
        "partner": Cast(Value(None), UUIDField()),
    } | given
    named = {f"due_{name}": how for name, how in columns.items()}  # a column of that name may be there already
    found: QuerySet[Any, Any] = rows.order_by().annotate(**named).values_list(*named)
    return found
