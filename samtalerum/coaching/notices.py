"""What the desk is mailed. The two of a course get the mails of every dialogue: nothing tells which kind it is."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtalerum.coaching import visibility
from samtalerum.coaching.models import Coordinator, Course
from samtalerum.dialogues.phases import Phase
from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice
from samtalerum.people.models import Person


def _waits(letter: Letter) -> bool:
    """It is still in the queue, and this reader still keeps the desk."""
    return (
        Course.objects.filter(pk=UUID(letter.about), dialogue__phase=Phase.ASKED).exists()
        and Coordinator.objects.filter(person=letter.person, ends__isnull=True).exists()
    )


waits = Notice(
    key="coaching/waits",
    subject=_("A question waits for you in Samtalerum"),
    words=_("Somebody at your university asks for a conversation."),
    link=lambda _letter: reverse("coaching:desk"),
    holds=_waits,
)


def request_waits(course: Course, *, at: datetime) -> None:
    """A new request: the coordinators who may see it are told."""
    today = local_date(at)
    owner = visibility.owner_of(course).person
    readers = visibility.readers_of(owner, today)
    for keeper in Person.objects.filter(pk__in=readers, is_active=True):
        waits.send(to=keeper, about=course.pk, at=at)
