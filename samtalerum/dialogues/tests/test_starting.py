"""Ask, invite, answer, suggest, agree on a date: the pages, what they keep when something is missing, who is told what."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.forms.starting import suggested_letter
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import Phase, Side, Step
from samtalerum.dialogues.tests.conftest import leader, member
from samtalerum.people.models import Supervision, Unit
from samtalerum.vault.models import AccessLog

ASK, INVITE, ABOUT = reverse("dialogues:ask"), reverse("dialogues:invite"), reverse("dialogues:about")
WORDS = "I would like to talk before the budget is decided"


def url(dialogue, name="answer", *more):
    return reverse(f"dialogues:{name}", args=[dialogue.pk, *more])


def page(response, status=200):
    assert response.status_code == status
    return response.content.decode().split("<template")[0]


def only():
    return Dialogue.objects.get()


# --- About


def test_about_speaks_to_the_readers_side_and_shows_both(cast, client_for):
    owner, partner = page(client_for(cast.ada).get(ABOUT)), page(client_for(cast.ben).get(ABOUT))
    blueprint = cast.start().edition.blueprint
    for side, shown in ((Side.OWNER, owner), (Side.PARTNER, partner)):
        top, rest = shown.split('class="st-cols"')
        assert blueprint.about.purpose.for_(side, "en").split("'")[0] in top.replace("&#x27;", "'")
        assert blueprint.about.purpose.for_(side.other, "en").split("'")[0] in rest.replace("&#x27;", "'")
    assert ASK in owner
    assert INVITE in partner


def test_about_lists_who_does_what_in_the_order_of_the_talk(cast, client_for):
    shown = page(client_for(cast.ada).get(ABOUT))
    course = cast.start().edition.blueprint.during.course
    places = [shown.index(turn.text.for_("owner", "en")) for turn in course]
    assert places == sorted(places)


# --- Ask


def test_the_owner_asks_the_leader_and_only_that_one_reads_the_words(cast, client_for):
    client = client_for(cast.ada)
    assert "Your leader, Section for Soil" in page(client.get(ASK))
    answer = client.post(ASK, {"who": cast.ben.pk, "words": WORDS})
    assert answer.url == url(only())
    assert only().phase == Phase.ASKED
    assert WORDS in page(client_for(cast.ben).get(url(only())))
    assert AccessLog.objects.filter(actor=cast.ben.pk, author=cast.ada.pk, action="opened").count() == 1
    assert client_for(cast.cleo).get(url(only())).status_code == 404


def test_supervisors_stand_among_the_choices(cast, client_for):
    Supervision.objects.create(person=cast.ada, supervisor=cast.cleo, starts=date(2020, 1, 1))
    assert "Your supervisor" in page(client_for(cast.ada).get(ASK))


def test_another_leader_is_found_by_a_part_of_the_name_and_chosen(cast, client_for):
    dora, doro = cast.another_leader(), cast.another_leader("Doro Dahl")
    client = client_for(cast.ada)
    shown = page(client.post(ASK, {"who": "other", "other": "dor", "words": WORDS}))
    assert "Choose whom you mean" in shown
    assert str(dora.pk) in shown
    assert str(doro.pk) in shown
    assert WORDS in shown
    client.post(ASK, {"who": doro.pk, "other": "dor", "words": WORDS})
    assert only().seats.get(side=Side.PARTNER).person == doro


def test_a_whole_name_is_enough(cast, client_for):
    dora = cast.another_leader()
    client_for(cast.ada).post(ASK, {"who": "other", "other": "dora dam"})
    assert only().seats.get(side=Side.PARTNER).person == dora


@pytest.mark.parametrize(
    ("sent", "said", "field"),
    [
        ({}, "Choose whom you would like to talk with", "id_who"),
        ({"who": "other"}, "Write the name of the leader", "id_other"),
        ({"who": "other", "other": "Zoe"}, "No leader or supervisor here is called “Zoe”", "id_other"),
        ({"who": "other", "other": "Cleo"}, "No leader or supervisor here is called “Cleo”", "id_other"),
        ({"who": "other", "other": "Ada"}, "No leader or supervisor here is called “Ada”", "id_other"),
        ({"who": str(uuid4())}, "Choose whom you would like to talk with", "id_who"),
        ({"who": "nonsense"}, "Choose whom you would like to talk with", "id_who"),
        ({"who": "BEN", "other": "Dora"}, "Keep only one", "id_who"),
    ],
)
def test_what_is_missing_is_said_at_the_field_and_what_was_typed_is_kept(cast, client_for, sent, said, field):
    sent = {**sent, "words": WORDS}
    if sent.get("who") == "BEN":
        sent["who"] = cast.ben.pk
    shown = page(client_for(cast.ada).post(ASK, sent))
    assert said in shown
    assert f'href="#{field}"' in shown
    assert f'id="{field}"' in shown
    assert WORDS in shown
    assert "<title>Error:" in shown
    assert not Dialogue.objects.exists()


def test_words_that_are_too_long_are_refused_and_kept(cast, client_for):
    shown = page(client_for(cast.ada).post(ASK, {"who": cast.ben.pk, "words": "long " * 1000}))
    assert "longer than 4,000 characters" in shown
    assert "long long" in shown


def test_asking_somebody_twice_is_refused_in_the_form(cast, client_for):
    cast.start(Phase.ASKED, at=timezone.now())
    shown = page(client_for(cast.ada).post(ASK, {"who": cast.ben.pk, "words": WORDS}), 409)
    assert "already have a conversation open" in shown
    assert WORDS in shown


# --- Invite


def test_a_leader_invites_several_with_one_letter_and_each_receives_it_alone(cast, client_for):
    client = client_for(cast.ben)
    assert "You decide what I get to read" in page(client.get(INVITE))
    answer = client.post(INVITE, {"person": [cast.ada.pk, cast.cleo.pk], "letter": WORDS})
    assert answer.status_code == 302
    assert Dialogue.objects.filter(phase=Phase.INVITED).count() == 2
    done = page(client.get(answer.url))
    assert "You have invited Ada Aa and Cleo Cx." in done
    mine = Dialogue.objects.get(seats__person=cast.ada)
    shown = page(client_for(cast.ada).get(url(mine)))
    assert WORDS in shown
    assert "Cleo" not in shown


def test_whoever_has_an_open_conversation_with_me_is_not_offered(cast, client_for):
    cast.start(Phase.BEFORE, at=timezone.now())
    shown = page(client_for(cast.ben).get(INVITE))
    assert str(cast.cleo.pk) in shown
    assert str(cast.ada.pk) not in shown


def test_a_conversation_with_somebody_else_does_not_show_at_inviting(cast, client_for):
    before = page(client_for(cast.ben).get(INVITE))
    actions.ask(owner=cast.ada, partner=cast.another_leader(), words="", at=timezone.now())
    blank = re.compile(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*')
    assert blank.sub("", page(client_for(cast.ben).get(INVITE))) == blank.sub("", before)


def test_errors_of_an_invitation_stand_at_the_fields_and_in_the_summary(cast, client_for):
    shown = page(client_for(cast.ben).post(INVITE, {"letter": ""}))
    assert "2 things are missing before the letter can go out" in shown
    assert 'href="#id_person"' in shown
    assert 'href="#id_letter"' in shown
    kept = page(client_for(cast.ben).post(INVITE, {"person": [cast.ada.pk], "letter": " "}))
    assert "One thing is missing" in kept
    assert f'value="{cast.ada.pk}" id="id_person" checked' in kept


def test_the_suggested_text_comes_back_and_the_choice_stays(cast, client_for):
    shown = page(client_for(cast.ben).post(INVITE, {"person": [cast.ada.pk], "letter": "x", "reset": "1"}))
    assert "You decide what I get to read" in shown
    assert "checked" in shown
    assert not Dialogue.objects.exists()
    assert suggested_letter(cast.ben).endswith("Ben")


def test_somebody_whom_one_does_not_lead_cannot_be_invited_by_a_changed_form(cast, client_for):
    stranger = member("Egil E", Unit.objects.create(name="Elsewhere"))
    shown = page(client_for(cast.ben).post(INVITE, {"person": [stranger.pk, "nonsense"], "letter": WORDS}))
    assert "Choose at least one person" in shown


def test_whoever_leads_nobody_has_no_such_page(cast, client_for):
    assert client_for(cast.cleo).get(INVITE).status_code == 404
    assert client_for(cast.cleo).post(INVITE, {}).status_code == 404


# --- Answer


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.LAPSED])
def test_how_it_began_can_be_read_in_every_phase_by_both(cast, client_for, phase):
    dialogue = cast.start(phase, at=timezone.now(), words=WORDS)
    for person in (cast.ada, cast.ben):
        shown = page(client_for(person).get(url(dialogue)))
        assert WORDS in shown
        assert "%(" not in shown


def offered(client, dialogue):
    shown = page(client.get(url(dialogue)))
    return {step for step in Step if f'action="{url(dialogue, "take", step.value)}"' in shown}


def test_each_side_is_offered_what_the_table_allows(cast, client_for):
    asked = cast.start(Phase.ASKED, at=timezone.now())
    assert offered(client_for(cast.ben), asked) == {Step.ACCEPT, Step.DECLINE}
    assert url(asked, "suggest") in page(client_for(cast.ben).get(url(asked)))
    assert offered(client_for(cast.ada), asked) == {Step.WITHDRAW}
    asked.delete()
    invited = cast.start(Phase.INVITED, at=timezone.now())
    assert offered(client_for(cast.ada), invited) == {Step.ACCEPT, Step.DECLINE}
    assert offered(client_for(cast.ben), invited) == {Step.WITHDRAW}


def test_saying_yes_leads_to_preparing(cast, client_for):
    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    answer = client_for(cast.ben).post(url(dialogue, "take", "accept"))
    assert answer.url == url(dialogue, "prepare")


def test_a_no_can_be_taken_back_in_place(cast, client_for):
    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    client = client_for(cast.ben)
    there = client.post(url(dialogue, "take", "decline"))
    shown = page(client.get(there.url))
    assert "You said no" in shown
    assert url(dialogue, "undo") in shown
    assert url(dialogue, "undo") not in page(client_for(cast.ada).get(url(dialogue)))
    assert client.post(url(dialogue, "undo")).url == url(dialogue)
    assert only().phase == Phase.ASKED
    assert client.post(url(dialogue, "undo")).status_code == 409


def test_the_owner_may_talk_with_somebody_else_instead(cast, client_for):
    dialogue = cast.start(Phase.INVITED, at=timezone.now())
    answer = client_for(cast.ada).post(url(dialogue, "take", "decline"), {"then": "ask"})
    assert answer.url == ASK
    assert "Ada" in page(client_for(cast.ben).get(url(dialogue)))


@pytest.mark.parametrize("step", ["ask", "invite", "suggest", "lapse", "confirm", "nonsense"])
def test_what_is_more_than_a_step_is_not_taken_by_its_name(cast, client_for, step):
    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    assert client_for(cast.ben).post(url(dialogue, "take", step)).status_code == 400


def test_a_step_is_not_taken_by_looking(cast, client_for):
    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    assert client_for(cast.ben).get(url(dialogue, "take", "accept")).status_code == 405
    assert client_for(cast.ben).get(url(dialogue, "undo")).status_code == 405


# --- Suggest


def test_somebody_else_is_suggested_and_the_owner_asks_that_one(cast, client_for):
    dialogue = cast.start(Phase.ASKED, at=timezone.now(), words=WORDS)
    dora = cast.another_leader()
    ben, ada = client_for(cast.ben), client_for(cast.ada)
    found = page(ben.get(url(dialogue, "suggest"), {"q": "dam"}))
    assert str(dora.pk) in found
    assert ben.post(url(dialogue, "suggest"), {"q": "dam", "somebody": dora.pk}).url == url(dialogue)
    shown = page(ada.get(url(dialogue)))
    assert "Dora Dam" in shown
    assert client_for(dora).get(url(dialogue)).status_code == 404
    answer = ada.post(url(dialogue, "ask-suggested"), {"words": "Hello Dora"})
    new = Dialogue.objects.get(phase=Phase.ASKED)
    assert answer.url == url(new)
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.WITHDRAWN
    assert WORDS not in page(client_for(dora).get(url(new)))
    assert "Dora" not in page(ben.get(url(dialogue)))


def test_only_leaders_besides_the_two_can_be_suggested(cast, client_for):
    dialogue = cast.start(Phase.ASKED, at=timezone.now())
    client = client_for(cast.ben)
    for name in ("Ben", "Ada", "Cleo"):
        assert "No leader or supervisor here is called" in page(client.get(url(dialogue, "suggest"), {"q": name}))
    shown = page(client.post(url(dialogue, "suggest"), {"q": "Cleo", "somebody": cast.cleo.pk}))
    assert "Choose whom you would like to suggest" in shown
    assert client_for(cast.ada).get(url(dialogue, "suggest")).status_code == 409


def test_words_for_the_suggested_one_are_kept_when_that_question_is_open_already(cast, client_for):
    now = timezone.now()
    dialogue = cast.start(Phase.SUGGESTED, at=now)
    actions.ask(owner=cast.ada, partner=cast.another_leader(), words="", at=now)
    shown = page(client_for(cast.ada).post(url(dialogue, "ask-suggested"), {"words": WORDS}), 409)
    assert "already have a conversation open" in shown
    assert WORDS in shown


# --- Where next, the date, polling


@pytest.mark.parametrize(
    ("phase", "where"),
    [
        (Phase.ASKED, "answer"),
        (Phase.INVITED, "answer"),
        (Phase.SUGGESTED, "answer"),
        (Phase.BEFORE, "prepare"),
        (Phase.DURING, "room"),
        (Phase.HELD, "after"),
        (Phase.CONFIRMED, "after"),
        (Phase.CLOSED, "after"),
        (Phase.DECLINED, "answer"),
        (Phase.WITHDRAWN, "answer"),
    ],
)
def test_a_conversation_opens_where_one_goes_next(cast, client_for, phase, where):
    dialogue = cast.start(phase, at=timezone.now())
    for person in (cast.ada, cast.ben):
        assert client_for(person).get(url(dialogue, "show")).url == url(dialogue, where)


def test_either_writes_down_the_date_in_the_institutions_zone(cast, client_for, settings):
    dialogue = cast.start(Phase.BEFORE, at=timezone.now())
    day = timezone.localdate() + timedelta(days=9)
    sent = {"day": day.isoformat(), "time": "10:00", "minutes": "45", "place": "Room 5.112"}
    assert client_for(cast.ben).post(url(dialogue, "date"), sent).url == url(dialogue, "prepare")
    meets = timezone.localtime(only().meets_at)
    assert (meets.date(), meets.hour, only().minutes, only().place) == (day, 10, 45, "Room 5.112")
    shown = page(client_for(cast.ada).get(url(dialogue, "date")))
    assert f'value="{day.isoformat()}"' in shown
    assert 'value="10:00"' in shown
    client_for(cast.ada).post(url(dialogue, "date"), {"clear": "1"})
    assert only().meets_at is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "2020-01-01"}, "This day has passed"),
        ({"day": "2090-01-01"}, "Check the year"),
        ({"day": "31 June"}, "not a day in the calendar"),
        ({"day": ""}, "Choose a day"),
        ({"time": ""}, "Choose a time"),
        ({"time": "soon"}, "Write the time with hours and minutes"),
        ({"minutes": "1"}, "Ten minutes are the least"),
        ({"minutes": "x"}, "Write the length in minutes"),
        ({"place": "x" * 201}, "Shorten the place"),
    ],
)
def test_a_date_that_cannot_be_is_refused_kindly_and_the_rest_is_kept(cast, client_for, changed, said):
    dialogue = cast.start(Phase.BEFORE, at=timezone.now())
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {"day": day, "time": "10:00", "minutes": "60", "place": "Room 5.112", **changed}
    shown = page(client_for(cast.ada).post(url(dialogue, "date"), sent))
    assert said in shown
    for name, value in sent.items():
        if name not in changed:
            assert value in shown
    assert only().meets_at is None


def test_there_is_no_date_to_agree_on_before_the_answer_or_afterwards(cast, client_for):
    for phase in (Phase.ASKED, Phase.HELD):
        dialogue = cast.start(phase, at=timezone.now())
        assert client_for(cast.ada).get(url(dialogue, "date")).status_code == 409
        Dialogue.objects.all().delete()


def test_polling_says_nothing_until_something_changes(cast, client_for):
    dialogue = cast.start(Phase.BEFORE, at=timezone.now())
    client = client_for(cast.ada)
    asked = {"page": "prepare", "seen": dialogue.revision}
    assert client.get(url(dialogue, "poll"), asked).status_code == 204
    assert client.get(url(dialogue, "poll"), {"page": "nonsense"}).status_code == 400
    assert client_for(cast.cleo).get(url(dialogue, "poll"), asked).status_code == 404


# --- What the pages cost


def cost(client, address):
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(address).status_code == 200
    plumbing = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return tuple(
        sum(not query["sql"].startswith(plumbing) for query in captured.captured_queries)
        for captured in (content, keys)
    )


def test_the_pages_cost_the_same_however_many_people_there_are(cast, client_for):
    cast.another_leader()
    dialogue = cast.start(Phase.ASKED, at=timezone.now(), words=WORDS)
    addresses = {ASK: cast.cleo, INVITE: cast.ben, url(dialogue, "suggest") + "?q=o": cast.ben, url(dialogue): cast.ben}
    few = {address: cost(client_for(person), address) for address, person in addresses.items()}
    for number in range(20):
        leader(f"Lone{number} L", cast.unit)
        member(f"Many{number} M", cast.unit)
    for address, person in addresses.items():
        many = cost(client_for(person), address)
        assert many[0] <= few[address][0], address  # less, where words are opened again within the quarter of an hour
        assert many[1] == few[address][1], address
        assert few[address][0] <= 12, address
    assert few[url(dialogue)][1] == 1
