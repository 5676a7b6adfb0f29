"""Mails about an account. Most go into the outbox, in the transaction of what happened.

The six digits do not: they must be there at once, and stand nowhere. They are written and sent in a thread of their
own, so that an answer takes as long for an address that nobody has.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.signing import Signer
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.dates import local_date
from samtalerum.mail import delivery
from samtalerum.mail.composing import Content, compose
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice
from samtalerum.people.directory import reader_of
from samtalerum.people.models import Person, StandIn
from samtalerum.people.takes_two import AddressChange, Merge
from samtalerum.people.window import to_be_told

ADDRESS_SALT = "samtalerum.people.addresses"
log = logging.getLogger(__name__)
_senders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="codes")


def _merge_is_open(letter: Letter) -> bool:
    """Nobody has answered for this account, and nobody has taken the question back."""
    merge = Merge.objects.filter(pk=letter.about, ended_at__isnull=True).first()
    if merge is None:
        return False
    return (merge.keep_agreed_at if letter.person == merge.keep_id else merge.gone_agreed_at) is None


def _address_waits(letter: Letter) -> bool:
    """It is neither in force nor stopped."""
    return AddressChange.objects.filter(pk=letter.about, ended_at__isnull=True).exists()


def _still_leaves(letter: Letter) -> bool:
    """The window is open: the person has not come back, and the account is not closed."""
    return to_be_told().filter(pk=letter.about).exists()


def _stands_in(letter: Letter) -> bool:
    """It has not been ended since."""
    still = Q(ends__isnull=True) | Q(ends__gte=local_date(timezone.now()))
    return StandIn.objects.filter(still, pk=letter.about).exists()


def _way_to_object(letter: Letter) -> str:
    """The one link in a mail that works without signing in; all it can do is to leave things as they are."""
    return reverse("people:object-to-address", args=[Signer(salt=ADDRESS_SALT).sign(letter.about)])


address_changed = Notice(
    key="people/address-changed",
    subject=_("Your address in Samtalerum was changed"),
    words=_(
        "Another address than this one signs you in to Samtalerum from now on, and you have been signed out everywhere."
        " If that is not as you wanted it, speak to the administrators at your university at once."
    ),
    link=None,
    can_wait=False,
)

factors_changed = Notice(
    key="people/factors-changed",
    subject=_("How you sign in to Samtalerum was changed"),
    words=_(
        "A passkey, a code app, recovery codes, or what each sign-in asks for was changed or used in your account. The"
        " security page says what. If it was not you, sign out everywhere there and speak to the administrators at"
        " your university at once."
    ),
    link=lambda _letter: reverse("people:security"),
    can_wait=False,
)

factors_reset = Notice(
    key="people/factors-reset",
    subject=_("Your second factors in Samtalerum were removed"),
    words=_(
        "Whoever operates Samtalerum at your university has removed all passkeys, the code app and the recovery codes"
        " from your account, and you have been signed out everywhere. If you did not ask for that, speak to them at"
        " once."
    ),
    link=lambda _letter: reverse("people:security"),
    can_wait=False,
)

signed_in_elsewhere = Notice(
    key="people/signed-in-elsewhere",
    subject=_("A sign-in from a browser we have not seen before"),
    words=_(
        "Somebody signed in to your account in Samtalerum with a browser that has not been used for it before. If it"
        " was you, you need not do anything. If not, sign out everywhere on the security page and speak to the"
        " administrators at your university at once."
    ),
    link=lambda _letter: reverse("people:security"),
    can_wait=False,
)

address_asked = Notice(
    key="people/address-asked",
    subject=_("Another address was asked for in Samtalerum"),
    words=_(
        "An administrator at your university has asked that another address than this one signs you in. If you do not"
        " want that, object now: one click stops it, without signing in. If nobody objects, it takes effect after some"
        " days; you can also sign in and say yes at once."
    ),
    link=_way_to_object,
    button=_("Object, or look"),
    holds=_address_waits,
    can_wait=False,
)

merge_asked = Notice(
    key="people/merge-asked",
    subject=_("A question about your account in Samtalerum"),
    words=_(
        "The administrators at your university think that you are in Samtalerum twice. Sign in and say whether that is"
        " so; nothing is moved before you have said yes with both addresses."
    ),
    link=lambda _letter: reverse("people:settings"),
    holds=_merge_is_open,
    can_wait=False,
)


words_taken = Notice(
    key="people/words-taken",
    subject=_("A file with your words was made in Samtalerum"),
    words=_(
        "Somebody who is signed in to your account, and has shown once more to be you, has just made the file with"
        " everything you wrote. If that was you, you need not do anything. If not, sign out everywhere on the security"
        " page and speak to the administrators at your university at once."
    ),
    link=lambda _letter: reverse("people:security"),
    can_wait=False,
)

leaving = Notice(
    key="people/leaving",
    subject=_("Until when you can sign in to Samtalerum"),
    words=_(
        "Your affiliation to the university ends or has ended. For a while you can still sign in and take your words"
        " along as one file; the start page says until which day. Afterwards your account is closed and what only you"
        " can read is erased."
    ),
    link=lambda _letter: reverse("people:take-along"),
    button=_("Take your words along"),
    holds=_still_leaves,
    can_wait=False,
)

leaving_soon = Notice(
    key="people/leaving-soon",
    subject=_("One more week to sign in to Samtalerum"),
    words=_(
        "Within a week your account is closed, because your affiliation to the university has ended. What only you can"
        " read is erased then. Until that day you can take your words along as one file."
    ),
    link=lambda _letter: reverse("people:take-along"),
    button=_("Take your words along"),
    holds=_still_leaves,
    can_wait=False,
)

stand_in_named = Notice(
    key="people/stand-in-named",
    subject=_("You stand in for somebody in Samtalerum"),
    words=_(
        "A leader at your university has named you as stand-in for invitations and dates. You read nothing of any"
        " conversation. The page says for whom, until when, and how to say that you would rather not."
    ),
    link=lambda _letter: reverse("people:stand-ins"),
    holds=_stands_in,
)

stand_in_ended = Notice(
    key="people/stand-in-ended",
    subject=_("A stand-in in Samtalerum has ended"),
    words=_("Somebody who stood in for invitations and dates no longer does. The page says who still does."),
    link=lambda _letter: reverse("people:stand-ins"),
)


def code_for(person: Person | None, email: str, code: str) -> None:
    """The six digits. For nobody, the same is set going and ends in nothing."""
    if settings.SEND_MAIL_AT_ONCE or settings.DEMO:
        _write_and_send(person, email, code)
    else:
        _senders.submit(_write_and_send, person, email, code)


def code_to_confirm(person: Person, email: str, code: str) -> None:
    """Digits for one text that lies on a table. They sign nobody in."""
    if settings.SEND_MAIL_AT_ONCE or settings.DEMO:
        _write_and_send(person, email, code, confirm_content)
    else:
        _senders.submit(_write_and_send, person, email, code, confirm_content)


def confirm_content(code: str) -> Content:
    """What the mail with those digits says."""
    return Content(
        subject=_("Confirming in Samtalerum"),
        paragraphs=[
            _("With these six digits you confirm the text that lies in front of you on somebody's laptop:"),
            _(
                "They hold for exactly that text and sign you in to nothing. If you did not ask for them, or do not"
                " agree, give them to nobody; you need not do anything."
            ),
        ],
        figures=code,
        settings_named=False,
    )


def code_content(code: str) -> Content:
    """What the mail with the digits says."""
    return Content(
        subject=_("Signing in to Samtalerum"),
        paragraphs=[
            _("These six digits sign you in:"),
            lazy(_how_long, str)(),
        ],
        figures=code,
        settings_named=False,
    )


def _how_long() -> str:
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    sentence = gettext(
        "They work once, for %(minutes)s minutes, in the browser where you asked for them. If you did not ask, you"
        " need not do anything."
    )
    return sentence % {"minutes": minutes}


def _write_and_send(
    person: Person | None, email: str, code: str, content: Callable[[str], Content] = code_content
) -> None:
    if person is None or not email:
        return
    try:
        with delivery.Post() as post:
            post.send(compose(content(code), reader_of(person, email), email=email))
    except (delivery.Away, delivery.Later, delivery.Refused):
        log.exception("A code could not be sent: is the mail server reachable?")
