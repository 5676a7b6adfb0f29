"""What the page after a form says: one fixed sentence, carried by the session, said once. Never anything typed."""

from django.http import HttpRequest
from django.utils.translation import gettext

KEY = "said"


def say(request: HttpRequest, sentence: str) -> None:
    """A sentence marked with gettext_noop, for the next page."""
    request.session[KEY] = sentence


def hear(request: HttpRequest) -> str:
    """The sentence in the reader's language, once."""
    sentence = request.session.pop(KEY, "")
    return gettext(sentence) if sentence else ""
