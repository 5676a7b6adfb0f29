"""The way in. Without a seat a dialogue does not exist: the answer is the same as for one that never was."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import Http404

from samtalerum.dialogues.kinds import OfAnotherKind
from samtalerum.dialogues.models import Dialogue, Passage, Seat
from samtalerum.dialogues.phases import AFTER, ENDED, LAPSES_AFTER, MEETING, OPEN, Kind, Phase, Side, Step
from samtalerum.ground.dates import local_date
from samtalerum.ground.prepared import Many, Prepared
from samtalerum.people import who

# Long, and read once by each process (Edition.heading): no page fetches it again.
WORDING = "dialogue__edition__content"


def seats_of(person: Any, *, every_kind: bool = False) -> QuerySet[Seat]:
    """Every place this person has now, with dialogue, edition and the other's seat at hand.

    `every_kind`: in courses of coaching too. For what is shown to this person alone.
    """
    return (
        (Seat.every if every_kind else Seat.objects)
        .filter(person=person, ended_at__isnull=True)
        .select_related("dialogue__edition", "dialogue__suggested", "dialogue__dated_by", "person")
        .defer(WORDING)
        .prefetch_related(
            Prefetch("dialogue__seats", Seat.every.select_related("person")),
            Prefetch("dialogue__passages", Passage.objects.select_related("by")),
        )
    )


_BOTH = Prepared(
    lambda dialogue: (
        Seat.every.filter(dialogue=dialogue).select_related("dialogue__edition", "person", "presence").defer(WORDING)
    ),
    dialogue=UUID,
)


def seat_or_404(person: Any, dialogue: UUID, kind: Kind | None = Kind.CONVERSATION) -> Seat:
    """A person's place in a dialogue, with the other's at hand. `kind`: of any kind where it is None."""
    both = _BOTH(dialogue=dialogue)
    for seat in both:
        if seat.person_id == person.pk and seat.ended_at is None:
            if kind and seat.dialogue.kind != kind:
                raise OfAnotherKind(Kind(seat.dialogue.kind))
            seat.opposite = next((one for one in both if one is not seat), None)
            return seat
    raise Http404


def seat_to_write(person: Any, dialogue: UUID) -> Seat:
    """The same in a dialogue of any kind, once there is somebody across the table: nobody writes before that."""
    seat = seat_or_404(person, dialogue, kind=None)
    if seat.opposite is None:
        raise Http404
    return seat


def other(seat: Seat) -> Seat:
    """The one across the table; uses what was fetched already, else one statement."""
    if seat.opposite is not None:
        return seat.opposite
    if "seats" in getattr(seat.dialogue, "_prefetched_objects_cache", {}):
        return next(place for place in seat.dialogue.seats.all() if place.pk != seat.pk)
    return Seat.every.select_related("person").exclude(pk=seat.pk).get(dialogue=seat.dialogue_id)


def open_between(owner: Any, partner: Any) -> Dialogue | None:
    """The dialogue these two have open, owner and partner in these places; two at once would only confuse."""
    return (
        Dialogue.objects.filter(phase__in=OPEN, seats__in=Seat.objects.filter(side=Side.OWNER, person=owner))
        .filter(seats__in=Seat.objects.filter(side=Side.PARTNER, person=partner))
        .first()
    )


def partners_in_held(owner: Any) -> QuerySet[Seat]:
    """The places opposite this owner in conversations that have been held, the latest first, with dialogue and name."""
    return (
        Seat.objects.filter(side=Side.PARTNER, dialogue__phase__in=AFTER)
        .filter(dialogue__in=Seat.objects.filter(person=owner, side=Side.OWNER, ended_at=None).values("dialogue"))
        .select_related("dialogue", "person")
        .order_by("-dialogue__held_at")
    )


def led_in(partner: Any, owners: Collection[Any]) -> list[Seat]:
    """The partner's own seats opposite these people, the latest first; what they have with others is not here.

    With the dialogue, with `owner`, whose it is, and with `refused`: the owner said no, and why is kept nowhere.
    """
    return _LED_IN(partner=partner.pk, owners=[one.pk for one in owners])


def _led_in(partner: Any, owners: Any) -> QuerySet[Seat]:
    no = Passage.objects.filter(step=Step.DECLINE, undone_at__isnull=True, seat__side=Side.OWNER)
    seats: QuerySet[Seat] = (
        Seat.objects.filter(person=partner, ended_at__isnull=True, side=Side.PARTNER)
        .filter(dialogue__seats__side=Side.OWNER, dialogue__seats__person__in=owners)
        .exclude(dialogue__phase__in=ENDED - {Phase.DECLINED})
        .annotate(owner=F("dialogue__seats__person"), refused=Exists(no.filter(dialogue=OuterRef("dialogue"))))
        .select_related("dialogue")
        .order_by("-dialogue__started_at")
    )
    return seats


_LED_IN = Prepared(_led_in, partner=UUID, owners=Many(UUID))


def to_be_dated(partner: Any) -> list[Seat]:
    """This partner's seats in conversations that both said yes to and have not begun, by the owner's name."""
    mine = seats_of(partner).filter(side=Side.PARTNER, dialogue__phase=Phase.BEFORE)
    return sorted(mine, key=lambda seat: (other(seat).person.display_name, str(seat.pk)))


def to_be_dated_for(stand_in: Any, partner: Any, day: date) -> list[Seat]:
    """Those of them whose date a stand-in may set: with the people whom the partner leads or supervises.

    Somebody who chose this partner from elsewhere, or the stand-in, is not among them. The seats are the partner's:
    a stand-in has none, so no page of a conversation opens.
    """
    may = set(who.led_for(stand_in, partner, day).values_list("pk", flat=True))
    return [seat for seat in to_be_dated(partner) if other(seat).person_id in may] if may else []


def invited_for(stand_in: Any, partner: Any, dialogues: Collection[UUID]) -> list[str]:
    """Whom this stand-in has invited by these letters, by name; how each stands now is not told."""
    sent = Passage.objects.filter(by=stand_in, step=Step.INVITE, seat__person=partner, dialogue__in=dialogues)
    owners = Seat.objects.filter(side=Side.OWNER, dialogue__in=sent.values("dialogue"))
    return list(owners.order_by("person__display_name").values_list("person__display_name", flat=True))


def meetings_of(person: Any) -> QuerySet[Dialogue]:
    """Every conversation of this person that is agreed on for a time and not held yet, on whichever side."""
    mine = Seat.objects.filter(person=person, ended_at__isnull=True).values("dialogue")
    return Dialogue.objects.filter(pk__in=mine, phase__in=MEETING, meets_at__isnull=False)


def free_to_invite(partner: Any, owners: QuerySet[Any]) -> QuerySet[Any]:
    """Those of these people who have no open dialogue with the partner as its owner."""
    mine = Seat.objects.filter(side=Side.PARTNER, person=partner, dialogue__phase__in=OPEN).values("dialogue")
    taken = Seat.objects.filter(side=Side.OWNER, dialogue__in=mine).values("person")
    return owners.exclude(pk__in=taken)


def free_to_invite_for(stand_in: Any, partner: Any, *, at: datetime) -> QuerySet[Any]:
    """Those whom a stand-in may invite. A no, and what was taken back or moved, reads like what is still open.

    Until the day on which an unanswered question would have lapsed: so nobody learns an answer from this list, and
    nobody who has just said no is asked again by somebody who can't know it.
    """
    led = who.led_for(stand_in, partner, local_date(at)).distinct()
    recent = Seat.objects.filter(side=Side.PARTNER, person=partner, dialogue__phase__in=ENDED)
    recent = recent.filter(dialogue__started_at__gt=at - LAPSES_AFTER)
    ended = Seat.objects.filter(side=Side.OWNER, dialogue__in=recent.values("dialogue")).values("person")
    return free_to_invite(partner, led).exclude(pk__in=ended)
