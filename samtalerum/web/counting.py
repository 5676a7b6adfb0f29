"""How many requests this process answered and how long each took, by the name of the view and the class of the answer.

Never by address: addresses hold ids. Each process counts for itself, in memory, from its start.
"""

import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse

UP_TO = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds: the steps of the histogram
NONE = "none"  # an address that leads to no view: whatever strangers try is one name


class Counts:
    """Requests and times since the process began. Any thread may add to them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._times: dict[str, list[int]] = {}  # of each view, how many fell into each step, and beyond the last
        self._seconds: dict[str, float] = {}

    def add(self, view: str, status: int, seconds: float) -> None:
        """One request has been answered."""
        step = bisect_left(UP_TO, seconds)
        with self._lock:
            self._answers[view, f"{status // 100}xx"] += 1
            self._times.setdefault(view, [0] * (len(UP_TO) + 1))[step] += 1
            self._seconds[view] = self._seconds.get(view, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """As Prometheus reads it. `process` tells the processes of one service apart: each counts alone."""
        with self._lock:
            answers, seconds = dict(self._answers), dict(self._seconds)
            times = {view: list(steps) for view, steps in self._times.items()}
        process = f'process="{os.getpid()}"'
        yield "# HELP samtalerum_requests_total Answered requests of this process, by view and class of the status.\n"
        yield "# TYPE samtalerum_requests_total counter\n"
        for (view, status), number in sorted(answers.items()):
            yield f'samtalerum_requests_total{{{process},view="{view}",status="{status}"}} {number}\n'
        yield "# HELP samtalerum_request_seconds How long this process took to answer, by view.\n"
        yield "# TYPE samtalerum_request_seconds histogram\n"
        for view, steps in sorted(times.items()):
            yield from _histogram(f'{process},view="{view}"', steps, seconds[view])


def _histogram(labels: str, steps: list[int], seconds: float) -> Iterator[str]:
    so_far = 0
    for limit, number in zip([*(f"{one:g}" for one in UP_TO), "+Inf"], steps, strict=True):
        so_far += number
        yield f'samtalerum_request_seconds_bucket{{{labels},le="{limit}"}} {so_far}\n'
    yield f"samtalerum_request_seconds_sum{{{labels}}} {seconds:.6f}\n"
    yield f"samtalerum_request_seconds_count{{{labels}}} {so_far}\n"


COUNTS = Counts()
_AS: dict[str, str] = {}


def count_as(namespace: str, view: str) -> None:
    """Count all views of a namespace as one that others have too: how often they are asked for is nobody's to know."""
    _AS[namespace] = view


class CountingMiddleware:
    """Counts what the views answer; static files are handed out before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        found = request.resolver_match
        COUNTS.add(
            _AS.get(found.namespace, found.view_name) if found else NONE,
            response.status_code,
            time.perf_counter() - began,
        )
        return response
