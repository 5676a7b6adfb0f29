"""`python -m config.probe`: exit status 0 while the process on this machine answers. For a container's health check."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Asks as the proxy would, by the first of the names that people type."""
    port = os.environ.get("PORT") or "8000"
    host = (os.environ.get("SAMTALERUM_HOSTS") or "localhost").split(",")[0].strip()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=4) as answer:  # noqa: S310 - http, on this machine
            return 0 if answer.status == 200 else 1
    except (OSError, urllib.error.HTTPError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
