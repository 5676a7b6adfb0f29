"""`python -m bench.copying take DIR` or `put-back DIR`: a back-up, or its restoring, as `samtalerum` does it; prints seconds."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from config.backup import restoring, taking  # noqa: E402


def _nobody_listens(_line: str) -> None:
    """What it says meanwhile is for operators."""


if __name__ == "__main__":
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "take":
        seconds = taking.take(folder, at=timezone.now(), say=_nobody_listens).seconds
    else:
        seconds = restoring.restore(folder, folder, say=_nobody_listens).seconds
    print(json.dumps(seconds))
