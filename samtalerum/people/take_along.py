"""One's own words as one file: made when it is asked for, in memory, and kept nowhere.

A ZIP with a page to read (no script, nothing from elsewhere, opens without a network), the same as data, and checksums.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template import loader
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import TooMany
from samtalerum.people import notices
from samtalerum.people.models import Event
from samtalerum.people.taking import Chapter, chapters

FORMAT, VERSION = "samtalerum/take-along", 1  # docs/take-along.md
PAGE, DATA, SUMS = "index.html", "data.json", "sha256.txt"


class TakenOften(TooMany):
    """The file is the same a minute later."""

    message = _("You have made this file several times today. Use the last one, or try again tomorrow.")


def take_along(request: HttpRequest, *, at: datetime) -> bytes:
    """The file of the person who asks. First it is written down, and mailed, that it was made."""
    person: Any = request.user
    if not ratelimit.consume(request, action="taken_along", key=str(person.pk)):
        raise TakenOften
    with transaction.atomic():
        Event.objects.create(person=person, actor=person, kind=Event.Kind.TAKEN_ALONG, at=at)
        notices.words_taken.send(to=person, stamp=at.isoformat(), at=at)
    return packed(person, at=at)


def packed(person: Any, *, at: datetime) -> bytes:
    """The ZIP, in the active language."""
    found = chapters(person, at=at)
    files = {PAGE: _page(person, found, at=at), DATA: _data(person, found, at=at)}
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    files[SUMS] = "".join(sums).encode()
    box = io.BytesIO()
    made = timezone.localtime(at).timetuple()[:6]
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)
    return box.getvalue()


def filename(at: datetime) -> str:
    """Says nothing about anybody: it will lie in a folder of downloads."""
    return f"samtalerum-{local_date(at).isoformat()}.zip"


def _page(person: Any, found: list[Chapter], *, at: datetime) -> bytes:
    context = {
        "person": person,
        "chapters": found,
        "at": at,
        "language": (get_language() or "en")[:2],
        "institution": settings.INSTITUTION,
    }
    return loader.render_to_string("people/taken.html", context).encode()


def _data(person: Any, found: list[Chapter], *, at: datetime) -> bytes:
    data = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.isoformat(),
        "language": (get_language() or "en")[:2],
        "institution": settings.INSTITUTION,
        "person": {"name": person.display_name, "address": person.email},
        "chapters": [asdict(one) for one in found],
    }
    return json.dumps(data, ensure_ascii=False, indent=1, default=datetime.isoformat).encode()
