"""What each reminder says, in words that are the same for everybody: that something waits, never what, nor with whom."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.letters import to_page
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import ENDED, QUESTION
from samtalerum.dialogues.reminders.owed import still_owed
from samtalerum.dialogues.reminders.rule import Kind
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice, Together


def _holds(kind: Kind) -> Together[bool]:
    """Asked by the worker as the mails leave, hence the clock: one may have waited, and what is done is silent."""

    def holding(letters: Sequence[Letter]) -> Mapping[str, bool]:
        of = {one.once: (UUID(one.about), date.fromisoformat(one.stamp.split()[-1])) for one in letters}
        owed = still_owed(kind, of.values(), at=timezone.now())
        return {once: asked in owed for once, asked in of.items()}

    return Together(holding)


def _to_answer(letter: Letter) -> str:
    """The question itself; one that came up later is answered after the conversation."""
    seat = Seat.objects.select_related("dialogue").get(pk=letter.about)
    name = "dialogues:answer" if seat.dialogue.phase in QUESTION else "dialogues:after"
    return reverse(name, args=[seat.dialogue_id])


def _to_words(letter: Letter) -> str:
    """Where the words are, and the day on which they go."""
    seat = Seat.objects.select_related("dialogue").get(pk=letter.about)
    name = "dialogues:prepare" if seat.dialogue.phase in ENDED else "dialogues:after"
    return reverse(name, args=[seat.dialogue_id])


OF: dict[Kind, Notice] = {
    Kind.PREPARE: Notice(
        key="dialogues/remind-prepare",
        subject=_("A date in Samtalerum comes closer"),
        words=_(
            "You will soon meet for a conversation. If you like to prepare, there is a place for it; what you write there "
            "is yours alone unless you decide otherwise."
        ),
        link=to_page("dialogues:prepare"),
        holds=_holds(Kind.PREPARE),
    ),
    Kind.ANSWER: Notice(
        key="dialogues/remind-answer",
        subject=_("Somebody in Samtalerum waits for your answer"),
        words=_(
            "A question or an invitation has waited for your answer for some time. A short answer is enough, and no is an "
            "answer too."
        ),
        link=_to_answer,
        holds=_holds(Kind.ANSWER),
    ),
    Kind.WAITING: Notice(
        key="dialogues/remind-waiting",
        subject=_("Your question in Samtalerum has no answer yet"),
        words=_(
            "What you asked for two weeks ago has had no answer. You can wait, take the question back, or ask somebody "
            "else."
        ),
        link=to_page("dialogues:answer"),
        holds=_holds(Kind.WAITING),
    ),
    Kind.SHEET: Notice(
        key="dialogues/remind-sheet",
        subject=_("A sheet in Samtalerum waits for you"),
        words=_(
            "What you wrote down together has not been confirmed yet. Read it again, and confirm it if it says what you "
            "agreed on."
        ),
        link=to_page("dialogues:room"),
        holds=_holds(Kind.SHEET),
    ),
    Kind.EVALUATION: Notice(
        key="dialogues/remind-evaluation",
        subject=_("Two questions wait for you in Samtalerum"),
        words=_(
            "You have had a conversation. Two short questions about the conversation itself wait for you, if you would "
            "like to answer them."
        ),
        link=to_page("dialogues:after"),
        holds=_holds(Kind.EVALUATION),
    ),
    Kind.STEP: Notice(
        key="dialogues/remind-step",
        subject=_("A step of yours in Samtalerum"),
        words=_(
            "A step that you chose for yourself has come to its date. You can mark it as done, move it to another day, or "
            "let it go."
        ),
        link=to_page("dialogues:after"),
        holds=_holds(Kind.STEP),
    ),
    Kind.ERASURE: Notice(
        key="dialogues/remind-erasure",
        subject=_("Words of yours in Samtalerum will soon be erased"),
        words=_(
            "Something that is kept from a conversation of yours will soon be erased for good. If you would like to keep "
            "it, take a copy before that day."
        ),
        link=_to_words,
        holds=_holds(Kind.ERASURE),
        can_wait=False,
    ),
}
