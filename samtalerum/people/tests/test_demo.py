"""The demo's page of people exists in the demo only, and only on the machine itself."""

import re

import pytest
from django.test import Client

from samtalerum.people.models import Person

PAGES = ["/demo/", "/demo/mail/"]


@pytest.fixture
def demo(settings, cast):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEMO_PEOPLE = [("demo-1", "asks for a conversation")]
    settings.EMAIL_BACKEND = "samtalerum.people.demo_mail.Backend"
    Person.objects.filter(pk=cast.ada.pk).update(institution_id="demo-1")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("where", "there"),
    [
        (("localhost:8000", "127.0.0.1"), True),
        (("127.0.0.1:8000", "127.0.0.1"), True),
        (("[::1]:8000", "::1"), True),
        (("localhost", "192.0.2.7"), False),
        (("samtale.example", "127.0.0.1"), False),
        (("localhost.example", "127.0.0.1"), False),
        (("localhost", ""), False),
    ],
)
def test_the_page_is_there_on_this_machine_only(client, demo, page, where, there):
    host, address = where
    answer = client.get(page, headers={"host": host}, REMOTE_ADDR=address)
    assert answer.status_code == (200 if there else 404)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_the_page_is_not_there_behind_a_proxy(client, demo, header):
    assert client.get("/demo/", headers={"host": "localhost", header: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_real_thing_has_no_such_page(client, demo, settings, page, method):
    settings.DEMO = False
    here = getattr(client, method)(page, {"person": "x"}, headers={"host": "localhost"})
    missing = client.get("/nothing/at/all/", headers={"host": "localhost"})
    assert here.status_code == missing.status_code == 404
    assert here.content[-400:] == missing.content[-400:]


def test_one_click_signs_in_as_one_of_the_people(client, demo, cast):
    page = client.get("/demo/", headers={"host": "localhost"}).content.decode()
    assert "asks for a conversation" in page
    answer = client.post("/demo/", {"person": str(cast.ada.pk)}, headers={"host": "localhost"})
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(cast.ada.pk)


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nobody_else_is_offered(client, demo, cast, person):
    assert client.post("/demo/", {"person": person}, headers={"host": "localhost"}).status_code == 404
    assert client.post("/demo/", {"person": str(cast.ben.pk)}, headers={"host": "localhost"}).status_code == 404


def test_the_demos_mail_shows_the_code(client, demo, cast):
    client.post("/sign-in/", {"email": "ada@fjordby.example"}, headers={"host": "localhost"})
    page = client.get("/demo/mail/", headers={"host": "localhost"}).content.decode()
    assert "ada@fjordby.example" in page
    assert "These six digits sign you in" in page
    one = Client().get(re.search(r'href="(/demo/mail/[^"]+)"', page)[1], headers={"host": "localhost"})
    assert "These six digits sign you in" in one.content.decode()
    assert "style-src 'unsafe-inline'" in one["Content-Security-Policy"], "its own looks, and nothing else"
    assert client.get("/demo/mail/", headers={"host": "localhost"})["Content-Security-Policy"].count("unsafe") == 0
    gone = client.get("/demo/mail/00000000-0000-4000-8000-000000000000/", headers={"host": "localhost"})
    assert gone.status_code == 404
