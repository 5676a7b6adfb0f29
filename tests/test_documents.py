"""What documents promise is there: links, settings, commands, targets, people of the demo."""

import re
from pathlib import Path

import pytest

from config import cli
from config.demo import door, university
from samtalerum.mail import drawing

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READS = re.compile(r"""env\.(?:text|flag|number|words|days|database|choice|statements|clock)\(\s*"(\w+)\"""")
INTERNAL = frozenset({"SAMTALERUM_STATIC_STORAGE", "SAMTALERUM_DEBUG", "SAMTALERUM_DEMO"})
PAGES_LONGEST = 110  # lines: about two pages


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def settings_read() -> set[str]:
    """Every name that the product asks the environment for."""
    return {"PORT"} | {found for path in (ROOT / "config").rglob("*.py") for found in READS.findall(path.read_text())}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(path: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{target} is not there"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text()), f"{target}: no such heading"


def anchors(text: str) -> set[str]:
    """Headings as links name them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_is_explained_and_none_that_is_not_there():
    explained = set(re.findall(r"`((?:SAMTALERUM_\w+|\w*DATABASE_URL|PORT))`", (ROOT / "docs/settings.md").read_text()))
    assert explained == settings_read()


def test_the_example_names_every_setting_an_operator_may_want():
    written = (ROOT / ".env.example").read_text()
    named = {one.removesuffix("_FILE") for one in re.findall(r"^#? ?([A-Z_]+)=", written, re.MULTILINE)}
    assert named == settings_read() - INTERNAL


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_target_and_command_that_is_named_is_there(path: Path):
    text = path.read_text()
    targets = set(re.findall(r"^([a-z-]+):.*?##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    commands = set(cli.names())
    assert set(re.findall(r"`(?:\.venv/bin/python -m config\.cli|samtalerum) ([a-z-]+)", text)) <= commands


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_that_is_named_is_there(path: Path):
    for named in re.findall(r"`((?:config|samtalerum|tests|docs|locale)/[\w./-]+\.\w+)`", path.read_text()):
        assert (ROOT / named).exists(), named


def test_the_demo_page_speaks_of_everybody_on_the_sign_in_page():
    text = (ROOT / "docs/demo.md").read_text()
    names = {university.PREFIX + key: full_name for key, full_name, *_ in university.PEOPLE}
    for key, _note in door.PEOPLE:
        assert f"**{names[key]}**" in text


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("guide-*.md")), ids=name)
def test_a_guide_is_two_pages_at_most(path: Path):
    assert len(path.read_text().splitlines()) <= PAGES_LONGEST


def test_the_page_about_mail_shows_every_notice_as_it_is():
    assert drawing.PAGE.read_text() == drawing.draw(), "run: python manage.py draw_mails"
