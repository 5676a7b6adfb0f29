"""Which dialogues a legal hold keeps from being erased (samtalerum.people.holds)."""

from django.db.models import Q, QuerySet

from samtalerum.dialogues.models import Dialogue, Seat
from samtalerum.dialogues.seats import other
from samtalerum.people import holds
from samtalerum.people.takes_two import Hold


def paused() -> QuerySet[Dialogue]:
    """Every dialogue of a person who is held, and those between two who are."""
    wanted = Q(pk__in=[])
    for hold in holds.in_force():
        mine = Q(pk__in=Seat.every.filter(person=hold.person_id).values("dialogue"))
        if hold.other_id:
            mine &= Q(pk__in=Seat.every.filter(person=hold.other_id).values("dialogue"))
        wanted |= mine
    return Dialogue.every.filter(wanted)


def paused_elsewhere() -> Q:
    """The same of records that a conversation was held elsewhere."""
    wanted = Q(pk__in=[])
    for hold in holds.in_force():
        mine = Q(owner=hold.person_id) | Q(partner=hold.person_id)
        if hold.other_id:
            mine &= Q(owner=hold.other_id) | Q(partner=hold.other_id)
        wanted |= mine
    return wanted


def refuse_while_paused(dialogue: Dialogue) -> None:
    """Before anything of it is erased by hand."""
    if paused().filter(pk=dialogue.pk).exists():
        raise holds.ErasingPaused


def holds_of(seat: Seat) -> list[Hold]:
    """Those that keep this seat's dialogue, for both people to read. One statement."""
    people = {seat.person_id, other(seat).person_id}
    found = holds.about(*people)
    return [one for one in found if one.person_id in people and (one.other_id is None or one.other_id in people)]
