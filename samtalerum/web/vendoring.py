"""Copy what others made into static/vendor, for whoever updates it: see static/vendor/README.md.

npm pack the packages named there, unpack each into FOLDER/<name>, then: python -m samtalerum.web.vendoring FOLDER
"""

import json
import re
import shutil
import sys
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"
ICONS = Path(__file__).parent / "icons.json"

# Designsystemet's parts that our pages use, in its own order; all of it would be 10 kB more on a first visit.
PARTS = ["button", "error-summary", "field", "fieldset", "input", "label", "link", "list", "validation-message"]
FONTS = {"source-serif-4": "source-serif-4", "hanken-grotesk": "hanken-grotesk"}
ICON_NAMES = [
    "arrow-left", "arrow-right", "calendar", "check", "circle", "circle-check", "circle-dashed", "download", "eye",
    "external-link", "info", "lock", "log-out", "mail", "map-pin", "pencil", "plus", "printer", "search", "trash-2",
    "undo-2", "user", "users", "x",
]  # fmt: skip


def without_data_images(css: str) -> str:
    """A strict policy (img-src 'self') refuses images inside a stylesheet, and each refusal is an error in the console.

    samtalerum.css draws the two icons that go missing.
    """
    return re.sub(r'url\("data:[^"]*"\)', "none", css)


def designsystemet(package: Path) -> None:
    """The theme as it is, and one file of the parts we use, without images in it."""
    target = VENDOR / "designsystemet"
    target.mkdir(parents=True, exist_ok=True)
    source = package / "dist" / "src"
    base = (source / "base.css").read_text(encoding="utf-8")
    parts = "".join((source / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    css = f"@layer ds.theme,ds.base,ds.components;@layer ds.base{{{base}}}@layer ds.components{{{parts}}}\n"
    (target / "parts.css").write_text(without_data_images(css), encoding="utf-8")
    shutil.copyfile(package / "dist" / "theme" / "designsystemet.css", target / "theme.css")
    shutil.copyfile(package / "LICENSE", target / "LICENSE")


def fonts(package: Path, family: str) -> None:
    """Latin, and what Polish, Turkish or Czech names need beside it."""
    target = VENDOR / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for script in ("latin", "latin-ext"):
        name = f"{family}-{script}-wght-normal.woff2"
        shutil.copyfile(package / "files" / name, target / name)
    shutil.copyfile(package / "LICENSE", target / f"{family}.LICENSE")


def icons(package: Path) -> None:
    """Only the lines inside each drawing: the tag around them is ours."""
    drawings = {}
    for name in ICON_NAMES:
        svg = (package / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = svg.split(">", 2)[2] if svg.lstrip().startswith("<!--") else svg.split(">", 1)[1]
        drawings[name] = " ".join(inner.rsplit("</svg>", 1)[0].split()).replace(" />", "/>").replace("> <", "><")
    ICONS.write_text(json.dumps(drawings, indent=1) + "\n", encoding="utf-8")
    target = VENDOR / "lucide"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "LICENSE", target / "LICENSE")


def main(folder: Path) -> None:
    """All of it, from unpacked packages."""
    designsystemet(folder / "designsystemet-css")
    for family in FONTS:
        fonts(folder / family, family)
    icons(folder / "lucide-static")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
