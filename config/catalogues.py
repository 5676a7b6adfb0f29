"""Translations with Babel alone: no system gettext is needed. Extract, update, compile, check.

`locale/<language>/LC_MESSAGES/django.po` holds every sentence of pages, mails and refusals; English is the source.
"""

import ast
import os
import re
import sys
from collections.abc import Generator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("da", "sv")
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**.html", "config.catalogues:extract_template"),
    ("**.txt", "config.catalogues:extract_template"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def extract_template(
    fileobj: Any, *_args: Any, **_options: Any
) -> Generator[tuple[int, str, Any, list[str]], None, None]:
    """Babel's view of a Django template: what Django itself would hand to xgettext."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(TEMPLATES=[])
    source = templatize(fileobj.read().decode("utf-8"))
    for call in CALL.finditer(source):
        words = [ast.literal_eval(text) for text in re.findall(STRING, call.group(2))]
        line = source.count("\n", 0, call.start()) + 1
        yield line, call.group(1), tuple(words) if len(words) > 1 else words[0], []


def extract() -> Catalog:
    """Every sentence of the product, from Python and templates."""
    catalog = Catalog(charset="utf-8")
    for folder in ("samtalerum", "config"):
        for file, line, message, _comments, context in extract_from_dir(
            str(ROOT / folder), method_map=METHODS, keywords=KEYWORDS
        ):
            if message and message != "":
                flags = ("python-format",) if _has_python_format(message) else ()
                catalog.add(message, None, [(f"{folder}/{file}", line)], flags=flags, context=context)
    return catalog


def update() -> None:
    """Bring each .po up to date; what is gone goes, what is new is empty."""
    template = extract()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        catalog.header_comment = "# The sentences of Samtalerum's pages and mails; English is the source."
        catalog.fuzzy = False
        buffer = BytesIO()
        write_po(buffer, catalog, width=110, sort_output=True, omit_header=False, no_location=True)
        text = re.sub(
            r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By)[^\n]*\n',
            "",
            buffer.getvalue().decode(),
        )
        path(language).parent.mkdir(parents=True, exist_ok=True)
        path(language).write_text(text, encoding="utf-8")


def compile_all() -> None:
    """Write .mo files where the .po is newer."""
    for language in LANGUAGES:
        source, target = path(language), path(language).with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            temporary = target.with_suffix(f".mo.{os.getpid()}")
            with temporary.open("wb") as file:
                write_mo(file, read(language))
            temporary.replace(target)


def problems() -> list[str]:
    """What keeps the catalogues from being complete: missing, empty, fuzzy, or with other placeholders."""
    template = extract()
    found = []
    for language in LANGUAGES:
        catalog = read(language)
        for wanted in template:
            if not wanted.id:
                continue
            message = catalog.get(_first(wanted.id), wanted.context)
            problem = _problem(message, wanted)
            if problem:
                found.append(f"{language}: {_first(wanted.id)!r}: {problem}")
        known = {(_first(one.id), one.context) for one in template}
        found += [
            f"{language}: {_first(one.id)!r}: no longer in the product, run `make messages`"
            for one in catalog
            if one.id and (_first(one.id), one.context) not in known
        ]
    return found


def read(language: str) -> Catalog:
    """The catalogue of a language, or an empty one."""
    if not path(language).exists():
        return Catalog(locale=language, charset="utf-8", project="Samtalerum")
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def path(language: str) -> Path:
    """Where a language's sentences stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _problem(message: Message | None, wanted: Message) -> str:
    if message is None:
        return "missing, run `make messages` and translate it"
    if isinstance(wanted.id, (tuple, list)) != isinstance(message.string, (tuple, list)):
        return "one has a plural and the other has not"
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    if not all(strings) or message.fuzzy:
        return "not translated, or marked fuzzy"
    ids = wanted.id if isinstance(wanted.id, (tuple, list)) else [wanted.id]
    extra = {name for text in strings for name in _names(text)} - {name for text in ids for name in _names(text)}
    lost = _names(ids[-1]) - _names(strings[-1])
    return f"other placeholders than the source: {sorted(extra | lost)}" if extra or lost else ""


def _names(text: str | None) -> set[str]:
    return {one or other for one, other in PLACEHOLDER.findall(text or "")}


def _first(message_id: Any) -> str:
    return str(message_id[0] if isinstance(message_id, (tuple, list)) else message_id)


def _has_python_format(message: Any) -> bool:
    return bool(re.search(r"%\(\w+\)[sd]", " ".join(message) if isinstance(message, tuple) else message))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    what = sys.argv[1] if len(sys.argv) > 1 else "check"
    if what == "update":
        update()
    elif what == "compile":
        compile_all()
    else:
        mistakes = problems()
        print("\n".join(mistakes) or "Every sentence has its Danish and Swedish.")
        sys.exit(bool(mistakes))
