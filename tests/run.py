"""`make test`: run everything but what is thorough (tests/thorough.py); what fails is tried once more, by name, and
reported as such. Ends as pytest ends. `-m thorough`: that alone."""

import subprocess
import sys

PARALLEL = ("-n", "3")  # tests in browsers wait more than they work
MANY = 12  # more failures than this are no accident


def main() -> int:
    """0 when everything passed, at the latest the second time."""
    first = pytest("--maxfail=40", *PARALLEL)
    if first != 1:
        return first
    failed = names_of_failed()
    print(f"\nFailed at first ({len(failed)}):", *failed, sep="\n  ", flush=True)
    if not failed or len(failed) > MANY:
        return first
    print("\nOnce more, one after the other. Whoever passes now passed only the second time; look at it:", flush=True)
    return pytest("--last-failed", "--last-failed-no-failures=none")


def pytest(*arguments: str) -> int:
    """Its exit status: 0 passed, 1 some failed, other numbers mean that it could not run."""
    which = () if "-m" in sys.argv else ("-m", "not thorough")
    command = [sys.executable, "-m", "pytest", "-q", *which, *arguments, *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


def names_of_failed() -> list[str]:
    """What pytest's cache calls last failed."""
    import json
    from pathlib import Path

    path = Path(".pytest_cache/v/cache/lastfailed")
    return sorted(json.loads(path.read_text())) if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())
