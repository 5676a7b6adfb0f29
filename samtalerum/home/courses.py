"""My coaching, as home shows it to whoever is coached: where it stands in one sentence, and the way there.

A coach's courses stand at the desk, not here; but whoever has stopped coaching, or coaches where nothing new
begins, has no desk and finds here what runs on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from samtalerum.coaching import retention
from samtalerum.coaching.models import Meeting
from samtalerum.coaching.visibility import OPEN_COURSE, READ_AT_DESK, anything_begins, coaches
from samtalerum.dialogues.actions.course import undo_ends, undoable
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.ground import dates
from samtalerum.home.sentences import day

RUNS_ON = frozenset({Phase.BEFORE, Phase.DURING, Phase.CLOSED})  # what a coach still has to do with
LINGERS = timedelta(days=7)  # a request that was taken back is shown as long as that can be undone


@dataclass(frozen=True)
class CourseLine:
    """One course or request: what it is called, with whom, where it stands, and what to do next."""

    seat: Seat
    sentence: str
    more: str
    action: str

    @property
    def url(self) -> str:
        """To where the coachee goes next."""
        return reverse("dialogues:show", args=[self.seat.dialogue_id])

    @property
    def coach(self) -> str:
        """The coach's name, once there is one."""
        return _coach(self.seat)


def with_next_meeting(seats: QuerySet[Seat], *, today: date, at: datetime) -> QuerySet[Seat]:
    """The same seats, each with when the two of a course meet next, and whether the coach still coaches. No statement of
    its own."""
    across = {"person__seats__dialogue": OuterRef("dialogue"), "person__seats__side": Side.PARTNER}
    still = coaches(today).filter(**across, person__seats__ended_at=None)
    agreed = Meeting.objects.filter(dialogue=OuterRef("dialogue"), state=Meeting.State.AGREED)
    ahead = agreed.filter(starts_at__gt=at).order_by("starts_at")
    return seats.select_related("dialogue__course").annotate(
        meets_next=Subquery(ahead.values("starts_at")[:1]), coach_there=Exists(still)
    )


def lines(seats: Collection[Seat], *, at: datetime, has_desk: bool) -> tuple[CourseLine, ...]:
    """Of these seats (of `with_next_meeting`), those of which something is still there: the coachee's, and a coach's
    where that one has no desk any more."""
    mine = [seat for seat in seats if seat.side == Side.OWNER]
    going = any(seat.dialogue.phase in OPEN_COURSE for seat in mine)
    found = [_for_another(seat, going=going) or _line(seat, at=at) for seat in mine]
    if not has_desk:
        led = [seat for seat in seats if seat.side == Side.PARTNER and seat.dialogue.phase in RUNS_ON]
        found += [_line(seat, at=at) for seat in led]
    return tuple(line for line in found if line is not None)


def _for_another(seat: Any, *, going: bool) -> CourseLine | None:
    """The coach has left, or the course ended for another one, and nothing has come of it yet."""
    if not anything_begins():
        return None
    named, phase = {"name": _first_name(seat)}, Phase(seat.dialogue.phase)
    if phase in {Phase.BEFORE, Phase.DURING} and not seat.coach_there:
        sentence = _("%(name)s no longer coaches here.") % named
        return CourseLine(seat, sentence.rstrip("."), _("You can go on with another coach."), _("Open"))
    last = next((one for one in reversed(seat.dialogue.passages.all()) if one.undone_at is None), None)
    left = any(one.ended_at for one in seat.dialogue.seats.all() if one.pk != seat.pk)
    if phase == Phase.CLOSED and not going and (left or (last and last.step == Step.MOVE)):
        more = _("You can go on with another coach, and choose what that coach reads.")
        return CourseLine(seat, _("The course with %(name)s has ended") % named, more, _("Ask for another coach"))
    return None


def _line(seat: Any, *, at: datetime) -> CourseLine | None:
    dialogue = seat.dialogue
    phase = Phase(dialogue.phase)
    if phase == Phase.LAPSED or (phase == Phase.WITHDRAWN and at >= dialogue.phase_since + LINGERS):
        return None
    named = {"name": _first_name(seat)}
    kept, mine = retention.dates(dialogue).course, seat.side == Side.OWNER
    if phase in READ_AT_DESK and mine and not anything_begins():
        more = _("Coaching is no longer offered here. You can take your request back.")
        return CourseLine(seat, _("You have asked for coaching"), more, _("See where it stands"))
    last = undoable(seat, at=at) if phase == Phase.WITHDRAWN and anything_begins() else None
    ends = undo_ends(last) if last else None
    found = {
        Phase.ASKED: (
            _("You have asked for coaching"),
            _("It waits since %(day)s.") % {"day": day(dialogue.started_at, at)},
            _("See where it stands"),
        ),
        Phase.INVITED: (
            _("%(name)s can be your coach") % named,
            _("You say yes, or ask for another coach; nobody needs a reason."),
            _("Answer"),
        ),
        Phase.BEFORE: (
            _("You and %(name)s are about to begin") % named,
            _("Agree on how you begin, then both confirm it."),
            _("Go on"),
        ),
        Phase.DURING: (*_underway(seat, named, at=at), _("Open")),
        Phase.CLOSED: (
            _("You and %(name)s have closed the course") % named,
            _("Your pages are kept until %(day)s.") % {"day": dates.day_year(kept)} if kept and mine else "",
            _("Look at what is kept"),
        ),
        Phase.WITHDRAWN: (
            _("You took your request back"),
            _("You can take this step back until %(day)s.") % {"day": day(ends, at)} if ends else "",
            _("Look at it"),
        ),
    }
    return CourseLine(seat, *found[phase])


def _underway(seat: Any, named: dict[str, str], *, at: datetime) -> tuple[str, str]:
    if seat.dialogue.course.paused_at is not None:
        return _("You and %(name)s are taking a break") % named, _("You go on when you want to.")
    if seat.meets_next is not None and seat.meets_next > at:
        when = {**named, "day": day(seat.meets_next, at)}
        return _("You meet %(name)s on %(day)s") % when, _("What would you like to look at? It may stay open.")
    return _("You and %(name)s are under way") % named, _("You have not agreed on a next meeting.")


def _coach(seat: Seat) -> str:
    across = [one for one in seat.dialogue.seats.all() if one.pk != seat.pk]
    return str(across[0].person.display_name) if across else ""


def _first_name(seat: Seat) -> str:
    across = [one for one in seat.dialogue.seats.all() if one.pk != seat.pk]
    return str(across[0].person.first_name) if across else ""
