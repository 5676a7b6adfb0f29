"""Signing in by a code from a mail."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from samtalerum.people import actions, codes, notices
from samtalerum.people.models import Person, Session

DOOR = "/sign-in/"
CODE = "/sign-in/code/"


def digits() -> str:
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None
    return found[0]


def ask(client, email="ada@fjordby.example", **more):
    return client.post(DOOR, {"email": email, **more})


def test_the_code_from_the_mail_signs_in(client, cast):
    assert ask(client, " Ada@Fjordby.example ")["Location"] == CODE
    answer = client.post(CODE, {"code": digits()[:3] + " " + digits()[3:]})
    assert answer["Location"] == reverse("home:home")
    assert client.session["_auth_user_id"] == str(cast.ada.pk)


def test_the_mail_is_in_the_persons_language_and_its_subject_says_nothing(client, cast):
    ask(client, "ben@fjordby.example")
    message = mail.outbox[-1]
    assert message.to == ["Ben Lund <ben@fjordby.example>"]
    assert digits() not in message.subject
    assert "Ben" not in message.subject
    assert 'lang="da"' in message.alternatives[0].content
    assert digits() in message.alternatives[0].content


def test_known_and_unknown_addresses_are_answered_with_the_same_bytes(client, cast):
    def walk(email):
        client.cookies.clear()
        asked = ask(client, email)
        page = client.get(CODE)
        wrong = client.post(CODE, {"code": "abc"})
        return [
            (one.status_code, one.get("Location"), re.sub(r'value="[^"]{40,}"', "", one.content.decode()))
            for one in (asked, page, wrong)
        ]

    known = walk("ada@fjordby.example")
    unknown = walk("eve@fjordby.example")
    assert [(status, way, text.replace("eve@", "ada@")) for status, way, text in unknown] == known
    assert [message.recipients() for message in mail.outbox] == [["Ada Holm <ada@fjordby.example>"]]


@pytest.mark.parametrize("email", ["ada@fjordby.example", "eve@fjordby.example"])
def test_asking_takes_the_same_statements_whether_the_address_is_known_or_not(
    client, cast, email, django_assert_num_queries
):
    client.get(DOOR)
    with django_assert_num_queries(6):  # the address; a key for the session, its row, and a savepoint around it
        ask(client, email)


def test_who_asks_costs_one_statement(client_for, cast, django_assert_num_queries):
    client = client_for(cast.ada)
    # The session with its person; whether a role asks for a second factor; what an open page asks for.
    with django_assert_num_queries(3):
        assert client.get("/poll/?seen=0.0").status_code == 204


@pytest.mark.parametrize("proof", [SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY])
def test_a_session_whose_proof_no_longer_holds_signs_nobody_in(client_for, cast, proof):
    client = client_for(cast.ada)
    assert client.get("/").status_code == 200
    session = client.session
    session[proof] = str(cast.rune.pk) if proof == SESSION_KEY else "another"
    session.save()
    assert client.get("/").status_code == 302


def test_a_closed_account_is_signed_in_nowhere(client_for, cast):
    client = client_for(cast.ada)
    Person.objects.filter(pk=cast.ada.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_the_session_holds_no_code_that_could_be_read(client, cast):
    ask(client)
    state = repr(dict(client.session.items()))
    assert digits() not in state
    assert codes.hashed(digits(), "another nonce") not in state


def test_the_sessions_row_does_not_hold_the_key_of_the_cookie(client, cast):
    ask(client)
    key = client.cookies["sessionid"].value
    assert not Session.objects.filter(session_key__contains=key).exists()
    assert Session.objects.count() == 1


def test_a_code_works_once(client, cast):
    ask(client)
    code = digits()
    client.post(CODE, {"code": code})
    client.post("/sign-out/")
    assert "no longer worth anything" in client.post(CODE, {"code": code}).content.decode()


def test_a_code_is_worth_nothing_after_five_wrong_tries(client, cast):
    ask(client)
    right = digits()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    answers = [client.post(CODE, {"code": wrong}) for _ in range(5)]
    assert "not the digits we sent" in answers[0].content.decode()
    assert "no longer worth anything" in answers[-1].content.decode()
    assert "no longer worth anything" in client.post(CODE, {"code": right}).content.decode()


def test_trying_in_many_requests_at_once_gains_nothing(client, cast):
    """Each request read the session before the others wrote it: the count in the cache still holds."""
    ask(client)
    before = dict(client.session.items())
    right = digits()
    for _ in range(5):
        client.post(CODE, {"code": "000000" if right != "000000" else "000001"})
        session = client.session
        session.update(before)
        session.save()
    assert "not the digits we sent" in client.post(CODE, {"code": right}).content.decode()


def test_a_code_is_worth_nothing_after_ten_minutes(client, cast, settings):
    ask(client)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    assert "no longer worth anything" in client.post(CODE, {"code": digits()}).content.decode()


def test_a_new_code_replaces_the_earlier_one(client, cast):
    ask(client)
    first = digits()
    assert client.post(CODE, {"resend": "1"})["Location"] == CODE
    second = digits()
    assert len(mail.outbox) == 2
    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 200
    assert client.post(CODE, {"code": second})["Location"] == reverse("home:home")


@pytest.mark.parametrize("email", ["ada@fjordby.example", "eve@fjordby.example"])
def test_asking_too_often_is_refused_for_known_and_unknown_addresses(client, cast, email):
    answers = [ask(client, email) for _ in range(6)]
    assert [one.status_code for one in answers] == [302] * 5 + [429]
    assert email in answers[-1].content.decode()


def test_an_earlier_address_signs_nobody_in(client, cast):
    actions.new_address(cast.ada, "ada.new@fjordby.example", actor=cast.rune, at=timezone.now())
    ask(client)
    assert mail.outbox == []
    ask(client, "ada.new@fjordby.example")
    assert "<ada.new@fjordby.example>" in mail.outbox[-1].to[0]


def test_a_code_does_not_outlive_the_address_it_went_to(client, cast):
    ask(client)
    actions.new_address(cast.ada, "ada.new@fjordby.example", actor=cast.rune, at=timezone.now())
    assert "not the digits we sent" in client.post(CODE, {"code": digits()}).content.decode()


def test_a_closed_account_is_answered_like_an_unknown_address(client, cast):
    actions.close_account(cast.ada, actor=cast.rune, at=timezone.now())
    assert ask(client)["Location"] == CODE
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("/settings/", "/settings/"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("javascript:x", "/")],
)
def test_the_way_back_leads_within_this_site_only(client, cast, asked, leads):
    client.get(DOOR, {"next": asked})
    ask(client, next=asked)
    assert client.post(CODE, {"code": digits()})["Location"] == leads


def test_the_digits_are_asked_for_only_after_an_address(client, db):
    assert client.get(CODE)["Location"] == DOOR


def test_what_was_typed_is_kept_when_it_is_no_address(client, db):
    page = client.post(DOOR, {"email": "ada.holm"}).content.decode()
    assert 'value="ada.holm"' in page
    assert "not an e-mail address" in page


def test_nobody_signs_up_and_allauth_has_no_pages(client, db):
    for path in ("/accounts/signup/", "/accounts/login/", "/signup/", "/login/code/", "/accounts/password/reset/"):
        assert client.get(path).status_code == 404


def test_signing_out_ends_the_session_and_clears_the_browser(client_for, cast):
    client = client_for(cast.ada)
    answer = client.post("/sign-out/")
    assert answer["Location"] == DOOR
    assert '"storage"' in answer["Clear-Site-Data"]
    assert Session.objects.filter(person=cast.ada).count() == 0
    assert client.get("/settings/").status_code == 302


def test_a_mail_server_that_is_away_is_not_an_error_page(client, cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert ask(client)["Location"] == CODE


def test_mails_leave_outside_the_request(client, cast, settings, monkeypatch):
    settings.SEND_MAIL_AT_ONCE = False
    going = []
    monkeypatch.setattr(notices, "_senders", SimpleNamespace(submit=lambda *what: going.append(what)))
    ask(client)
    assert mail.outbox == []
    for work, *words in going:
        work(*words)
    assert "<ada@fjordby.example>" in mail.outbox[-1].to[0]


def test_the_first_administrator_is_made_on_the_command_line(db):
    person = actions.create_administrator(name="Rune Berg", email="Rune@Fjordby.example", language="da")
    again = actions.create_administrator(name="Rune", email="rune@fjordby.example")
    assert person == again
    assert (person.email, person.is_administrator, person.language) == ("rune@fjordby.example", True, "da")
    assert Person.objects.count() == 1


def test_sessions_that_are_over_are_forgotten_at_the_next_sign_in(client_for, cast):
    client_for(cast.ada)
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    client_for(cast.ada)
    assert Session.objects.filter(person=cast.ada).count() == 1
