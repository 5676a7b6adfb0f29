"""A person chooses the reminders: one switch for each kind, on one page, without a script."""

import re

import pytest

from config import refusals
from samtalerum.dialogues.models import ReminderOff
from samtalerum.dialogues.reminders.rule import Kind
from samtalerum.people import merging
from samtalerum.people.models import Person


def switched_on(page: str) -> set[str]:
    return {one[0] for one in re.findall(r'name="kind" value="(\w+)"[^>]*?( checked)?>', page) if one[1]}


def test_everything_is_on_until_somebody_switches_it_off(client_for, cast):
    client = client_for(cast.ada)
    assert switched_on(client.get("/settings/reminders/").content.decode()) == set(Kind)
    client.post("/settings/reminders/", {"kind": ["prepare", "erasure"]})
    assert switched_on(client.get("/settings/reminders/").content.decode()) == {"prepare", "erasure"}
    assert not ReminderOff.objects.exclude(person=cast.ada).exists()
    client.post("/settings/reminders/", {"kind": list(Kind)})
    assert not ReminderOff.objects.exists()


def test_what_the_institution_does_not_send_is_not_offered_and_keeps_its_switch(client_for, cast, settings):
    client = client_for(cast.ada)
    client.post("/settings/reminders/", {"kind": ["prepare"]})
    settings.REMINDERS_OFF = ["sheet", "prepare"]
    page = client.get("/settings/reminders/").content.decode()
    assert 'value="sheet"' not in page
    client.post("/settings/reminders/", {"kind": ["step", "sheet", "prepare"]})
    assert set(ReminderOff.objects.values_list("kind", flat=True)) == set(Kind) - {"step", "prepare"}


def test_where_none_are_sent_there_is_nothing_to_save(client_for, cast, settings):
    settings.REMINDERS_OFF = list(Kind)
    page = client_for(cast.ada).get("/settings/reminders/").content.decode()
    assert "Your university sends no reminders." in page
    assert "<button" not in page.split("</header>")[1].split("<footer")[0]


def test_a_kind_that_is_not_known_stops_the_start_with_a_sentence(settings):
    settings.REMINDERS_OFF = ["step", "stepps"]
    (sentence,) = [one for one in refusals.settings_refusals(host="127.0.0.1") if "REMINDERS" in one]
    assert "no reminder stepps." in sentence
    assert "evaluation" in sentence


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_each_kind_says_what_it_is_and_when(client_for, cast, language):
    cast.ada.language = language
    cast.ada.save()
    page = client_for(cast.ada).get("/settings/reminders/").content.decode()
    assert len(re.findall(r"<label for=\"remind-\w+\">.*?<span>[^<]+<small>[^<]+</small></span></label>", page)) == len(
        Kind
    )


def test_when_two_accounts_become_one_the_one_that_stays_has_chosen(cast, at):
    twin = Person.objects.create_person("Ada Twin")
    ReminderOff.objects.create(person=twin, kind="step")
    ReminderOff.objects.create(person=cast.ada, kind="sheet")
    merging.propose(keep=cast.ada, gone=twin, actor=cast.ben, at=at)
    assert [(one.person, one.kind) for one in ReminderOff.objects.all()] == [(cast.ada, "sheet")]
