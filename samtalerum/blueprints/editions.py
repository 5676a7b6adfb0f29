"""Publishing blueprints and finding the edition that a new dialogue begins with."""

import copy
import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samtalerum.blueprints.loading import load_file
from samtalerum.blueprints.models import Edition
from samtalerum.ground.refusals import Conflict

LIBRARY = Path(__file__).parent / "library"


class VersionTaken(Conflict):
    """Another wording has this key and version already."""


def digest(content: dict[str, Any]) -> str:
    """The identity of a wording: SHA-256 over its JSON with sorted keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def publish(content: dict[str, Any], *, at: datetime) -> Edition:
    """Freeze checked content. The same wording is the same edition; another one needs a higher version."""
    identity = digest(content)
    there = Edition.objects.filter(digest=identity).first()
    if there:
        return there
    newest = Edition.objects.filter(key=content["key"]).order_by("-version").first()
    if newest and content["version"] <= newest.version:
        raise VersionTaken(
            _("%(key)s has a version %(newest)s with other words. Raise `version:` to %(next)s.")
            % {"key": content["key"], "newest": newest.version, "next": newest.version + 1}
        )
    return Edition.objects.create(
        digest=identity,
        key=content["key"],
        version=content["version"],
        kind=content["kind"],
        content=copy.deepcopy(content),  # whoever changes theirs afterwards does not change ours
        published_at=at,
    )


def publish_shipped(*, at: datetime) -> list[Edition]:
    """At first start, and when an upgrade brings a higher version; an institution's own higher one stays in force."""
    published = []
    for path in sorted(LIBRARY.glob("*.yaml")):
        content = load_file(path)
        newest = Edition.objects.filter(key=content["key"]).order_by("-version").first()
        if newest is None or content["version"] > newest.version:
            published.append(publish(content, at=at))
    return published


def current_of_kind(kind: str) -> Edition:
    """What a new dialogue of this kind begins with: the edition published last."""
    return Edition.objects.filter(kind=kind).latest("published_at", "version")
