"""The last step of signing in: a second factor, for those of whom one is asked. On allauth's chain of stages."""

from typing import Any

from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from samtalerum.people.factors import rules

KEY = "samtalerum-second"


class SecondStage(LoginStage):
    """Until it is passed nobody is signed in. Whoever must have a factor and has none is let in as far as the page
    that sets one up: see samtalerum.people.middleware."""

    key = KEY
    urlname = "people:second"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask, or go on."""
        person = self.login.user
        if person is None or getattr(self.request, "proven", None) or not rules.asked(person):
            return None, True
        return (redirect("people:second"), True) if rules.has_any(person) else (None, True)


def waiting(request: HttpRequest) -> Any:
    """The sign-in that waits for a second factor in this browser, if there is one."""
    return LoginStageController.enter(request, KEY)
