"""The floor: what a bare view costs on the same server, with as many queries and as many bytes as a page.

Only the bench serves this, on a port of its own; it is no part of the product's addresses. Nothing is opened, checked
or translated: the difference to a page is the product, and Django's middleware around it.
"""

import os
from functools import lru_cache
from importlib import import_module
from typing import Any
from uuid import UUID

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user  # noqa: E402
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from samtalerum.dialogues.models import Dialogue, Entry, Seat  # noqa: E402
from samtalerum.vault.keystore.models import WrappedKey  # noqa: E402

FILLER = '<p class="quiet">The quick brown fox jumps over the lazy dog, and back again.</p>\n'


def hello(_request: HttpRequest) -> HttpResponse:
    """The least that an answer costs."""
    return HttpResponse("hello")


def session(request: HttpRequest) -> HttpResponse:
    """Who asks (session and person), and three statements more."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person: Any = get_user(request)
    dialogue = UUID(request.GET["dialogue"])
    found = [list(Seat.objects.filter(dialogue=dialogue)) for _ in range(3)]
    return HttpResponse(f"hello {person.pk} {len(found)}")


@csrf_exempt
def flat(request: HttpRequest) -> HttpResponse:
    """`reads` by index from the content, `keys` from the key store, `writes` in one transaction, `bytes` of page."""
    asked = {name: int(str(request.GET[name])) for name in ("reads", "keys", "writes", "bytes")}
    dialogue = UUID(request.GET["dialogue"])
    rows: list[Any] = []
    for _ in range(asked["keys"]):
        rows += WrappedKey.objects.filter(scope__in=[f"dialogue:{dialogue}"])
    if asked["writes"]:
        with transaction.atomic():
            rows += _read(dialogue, asked["reads"])
            for _ in range(asked["writes"]):
                Entry.objects.filter(pk=_entry(dialogue)).update(saved_at=timezone.now())
    else:
        rows += _read(dialogue, asked["reads"])
    return HttpResponse(_template(asked["bytes"]).render({"rows": rows}, request))


def _read(dialogue: UUID, times: int) -> list[Any]:
    rows: list[Any] = []
    for number in range(times):
        rows += Seat.objects.filter(dialogue=dialogue) if number % 2 else Dialogue.objects.filter(pk=dialogue)
    return rows


@lru_cache
def _entry(dialogue: UUID) -> UUID:
    found: UUID = Entry.objects.filter(dialogue=dialogue).values_list("pk", flat=True)[0]
    return found


@lru_cache
def _template(size: int) -> Any:
    head = "<!doctype html><title>flat</title>{% for row in rows %}<p>{{ row.pk }}</p>{% endfor %}"
    return engines["django"].from_string(head + (FILLER * (size // len(FILLER) + 1))[:size])


urlpatterns = [path("hello/", hello), path("session/", session), path("flat/", flat)]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []  # nothing around a view
application = ASGIHandler()
