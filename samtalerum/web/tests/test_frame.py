"""Around every page: ways to other pages, language, appearance, and what a browser forgets."""

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import translation

from samtalerum.web import answers, navigation, views
from samtalerum.web.middleware import PersonLanguageMiddleware
from samtalerum.web.navigation import Entry
from samtalerum.web.tests.stage import Stage, person


def main(page: str) -> list[str]:
    nav = re.search(r'<nav class="st-nav" aria-label="Main">(.*?)</nav>', page)
    return re.findall(r"<a [^>]*>[^<]*</a>", nav[1]) if nav else []


def test_each_package_registers_its_ways_and_a_person_sees_those_that_lead_somewhere() -> None:
    navigation.register(Entry("people", "People", "closed", visible=lambda one: one.display_name == "Cleo", order=1))
    navigation.register(Entry("second", "Second", "open", order=20))
    navigation.register(Entry("first", "First", "closed", order=10))
    navigation.register(Entry("about", "About", "open", visible=navigation.everyone, place="foot"))
    stage = Stage()
    page = stage.page("stage.html", section="first")
    assert main(page) == ['<a href="/closed/" aria-current="true">First</a>', '<a href="/open/">Second</a>']
    assert '<li><a href="/open/">About</a></li>' in page
    stage.person = person(is_authenticated=False)
    at_the_door = stage.page("stage.html")
    assert main(at_the_door) == []
    assert ">About</a>" in at_the_door


def test_the_name_of_a_person_leads_to_what_is_the_persons_own() -> None:
    navigation.register(Entry("own", "Settings", "open", place="person"))
    assert '<a class="st-me" href="/open/">Ada Holm</a>' in Stage().page("stage.html")
    navigation.unregister("own")
    assert "st-me" not in Stage().page("stage.html")


@pytest.mark.parametrize(("chosen", "scheme"), [("auto", "auto"), ("dark", "dark"), ("light", "light"), ('"x', "auto")])
def test_the_page_wears_the_appearance_the_person_chose(chosen: str, scheme: str) -> None:
    stage = Stage()
    stage.person = person(appearance=chosen)
    assert f'data-color-scheme="{scheme}"' in stage.page("stage.html")


def test_a_title_says_first_that_something_is_wrong() -> None:
    assert "<title>Error: Invite · Samtalerum</title>" in Stage().letter({})
    assert "<title>Invite · Samtalerum</title>" in Stage().letter()


def in_language(who: Any, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    request.user = who
    return PersonLanguageMiddleware(lambda _: HttpResponse(translation.get_language()))(request)


def test_a_person_reads_the_own_language_whatever_the_browser_says() -> None:
    response = in_language(person(language="sv"), accept_language="da")
    assert response.content == b"sv"
    assert response.headers["Content-Language"] == "sv"


def test_at_the_door_the_browser_is_asked() -> None:
    stranger = person(is_authenticated=False)
    assert in_language(stranger, accept_language="da-DK,da;q=0.9").content == b"da"
    assert in_language(stranger, accept_language="fr").content == b"en"


def test_the_language_chosen_at_the_door_is_kept_and_leads_back() -> None:
    client = Client()
    response = client.post("/language/", {"language": "da", "next": "/open/?a=1"})
    assert response.headers["Location"] == "/open/?a=1"
    assert '<html lang="da"' in client.get("/nowhere/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(elsewhere: str) -> None:
    response = Client().post("/language/", {"language": "da", "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_is_refused_and_a_link_changes_none() -> None:
    assert Client().post("/language/", {"language": "xx"}).status_code == 400
    assert Client().get("/language/").status_code == 405


def test_a_person_who_switches_keeps_the_language() -> None:
    written: list[Any] = []
    who = person(save=lambda **fields: written.append(fields))
    request = RequestFactory().post("/language/", {"language": "sv"})
    request.user = who
    views.language(request)
    assert who.language == "sv"
    assert written == [{"update_fields": ["language"]}]


def test_the_switch_on_a_page_that_was_posted_leads_home() -> None:
    request: HttpRequest = RequestFactory().post("/closed/")
    request.user = person()
    page = answers.plain(request, 409, "Too late.").content.decode()
    assert '<input type="hidden" name="next" value="/">' in page


def test_a_page_that_stayed_open_gets_the_token_of_today() -> None:
    request = RequestFactory().get("/csrf/")
    request.user = person()
    get_token(request)
    response = views.csrf(request)
    assert re.fullmatch(rb'\{"token": "\w{64}"\}', response.content)
    assert Client().get("/csrf/", headers={"X-Samtalerum-Save": "1"}).status_code == 401


def test_signing_out_lets_the_browser_forget() -> None:
    assert answers.forget_this_browser(HttpResponse()).headers["Clear-Site-Data"] == '"cache", "storage"'
