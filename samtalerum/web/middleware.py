"""Around every view: sign-in required, the person's language, refusals in words, nothing kept by the browser."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from samtalerum.ground.refusals import Refusal
from samtalerum.web import answers

Next = Callable[[HttpRequest], HttpResponse]


class PersonLanguageMiddleware:
    """Signed in: the person's own language. At the door: what was chosen there, or what the browser asks for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        language = person.language if person.is_authenticated else translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, but a save or a fragment is told in words with 401, so that the page keeps what was typed."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        to_the_door: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if to_the_door is None or answers.asks_for_page(request):
            return to_the_door
        return answers.signed_out(request)


class NoStoreMiddleware:
    """No page stays in a cache or in the browser's history: the next one at this machine may be somebody else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class RefusalMiddleware:
    """Turns a Refusal, or Django's empty "not allowed", into a page, a fragment or the answer to a save."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return answers.only_forms(request, response.headers.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return answers.refused(request, exception)
        return None
