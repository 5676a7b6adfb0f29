"""Refusals: errors that are answers. One middleware (samtalerum.web.middleware) turns them into pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A kind sentence with a status. What was asked for can't be done now, by this person, or in this way."""

    status = 409
    message: str | Promise = _("This can't be done now.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__()
        if message is not None:
            self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Invalid(Refusal):
    """The request makes no sense: a hidden field was changed, or an old page was sent."""

    status = 400
    message = _("Something in the form was not as expected. Reload the page and try again.")


class Forbidden(Refusal):
    """The page is known to exist, but this is not for this person to do."""

    status = 403
    message = _("This is not yours to do.")


class Conflict(Refusal):
    """Somebody was faster; both texts are safe."""

    message = _("This was changed in the meantime. Reload the page to see how it stands.")


class WrongMoment(Refusal):
    """The step does not lead on from the phase the dialogue is in."""

    message = _("The conversation has moved on in the meantime. Reload the page to see where it stands.")


class TooMany(Refusal):
    """A limit against guessing."""

    status = 429
    message = _("That was too often in a short time. Wait a few minutes and try again.")
