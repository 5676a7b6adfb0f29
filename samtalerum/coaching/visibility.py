"""Who coaches whom, who keeps the desk, and who reads a request. In words:

1. Whoever has an affiliation of a category that the unit names may ask for coaching, one request or course at a time.
2. A request that waits is seen by the coordinators and by coaches as language, form and waiting time, no more.
3. Its lines are read by whoever wrote them, by the coordinators who may assign it, and by the coach who took it.
4. Nobody of the person's own unit sees it at all, as coach or as coordinator, nor whoever leads or supervises the
   person from elsewhere, or stands in for one who does; with the wish *apart*, no coach of the own faculty. A faculty
   is the unit below the top to which a unit belongs.
5. A coach who has passed it on, or was passed by, is not offered it again.
6. Once the person has said yes to a coach, the lines are the two's alone.
7. What is written in a course is read by the rules of dialogues/visibility.py, between these two seats.
8. Pages of a course are there from the yes to a coach until everything is erased.
9. Where the institution has switched coaching off, nothing new begins: there is no desk, and nobody reads a request but
   whoever wrote it and a coach who took it. A course in which there was a yes runs on to its end.
10. Where a coach comes to lead, to supervise, to stand in for a leader of, or to share a unit with whoever is coached,
   both read so at the course. Whoever is coached decides, the coach may leave it to another, and nobody else is told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from samtalerum.coaching.models import Coach, CoachingUnit, Coordinator, Course, PassedOn
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Phase, Side
from samtalerum.dialogues.seats import WORDING, seat_or_404
from samtalerum.ground.prepared import Prepared
from samtalerum.people import who
from samtalerum.people.models import Affiliation, StandIn, Unit

OPEN_COURSE = frozenset({Phase.ASKED, Phase.INVITED, Phase.BEFORE, Phase.DURING})
RUNNING = frozenset({Phase.INVITED, Phase.BEFORE, Phase.DURING})  # what counts towards a coach's most

READ_AT_DESK = frozenset({Phase.ASKED, Phase.INVITED})  # until the person has said yes to a coach


def anything_begins() -> bool:
    """Whether the institution has coaching switched on. All that depends on it asks here."""
    return bool(settings.COACHING)


def unit() -> CoachingUnit:
    """What the unit says of itself; empty until somebody has written it."""
    return CoachingUnit.objects.first() or CoachingUnit()


def may_ask(person: Any, on: date, of: CoachingUnit | None = None) -> bool:
    """Coaching is for whom the institution says."""
    here = Affiliation.objects.filter(who.on(on), person=person, category__in=(of or unit()).may_ask)
    return bool(person.is_active and here.exists())


def coaches(on: Any) -> QuerySet[Coach]:
    """Who coaches that day."""
    today = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    return Coach.objects.filter(today, person__is_active=True).select_related("person")


def presented(on: date) -> QuerySet[Coach]:
    """Those who wish to be shown on the page about coaching, by name."""
    return coaches(on).filter(presented=True).order_by("person__display_name", "pk")


def may_be_wished(owner: Any, on: date) -> QuerySet[Coach]:
    """Of these, whom somebody may wish for: nobody of the own unit, no leader nor supervisor, nor oneself."""
    colleagues = Affiliation.objects.filter(who.on(on), unit__in=_units_of(owner, on)).values("person")
    return presented(on).exclude(person__in=colleagues).exclude(pk__in={owner.pk, *_above(owner, on)})


def coach(person: Any, on: date) -> Coach | None:
    """This person as a coach, if that is what the person is that day."""
    return _COACH.first(person=person.pk, on=on)


_COACH = Prepared(lambda person, on: coaches(on).filter(pk=person).order_by(), person=UUID, on=date)


def keeps_desk(person: Any, on: date) -> bool:
    """A coordinator of the unit that day."""
    return Coordinator.objects.filter(who.on(on), person=person, person__is_active=True).exists()


def named(on: date) -> QuerySet[Coordinator]:
    """Who has been named as coordinator and has not ended by that day; whoever has not begun is among them."""
    kept = Coordinator.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on))
    return kept.select_related("person").order_by("person__display_name", "pk")


def roles_at_desk(person: Any, on: date) -> QuerySet[Coordinator]:
    """What makes, or will make, somebody a coordinator, whether or not the account is open."""
    return named(on).filter(person=person)


COACHES, KEEPS, READS = "coaches", "keeps_desk", "reads_course"


@dataclass(frozen=True)
class AtDesk:
    """What somebody is at the desk that day."""

    coaches: bool = False
    keeps: bool = False
    above: bool = True  # leads, supervises, or stands in; for whoever does not, no request is to be left out for that
    reads: bool = False  # has a coach's place in a course, perhaps without coaching any more

    @property
    def there(self) -> bool:
        """Either of the two."""
        return self.coaches or self.keeps


def at_desk(person: Any, on: date) -> AtDesk:
    """In the one statement of a request that asks for ways in (people.who): the navigation of every page asks."""
    ways = who.ways(person, on)
    coaches_, keeps, reads = (ways.others.get(key, False) for key in (COACHES, KEEPS, READS))
    there = anything_begins()
    return AtDesk(there and coaches_, there and keeps, above=ways.leads or ways.stands_in, reads=reads)


def asks(on: Any) -> dict[str, Exists]:
    """What `at_desk` wants to know; registered when the house starts."""
    keepers = Coordinator.objects.filter(who.on(on), person=OuterRef("pk"))
    places = Seat.every.filter(person=OuterRef("pk"), side=Side.PARTNER, ended_at__isnull=True)
    return {
        COACHES: Exists(coaches(on).filter(pk=OuterRef("pk"))),
        KEEPS: Exists(keepers),
        READS: Exists(places.filter(dialogue__kind=Kind.COACHING)),
    }


def is_offered(on: date) -> bool:
    """Somebody keeps the desk: without, nothing is offered."""
    return Coordinator.objects.filter(who.on(on), person__is_active=True).exists()


def courses_of(person: Any, side: Side | None = None) -> QuerySet[Seat]:
    """Every place this person has now in a course, with its facts at hand."""
    seats = Seat.every.filter(person=person, ended_at__isnull=True, dialogue__kind=Kind.COACHING)
    if side is not None:
        seats = seats.filter(side=side)
    return seats.select_related("dialogue__edition", "dialogue__course", "person").defer(WORDING)


def seat_with_pages(person: Any, dialogue: UUID) -> Seat:
    """This person's place in a course whose two have found each other; before that there is nothing to write on."""
    seat = seat_or_404(person, dialogue, Kind.COACHING)
    if seat.opposite is None or Phase(seat.dialogue.phase) in {Phase.ASKED, Phase.INVITED}:
        raise Http404
    return seat


