"""Templates keep to the page's law: nothing inline, nothing from elsewhere, no words outside the catalogue."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "samtalerum").rglob("templates/**/*.html"))
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
CLASSES = re.compile(r"\{% block body_class %\}.*?\{% endblock(?: body_class)? %\}", re.DOTALL)
BLOCK = re.compile(r"\{% (blocktranslate|comment|verbatim)\b.*?%\}.*?\{% end\1 %\}", re.DOTALL)
MARKUP = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>""")
UNTRANSLATED = frozenset({"Samtalerum", "html", "DOCTYPE"})

# A mail brings its looks along, and so does the file that somebody takes along.
MAIL = "samtalerum/mail/templates/mail/mail.html"
TAKEN = "samtalerum/people/templates/people/taken.html"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path):
    text = path.read_text()
    if name(path) != MAIL:
        assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=", text), "an inline style or handler"
    if name(path) not in {MAIL, TAKEN}:
        assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "an inline script"
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", text), "something from elsewhere"
    assert "|safe" not in text, "what is safe is decided in Python"
    assert "autoescape off" not in text
    assert "localStorage" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_form_that_changes_something_carries_its_token(path: Path):
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
        if re.search(r"""method=["']?post""", form, re.IGNORECASE):
            assert "{% csrf_token %}" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_goes_through_the_catalogue(path: Path):
    text = TAG.sub(" ", BLOCK.sub(" ", CLASSES.sub(" ", path.read_text())))
    text = re.sub(r"<!--.*?-->|<svg\b.*?</svg>|<style>.*?</style>", " ", text, flags=re.DOTALL)
    words = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", MARKUP.sub(" ", text)) if word not in UNTRANSLATED]
    said = re.findall(r"""(?:aria-label|title|alt|placeholder)="([^"{}]*[A-Za-z]{2}[^"{}]*)\"""", path.read_text())
    assert not words + said, f"not translated: {words + said}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_part_that_is_included_is_there(path: Path):
    folders = [one for one in (ROOT / "samtalerum").glob("*/templates") if one.is_dir()]
    for included in re.findall(r"""\{% (?:include|extends) ["']([^"']+)["']""", path.read_text()):
        assert any((folder / included).exists() for folder in folders), included


@pytest.mark.parametrize("path", sorted((ROOT / "samtalerum").glob("web/static/js/*.js")), ids=name)
def test_scripts_keep_nothing_in_the_browser(path: Path):
    text = path.read_text()
    for forbidden in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "eval(", "document.write"):
        assert forbidden not in text, forbidden
