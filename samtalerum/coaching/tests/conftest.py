"""Everybody who has to do with coaching."""

import pytest

from tests.cast import make_cast
from tests.coached import Coaching, make_coaching


@pytest.fixture
def unit(db: None) -> Coaching:
    """Everybody."""
    return make_coaching(make_cast())
