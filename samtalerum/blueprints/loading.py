"""Reading a blueprint file: strict, every mistake at once, each with its line and what to do."""

from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _

from samtalerum.blueprints import shapes
from samtalerum.blueprints.reading import Mistake, WrongBlueprint, plain, read

__all__ = ["LARGEST", "Mistake", "WrongBlueprint", "load", "load_file"]

LARGEST = 256 * 1024


def load_file(path: Path) -> dict[str, Any]:
    """The checked content of a file; WrongBlueprint lists every mistake."""
    try:
        with path.open("rb") as file:
            found = file.read(LARGEST + 1)  # never more than is allowed, whatever stands behind the name
    except OSError as problem:
        says = _("The file can't be read (%(why)s). Check the name and the permissions.")
        raise WrongBlueprint(str(path), [Mistake(1, says % {"why": problem.strerror})]) from problem
    if len(found) > LARGEST:
        raise WrongBlueprint(str(path), [_too_large()])
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = found.count(b"\n", 0, problem.start) + 1
        says = _("The file is not UTF-8 text. Save it as UTF-8.")
        raise WrongBlueprint(str(path), [Mistake(line, says)]) from problem
    return load(text, name=str(path))


def load(text: str, *, name: str) -> dict[str, Any]:
    """The same for text; `name` stands before the line in each mistake."""
    if len(text) > LARGEST:
        raise WrongBlueprint(name, [_too_large()])
    tree, mistakes = read(text)
    if tree is not None or not mistakes:
        mistakes = [*mistakes, *shapes.check(tree)]
    if mistakes or tree is None:
        raise WrongBlueprint(name, mistakes)
    return cast("dict[str, Any]", plain(tree))


def _too_large() -> Mistake:
    says = _("The file is larger than %(size)s kB. A blueprint is much smaller.")
    return Mistake(1, says % {"size": LARGEST // 1024})
