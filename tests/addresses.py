"""Every address of the product, by walking the resolver."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """A name with its namespace, the names of its arguments, and the view."""

    name: str
    arguments: frozenset[str]
    view: Callable[..., Any]


@lru_cache
def addresses() -> tuple[Address, ...]:
    """All of them."""
    return tuple(_walk(get_resolver().url_patterns, "", frozenset()))


def _walk(patterns: Iterable[Any], namespace: str, outer: frozenset[str]) -> Iterable[Address]:
    for one in patterns:
        arguments = outer | frozenset(one.pattern.converters)
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, inner, arguments)
        elif isinstance(one, URLPattern):
            yield Address(f"{namespace}{one.name}", arguments, one.callback)