def open_course_of(person: Any) -> Seat | None:
    """The request or course that this person has now, as the one who is coached."""
    return courses_of(person, Side.OWNER).filter(dialogue__phase__in=OPEN_COURSE).first()


def waiting(*, by: Any, on: date, there: AtDesk | None = None) -> QuerySet[Course]:
    """The requests in the queue that this coach or coordinator may see, the longest waiting first.

    `there`: what a page has found out already about whoever looks.
    """
    here = there or AtDesk(coaches=coach(by, on) is not None, keeps=keeps_desk(by, on))
    if not here.there or not anything_begins():
        return Course.objects.none()
    tree = _tree(by, on)
    near = {one for one, (_parent, own) in tree.items() if own}
    asked = Course.objects.filter(dialogue__phase=Phase.ASKED).exclude(_of_owners_in(near, on))
    if here.above:
        asked = asked.exclude(_of_owners_led_by(by, on))
    if not here.keeps:  # who keeps it as well assigns what that one can't take
        faculty = _below_the_heads(near, {one: parent for one, (parent, _own) in tree.items()})
        asked = asked.exclude(Q(apart=True) & _of_owners_in(faculty, on))
        asked = asked.exclude(pk__in=PassedOn.objects.filter(coach=by.pk).values("course"))
    return asked.select_related("dialogue").order_by("dialogue__started_at", "pk")


