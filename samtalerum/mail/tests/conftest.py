"""The same cast as among people."""

from samtalerum.people.tests.conftest import cast

__all__ = ["cast"]
