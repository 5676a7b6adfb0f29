"""What a first visit costs, and that nothing in it is refused by the policy or comes from elsewhere."""

import re
from pathlib import Path
from typing import Any

import brotli
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from samtalerum.web.storage import Storage
from samtalerum.web.tests.stage import Stage

STATIC = Path(__file__).parent.parent / "static"
PAGE_OF_ITS_OWN = 18_000  # bytes for what home itself says, uncompressed, and for the headers of all


def on_the_wire(name: str) -> int:
    """As served: fonts are compressed already, the rest by brotli."""
    content = Path(finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))


def loaded() -> set[str]:
    """Every file the page asks for, with what scripts import and without fonts for rarer letters."""
    page = Stage().page("stage.html")
    names = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    for script in [name for name in names if name.startswith("js/")]:
        names |= imported(script)
    return names


def imported(script: str) -> set[str]:
    found = {f"js/{name}" for name in re.findall(r'from "\./([^"]+)"', (STATIC / script).read_text())}
    return found.union(*(imported(one) for one in found))


def test_the_first_visit_is_at_most_150_kilobytes_and_220_with_rarer_letters() -> None:
    names = loaded()
    assert len([name for name in names if name.endswith("latin-wght-normal.woff2")]) == 2
    size = sum(on_the_wire(name) for name in names) + PAGE_OF_ITS_OWN
    rarer = sum(len(font.read_bytes()) for font in STATIC.glob("vendor/fonts/*-latin-ext-*.woff2"))
    assert size <= 150_000
    assert size + rarer <= 220_000


def test_no_stylesheet_holds_an_image_or_reaches_elsewhere() -> None:
    for sheet in STATIC.rglob("*.css"):
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        assert "data:" not in css, sheet
        assert "//" not in css, sheet
        assert "@import" not in css, sheet
        for target in re.findall(r'url\("?([^")]+)', css):
            assert (sheet.parent / target).exists(), f"{sheet}: {target}"


def test_scripts_keep_nothing_and_evaluate_nothing() -> None:
    for script in (STATIC / "js").glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script.read_text(), flags=re.DOTALL)
        for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "eval(", "new Function"):
            assert word not in code, f"{script.name}: {word}"


def test_whatever_is_vendored_says_whose_it_is() -> None:
    note = (STATIC / "vendor" / "README.md").read_text()
    for licence in STATIC.glob("vendor/**/*LICENSE"):
        assert str(licence.relative_to(STATIC / "vendor")) in note
    for package in ("@digdir/designsystemet-css", "source-serif-4", "hanken-grotesk", "lucide-static"):
        assert package in note


def test_scripts_ask_for_each_other_by_content(settings: Any, tmp_path: Path) -> None:
    """A page that was served before an update never mixes two versions."""
    settings.STATIC_ROOT = tmp_path
    storage = Storage()
    names = [f"js/{script.name}" for script in (STATIC / "js").glob("*.js")]
    for name in names:
        storage.save(name, ContentFile((STATIC / name).read_bytes()))
    list(storage.post_process({name: (FileSystemStorage(STATIC), name) for name in names}))
    named = {name: storage.hashed_files[name] for name in names}
    for name in names:
        for other in re.findall(r'from "\./([^"]+)"', (tmp_path / named[name]).read_text()):
            assert f"js/{other}" in named.values()
