"""Publishing blueprints and finding the edition that a new dialogue begins with."""

import copy
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.blueprints.loading import load_file
from samtalerum.blueprints.models import Edition, digest
from samtalerum.ground.refusals import Conflict

__all__ = ["LIBRARY", "NothingPublished", "VersionTaken", "current", "current_of_kind", "digest", "publish"]

LIBRARY = Path(__file__).parent / "library"

log = logging.getLogger(__name__)


class VersionTaken(Conflict):
    """Another wording has this key and version already."""


class NothingPublished(Conflict):
    """No blueprint of this kind has been published."""

    message = gettext_lazy("No blueprint has been published yet. The administrator can do so: samtalerum init.")


def publish(content: dict[str, Any], *, at: datetime, shipped: bool = False) -> Edition:
    """Freeze checked content. The same wording is the same edition; another one needs a higher version."""
    identity = digest(content)
    there = Edition.objects.filter(digest=identity).first()
    if there:
        return there
    newest = current(content["key"])
    if newest and content["version"] <= newest.version:
        raise VersionTaken(
            _("%(key)s has a version %(newest)s with other words. Raise `version:` to %(next)s.")
            % {"key": content["key"], "newest": newest.version, "next": newest.version + 1}
        )
    fields = {name: content[name] for name in ("key", "version", "kind")}
    defaults = {**fields, "content": copy.deepcopy(content), "shipped": shipped, "published_at": at}
    return Edition.objects.get_or_create(digest=identity, defaults=defaults)[0]


def publish_shipped(*, at: datetime) -> list[Edition]:
    """At first start, and when an upgrade brings a higher version. Never instead of an institution's own."""
    published = []
    for path in sorted(LIBRARY.glob("*.yaml")):
        content = load_file(path)
        newest = current(content["key"])
        if newest is None or content["version"] > newest.version:
            published.append(publish(content, at=at, shipped=True))
        elif newest.shipped and newest.version == content["version"] and newest.digest != digest(content):
            log.warning(
                "%s has other words than its version %s in force; raise its version.", path.name, newest.version
            )
    return published


def current(key: str) -> Edition | None:
    """The newest edition with this key."""
    return Edition.objects.filter(key=key).order_by("-version").first()


def current_of_kind(kind: str) -> Edition:
    """What a new dialogue of this kind begins with: the institution's own if there is one, of these the last published."""
    found = Edition.objects.filter(kind=kind).order_by("shipped", "-published_at", "-version").first()
    if found is None:
        raise NothingPublished
    return found
