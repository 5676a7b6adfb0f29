"""For whoever watches the service: does the process live, is it ready to serve, and a few numbers. Nothing about people.

Requests, times and open streams are those of the process that answers (samtalerum.web.counting); mails are everybody's.
"""

import os
from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

PLAIN = "text/plain; version=0.0.4; charset=utf-8"
_migrated: set[str] = set()  # stores that were found up to date: they stay so while this process lives


@login_not_required
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Both databases answer, every migration is in, and the master keys can be read: 200, else 503 with what is missing."""
    missing = list(_missing())
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, to whoever knows SAMTALERUM_METRICS_TOKEN; without that setting the page does not exist."""
    token = settings.METRICS_TOKEN
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(sent.encode(), token.encode()):
        raise Http404
    return HttpResponse("".join(_numbers()), content_type=PLAIN)


def _missing() -> Iterator[str]:
    from samtalerum.vault import masters

    try:
        masters.load()
    except ImproperlyConfigured:
        yield "master keys"
    for alias, name in (("default", "content database"), ("keys", "key store")):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            if not _is_migrated(alias):
                yield f"migrations of the {name}"
        except DatabaseError:
            yield name


def _is_migrated(alias: str) -> bool:
    from django.db.migrations.executor import MigrationExecutor

    if alias not in _migrated:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(alias)
    return True


def _numbers() -> Iterator[str]:
    from samtalerum.dialogues.live import HUB
    from samtalerum.mail import facts
    from samtalerum.web.counting import COUNTS

    now = timezone.now()
    standing = facts.standing(now)
    seen = (now - standing.seen_at).total_seconds() if standing.seen_at else -1
    yield _gauge("samtalerum_ready", "1 when this process can serve.", int(not list(_missing())))
    yield _gauge("samtalerum_mails_waiting", "Mails that have not gone out yet.", standing.waiting)
    yield _gauge("samtalerum_mails_late", "Mails that should have gone out by now.", standing.late)
    yield _gauge("samtalerum_mails_failed", "Mails given up within a fortnight.", standing.failed)
    yield _gauge("samtalerum_workers", "Workers that have been heard of lately.", standing.workers)
    yield _gauge("samtalerum_worker_seen_seconds", "Since a worker was last heard of; -1: never.", seen)
    streams = "Open pages that this process tells when to ask for news."
    yield _gauge("samtalerum_streams", streams, len(HUB), f'{{process="{os.getpid()}"}}')
    yield from COUNTS.lines()


def _gauge(name: str, words: str, value: float, labels: str = "") -> str:
    return f"# HELP {name} {words}\n# TYPE {name} gauge\n{name}{labels} {value:g}\n"


app_name = "health"
urlpatterns = [
    path("healthz", live, name="live"),
    path("readyz", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]
