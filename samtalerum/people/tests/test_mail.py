"""Mail and people: the administrator's numbers, and whom a letter reaches when things have changed."""

from django.core import mail
from django.utils import timezone

from samtalerum.mail import facts
from samtalerum.mail.models import Letter
from samtalerum.mail.worker import work_off
from samtalerum.people import merging, notices
from samtalerum.people.models import Address, Person

PAGE = "/administration/mail/"


def test_administrators_see_numbers_and_nobody_in_them(client_for, cast):
    rune, now = client_for(cast.rune), timezone.now()
    assert "Nothing sends mails yet" in rune.get(PAGE).content.decode()
    notices.address_changed.send(to=cast.ada, stamp="a", at=now)
    notices.address_changed.send(to=cast.ben, stamp="a", at=now)
    Letter.objects.filter(person=cast.ben.pk).update(state="failed", ended_at=now)
    page = rune.get(PAGE).content.decode()
    assert "Try those that failed again" in page
    assert not [one for one in (cast.ada, cast.ben) if one.first_name in page or one.email in page]
    rune.post(PAGE)
    assert "What had failed is tried again now." in rune.get(PAGE).content.decode()
    work_off(timezone.now())
    assert len(mail.outbox) == 2


def test_what_was_meant_for_an_account_that_was_merged_reaches_the_one_that_is_left(cast):
    twin = Person.objects.create_person("Ada H.", "ada.h@fjordby.example")
    now = timezone.now()
    notices.address_changed.send(to=twin, stamp="a", at=now)
    merging.propose(keep=cast.ada, gone=twin, actor=cast.rune, at=now)
    work_off(now)
    assert [one.to for one in mail.outbox] == [["Ada Holm <ada@fjordby.example>"]]


def test_a_letter_goes_to_the_address_and_in_the_language_of_the_moment_it_goes_out(cast):
    now = timezone.now()
    notices.address_changed.send(to=cast.ada, stamp="a", at=now)
    Person.objects.filter(pk=cast.ada.pk).update(language="sv")
    Address.objects.filter(person=cast.ada).update(email="ada@new.example")
    work_off(now)
    (sent,) = mail.outbox
    assert "ada@new.example" in sent.to[0]
    assert "Din adress" in sent.subject


def test_nobody_is_told_whose_account_is_closed(cast):
    now = timezone.now()
    notices.address_changed.send(to=cast.ada, stamp="a", at=now)
    Person.objects.filter(pk=cast.ada.pk).update(is_active=False)
    work_off(now)
    assert mail.outbox == []


def test_a_question_that_was_answered_is_not_asked_by_mail(cast):
    now = timezone.now()
    Person.objects.filter(pk__in=[cast.ada.pk, cast.cleo.pk]).update(last_login=now)
    for one in (cast.ada, cast.cleo):
        one.refresh_from_db()
    merge = merging.propose(keep=cast.ada, gone=cast.cleo, actor=cast.rune, at=now)
    merging.agree(merge, person=cast.ada, at=now)
    work_off(now)
    assert [one.to for one in mail.outbox] == [["Cleo Falk <cleo@fjordby.example>"]]


def test_numbers_of_mails_are_said_by_fifties_so_that_one_conversation_more_changes_nothing():
    assert [facts.roughly(one) for one in (0, 1, 49)] == ["fewer than 50"] * 3
    assert [facts.roughly(one) for one in (50, 99, 1234)] == ["about 50", "about 50", "about 1200"]
