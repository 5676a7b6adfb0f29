"""The people I lead or supervise: where each conversation with me stands, and no sign of one with somebody else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.dialogues.forms.starting import ALL, DUE
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import MEETING, OPEN, Phase
from samtalerum.dialogues.seats import led_in
from samtalerum.ground import dates
from samtalerum.home.due import due_of
from samtalerum.home.sentences import day, listed
from samtalerum.people import who
from samtalerum.people.models import Person, Unit

MANY = 12  # from here on, a search is offered


@dataclass(frozen=True)
class Standing:
    """A phase as the partner's table says it: a word, since or until when, and where it can be opened."""

    word: str | Promise
    since: str | Promise
    action: str | Promise
    view: str


STANDING: Mapping[Phase, Standing] = {
    Phase.ASKED: Standing(
        gettext_lazy("Asked"), gettext_lazy("on %(day)s, you have not answered yet"), gettext_lazy("Answer"), "answer"
    ),
    Phase.INVITED: Standing(
        gettext_lazy("Invited"), gettext_lazy("on %(day)s, no answer yet"), gettext_lazy("Look at it"), "answer"
    ),
    Phase.SUGGESTED: Standing(
        gettext_lazy("Somebody else suggested"), gettext_lazy("on %(day)s"), gettext_lazy("Look at it"), "answer"
    ),
    Phase.BEFORE: Standing(
        gettext_lazy("Before"), gettext_lazy("since %(day)s, no date yet"), gettext_lazy("Prepare"), "prepare"
    ),
    Phase.DURING: Standing(
        gettext_lazy("During"), gettext_lazy("since %(day)s"), gettext_lazy("Go to the room"), "room"
    ),
    Phase.HELD: Standing(gettext_lazy("After"), gettext_lazy("held on %(held)s"), gettext_lazy("Look at it"), "after"),
    Phase.CONFIRMED: Standing(
        gettext_lazy("After"),
        gettext_lazy("both confirmed the sheet on %(confirmed)s"),
        gettext_lazy("Read the sheet"),
        "after",
    ),
}
MEETS = gettext_lazy("you meet on %(meets)s")


@dataclass(frozen=True)
class Line:
    """One person, and the conversation with me if there is one."""

    person: Person
    post: str
    phase: str = ""
    since: str = ""
    action: str = ""
    url: str = ""
    rank: int = 2  # those with an open conversation first, then those who have talked with me
    due: str = ""  # why a conversation is owed, where none is open with me


@dataclass(frozen=True)
class Leading:
    """The page."""

    units: tuple[str, ...]
    lines: tuple[Line, ...]
    free: int  # how many have no open conversation with me
    many: bool
    query: str
    invited: str  # whom I have just invited, in words
    all_free: str  # where all of the free can be invited
    due: int  # how many of the free are due
    all_due: str  # where those can be invited
    undated: int  # how many said yes and have no date with me yet
    answers: tuple[tuple[str, str], ...]  # what was answered, and by whom


def leading_of(person: Any, *, query: str, at: datetime, invited: Collection[str] = ()) -> Leading:
    """The same number of statements for three people and for forty."""
    today = dates.local_date(at)
    everybody, led_units = who.with_units_led_by(person, today, supervised=True)
    people = list(everybody.order_by("display_name", "pk"))
    posts = who.posts(people, today)
    seats, refused = _latest(person, people)
    units = Unit.objects.filter(pk__in=led_units, ended_on__isnull=True)
    several = len({post.unit_id for post in posts.values()}) > 1
    lines = [_line(one, posts.get(one.pk), seats.get(one.pk), several=several, at=at) for one in people]
    reasons = due_of(people, leader=person, at=at)
    lines = [replace(line, due=reasons.get(line.person.pk, "")) if line.rank else line for line in lines]
    shown = [line for line in lines if query.casefold() in line.person.display_name.casefold()]
    return Leading(
        units=tuple(str(unit) for unit in units),
        lines=tuple(sorted(shown, key=lambda line: line.rank)),
        free=sum(not (seat := seats.get(one.pk)) or seat.dialogue.phase not in OPEN for one in people),
        many=len(people) >= MANY,
        query=query,
        all_free=f"{reverse('dialogues:invite')}?person={ALL}",
        due=sum(bool(line.due) for line in lines),
        all_due=f"{reverse('dialogues:invite')}?person={DUE}",
        undated=sum(seat.dialogue.phase == Phase.BEFORE and not seat.dialogue.meets_at for seat in seats.values()),
        answers=_answers(people, seats, refused),
        invited=listed([one.display_name for one in people if _is_new(seats.get(one.pk), invited)]),
    )


def _answers(people: list[Person], seats: Mapping[Any, Seat], refused: Collection[Any]) -> tuple[tuple[str, str], ...]:
    """Who has answered, who has not, who said no; nothing for those with whom nothing is open or was."""

    def called(*phases: Phase) -> str:
        return listed(
            [one.display_name for one in people if one.pk in seats and seats[one.pk].dialogue.phase in phases]
        )

    no = [one.display_name for one in people if one.pk in refused and one.pk not in seats]
    lines = (
        (_("No answer yet"), called(Phase.INVITED)),
        (_("Waiting for your answer"), called(Phase.ASKED)),
        (_("Said yes"), called(*MEETING)),
        (_("Said no"), listed(no)),
    )
    return tuple(line for line in lines if line[1])


def _latest(partner: Any, people: list[Person]) -> tuple[dict[Any, Seat], set[Any]]:
    """For each of them the seat I have opposite: the open one, else the latest. And who has said no."""
    found: dict[Any, Seat] = {}
    refused: set[Any] = set()
    seat: Any
    for seat in led_in(partner, people):
        owner = seat.owner
        if seat.dialogue.phase == Phase.DECLINED:
            refused |= {owner} if seat.refused else set()
        elif owner not in found or (seat.dialogue.phase in OPEN and found[owner].dialogue.phase not in OPEN):
            found[owner] = seat
    return found, refused


def _is_new(seat: Seat | None, invited: Collection[str]) -> bool:
    return bool(seat and seat.dialogue.phase == Phase.INVITED and str(seat.dialogue_id) in invited)


def _line(person: Person, post: who.Post | None, seat: Seat | None, *, several: bool, at: datetime) -> Line:
    called = "" if post is None else f"{post.category}, {post.unit}" if several else post.category
    if seat is None:
        return Line(person, called)
    dialogue = seat.dialogue
    phase = Phase(dialogue.phase)
    if phase == Phase.CLOSED:  # the owner's own affair: for the partner it stands as it stood before
        phase = Phase.CONFIRMED if dialogue.confirmed_at else Phase.HELD
    standing = STANDING[phase]
    since = str(MEETS if phase == Phase.BEFORE and dialogue.meets_at else standing.since)
    days = {"day": dialogue.phase_since, "held": dialogue.held_at}
    days |= {"confirmed": dialogue.confirmed_at, "meets": dialogue.meets_at}
    named = {name: day(when, at) if when else _("another day") for name, when in days.items() if f"%({name})s" in since}
    url = reverse(f"dialogues:{standing.view}", args=[dialogue.pk])
    rank = 0 if phase in OPEN else 1
    return Line(person, called, str(standing.word), since % named, str(standing.action), url, rank)
