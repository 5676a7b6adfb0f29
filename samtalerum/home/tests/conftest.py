"""The same cast as in the dialogues."""

from samtalerum.dialogues.tests.conftest import at, cast

__all__ = ["at", "cast"]