def may_take(candidate: Coach, course: Course, on: date) -> bool:
    """This coach may take this request, or have it assigned."""
    owner = owner_of(course)
    if owner.person_id == candidate.pk or not coaches(on).filter(pk=candidate.pk).exists():
        return False
    mine, theirs = _units_of(candidate.person, on), _units_of(owner.person, on)
    if mine & theirs or (course.apart and _faculty_of(mine) & theirs) or candidate.pk in _above(owner.person, on):
        return False
    return not PassedOn.objects.filter(course=course, coach=candidate).exists()


def too_near(owner: Any, coach_: Any, on: date) -> str:
    """What has come between these two of a course that day: `leads`, `stands-in`, `colleague`, or nothing.

    Asked of today's staff data whenever the course is opened: nothing is written down, and nobody else is told.
    """
    ways = who.ways(coach_, on)
    leading = _leading(owner, on) if ways.leads or ways.stands_in else set()
    if coach_.pk in leading:
        return "leads"
    if ways.stands_in and who.stood_in_for(coach_, on).filter(pk__in=leading).exists():
        return "stands-in"
    theirs = Affiliation.objects.filter(who.on(on), person=owner).values("unit")
    colleague = Affiliation.objects.filter(who.on(on), person=coach_, unit__in=theirs).exists()
    return "colleague" if colleague else ""


def readers_of(owner: Any, on: date) -> set[UUID]:
    """Whose key opens the lines of a request of this person that waits: the coordinators who may assign it."""
    if not anything_begins():
        return set()
    near = _units_of(owner, on)
    keepers = set(Coordinator.objects.filter(who.on(on), person__is_active=True).values_list("person", flat=True))
    colleagues = Affiliation.objects.filter(who.on(on), unit__in=near, person__in=keepers)
    return keepers - set(colleagues.values_list("person", flat=True)) - _above(owner, on) - {owner.pk}


def may_be_given(course: Course, on: date) -> QuerySet[Coach]:
    """Every coach who may take this request and has room, with how many courses each has as `courses`. By name."""
    owner = owner_of(course)
    theirs = _units_of(owner.person, on)
    near = _faculty_of(theirs) if course.apart else theirs
    colleagues = Affiliation.objects.filter(who.on(on), unit__in=near).values("person")
    passed = PassedOn.objects.filter(course=course).values("coach")
    free = with_courses(coaches(on)).filter(courses__lt=F("most"))  # type: ignore[misc]
    apart = {owner.person_id, *_above(owner.person, on)}
    return free.exclude(pk__in=colleagues).exclude(pk__in=passed).exclude(pk__in=apart)


def with_courses(found: QuerySet[Coach]) -> QuerySet[Coach]:
    """Each with how many courses there are now as `courses`, with those that wait for a yes. By name."""
    mine = Seat.every.filter(person=OuterRef("pk"), side=Side.PARTNER, ended_at__isnull=True)
    now = mine.filter(dialogue__kind=Kind.COACHING, dialogue__phase__in=RUNNING).order_by()
    counted = now.values("person").annotate(count=Count("pk")).values("count")
    courses = Coalesce(Subquery(counted), 0)
    return found.annotate(courses=courses).order_by("person__display_name", "pk")


