"""Settings, and where one is signed in."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from samtalerum.people import directory, sessions
from samtalerum.people.devices import device_name
from samtalerum.people.models import EarlierName, Session
from tests.inspecting import InspectingClient

AT = timezone.now() - timedelta(days=400)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0"


def signed_in(person, agent=FIREFOX):
    """Through the door, as a browser does."""
    client = InspectingClient(headers={"user-agent": agent})
    client.post("/sign-in/", {"email": person.email})
    client.post("/sign-in/code/", {"code": re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]})
    row = Session.objects.get(session_key=sessions.hashed(client.session.session_key))
    return client, row


def test_a_person_sets_name_language_and_appearance(client_for, cast):
    client = client_for(cast.ada)
    answer = client.post(
        "/settings/", {"display_name": "Ada H. Holm", "language": "da", "appearance": "dark", "mails": "daily"}
    )
    assert answer["Location"] == "/settings/"
    cast.ada.refresh_from_db()
    assert (cast.ada.display_name, cast.ada.language, cast.ada.appearance) == ("Ada H. Holm", "da", "dark")
    assert cast.ada.mails == "daily"
    assert EarlierName.objects.get().name == "Ada Holm"
    page = client.get("/settings/").content.decode()
    assert 'data-color-scheme="dark"' in page
    assert 'lang="da"' in page


def test_what_was_typed_is_kept_when_the_name_is_missing(client_for, cast):
    client = client_for(cast.ada)
    page = client.post(
        "/settings/", {"display_name": " ", "language": "sv", "appearance": "dark", "mails": "daily"}
    ).content.decode()
    assert "Error:" in page
    assert re.search(r'<input type="radio" name="language" value="sv"[^>]*checked', page)
    cast.ada.refresh_from_db()
    assert (cast.ada.display_name, cast.ada.language) == ("Ada Holm", "en")


def test_settings_show_current_and_earlier_addresses(client_for, cast):
    cast.ada.addresses.create(email="ada@old.example", starts_at=AT, ends_at=AT)
    page = client_for(cast.ada).get("/settings/").content.decode()
    assert "ada@fjordby.example" in page
    assert "ada@old.example" in page


def test_whoever_gets_no_mails_any_more_reads_it_and_may_try_again(client_for, cast):
    client = client_for(cast.ada)
    directory.People().refused("ada@fjordby.example", at=AT)
    assert directory.People().readers([cast.ada.pk])[cast.ada.pk].email == ""
    for page in ("/", "/settings/"):
        assert "Mails to you come back" in client.get(page).content.decode()
    client.post("/settings/mail-again/")
    assert "Mails to you come back" not in client.get("/").content.decode()
    assert directory.People().readers([cast.ada.pk])[cast.ada.pk].email == "ada@fjordby.example"


def test_a_code_that_arrived_proves_the_address(cast):
    directory.People().refused("ada@fjordby.example", at=AT)
    signed_in(cast.ada)
    assert directory.comes_back(cast.ada) is None


def test_a_new_sign_in_ends_no_other(client_for, cast):
    first, _ = signed_in(cast.ada)
    signed_in(cast.ada, SAFARI)
    assert first.get("/settings/security/").status_code == 200


def test_each_session_says_what_it_runs_on(client_for, cast):
    client, _ = signed_in(cast.ada)
    signed_in(cast.ada, SAFARI)
    page = client.get("/settings/security/").content.decode()
    assert "This browser" in page
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page


def test_one_other_session_is_ended(client_for, cast):
    here, _ = signed_in(cast.ada)
    there, row = signed_in(cast.ada, SAFARI)
    assert here.post(f"/settings/security/end/{row.id}/")["Location"] == "/settings/security/"
    assert there.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


def test_somebody_elses_session_is_not_there(client_for, cast):
    ada, _ = signed_in(cast.ada)
    ben, row = signed_in(cast.ben)
    assert ada.post(f"/settings/security/end/{row.id}/").status_code == 404
    assert ben.get("/settings/").status_code == 200


def test_signing_out_everywhere_includes_this_browser(client_for, cast):
    here, _ = signed_in(cast.ada)
    there, _ = signed_in(cast.ada, SAFARI)
    stranger, _ = signed_in(cast.cleo)
    answer = here.post("/settings/security/end-all/")
    assert answer["Location"] == "/sign-in/"
    assert "Clear-Site-Data" in answer
    assert [one.get("/settings/").status_code for one in (here, there, stranger)] == [302, 302, 200]


def test_a_session_is_over_when_its_time_is_up(client_for, cast):
    client, row = signed_in(cast.ada)
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/settings/").status_code == 302


def test_last_seen_is_written_at_most_every_five_minutes(client_for, cast):
    client, row = signed_in(cast.ada)
    client.get("/settings/")
    assert Session.objects.get(pk=row.pk).seen_at == row.seen_at
    Session.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=6))
    client.get("/settings/")
    assert timezone.now() - Session.objects.get(pk=row.pk).seen_at < timedelta(minutes=1)


def test_the_security_page_lists_sign_ins_lately(client_for, cast):
    client, _ = signed_in(cast.ada, EDGE)
    assert "Signed in: Edge, Windows" in client.get("/settings/security/").content.decode()


def test_a_session_keeps_its_name_and_beginning_when_it_is_saved_again(client_for, cast):
    client, row = signed_in(cast.ada)
    client.post("/settings/", {"display_name": "Ada Holm", "language": "en", "appearance": "auto", "mails": "at-once"})
    again = Session.objects.get(pk=row.pk)
    assert (again.id, again.started_at, again.device) == (row.id, row.started_at, "Firefox, Linux")


def test_unknown_browsers_have_no_name():
    assert device_name("curl/8.0") == ""
    assert device_name("") == ""


def test_lists_of_sessions_ask_as_much_for_one_as_for_many(client_for, cast, django_assert_max_num_queries):
    client, _ = signed_in(cast.ada)
    for _ in range(5):
        client_for(cast.ada)
    with django_assert_max_num_queries(9):
        client.get("/settings/security/")
    with django_assert_max_num_queries(7):
        client.get("/settings/")
