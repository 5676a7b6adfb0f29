"""Who stores, forgets: each model says which function forgets its rows. A test fails for one that no function names."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model

Forgets = TypeVar("Forgets", bound=Callable[..., object])
_forgotten: dict[type[Model], str] = {}


def forgets(*models: type[Model]) -> Callable[[Forgets], Forgets]:
    """Say of a function that it removes the rows of these models when their time is up, or on somebody's wish."""

    def register(function: Forgets) -> Forgets:
        for model in models:
            _forgotten[model] = f"{function.__module__}.{function.__name__}"
        return function

    return register


def forgotten() -> dict[type[Model], str]:
    """By which function each model is forgotten."""
    return dict(_forgotten)
