"""What somebody looks for is looked for as it was typed."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from samtalerum.ground.requests import searched
from tests.cast import Cast


def test_a_search_is_what_was_typed_without_spaces_around_and_without_nul():
    assert searched(RequestFactory().get("/", {"q": " Åse\0 Lund\0 "})) == "Åse Lund"


@pytest.mark.parametrize("typed", ["\0", "a\0b", "%", "_", "'", "\\", "😀", "x" * 5000])
def test_no_search_stops_a_page(typed: str, cast: Cast, client_for):
    for person, name in ((cast.ida, "people:people"), (cast.ben, "home:leading")):
        assert client_for(person).get(reverse(name), {"q": typed}).status_code == 200
