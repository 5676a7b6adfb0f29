"""`samtalerum blueprint check|publish|list`. Each returns an exit status."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from samtalerum.blueprints import editions
from samtalerum.blueprints.kinds import parse
from samtalerum.blueprints.loading import WrongBlueprint, load_file
from samtalerum.blueprints.models import Edition
from samtalerum.ground.refusals import Refusal


def check(path: Path) -> int:
    """Say everything that is wrong with a file, or what is in it."""
    try:
        found = parse(load_file(path))
    except WrongBlueprint as wrong:
        print(wrong)
        return 1
    print(
        _("%(key)s, version %(version)s, in %(languages)s: %(count)s places to write. Nothing is wrong.")
        % {
            "key": found.key,
            "version": found.version,
            "languages": ", ".join(found.languages),
            "count": len(found.items()),
        }
    )
    return 0


def publish(path: Path, *, at: datetime) -> int:
    """Put a file into force for dialogues that start from now on."""
    try:
        edition = editions.publish(load_file(path), at=at)
    except (WrongBlueprint, Refusal) as refused:
        print(refused)
        return 1
    in_force = editions.current_of_kind(edition.kind)
    if edition != in_force:
        says = _(
            "%(edition)s was published before; %(current)s is in force. To go back to these words, raise `version:`."
        )
        print(says % {"edition": edition, "current": in_force})
        return 1
    print(_("%(edition)s is in force for every dialogue that starts from now on.") % {"edition": edition})
    return 0


def listing() -> int:
    """Every edition, the newest first; the one in force of each kind is marked."""
    known = list(Edition.objects.defer("content").order_by("-published_at", "-version"))
    in_force = {editions.current_of_kind(kind).pk for kind in {edition.kind for edition in known}}
    for edition in known:
        mark = "*" if edition.pk in in_force else " "
        print(f"{mark} {edition.key:30} {edition.version:>5}  {edition.published_at:%Y-%m-%d}  {edition.digest[:12]}")
    print(_("* is in force for new dialogues; running ones keep theirs.") if known else _("Nothing is published yet."))
    return 0
