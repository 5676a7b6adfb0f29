"""Every refusal is a page, a fragment or an answer to a save: in words, and never with what somebody wrote."""

from typing import Any

import pytest
from django.test import Client

from samtalerum.web.tests.stage_urls import REFUSALS
from tests.inspecting import InspectingClient

STATUS = {
    "invalid": 400,
    "forbidden": 403,
    "conflict": 409,
    "moment": 409,
    "often": 429,
    "missing": 404,
    "denied": 403,
    "database": 503,
    "full": 507,
    "bug": 500,
}
HTMX = {"HX-Request": "true"}
SAVE = {"X-Samtalerum-Save": "1"}


@pytest.fixture
def asker() -> Client:
    return InspectingClient(raise_request_exception=False)


def test_the_table_knows_every_refusal() -> None:
    assert set(STATUS) == set(REFUSALS)


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_a_page_says_it_in_words(asker: Client, how: str, status: int) -> None:
    response = asker.get(f"/refuse/{how}/")
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1>") == 1
    assert "<html lang=" in page
    assert 'class="ds-button" href="/"' in page, "there is a way on"


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_a_fragment_says_it_in_words(asker: Client, how: str, status: int) -> None:
    response = asker.get(f"/refuse/{how}/", headers=HTMX)
    fragment = response.content.decode()
    assert response.status_code == status
    assert fragment.startswith('<section class="st-notice" data-trouble role="alert"><h2>')
    assert "<html" not in fragment


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_a_save_is_told_in_words(asker: Client, how: str, status: int) -> None:
    response = asker.post(f"/refuse/{how}/", headers=SAVE)
    assert response.status_code == status
    assert response.json()["words"]


@pytest.mark.parametrize("how", ["missing", "denied", "database", "full", "bug"])
@pytest.mark.parametrize("headers", [{}, HTMX, SAVE])
def test_the_text_of_an_error_is_never_shown(asker: Client, how: str, headers: dict[str, str]) -> None:
    assert "secret words" not in asker.post(f"/refuse/{how}/", headers=headers).content.decode()


def test_an_address_that_only_takes_forms_says_so(asker: Client) -> None:
    response = asker.get("/language/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "<h1>There is no page at this address</h1>" in response.content.decode()


def test_a_busy_database_asks_for_patience(asker: Client) -> None:
    assert asker.get("/refuse/database/").headers["Retry-After"] == "10"


@pytest.mark.parametrize("headers", [{}, HTMX, SAVE])
def test_what_is_missing_answers_the_same_wherever_one_asks(asker: Client, headers: dict[str, str]) -> None:
    asker.get("/open/")
    answers = {
        blanked(asker.get(path, headers=headers).content.decode())
        for path in ("/refuse/missing/", "/nowhere/", "/dialogues/1/?x=2")
    }
    assert len(answers) == 1


def blanked(page: str) -> str:
    """Without the token, which differs every time."""
    before, found, after = page.partition('name="csrfmiddlewaretoken" value="')
    return before + (after[64:] if found else "")


def test_a_stranger_is_led_to_the_door(asker: Client) -> None:
    response = asker.get("/closed/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/?next=/closed/"


def test_a_save_or_fragment_of_a_stranger_is_told_instead(asker: Client) -> None:
    save = asker.post("/closed/", headers=SAVE)
    assert save.status_code == 401
    assert save.json()["url"] == "/sign-in/"
    fragment = asker.get("/closed/", headers=HTMX)
    assert fragment.status_code == 401
    assert "Sign in again in a new tab" in fragment.content.decode()


@pytest.mark.parametrize(("headers", "sign"), [({}, "<h1>"), (HTMX, "data-trouble"), (SAVE, '"csrf": true')])
def test_a_form_with_an_old_token_is_refused_in_words(headers: dict[str, str], sign: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/language/", {"language": "da"}, headers=headers)
    assert response.status_code == 403
    assert sign in response.content.decode()
    assert response.headers.get("X-Samtalerum-Refusal") == ("csrf" if headers is HTMX else None)


def test_no_page_is_kept_and_none_loads_from_elsewhere(asker: Client) -> None:
    for path in ("/open/", "/nowhere/", "/refuse/bug/"):
        headers: Any = asker.get(path).headers
        assert headers["Cache-Control"] == "no-store, private"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "data:" not in policy
