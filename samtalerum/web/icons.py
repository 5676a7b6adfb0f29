"""Lucide's drawings (ISC; see static/vendor/README.md), inline because a strict policy and a first visit like that."""

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@cache
def drawings() -> dict[str, str]:
    """Name and lines of every icon we ship."""
    found: dict[str, str] = json.loads((Path(__file__).parent / "icons.json").read_text(encoding="utf-8"))
    return found


@cache
def icon(name: str) -> SafeString:
    """Decoration only: never without words beside it, so hidden from screen readers. An unknown name is a KeyError."""
    lines = mark_safe(drawings()[name])  # noqa: S308 - a file of ours
    return format_html('<svg class="st-i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', lines)
