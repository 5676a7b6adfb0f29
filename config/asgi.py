"""The application that uvicorn serves: pages by Django, and beside it the streams that say when to ask for news."""

import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Whitenoise hands static files over in a synchronous way; they are few and small, and Django reads them in a thread.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
pages = get_asgi_application()

from django.conf import settings  # noqa: E402 - after the application is set up

from samtalerum.dialogues import live  # noqa: E402
from samtalerum.mail import worker  # noqa: E402


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Streams take neither a thread nor a connection to the database from the pages."""
    serve = live.application if scope["type"] == "http" and scope["path"].startswith(live.PATH) else pages
    await serve(scope, receive, send)


if settings.WORKS_HERE:
    worker.start()
