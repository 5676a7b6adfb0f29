"""The application that uvicorn serves: pages by Django, and beside it the streams that say when to ask for news."""

import os
import warnings
from typing import Any

import django
from asgiref.sync import sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Whitenoise hands static files over in a synchronous way; they are few and small, and Django reads them in a thread.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
django.setup()

from django.conf import settings  # noqa: E402 - after the application is set up
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402

from samtalerum.dialogues import live  # noqa: E402
from samtalerum.mail import worker  # noqa: E402


class Pages(ASGIHandler):
    """Django's, but a request stays in one thread from its first middleware to its view and back.

    None of them is asynchronous. Django would take each view, and each middleware that looks at it first, to the event
    loop and back to a thread, a dozen times for one page.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = await sync_to_async(self.get_response)(request)
        return answer


pages = Pages()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Streams take neither a thread nor a connection to the database from the pages."""
    serve = live.application if scope["type"] == "http" and scope["path"].startswith(live.PATH) else pages
    await serve(scope, receive, send)


if settings.WORKS_HERE:
    worker.start()