def readable_by(keeper: Any, on: date) -> QuerySet[Course]:
    """The requests whose lines somebody who keeps the desk may read: exactly those whose `readers_of` name this one."""
    if not anything_begins():
        return Course.objects.none()
    waits = Course.objects.filter(dialogue__phase__in=READ_AT_DESK)
    own = Seat.every.filter(person=keeper.pk, side=Side.OWNER).values("dialogue")
    waits = waits.exclude(_of_owners_led_by(keeper, on))
    return waits.exclude(_of_owners_in(_units_of(keeper, on), on)).exclude(pk__in=own)


def owner_of(course: Course) -> Seat:
    """The place of whoever is coached."""
    return Seat.every.select_related("person").get(dialogue=course.pk, side=Side.OWNER)


def running(coach_: Coach) -> int:
    """How many courses this coach has now, with those that wait for a yes."""
    mine = Seat.every.filter(person=coach_.pk, side=Side.PARTNER, ended_at__isnull=True)
    return mine.filter(dialogue__kind=Kind.COACHING, dialogue__phase__in=RUNNING).count()


def _units_of(person: Any, on: date) -> set[UUID]:
    return set(Affiliation.objects.filter(who.on(on), person=person).values_list("unit", flat=True))


def _of_owners_in(units: Collection[UUID], on: date) -> Q:
    """Courses whose owner belongs to one of these units that day."""
    return _owned_by(Affiliation.objects.filter(who.on(on), unit__in=units).values("person"))


def _of_owners_led_by(person: Any, on: date) -> Q:
    """Courses whose owner has this person as leader or supervisor that day, whatever unit that one belongs to, or as
    stand-in of one."""
    found = Q()
    for leader in [person, *who.stood_in_for(person, on)]:
        found |= _owned_by(who.with_units_led_by(leader, on, supervised=True)[0].values("pk"))
    return found


def _owned_by(people: Any) -> Q:
    """Asked of each course in question, so that the database need not go through everybody who is coached."""
    return Q(Exists(Seat.every.filter(dialogue=OuterRef("pk"), side=Side.OWNER, person__in=people)))


def _leading(owner: Any, on: date) -> set[UUID]:
    """Who leads or supervises this person that day, whatever unit they belong to."""
    leading = [*who.leaders_of(owner, on).values_list("pk", flat=True)]
    return {*leading, *who.supervisors_of(owner, on).values_list("pk", flat=True)}


def _above(owner: Any, on: date) -> set[UUID]:
    """The same, and who stands in for one of them."""
    leading = _leading(owner, on)
    return leading | set(StandIn.objects.filter(who.on(on), leader__in=leading).values_list("person", flat=True))


def _tree(person: Any, on: date) -> dict[UUID, tuple[UUID | None, bool]]:
    """Every unit with the one above it, and whether this person belongs to it that day. One statement."""
    return {one: (parent, mine) for one, parent, mine in _UNITS(person=person.pk, on=on)}


def _units(person: Any, on: Any) -> QuerySet[Unit, Any]:
    own = Exists(Affiliation.objects.filter(who.on(on), person=person, unit=OuterRef("pk")))
    return Unit.objects.order_by().values_list("pk", "parent", own)


_UNITS = Prepared(_units, person=UUID, on=date)


def _faculty_of(units: Collection[UUID]) -> set[UUID]:
    """These units, and every unit of the same faculties."""
    return _below_the_heads(units, dict(Unit.objects.order_by().values_list("pk", "parent")))


def _below_the_heads(units: Collection[UUID], parents: dict[UUID, UUID | None]) -> set[UUID]:
    """The same in a tree that has been read."""
    heads = {head for one in units if (head := _head(one, parents)) is not None}
    return set(units) | {one for one in parents if heads and _head(one, parents) in heads}


def _head(unit_: UUID, parents: dict[UUID, UUID | None]) -> UUID | None:
    """The unit below the top to which this one belongs; None for the top itself."""
    step, above, walked = unit_, parents.get(unit_), {unit_}
    while above is not None and above not in walked:
        grand = parents.get(above)
        if grand is None:
            return step
        walked.add(above)
        step, above = above, grand
    return None
