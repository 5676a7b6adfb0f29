"""The coaching unit of Fjordby University: three coaches, a queue, a course in each phase. Nobody here exists."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from config.demo.university import University
from samtalerum.blueprints import editions
from samtalerum.blueprints.coaching import Coaching
from samtalerum.coaching.actions import agreeing, closing, desk, meeting, requesting
from samtalerum.coaching.actions.requesting import Wishes
from samtalerum.coaching.models import Coach, CoachingUnit, Coordinator, Form
from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry, Seat
from samtalerum.dialogues.phases import Kind, Side
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.dates import local_date
from samtalerum.people.models import Person

WORDS = {
    "en": "We are three coaches in the library building, on the ground floor. The door is on the side of the park.",
    "da": "Vi er tre coacher i biblioteksbygningen, i stuen. Døren vender ud mod parken.",
    "sv": "Vi är tre coacher i biblioteksbyggnaden, på bottenvåningen. Dörren vetter mot parken.",
}
CONFIDENTIALITY = {
    "en": "What you say here stays here. A coach who learns that somebody’s life is in danger has to act, and tells you "
    "first where that is possible. Coaching is no treatment, and nothing here is a patient record.",
    "da": "Det, du siger her, bliver her. En coach, der får at vide, at nogens liv er i fare, skal handle og siger det "
    "først til dig, hvor det er muligt. Coaching er ikke behandling, og intet her er en patientjournal.",
    "sv": "Det du säger här stannar här. En coach som får veta att någons liv är i fara måste agera och säger det först "
    "till dig där det är möjligt. Coachning är ingen behandling, och inget här är en patientjournal.",
}
COACHES: tuple[tuple[str, list[str], str, int], ...] = (
    ("signe", ["da", "en"], "Jeg har forsket i tyve år og lyttet i otte. Jeg kan godt lide at gå, mens vi taler.", 8),
    ("astrid", ["sv", "en"], "Jag lyssnar efter det du inte säger, och jag har inte bråttom.", 6),
    ("martin", ["en", "da"], "I ask short questions. You may take your time with the answers.", 5),
)


def play(all_: University, now: datetime) -> None:
    """Everything about coaching so far."""
    today = local_date(now)
    CoachingUnit.objects.create(words=WORDS, confidentiality=CONFIDENTIALITY)
    Coordinator.objects.create(person=all_["kirsten"], starts=today - timedelta(days=900))
    for key, languages, lines, most in COACHES:
        Coach.objects.create(
            person=all_[key],
            since=today - timedelta(days=700),
            languages=languages,
            lines=lines,
            most=most,
            presented=True,
        )
    for told in (underway, resting, beginning, offered, queue, closed):
        told(all_, now)


def underway(all_: University, now: datetime) -> None:
    """Leila and Signe: four weeks in, with a journal of which one passage is shared."""
    course = Course(now, all_["leila"], "I say yes to everything and finish little. I would like to find the one thing I do "
                    "not want to give away.", Wishes(form=Form.IN_PERSON))  # fmt: skip
    words = course.begin(41, all_["signe"], "An hour every third week, in the library. After the summer we look again.")
    course.focus(33, "Too many projects, and none of them mine.")
    course.met(28, "10:00", "The yes comes before the question has ended.")
    course.focus(27, "From many projects to one line: what I say no to, and how I say it.")
    first = words.journal.key
    course.write(26, first, "Strange to talk for an hour to somebody who wants nothing from me.")
    course.share(25, first, 0)
    course.write(
        12, first, "Eleven requests since Thursday. Nine of them end with “it will only take an hour”.", slot=1
    )
    course.write(9, words.prompts[1].passage.key, "When I stay with one dataset until it starts to speak.")
    course.write(8, words.task.key, "Write down every request for one week. Only who and what.")
    for direction, draws, holds in zip(
        words.directions,
        (
            "Being asked before things are decided.",
            "",
            "The archive: ten years of the same mud.",
            "A permanent post, and a boat.",
        ),
        (
            "That the field weeks would be somebody else’s.",
            "",
            "Will anybody pay for it?",
            "I would miss the second-years.",
        ),
        strict=False,
    ):
        for item, text in ((direction.draws, draws), (direction.holds, holds)):
            if text:
                course.write(7, item.key, text)
    course.meets(6, "14:00", form=Form.IN_PERSON, place="Library, room 2.04")
    course.coach_notes(5, "“Supposed to”, six times last time. Ask whose voice that is.")


def resting(all_: University, now: datetime) -> None:
    """Haruto and Martin: a break until the guest stay is settled."""
    course = Course(now, all_["haruto"], "Whether to go home, and when.", Wishes(language="en", form=Form.VIDEO))
    course.begin(48, all_["martin"], "By video, when one of us asks for it.")
    course.met(40, "09:00", "I do not have to know it by Friday.", form=Form.VIDEO)
    closing.pause(seat=course.seat(), at=course.on(20))


def beginning(all_: University, now: datetime) -> None:
    """Nikolaj and Signe: about to begin; the coach has confirmed what they agreed on."""
    course = Course(
        now, all_["nikolaj"], "Jeg er blevet tilbudt at lede en gruppe og ved ikke, om jeg vil.", Wishes("da")
    )
    desk.take_request(by=_coach(all_["signe"]), request=course.ask(6), at=course.on(4))
    desk.accept(seat=course.seat(), at=course.on(3))
    course.write(3, course.words.agreement[0].key, "Ansigt til ansigt, en time hver anden uge til at begynde med.")
    course.confirms(2, Side.PARTNER)


def offered(all_: University, now: datetime) -> None:
    """Sanna has asked, and Astrid can be the coach: Sanna has not answered yet."""
    course = Course(now, all_["sanna"], "Jag vill veta vad jag vill efter avhandlingen.", Wishes("sv", Form.IN_PERSON))
    desk.assign(by=all_["kirsten"], to=_coach(all_["astrid"]), request=course.ask(12), at=course.on(1))


def queue(all_: University, now: datetime) -> None:
    """Four who wait, the longest for four weeks."""
    for key, days, hope, wishes in (
        ("eske", 29, "At finde ud af, om jeg er træt af arbejdet eller af vinteren.", Wishes("da", Form.IN_PERSON)),
        ("oskar", 22, "Att våga säga högt att jag vill leda.", Wishes("sv", Form.VIDEO)),
        ("grace", 9, "How to ask for what I need without apologising first.", Wishes("en", Form.VIDEO, apart=True)),
        ("mahsa", 2, "I would like to think about life after the thesis, with somebody who is not in it.", Wishes()),
    ):
        Course(now, all_[key], hope, wishes).ask(days)


def closed(all_: University, now: datetime) -> None:
    """Tomasz and Martin: closed last month."""
    course = Course(now, all_["tomasz"], "Whether there is a place for me here.", Wishes(form=Form.VIDEO))
    words = course.begin(150, all_["martin"], "By video, four times to begin with.")
    for days, along in (
        (140, "I have been waiting to be asked."),
        (110, "Three people would vouch for me."),
        (60, "I asked."),
    ):
        course.met(days, "15:00", along, form=Form.VIDEO)
    course.write(33, words.closing[0].key, "That I can ask, and that a no is an answer.")
    course.write(33, words.closing[1].key, "Ask again in spring.")
    closing.close(seat=course.seat(), at=course.on(31))


class Course:
    """One course, told with real actions at moments in the past."""

    def __init__(self, now: datetime, owner: Person, hope: str, wishes: Wishes) -> None:
        self.now, self.owner, self.hope, self.wishes = now, owner, hope, wishes
        self.minutes = 0
        self.dialogue: Dialogue | None = None

    @property
    def words(self) -> Coaching:
        """Its blueprint."""
        return editions.current_of_kind(Kind.COACHING).coaching

    def on(self, days_ago: float, clock: str = "10:00") -> datetime:
        """That day, a little later than whatever happened there before; never in the future."""
        self.minutes += 2
        at = _at(local_date(self.now - timedelta(days=days_ago)), clock) + timedelta(minutes=self.minutes)
        return min(at, self.now - timedelta(minutes=10))

    def ask(self, days_ago: float) -> Any:
        """Into the queue."""
        self.dialogue = requesting.ask(owner=self.owner, hope=self.hope, wishes=self.wishes, at=self.on(days_ago))
        return self.dialogue.pk

    def begin(self, days_ago: float, coach: Person, how: str) -> Coaching:
        """From the request to the agreement, on three days."""
        desk.take_request(by=_coach(coach), request=self.ask(days_ago + 9), at=self.on(days_ago + 3))
        desk.accept(seat=self.seat(), at=self.on(days_ago + 2))
        self.write(days_ago + 1, self.words.agreement[0].key, how)
        self.confirms(days_ago, Side.OWNER)
        self.confirms(days_ago, Side.PARTNER)
        return self.words

    def confirms(self, days_ago: float, side: Side) -> None:
        """One of the two says: so we begin."""
        at, seat = self.on(days_ago), self.seat(side)
        agreeing.confirm(seat=seat, read_as=agreeing.fingerprint(seat, ring(seat), at=at), at=at)

    def focus(self, days_ago: float, text: str) -> None:
        """What it is about from then on."""
        there = Entry.objects.filter(dialogue=self.seat().dialogue_id, item=self.words.focus.key).count()
        self.write(days_ago, self.words.focus.key, text, slot=there)

    def met(self, days_ago: float, clock: str, along: str, *, form: str = Form.IN_PERSON) -> None:
        """A meeting that was held, and what was taken along."""
        day = _weekday(local_date(self.now - timedelta(days=days_ago)), -1)
        starts = _at(day, clock)
        when = meeting.When(starts, 60, form)
        held = meeting.agree(seat=self.seat(), when=when, at=starts - timedelta(days=2))
        meeting.say(seat=self.seat(Side.PARTNER), meeting=held, state="held", at=starts + timedelta(hours=2))
        self.write(days_ago - 1, self.words.taking_along.key, along, slot=held.slot)

    def meets(self, days_ahead: int, clock: str, *, form: str, place: str) -> None:
        """The next meeting."""
        starts = _at(_weekday(local_date(self.now) + timedelta(days=days_ahead), 1), clock)
        meeting.agree(seat=self.seat(), when=meeting.When(starts, 60, form, place), at=self.on(6))

    def write(self, days_ago: float, item: str, text: str, *, slot: int = 0, side: Side = Side.OWNER) -> None:
        """Save what is written at an item for the first time."""
        actions.save(self.seat(side), item, text=text, slot=slot, based_on=0, client=uuid4(), at=self.on(days_ago))

    def share(self, days_ago: float, item: str, slot: int) -> None:
        """Let the coach read one passage."""
        actions.share(self.seat(), [item], slot=slot, at=self.on(days_ago))

    def coach_notes(self, days_ago: float, text: str) -> None:
        """The coach's own."""
        self.write(days_ago, self.words.notes.key, text, side=Side.PARTNER)

    def seat(self, side: Side = Side.OWNER) -> Seat:
        """A fresh look at a place."""
        if self.dialogue is None:
            raise ValueError("Nothing has been asked yet.")
        person = Seat.every.get(dialogue=self.dialogue.pk, side=side).person
        return seat_or_404(person, self.dialogue.pk, Kind.COACHING)


def _at(day: date, clock: str) -> datetime:
    hours, minutes = (int(part) for part in clock.split(":"))
    return timezone.make_aware(datetime.combine(day, time(hours, minutes)))


def _weekday(day: date, step: int) -> date:
    """That day, or the next working day in that direction."""
    while day.isoweekday() > 5:
        day += timedelta(days=step)
    return day


def _coach(person: Person) -> Coach:
    return Coach.objects.get(pk=person.pk)
