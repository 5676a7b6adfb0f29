"""Where allauth asks us: sign-up is closed, persons are found by our own addresses, and it has no pages of its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url


class AccountAdapter(DefaultAccountAdapter):
    """allauth signs people in; who they are is decided in samtalerum.people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Administrators add people; nobody adds oneself."""
        return False

    def get_login_stages(self) -> list[str]:
        """allauth's own, and then ours."""
        return [*super().get_login_stages(), "samtalerum.people.factors.stage.SecondStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the server knows it: uvicorn has read the header of a proxy it trusts, and of nobody else."""
        return str(request.META.get("REMOTE_ADDR") or "unknown")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponseRedirect:  # noqa: ARG002
        """Closed in the moment between asking for a code and typing it: the door again."""
        return HttpResponseRedirect(resolve_url("people:sign-in"))

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Our pages say what happened; allauth's messages would name addresses."""
