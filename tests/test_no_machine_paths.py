"""What is committed names no machine: no folders of whoever wrote it, no package mirror, no address of a server."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = frozenset(
    {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".yaml", ".yml", ".po", ".json", ".example", ""}
)
FORBIDDEN = re.compile(
    r"/(?:home|Users|work|root)/[a-z]|(?:--index-url|--extra-index-url|--find-links)|\b(?:10|192\.168|172\.1[6-9])\.\d+\.\d+\.\d+"
)
OWN = "tests/test_no_machine_paths.py"


def committed() -> list[str]:
    """Every file that a clone has."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in found.stdout.split("\0") if name]


def test_no_committed_file_names_a_machine():
    wrong = []
    for name in committed():
        path = ROOT / name
        if path.suffix in SOURCES and path.is_file() and name != OWN and "/vendor/" not in name:
            lines = path.read_text(encoding="utf-8").splitlines()
            wrong += [
                f"{name}:{number}: {line.strip()[:90]}"
                for number, line in enumerate(lines, 1)
                if FORBIDDEN.search(line)
            ]
    assert not wrong, "\n".join(wrong)


def test_locked_packages_name_hashes_and_no_addresses():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][^\s#]*==", text, re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


def test_nothing_that_is_made_is_committed():
    made = (".mo", ".sqlite3", ".pyc", ".key", ".log")
    assert not [name for name in committed() if name.endswith(made) or name.startswith(("var/", ".venv/"))]
