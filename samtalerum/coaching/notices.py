"""What the desk is mailed. The two of a course get the mails of every dialogue: nothing tells which kind it is."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching import visibility
from samtalerum.coaching.models import Coordinator, Course
from samtalerum.dialogues.notices import SETTLES
from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice
from samtalerum.people import who
from samtalerum.people.models import Person


def _waits(letter: Letter) -> bool:
    """It is still in the queue, and this reader keeps the desk and finds it there: else the mail itself would tell
    that somebody of the reader's own unit has asked. Asked by the worker as the mail leaves, hence the clock."""
    today = local_date(timezone.now())
    keeper = Person.objects.filter(pk=letter.person, is_active=True).first() if letter.person else None
    if keeper is None or not visibility.keeps_desk(keeper, today):
        return False
    return visibility.waiting(by=keeper, on=today).filter(pk=UUID(letter.about)).exists()


waits = Notice(
    key="coaching/waits",
    subject=_("A question waits for you in Samtalerum"),
    words=_("Somebody at your university asks for a conversation."),
    link=lambda _letter: reverse("coaching:desk"),
    holds=_waits,
    settles=SETTLES,
)


def request_waits(course: Course, *, at: datetime) -> None:
    """A new request: the coordinators who may see it are told."""
    today = local_date(at)
    owner = visibility.owner_of(course).person
    readers = visibility.readers_of(owner, today)
    for keeper in Person.objects.filter(pk__in=readers, is_active=True):
        waits.send(to=keeper, about=course.pk, at=at)


roles_changed = Notice(
    key="coaching/roles-changed",
    subject=_("Who keeps the desk in Samtalerum was changed"),
    words=_(
        "Somebody has been named, or is no longer named, among those who keep the desk or coach. Whoever keeps it reads"
        " what waits there; somebody who is newly named begins three days later, and can be stopped at the desk until"
        " then. If you did not know of this, ask the administrators at your university at once."
    ),
    link=None,
    can_wait=False,
)


def role_changed(whose: Person, *, actor: Person | None, at: datetime) -> None:
    """All who keep the desk watch over it: nobody, also no administrator, is let in or put out unseen by the others.

    Whoever did it is not told; whoever is put out is, as the next one may be let in when nobody is left to be told."""
    keepers = Coordinator.objects.filter(who.on(local_date(at))).values("person")
    told = Person.objects.filter(Q(pk__in=keepers) | Q(pk=whose.pk), is_active=True)
    for keeper in told.exclude(pk__in=[actor.pk] if actor else []):
        roles_changed.send(to=keeper, about=whose.pk, stamp=at.isoformat(), at=at)
