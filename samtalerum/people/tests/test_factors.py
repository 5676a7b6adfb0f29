"""Passkeys, the code app, recovery codes; who is held to them; who proves anew."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from samtalerum.ground.refusals import Refusal
from samtalerum.mail.models import Letter
from samtalerum.people import actions, merging, proof
from samtalerum.people.factors import code_app, recovery, rules
from samtalerum.people.factors.models import CodeApp, Passkey, RecoveryCode
from samtalerum.people.models import Event, Session
from samtalerum.people.tests.device import Device, digits
from tests.inspecting import InspectingClient

SECURITY = "/settings/security/"
PROVE = "/settings/security/prove/"
APP = "/settings/security/code-app/"
CODES = "/settings/security/recovery-codes/"
HOME = "/"


def mailed() -> str:
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None
    return found[0]


def with_code(person):
    """By a code in a mail; returns the client and where it is sent."""
    client = InspectingClient()
    client.post("/sign-in/", {"email": person.email})
    return client, client.post("/sign-in/code/", {"code": mailed()})


def with_app(client):
    """Set up through the pages; returns the secret."""
    secret = re.search(r'st-key">([A-Z2-7 ]+)<', client.get(APP).content.decode())[1]
    assert client.post(APP, {"code": digits(secret, timezone.now().timestamp())})["Location"] == CODES
    return secret


def later(secret: str) -> str:
    """Digits that have not been used yet."""
    return digits(secret, timezone.now().timestamp() + code_app.SECONDS)


def new_codes(client) -> list[str]:
    return re.findall(r'st-key">([a-z2-7-]{19})<', client.post(CODES).content.decode())


def long_ago(client) -> None:
    session = client.session
    session[proof.AT] = (timezone.now() - proof.FRESH - timedelta(seconds=1)).isoformat()
    session.save()


def kinds(person) -> list[str]:
    return list(Event.objects.filter(person=person).values_list("kind", flat=True))


def letters(person) -> list[str]:
    return [one.notice for one in Letter.objects.filter(person=person.pk)]


# The digits of RFC 6238, appendix B: its secret, SHA-1; the last six of the eight digits printed there.
@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_code_app_counts_as_the_rfc_does(cast, monkeypatch, seconds, expected):
    secret = base64.b32encode(b"12345678901234567890").decode()
    app = code_app.pending(cast.ada)
    monkeypatch.setattr(code_app, "secret_of", lambda _app, *, at: secret)
    assert digits(secret, seconds) == expected
    assert code_app.accepts(app, expected, at=datetime.fromtimestamp(seconds, UTC))


def test_digits_work_once_and_earlier_ones_no_more(cast):
    app, now = code_app.pending(cast.ada), timezone.now()
    secret = code_app.secret_of(app, at=now)
    assert code_app.accepts(app, digits(secret, now.timestamp()), at=now)
    assert not code_app.accepts(app, digits(secret, now.timestamp()), at=now)
    assert not code_app.accepts(app, digits(secret, now.timestamp() - 30), at=now)
    assert code_app.accepts(app, digits(secret, now.timestamp() + 30), at=now)
    assert not code_app.accepts(app, digits(secret, now.timestamp() + 90), at=now)


def test_the_secret_of_the_app_and_the_codes_lie_nowhere_as_they_are(client_for, cast):
    client = client_for(cast.ada)
    secret = with_app(client).replace(" ", "")
    code = new_codes(client)[0]
    app = CodeApp.objects.values().get()
    assert secret.encode() not in app["secret"].box
    assert code.replace("-", "") not in repr(list(RecoveryCode.objects.values()))
    assert secret not in repr(dict(client.session.items()))
    assert code not in repr(dict(client.session.items()))


def test_a_passkey_signs_in_by_itself_and_counts_for_both(client_for, cast):
    device = Device()
    device.add_to(client_for(cast.rune))
    client = InspectingClient()
    assert device.sign_in(client, next="/administration/people/")["Location"] == "/administration/people/"
    assert client.get("/administration/people/").status_code == 200
    assert kinds(cast.rune)[0] == Event.Kind.SIGNED_IN_KEY


@pytest.mark.parametrize("bend", ["origin", "verified", "handle", "key"])
def test_a_passkeys_answer_that_does_not_fit_signs_nobody_in(client_for, cast, bend):
    device = Device()
    device.add_to(client_for(cast.ada))
    wrong = {"origin": "http://localhost:8001", "verified": False, "handle": "AAAA", "key": Device().key}
    setattr(device, bend, wrong[bend])
    client = InspectingClient()
    assert "did not sign you in" in device.sign_in(client).content.decode()
    assert client.get(HOME).status_code == 302


def test_a_challenge_is_worth_one_answer_here(client_for, cast):
    device = Device()
    device.add_to(client_for(cast.ada))
    first, second = InspectingClient(), InspectingClient()
    answer = device.used(first.post("/sign-in/passkey/question/").json())
    assert second.post("/sign-in/passkey/", {"credential": answer}).status_code == 200
    assert first.post("/sign-in/passkey/", {"credential": answer})["Location"] == HOME
    first.post("/sign-out/")
    assert first.post("/sign-in/passkey/", {"credential": answer}).status_code == 200


@pytest.mark.parametrize(
    "nonsense", ["", "[]", "{}", "null", '{"id": 3}', "x" * 20000, '{"rawId": "AA", "response": 1}']
)
def test_nonsense_is_no_answer(client, cast, nonsense):
    client.post("/sign-in/passkey/question/")
    assert "did not sign you in" in client.post("/sign-in/passkey/", {"credential": nonsense}).content.decode()


def test_a_count_that_does_not_rise_means_a_copied_key(client_for, cast):
    device = Device()
    device.count = 5
    device.add_to(client_for(cast.ada))
    assert device.sign_in(InspectingClient())["Location"] == HOME
    device.count = 3
    assert device.sign_in(InspectingClient()).status_code == 200


def test_a_closed_accounts_passkey_signs_nobody_in(client_for, cast):
    device = Device()
    device.add_to(client_for(cast.ada))
    actions.close_account(cast.ada, actor=cast.rune, at=timezone.now())
    client = InspectingClient()
    device.sign_in(client)
    assert client.get("/settings/").status_code == 302


def test_passkeys_are_several_named_renamed_and_removed(client_for, cast):
    client, laptop, phone = client_for(cast.ada), Device(), Device()
    laptop.add_to(client, "Work laptop")
    phone.add_to(client, "Phone")
    page = client.get(SECURITY).content.decode()
    assert "Work laptop" in page
    assert "Phone" in page
    mine = Passkey.objects.get(name="Phone")
    assert client.post(f"{SECURITY}passkeys/{mine.pk}/", {"name": "Old phone"})["Location"] == SECURITY
    assert client.post(f"{SECURITY}passkeys/{mine.pk}/", {"remove": "1"})["Location"] == SECURITY
    assert phone.sign_in(InspectingClient()).status_code == 200
    assert laptop.sign_in(InspectingClient())["Location"] == HOME
    assert Event.objects.filter(person=cast.ada, kind=Event.Kind.PASSKEY_REMOVED, detail="Old phone").exists()
    assert letters(cast.ada).count("people/factors-changed") == 3


def test_nobody_elses_passkey_can_be_removed(client_for, cast):
    Device().add_to(client_for(cast.ada))
    mine = Passkey.objects.get()
    assert client_for(cast.cleo).post(f"{SECURITY}passkeys/{mine.pk}/", {"remove": "1"}).status_code == 404
    assert Passkey.objects.exists()


def test_the_last_factor_stays_while_the_account_asks_for_one(client_for, cast):
    client = client_for(cast.rune)
    Device().add_to(client)
    mine = Passkey.objects.get()
    page = client.post(f"{SECURITY}passkeys/{mine.pk}/", {"remove": "1"}).content.decode()
    assert "this is your last one" in page
    with_app(client)
    assert client.post(f"{SECURITY}passkeys/{mine.pk}/", {"remove": "1"})["Location"] == SECURITY
    assert "this is your last one" in client.post(APP, {"remove": "1"}).content.decode()


def test_recovery_codes_go_with_the_last_factor(client_for, cast):
    client = client_for(cast.ada)
    with_app(client)
    assert len(new_codes(client)) == recovery.HOW_MANY
    assert client.post(APP, {"remove": "1"})["Location"] == SECURITY
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize("role", ["is_administrator", "is_coordinator"])
def test_whoever_has_a_role_and_no_factor_reaches_only_the_page_that_sets_one_up(cast, role):
    setattr(cast.cleo, role, True)
    cast.cleo.save()
    client, _ = with_code(cast.cleo)
    for page in (HOME, "/settings/", SECURITY, "/administration/people/", "/about/", CODES):
        answer = client.get(page)
        assert answer.get("Location") == "/settings/security/set-up/", page
    assert "does not open your account" in client.get("/settings/security/set-up/").content.decode()
    assert client.get("/poll/", headers={"hx-request": "true"}).status_code in {403, 404}
    with_app(client)
    assert client.get(HOME).status_code == 200


def test_a_role_given_in_the_middle_of_a_session_holds_from_the_next_click(cast):
    client, _ = with_code(cast.cleo)
    assert client.get("/settings/").status_code == 200
    actions.set_roles(cast.cleo, administrator=False, coordinator=True, actor=cast.rune, at=timezone.now())
    assert client.get("/settings/")["Location"] == "/settings/security/set-up/"


def test_whoever_demands_it_is_asked_at_each_sign_in(client_for, cast):
    client = client_for(cast.ada)
    assert (
        "Add a passkey" in client.get(client.post(f"{SECURITY}demand/", {"demand": "1"})["Location"]).content.decode()
    )
    assert not type(cast.ada).objects.get(pk=cast.ada.pk).demands_second
    secret = with_app(client)
    _, unasked = with_code(cast.ada)
    assert unasked["Location"] == HOME
    client.post(f"{SECURITY}demand/", {"demand": "1"})
    again, answer = with_code(cast.ada)
    assert answer["Location"] == "/sign-in/second/"
    assert again.get(HOME)["Location"] == "/sign-in/?next=/"
    assert "does not fit" in again.post("/sign-in/second/", {"code": "000000"}).content.decode()
    assert again.post("/sign-in/second/", {"code": later(secret)})["Location"] == HOME
    assert again.get(HOME).status_code == 200
    assert kinds(cast.ada)[0] == Event.Kind.SIGNED_IN_SECOND


def test_a_passkey_is_a_second_factor_even_if_it_verifies_nobody(client_for, cast):
    client, device = client_for(cast.ada), Device()
    device.add_to(client)
    client.post(f"{SECURITY}demand/", {"demand": "1"})
    device.verified = False
    again, _ = with_code(cast.ada)
    options = again.post("/sign-in/passkey/question/").json()
    assert again.post("/sign-in/second/", {"credential": device.used(options)})["Location"] == HOME


def test_somebody_elses_passkey_is_not_mine(client_for, cast):
    client, device = client_for(cast.ada), Device()
    Device().add_to(client)
    client.post(f"{SECURITY}demand/", {"demand": "1"})
    device.add_to(client_for(cast.cleo))
    again, _ = with_code(cast.ada)
    options = again.post("/sign-in/passkey/question/").json()
    assert "did not fit" in again.post("/sign-in/second/", {"credential": device.used(options)}).content.decode()


def test_a_recovery_code_works_once_and_the_person_is_told(client_for, cast):
    client = client_for(cast.ada)
    with_app(client)
    code = new_codes(client)[3]
    client.post(f"{SECURITY}demand/", {"demand": "1"})
    again, _ = with_code(cast.ada)
    assert again.post("/sign-in/second/", {"code": code.upper().replace("-", " ")})["Location"] == HOME
    third, _ = with_code(cast.ada)
    assert "does not fit" in third.post("/sign-in/second/", {"code": code}).content.decode()
    assert Event.Kind.CODE_USED in kinds(cast.ada)
    assert "9 still work" in again.get(SECURITY).content.decode()


def test_new_recovery_codes_end_the_old_ones(client_for, cast):
    client = client_for(cast.ada)
    with_app(client)
    old = new_codes(client)[0]
    assert new_codes(client)[0] != old
    assert not recovery.use(cast.ada, old, at=timezone.now())


def test_guessing_the_second_factor_ends_after_ten_tries(client_for, cast):
    client = client_for(cast.ada)
    secret = with_app(client)
    client.post(f"{SECURITY}demand/", {"demand": "1"})
    again, _ = with_code(cast.ada)
    for _ in range(10):
        again.post("/sign-in/second/", {"code": "000000"})
    answer = again.post("/sign-in/second/", {"code": later(secret)})
    assert "too often" in answer.content.decode()
    assert again.get(HOME).status_code == 302


@pytest.mark.parametrize("way", ["passkeys/add/", "code-app/", "recovery-codes/"])
def test_an_unlocked_laptop_alone_changes_nothing(client_for, cast, way):
    client = client_for(cast.ada)
    long_ago(client)
    assert client.get(SECURITY + way)["Location"] == f"{PROVE}?next={SECURITY}{way}"
    assert client.post(SECURITY + way)["Location"] == f"{PROVE}?next={SECURITY}"


def test_proving_anew_by_mail_where_there_is_no_factor(client_for, cast):
    client = client_for(cast.ada)
    long_ago(client)
    assert "Send me a code" in client.get(f"{PROVE}?next={APP}").content.decode()
    client.post(PROVE, {"send": "1", "next": APP})
    code = mailed()
    assert code not in repr(dict(client.session.items()))
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert "not the digits" in client.post(PROVE, {"code": wrong, "next": APP}).content.decode()
    assert client.post(PROVE, {"code": code, "next": APP})["Location"] == APP
    assert client.get(APP).status_code == 200
    long_ago(client)
    assert client.post(PROVE, {"code": code}).status_code == 200


def test_the_mailbox_alone_removes_no_factor(client_for, cast):
    secret = with_app(client_for(cast.ada))
    client, _ = with_code(cast.ada)
    assert client.get(APP)["Location"].startswith(PROVE)
    assert "Send me a code" not in client.get(PROVE).content.decode()
    client.post(PROVE, {"send": "1"})
    assert CodeApp.objects.filter(person=cast.ada).exists()
    assert client.post(PROVE, {"code": later(secret), "next": APP})["Location"] == APP
    assert client.post(APP, {"remove": "1"})["Location"] == SECURITY


def test_the_way_after_proving_leads_nowhere_else(client_for, cast):
    client = client_for(cast.ada)
    secret = with_app(client)
    answer = client.post(PROVE, {"code": later(secret), "next": "https://elsewhere.example/"})
    assert answer["Location"] == SECURITY


def test_an_unknown_browser_is_worth_a_mail_and_a_known_one_is_not(cast):
    client, _ = with_code(cast.ada)
    assert letters(cast.ada) == []
    client.post("/sign-out/")
    client.post("/sign-in/", {"email": cast.ada.email})
    client.post("/sign-in/code/", {"code": mailed()})
    assert letters(cast.ada) == []
    with_code(cast.ada)
    assert letters(cast.ada) == ["people/signed-in-elsewhere"]


def test_the_mark_of_a_browser_is_signed_and_somebody_elses_says_nothing(cast):
    with_code(cast.ada)
    cleos, _ = with_code(cast.cleo)
    cleos.post("/sign-out/")
    cleos.post("/sign-in/", {"email": cast.ada.email})
    cleos.post("/sign-in/code/", {"code": mailed()})
    assert letters(cast.ada) == ["people/signed-in-elsewhere"]
    forged = InspectingClient()
    forged.cookies["known"] = "a.b:c:d"
    forged.post("/sign-in/", {"email": cast.ada.email})
    forged.post("/sign-in/code/", {"code": mailed()})
    assert len(letters(cast.ada)) == 2


def test_the_operator_lets_somebody_back_in_who_lost_everything(client_for, cast):
    client = client_for(cast.rune)
    with_app(client)
    new_codes(client)
    actions.reset_factors(" Rune@fjordby.example", at=timezone.now())
    assert not rules.has_any(cast.rune)
    assert not Session.objects.filter(person=cast.rune).exists()
    assert kinds(cast.rune)[0] == Event.Kind.FACTORS_RESET
    assert "people/factors-reset" in letters(cast.rune)
    again, _ = with_code(cast.rune)
    assert again.get(HOME)["Location"] == "/settings/security/set-up/"
    with pytest.raises(Refusal):
        actions.reset_factors("nobody@fjordby.example", at=timezone.now())


def test_factors_of_an_account_that_is_merged_end(client_for, cast):
    with_app(client_for(cast.cleo))
    now = timezone.now()
    merge = merging.propose(keep=cast.ada, gone=cast.cleo, actor=cast.rune, at=now)
    merging.agree(merge, person=cast.ada, at=now)
    merging.agree(merge, person=cast.cleo, at=now)
    assert not CodeApp.objects.exists()


def test_a_strangers_asking_does_not_use_up_the_persons_own_codes(cast):
    stranger, ada = InspectingClient(REMOTE_ADDR="198.51.100.7"), InspectingClient(REMOTE_ADDR="192.0.2.1")
    asked = [stranger.post("/sign-in/", {"email": cast.ada.email}).status_code for _ in range(8)]
    assert asked == [302] * 5 + [429] * 3
    assert ada.post("/sign-in/", {"email": cast.ada.email}).status_code == 302


def test_what_one_address_is_asked_for_from_everywhere_is_bounded(cast):
    asked = [
        InspectingClient(REMOTE_ADDR=f"198.51.100.{host}").post("/sign-in/", {"email": cast.ada.email}).status_code
        for host in range(41)
    ]
    assert asked == [302] * 40 + [429]


def test_an_ipv6_host_has_one_network_however_it_calls_itself(cast):
    asked = [
        InspectingClient(REMOTE_ADDR=f"2001:db8:1:2::{host:x}").post("/sign-in/", {"email": cast.ada.email}).status_code
        for host in range(6)
    ]
    assert asked == [302] * 5 + [429]
