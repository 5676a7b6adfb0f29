"""What an operator types about mail."""

import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from samtalerum.mail.composing import Content, compose
from samtalerum.mail.delivery import Away, Later, Post, Refused
from samtalerum.mail.models import Pace
from samtalerum.mail.readers import Reader

TEST = Content(
    subject=_("A test mail from Samtalerum"),
    paragraphs=[_("Whoever runs Samtalerum has tried whether mails arrive. This one has.")],
    settings_named=False,
)


def send_test_mail(address: str) -> int:
    """Say in words whether the mail server took one mail to this address. Returns the exit status."""
    try:
        validate_email(address)
    except ValidationError:
        return _say(f"{address} is not an e-mail address.")
    there = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    reader = Reader(name="", first_name="", language=settings.LANGUAGE_CODE, email=address, pace=Pace.AT_ONCE)
    try:
        with Post() as post:
            post.send(compose(TEST, reader, email=address))
    except Away as problem:
        return _say(
            f"The mail server at {there} can't be used: {problem.__cause__}. See SAMTALERUM_SMTP_… in docs/settings.md."
        )
    except (Later, Refused) as problem:
        return _say(f"The mail server at {there} did not take the mail: {problem.__cause__}")
    print(f"The mail server at {there} has taken a mail to {address}. Look whether it arrives, and not among spam.")
    return 0


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
