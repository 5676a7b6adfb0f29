"""What the two of a dialogue are mailed: that something is there for them. Whoever did it is never told of it.

A letter is about the reader's own seat: whoever no longer has it is told nothing. Yes and no read the same in a mail.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues import letters
from samtalerum.dialogues.elsewhere import COUNTING, HeldElsewhere, Stands
from samtalerum.dialogues.handed import FollowUp, Referral
from samtalerum.dialogues.models import Dialogue, Entry, Passage, Seat, SentSheet, SheetVersion
from samtalerum.dialogues.phases import Row, Side, Step
from samtalerum.mail.notices import Notice
from samtalerum.vault import api as vault

SOON = timedelta(minutes=1)
OPENED_WITHIN = timedelta(minutes=15)  # the access log knows an opening by its quarter of an hour
SETTLES = timedelta(minutes=10)  # what is taken back at once is never mailed; what comes together is one mail


asked = Notice(
    key="dialogues/asked",
    subject=_("A question waits for you in Samtalerum"),
    words=_("Somebody at your university asks you for a conversation."),
    link=letters.to_page("dialogues:answer"),
    holds=letters.stands,
)

invited = Notice(
    key="dialogues/invited",
    subject=_("An invitation waits for you in Samtalerum"),
    words=_("Somebody at your university invites you to a conversation. There is time to think before you answer."),
    link=letters.to_page("dialogues:answer"),
    holds=letters.stands,
)

answered = Notice(
    key="dialogues/answered",
    subject=_("An answer waits for you in Samtalerum"),
    words=_("Somebody has answered you about a conversation."),
    link=letters.to_page("dialogues:show"),
    holds=letters.stands,
    settles=SETTLES,
)

changed = Notice(
    key="dialogues/changed",
    subject=_("Something has changed in Samtalerum"),
    words=_("A conversation of yours has moved on. See where it stands now."),
    link=letters.to_page("dialogues:show"),
    holds=letters.stands,
    settles=SETTLES,
)

moved_on = Notice(
    key="dialogues/moved-on",
    subject=_("Something has changed in Samtalerum"),
    words=_("A conversation of yours has moved on. See where it stands now."),
    link=letters.to_page("dialogues:show"),
    holds=lambda letter: letters.seat_of(letter) is not None,
    settles=SETTLES,
)

awaited = Notice(
    key="dialogues/awaited",
    subject=_("Somebody awaits you in Samtalerum"),
    words=_("The room of a conversation is open, and somebody awaits you there."),
    link=letters.to_page("dialogues:room"),
    holds=letters.is_awaited,
    settles=SOON,
    can_wait=False,
)

date_set = Notice(
    key="dialogues/date-set",
    subject=_("A date in Samtalerum has changed"),
    words=_("When or where you meet for a conversation has been agreed on, moved or taken away."),
    link=letters.to_page("dialogues:show"),
    holds=letters.meets,
    settles=SETTLES,
    can_wait=False,
)

shared = Notice(
    key="dialogues/shared",
    subject=_("Something was shared with you in Samtalerum"),
    words=_("Somebody has shared something with you. You can read it when you have time."),
    link=letters.to_page("dialogues:show"),
    holds=letters.is_unread,
    settles=SETTLES,
)

taken_back = Notice(
    key="dialogues/taken-back",
    subject=_("Something has changed in Samtalerum"),
    words=_("Something that was shared with you, and that you had opened, is no longer shared."),
    link=letters.to_page("dialogues:show"),
    holds=letters.is_shared_no_longer,
    settles=SETTLES,
)

sheet_waits = Notice(
    key="dialogues/sheet-waits",
    subject=_("A sheet in Samtalerum waits for you"),
    words=_("Somebody has confirmed what you wrote down together. It waits for you to read and confirm it."),
    link=letters.to_page("dialogues:room"),
    holds=letters.waits_for_confirmation,
    settles=SETTLES,
)

sheet_confirmed = Notice(
    key="dialogues/sheet-confirmed",
    subject=_("A sheet in Samtalerum is confirmed"),
    words=_("Both of you have now confirmed what you wrote down together. You can read it at any time."),
    link=letters.to_page("dialogues:sheet"),
    holds=letters.sheet_stands,
)

asked_further = Notice(
    key="dialogues/asked-further",
    subject=_("A question waits for you in Samtalerum"),
    words=_("Somebody you have talked with has sent you a question or an answer."),
    link=letters.to_page("dialogues:after"),
    holds=letters.is_unopened,
    settles=SETTLES,
)

sheet_sent = Notice(
    key="dialogues/sheet-sent",
    subject=_("Something has changed in Samtalerum"),
    words=_("A sheet that you have confirmed can now be read by a third person. The sheet says by whom."),
    link=letters.to_page("dialogues:sheet"),
    holds=letters.is_read_by_others,
    settles=SETTLES,
)

sheet_received = Notice(
    key="dialogues/sheet-received",
    subject=_("Something was sent to you in Samtalerum"),
    words=_("Somebody at your university has sent you something to read."),
    link=lambda letter: reverse("dialogues:received", args=[letter.about]),
    holds=letters.can_be_read,
    settles=SETTLES,
)

referred = Notice(
    key="dialogues/referred",
    subject=_("Something was shared with you in Samtalerum"),
    words=_("Somebody you talk with has handed you a contact. It stands beside the sheet."),
    link=letters.to_page("dialogues:sheet"),
    holds=letters.is_handed_on,
    settles=SETTLES,
)

opened_together = Notice(
    key="dialogues/opened-together",
    subject=_("Something was shared with you in Samtalerum"),
    words=_("You are both ready: what the two of you share before you meet is now open to both."),
    link=letters.to_page("dialogues:prepare"),
    holds=letters.is_open,
    settles=SOON,
)

elsewhere_recorded = Notice(
    key="dialogues/elsewhere-recorded",
    subject=_("A question waits for you in Samtalerum"),
    words=_("Somebody at your university has recorded that the two of you have talked. See whether that is so."),
    link=letters.to_record,
    holds=letters.stands_so(Stands.WAITS),
    settles=SETTLES,
    can_wait=False,  # silence counts as a yes
)

elsewhere_answered = Notice(
    key="dialogues/elsewhere-answered",
    subject=_("An answer waits for you in Samtalerum"),
    words=_("Somebody has answered what you recorded about a conversation."),
    link=letters.to_record,
    holds=letters.stands_so(Stands.OBJECTED, *COUNTING),
    settles=SETTLES,
)

partner_gone = Notice(
    key="dialogues/partner-gone",
    subject=_("Something has changed in Samtalerum"),
    words=_(
        "Somebody with whom you have a conversation is no longer at your university. Your texts are as you left them,"
        " and you can go on with somebody else."
    ),
    link=letters.to_page("dialogues:move"),
    holds=letters.meets,
)

acted_for = Notice(
    key="dialogues/acted-for",
    subject=_("Your stand-in has invited for you in Samtalerum"),
    words=_("Whoever stands in for you has sent an invitation in your name. You can read it, and take it back."),
    link=lambda _letter: resolve_url(settings.LOGIN_REDIRECT_URL),
    settles=SETTLES,
)

OF_STEP = {
    Step.ASK: asked,
    Step.INVITE: invited,
    Step.ACCEPT: answered,
    Step.DECLINE: answered,
    Step.SUGGEST: answered,
    Step.WITHDRAW: changed,
    Step.MOVE: changed,
    Step.ANOTHER: changed,
    Step.CLOSE: changed,
    Step.LAPSE: changed,
    Step.LEAVE: changed,
    Step.HOLD: changed,
    Step.MEET: awaited,
    # CONFIRM has a letter of its own, about the sheet. What tells nobody (Row.tells) needs none.
}


def step_taken(passage: Passage, allowed: Row, *, at: datetime) -> None:
    """Tell the other one; both, when it was time that took the step."""
    notice = OF_STEP.get(Step(passage.step))
    if notice is None or not allowed.tells:
        return
    for seat in _others(passage.dialogue, passage.seat):
        notice.send(to=seat.person, about=seat.pk, stamp=passage.pk, at=at)
    if passage.by is not None and passage.seat is not None:
        acted_for.send(to=passage.seat.person, stamp=at.isoformat(), at=at, merges=True)


def course_moved(seat: Seat, *, at: datetime) -> None:
    """Something that both see has changed, by this one; several such changes are one mail."""
    for one in _others(seat.dialogue, seat):
        moved_on.send(to=one.person, about=one.pk, stamp=at.isoformat(), at=at, merges=True)


def partner_gone_from(seat: Seat, *, at: datetime) -> None:
    """The one who left is told nothing; the owner can move the conversation."""
    for one in _others(seat.dialogue, seat):
        partner_gone.send(to=one.person, about=one.pk, stamp=seat.pk, at=at)


def date_agreed(seat: Seat, *, at: datetime, by: Any = None) -> None:
    """Agreed on, moved or taken away, by this one; both are told where a stand-in did it."""
    for one in _others(seat.dialogue, None if by is not None else seat):
        date_set.send(to=one.person, about=one.pk, stamp=at.isoformat(), at=at, merges=True)


def words_shared(seat: Seat, *, at: datetime) -> None:
    """By this one, with the other."""
    for one in _others(seat.dialogue, seat):
        shared.send(to=one.person, about=one.pk, stamp=at.isoformat(), at=at, merges=True)


def both_open(seat: Seat, *, at: datetime) -> None:
    """The other one is told; this one has just pressed the button."""
    for one in _others(seat.dialogue, seat):
        opened_together.send(to=one.person, about=one.pk, stamp=at.isoformat(), at=at)


def words_taken_back(seat: Seat, entries: list[Entry], *, at: datetime) -> bool:
    """Only whoever had opened them is told; one sentence says it for all. Called while they are still shared.

    True: somebody had opened one of them.
    """
    told = False
    for one in _others(seat.dialogue, seat):
        for entry in entries:
            since = (entry.shared_at or at) - OPENED_WITHIN
            if vault.opened_by(one.person_id, [entry.pk], since=since):
                taken_back.send(to=one.person, about=one.pk, stamp=f"{entry.pk}", at=at, merges=True)
                told = True
    return told


def confirmed_by(seat: Seat, version: SheetVersion, *, at: datetime) -> None:
    """By this one first, or by both now."""
    notice = sheet_confirmed if version.complete_at else sheet_waits
    for one in _others(seat.dialogue, seat):
        notice.send(to=one.person, about=one.pk, stamp=version.pk, at=at)


def sent_afterwards(seat: Seat, sent: FollowUp, *, at: datetime) -> None:
    """A question that came up later, or an answer, by this one."""
    for one in _others(seat.dialogue, seat):
        asked_further.send(to=one.person, about=one.pk, stamp=sent.pk, at=at)


def contact_handed_on(seat: Seat, referral: Referral, *, at: datetime) -> None:
    """By this one; a second one while the first mail waits says nothing more."""
    for one in _others(seat.dialogue, seat):
        referred.send(to=one.person, about=one.pk, stamp=referral.pk, at=at, merges=True)


def sent_to_third(seat: Seat, sent: SentSheet, *, at: datetime) -> None:
    """The partner and the third reader are told, each of what concerns them."""
    for one in _others(seat.dialogue, seat):
        sheet_sent.send(to=one.person, about=one.pk, stamp=sent.pk, at=at)
    sheet_received.send(to=sent.reader, about=sent.pk, at=at)


def recorded_elsewhere(record: HeldElsewhere, *, at: datetime) -> None:
    """The one who did not record it."""
    to = record.partner if record.recorded_by == Side.OWNER else record.owner
    elsewhere_recorded.send(to=to, about=record.pk, at=at)


def answered_elsewhere(record: HeldElsewhere, *, at: datetime) -> None:
    """The one who recorded it; yes and no read the same in a mail."""
    to = record.owner if record.recorded_by == Side.OWNER else record.partner
    elsewhere_answered.send(to=to, about=record.pk, stamp=at.isoformat(), at=at, merges=True)


def _others(dialogue: Dialogue, seat: Seat | None) -> list[Seat]:
    seats = Seat.every.filter(dialogue=dialogue, ended_at__isnull=True).select_related("person")
    return [one for one in seats if seat is None or one.pk != seat.pk]
