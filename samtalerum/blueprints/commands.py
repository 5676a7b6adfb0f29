"""`samtalerum blueprint check|publish|list`. Each returns an exit status."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from samtalerum.blueprints import editions
from samtalerum.blueprints.loading import WrongBlueprint, load_file
from samtalerum.blueprints.models import Edition
from samtalerum.blueprints.schema import parse
from samtalerum.ground.refusals import Refusal


def check(path: Path) -> int:
    """Say everything that is wrong with a file, or what is in it."""
    try:
        blueprint = parse(load_file(path))
    except WrongBlueprint as wrong:
        print(wrong)
        return 1
    print(
        _("%(key)s, version %(version)s, in %(languages)s: %(count)s places to write. Nothing is wrong.")
        % {
            "key": blueprint.key,
            "version": blueprint.version,
            "languages": ", ".join(blueprint.languages),
            "count": len(blueprint.items()),
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
    print(_("%(edition)s is in force for every dialogue that starts from now on.") % {"edition": edition})
    return 0


def listing() -> int:
    """Every edition, the newest first; the one in force is marked."""
    current = {kind: editions.current_of_kind(kind).pk for kind in Edition.objects.values_list("kind", flat=True)}
    for edition in Edition.objects.order_by("-published_at", "-version"):
        mark = "*" if edition.pk in current.values() else " "
        print(f"{mark} {edition.key:30} {edition.version:>4}  {edition.published_at:%Y-%m-%d}  {edition.digest[:12]}")
    return 0
