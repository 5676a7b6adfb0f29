"""How long words are kept, in words: made from the periods as they are set, so the page says what the service does."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from samtalerum.dialogues.forms.wording import period
from samtalerum.vault import retention


@dataclass(frozen=True)
class Kind:
    """One kind of words: what it is, who reads it, when it is erased, and why then."""

    what: str
    who: str
    erased: str
    why: str


def kinds() -> list[Kind]:
    """Every kind there is, as the table shows them."""
    return [*_before(), *_sheet(), *_coaching(), *_around(), *_account()]


def _before() -> list[Kind]:
    return [
        Kind(
            _("What you prepared and never shared; your own notes at the guide and at steps"),
            _("You"),
            _("%(period)s after the conversation was held or came to nothing") % {"period": period(retention.PRIVATE)},
            str(retention.PRIVATE.reason),
        ),
        *_carried(),
        Kind(
            _("What you prepared and shared"),
            _("You and the one you shared it with"),
            _("With the sheet"),
            str(retention.SHEET.reason),
        ),
        Kind(
            _("The leader’s private notes"),
            _("The leader"),
            _("%(period)s after the sheet was confirmed, at most %(longest)s after the last change")
            % {"period": period(retention.PARTNER_NOTES), "longest": period(retention.PARTNER_NOTES_LONGEST)},
            str(retention.PARTNER_NOTES.reason),
        ),
        Kind(
            _("The words with a question or an invitation that came to nothing"),
            _("Both"),
            _("%(period)s after it ended") % {"period": period(retention.WORDS_OF_A_QUESTION)},
            str(retention.WORDS_OF_A_QUESTION.reason),
        ),
        Kind(
            _("A conversation that both agreed to and that was never held"),
            _("Both, each what was shared"),
            _("It ends %(period)s after anything last happened; then as one that came to nothing")
            % {"period": period(retention.NEVER_HELD)},
            str(retention.NEVER_HELD.reason),
        ),
    ]


def _carried() -> list[Kind]:
    if not retention.may_be_carried():
        return []
    return [
        Kind(
            _("The same, when you keep it for your next conversation"),
            _("You"),
            _("%(period)s after the conversation was held or came to nothing, at the latest")
            % {"period": period(retention.CARRIED)},
            str(retention.CARRIED.reason),
        )
    ]


def _sheet() -> list[Kind]:
    named = {"next": period(retention.SHEET_AFTER_NEXT), "longest": period(retention.SHEET)}
    return [
        Kind(
            _("The confirmed sheet, steps, questions and answers, looking back"),
            _("Both"),
            _("%(next)s after the next conversation’s sheet, at most %(longest)s after it was confirmed") % named,
            str(retention.SHEET_AFTER_NEXT.reason),
        ),
        Kind(
            _("A sheet that was never confirmed"),
            _("Both"),
            _("%(period)s after the last change") % {"period": period(retention.SHEET_UNCONFIRMED)},
            str(retention.SHEET_UNCONFIRMED.reason),
        ),
        Kind(
            _("A copy of the sheet that was sent to somebody else"),
            _("Whom it was sent to"),
            _("On the day that was chosen when it was sent, a year later at most; or when the owner ends it"),
            _("A copy that nobody looks after any more ends by itself."),
        ),
    ]


def _coaching() -> list[Kind]:
    return [
        Kind(
            _("A request for coaching that led to no course"),
            _("You, who assigns it, and a coach who has taken it"),
            _("%(period)s after it was taken back") % {"period": period(retention.COACHING_REQUEST)},
            str(retention.COACHING_REQUEST.reason),
        ),
        Kind(
            _("A course of coaching: the journal and pages, what both wrote, that it took place"),
            _("Whoever is coached; the coach reads what is shared"),
            _("%(period)s after it was closed") % {"period": period(retention.COACHING_COURSE)},
            str(retention.COACHING_COURSE.reason),
        ),
        Kind(
            _("The coach’s own notes"),
            _("The coach"),
            _("%(period)s after the course was closed") % {"period": period(retention.COACH_NOTES)},
            str(retention.COACH_NOTES.reason),
        ),
        Kind(
            _("A coach’s log of hours and the sums of evaluations: they name nobody who was coached"),
            _("The coach; the coaching unit as yearly totals"),
            _("%(period)s later") % {"period": period(retention.FIGURES)},
            str(retention.FIGURES.reason),
        ),
    ]


def _around() -> list[Kind]:
    return [
        Kind(
            _("A leader’s contacts"),
            _("The leader"),
            _("%(period)s after they were last used") % {"period": period(retention.CONTACTS)},
            str(retention.CONTACTS.reason),
        ),
        Kind(
            _("Who has opened what"),
            _("Whoever wrote it"),
            _("As long as the conversation’s words are kept, then %(period)s without names")
            % {"period": period(retention.LOG_WITHOUT_NAMES)},
            str(retention.LOG_WITHOUT_NAMES.reason),
        ),
        Kind(
            _("That the two of you had a conversation, and when"),
            _("Both"),
            _("%(period)s after anything last happened") % {"period": period(retention.FACTS)},
            str(retention.FACTS.reason),
        ),
        Kind(
            _("That the two of you had a conversation elsewhere, and on what day"),
            _("Both"),
            _("%(period)s after it counts; %(nothing)s when it was taken back or is not so")
            % {"period": period(retention.SHEET), "nothing": period(retention.WORDS_OF_A_QUESTION)},
            _("It stands for a conversation without words of its own, as a sheet stands for one with words."),
        ),
    ]


def _account() -> list[Kind]:
    return [
        Kind(
            _("Sign-ins and changes of your account"),
            _("You"),
            period(retention.SECURITY_LOG),
            str(retention.SECURITY_LOG.reason),
        ),
        Kind(
            _("When you leave the university: what only you can read, your contacts, your account"),
            _("You"),
            _("%(period)s after your last day") % {"period": period(retention.LEAVING)},
            str(retention.LEAVING.reason),
        ),
        Kind(_("Mails on their way out"), _("Shown nowhere"), period(retention.MAIL), str(retention.MAIL.reason)),
    ]
