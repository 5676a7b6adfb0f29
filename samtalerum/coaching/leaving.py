"""What becomes of courses of coaching when one of the two has left (samtalerum.people.leaving).

What was asked is taken back, what went on is closed, and what only the leaver could read is erased by its key. A request
that a coach had taken and nobody had said yes to waits on for another coach.
"""

from datetime import datetime

from django.db import transaction

from samtalerum.coaching import visibility
from samtalerum.coaching.actions import unit
from samtalerum.coaching.actions.desk import pass_on
from samtalerum.coaching.models import Coach
from samtalerum.coaching.visibility import READ_AT_DESK
from samtalerum.dialogues.actions.course import lock, take
from samtalerum.dialogues.leaving import end_seat, take_keys
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.paused import paused
from samtalerum.dialogues.phases import Kind, Phase, Side, Step
from samtalerum.ground.dates import local_date
from samtalerum.people.leaving import at_the_end
from samtalerum.people.models import Person
from samtalerum.vault import api as vault

# The step that ends a course from where it stands, on behalf of the one who leaves.
ENDS = {
    (Phase.ASKED, Side.OWNER): Step.WITHDRAW,
    (Phase.INVITED, Side.OWNER): Step.WITHDRAW,
    (Phase.BEFORE, Side.OWNER): Step.WITHDRAW,
    (Phase.BEFORE, Side.PARTNER): Step.MOVE,
    (Phase.DURING, Side.OWNER): Step.CLOSE,
    (Phase.DURING, Side.PARTNER): Step.CLOSE,
}


@at_the_end
def end_roles(person: Person, at: datetime) -> bool:
    """Whoever has left keeps no desk and no key of a request, and coaches no longer."""
    today = local_date(at)
    for role in visibility.roles_at_desk(person, today):
        unit.dismiss(role, actor=None, at=at)
    for coach in Coach.objects.filter(pk=person.pk, since__lte=today, until__isnull=True):
        unit.end_coach(coach, actor=None, at=at)
    return True


@at_the_end
def end_courses(person: Person, at: datetime) -> bool:
    """All that no legal hold pauses. Keys first; the seat ends last, so that what was cut off is done again."""
    seats = Seat.every.filter(person=person, ended_at=None, dialogue__kind=Kind.COACHING)
    for seat in seats.exclude(dialogue__in=paused().values("pk")).select_related("dialogue", "person"):
        take_keys(seat, at=at)
        request = vault.Scope.request(seat.dialogue_id)
        if seat.side == Side.OWNER and seat.dialogue.phase in READ_AT_DESK:
            vault.set_readers(request, [])  # nobody is left whom the desk could help
        else:
            vault.remove_reader(request, person.pk)
        _leave(seat, at=at)
    return not seats.exists()


@transaction.atomic
def _leave(seat: Seat, *, at: datetime) -> None:
    dialogue = lock(seat.dialogue_id)  # where it stands now: the other one may have answered meanwhile
    phase, side = Phase(dialogue.phase), Side(seat.side)
    if (phase, side) == (Phase.INVITED, Side.PARTNER):
        pass_on(seat=seat, at=at)  # the place goes, and the request waits on
        return
    if step := ENDS.get((phase, side)):
        take(step, seat=seat, at=at)
    end_seat(seat, at=at)
