"""Mails as a mail server gets them: each once, to the right person, in their language, and never what it is about."""

from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.dialogues.visibility import read, ring
from samtalerum.mail import outbox
from samtalerum.mail.models import Letter
from samtalerum.mail.worker import Working, run_sweeps, work_off
from samtalerum.people import directory
from tests.cast import Cast
from tests.planted import disguises
from tests.post_office import PostOffice, open_post_office

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTLED = 11 * MINUTE
PLANTED = ("Tangerine submarines hum at noon", "Nobody may know about the violins", "A place by the third lighthouse")


@pytest.fixture
def office(settings):
    """A mail server that takes everything."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with open_post_office() as office:
        settings.EMAIL_PORT = office.port
        yield office


def speaks(person, language):
    type(person).objects.filter(pk=person.pk).update(language=language)
    person.language = language


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def subjects(office: PostOffice, person) -> list[str]:
    return [mail["Subject"] for mail in office.to(person.email)]


def test_a_whole_conversation_in_two_languages(cast, office):
    speaks(cast.ada, "sv")
    speaks(cast.ben, "da")
    at = AT
    dialogue = actions.invite(owner=cast.ada, partner=cast.ben, words=PLANTED[0], at=at)
    work_off(at)
    at += HOUR
    actions.take(Step.ACCEPT, seat=cast.seat(dialogue, cast.ada), at=at)
    work_off(at + SETTLED)
    at += HOUR
    actions.agree_on_date(
        seat=cast.seat(dialogue, cast.ben), meets_at=at + 7 * DAY, minutes=60, place=PLANTED[2], at=at
    )
    work_off(at + SETTLED)
    at += HOUR
    cast.write(dialogue, cast.ada, "success", PLANTED[1])
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=at)
    work_off(at + SETTLED)
    at += HOUR
    actions.take(Step.MEET, seat=cast.seat(dialogue, cast.ben), at=at)
    work_off(at + SETTLED)
    at += HOUR
    _confirm(cast, dialogue, cast.ada, at=at)
    work_off(at + SETTLED)
    at += HOUR
    _confirm(cast, dialogue, cast.ben, at=at)
    work_off(at + SETTLED)
    assert subjects(office, cast.ada) == [
        "En inbjudan väntar på dig i Samtalerum",
        "Ett datum i Samtalerum har ändrats",
        "Någon väntar på dig i Samtalerum",
        "En sammanfattning i Samtalerum är bekräftad",
    ]
    assert subjects(office, cast.ben) == [
        "Et svar venter på dig i Samtalerum",
        "Noget blev delt med dig i Samtalerum",
        "En opsamling i Samtalerum venter på dig",
    ]
    assert len(office.mails) == 7
    assert len({mail["Message-ID"] for mail in office.mails}) == 7
    for mail, raw in zip(office.mails, office.raw, strict=True):
        _says_nothing(mail, raw, cast)


def _confirm(cast: Cast, dialogue: Dialogue, person, *, at: datetime) -> None:
    if person == cast.ada:
        cast.write(dialogue, cast.ada, "reflection", PLANTED[1])
        cast.write(dialogue, cast.ada, "action", PLANTED[0])
        for one in (cast.ada, cast.ben):
            actions.show_and_read(cast.seat(dialogue, one), at=at)
    seat = cast.seat(dialogue, person)
    keys = ring(seat)
    fingerprint = actions.sheet(seat, keys, read(seat, keys, at=at)).fingerprint
    actions.confirm(seat, fingerprint=fingerprint, at=at)


def _says_nothing(mail: EmailMessage, raw: bytes, cast: Cast) -> None:
    """No word of anybody's, no name but the reader's, one link, the same words in text and HTML."""
    text, html = text_of(mail), mail.get_body(("html",)).get_content()
    for sentence in PLANTED:
        assert not [form for form in disguises(sentence) if form in raw or form in (text + html).encode()]
    reader = cast.ada if cast.ada.email in mail["To"] else cast.ben
    for person in (cast.ada, cast.ben, cast.cleo):
        if person != reader:
            assert person.first_name not in text + html
    assert mail["Auto-Submitted"] == "auto-generated"
    assert text.count("http") == html.count("http") == 1
    assert f'lang="{reader.language}"' in html


def test_an_invitation_that_was_taken_back_is_not_mailed(cast, office):
    dialogue = actions.invite(owner=cast.ada, partner=cast.ben, words="", at=AT)
    actions.take(Step.WITHDRAW, seat=cast.seat(dialogue, cast.ben), at=AT)
    work_off(AT)
    assert office.mails == []


def test_what_was_shared_and_taken_back_at_once_is_never_mailed(cast, office):
    dialogue = cast.conversation(Phase.BEFORE, at=AT - DAY)
    work_off(AT)
    office.mails.clear()
    cast.write(dialogue, cast.ada, "success", PLANTED[0])
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=AT)
    actions.stop_sharing(cast.seat(dialogue, cast.ada), ["success"], at=AT + MINUTE)
    work_off(AT + SETTLED)
    assert office.mails == [], "and that it was taken back is told nobody who had not opened it"


def test_what_was_opened_and_then_taken_back_is_told(cast, office):
    dialogue = cast.conversation(Phase.BEFORE, at=AT - DAY)
    work_off(AT)
    office.mails.clear()
    cast.write(dialogue, cast.ada, "success", PLANTED[0])
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=AT)
    ben = cast.seat(dialogue, cast.ben)
    read(ben, ring(ben), at=AT + 2 * MINUTE)
    actions.stop_sharing(cast.seat(dialogue, cast.ada), ["success"], at=AT + 3 * MINUTE)
    work_off(AT + 20 * MINUTE)
    assert subjects(office, cast.ben) == ["Something has changed in Samtalerum"]


def test_what_was_read_before_the_mail_went_out_is_not_mailed(cast, office):
    dialogue = cast.conversation(Phase.BEFORE, at=AT - DAY)
    work_off(AT)
    office.mails.clear()
    cast.write(dialogue, cast.ada, "success", PLANTED[0])
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=AT)
    ben = cast.seat(dialogue, cast.ben)
    read(ben, ring(ben), at=AT + MINUTE)
    work_off(AT + SETTLED)
    assert office.mails == []


def test_four_topics_shared_one_by_one_are_one_mail(cast, office):
    dialogue = cast.conversation(Phase.BEFORE, at=AT - DAY)
    work_off(AT)
    office.mails.clear()
    for minute, topic in enumerate(("success", "feedback", "motivation", "career")):
        cast.write(dialogue, cast.ada, topic, PLANTED[0])
        actions.share(cast.seat(dialogue, cast.ada), [topic], at=AT + minute * MINUTE)
    work_off(AT + HOUR)
    assert len(office.mails) == 1


def test_a_day_without_a_mail_server_loses_nothing(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for one in (cast.ada, cast.cleo):
        actions.invite(owner=one, partner=cast.ben, words="", at=AT)
    at = AT
    while at < AT + DAY:
        work_off(at)
        at += HOUR
    assert Letter.objects.filter(state="waiting").count() == 2
    with open_post_office() as office:
        settings.EMAIL_PORT = office.port
        while at < AT + 2 * DAY:
            work_off(at)
            at += HOUR
    assert sorted(mail["To"].addresses[0].addr_spec for mail in office.mails) == [cast.ada.email, cast.cleo.email]


def test_nobody_at_the_address_is_told_to_its_owner_and_never_mailed_again(cast, office):
    office.refuses[cast.ada.email] = "550 5.1.1 no such user"
    actions.invite(owner=cast.ada, partner=cast.ben, words="", at=AT)
    work_off(AT)
    assert directory.comes_back(cast.ada).email == cast.ada.email
    assert Letter.objects.get().state == "dropped"
    office.refuses.clear()
    dialogue = Dialogue.objects.get()
    actions.take(Step.WITHDRAW, seat=cast.seat(dialogue, cast.ben), at=AT + HOUR)
    work_off(AT + 2 * HOUR)
    assert office.mails == []


@pytest.mark.parametrize("answer", ["450 try later", "550 5.7.1 we do not like your sender", "421 too many"])
def test_a_refusal_that_is_not_about_the_address_is_tried_again(cast, office, answer):
    office.refuses[cast.ada.email] = answer
    actions.invite(owner=cast.ada, partner=cast.ben, words="", at=AT)
    actions.invite(owner=cast.cleo, partner=cast.ben, words="", at=AT)
    work_off(AT)
    assert directory.comes_back(cast.ada) is None
    assert len(office.to(cast.cleo.email)) == 1, "one that is refused keeps nobody else's mail"
    office.refuses.clear()
    work_off(AT + MINUTE)
    assert len(office.to(cast.ada.email)) == 1


def test_a_batch_takes_one_connection(cast, office):
    for number in range(30):
        outbox.put(
            "people/address-changed", cast.ada.pk, about="", stamp=str(number), email="", at=AT, due=AT, merges=False
        )
    work_off(AT)
    assert len(office.mails) == 30
    assert office.connections == 1


@pytest.mark.parametrize("wrong_by", [DAY, -DAY])
def test_a_clock_that_goes_wrong_for_a_while_repeats_and_loses_nothing(cast, office, wrong_by):
    actions.invite(owner=cast.ada, partner=cast.ben, words="", at=AT)
    working = Working()
    working.turn(AT + wrong_by)
    actions.invite(owner=cast.cleo, partner=cast.ben, words="", at=AT)
    run_sweeps(AT + wrong_by)
    for minute in range(0, 60, 10):
        working.turn(AT + minute * MINUTE)
    assert sorted(mail["To"].addresses[0].addr_spec for mail in office.mails) == [cast.ada.email, cast.cleo.email]


def test_a_repeated_mail_has_the_same_message_id(cast, office):
    actions.invite(owner=cast.ada, partner=cast.ben, words="", at=AT)
    work_off(AT)
    Letter.objects.update(state="waiting", ended_at=None, due=AT)  # killed between sending and writing it down
    work_off(AT)
    first, second = office.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_the_daily_mail_comes_in_the_readers_language_and_leads_home(cast, office, settings):
    settings.MAIL_DAILY_AT = time(7, 30)
    type(cast.ben).objects.filter(pk=cast.ben.pk).update(mails="daily", language="da")
    for one in (cast.ada, cast.cleo):
        actions.ask(owner=one, partner=cast.ben, words="", at=AT)
    dialogue = cast.seat(actions.ask(owner=cast.ada, partner=cast.dora, words="", at=AT), cast.ada).dialogue
    assert dialogue.phase == Phase.ASKED
    work_off(AT)
    assert subjects(office, cast.ben) == []
    work_off(AT + DAY)
    (mail,) = office.to(cast.ben.email)
    assert mail["Subject"] == "Det venter på dig i Samtalerum"
    assert reverse("home:home") in text_of(mail)
