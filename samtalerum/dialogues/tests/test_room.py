"""The room: what each side sees, who writes where, what is shown when, and what arrives by asking."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from html5lib import parse

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Entry
from samtalerum.dialogues.phases import Phase, Step
from tests.inspecting import InspectingClient

# On PostgreSQL other processes are told by a statement of its own (dialogues/telling.py); on SQLite by none.
PLUMBING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT pg_notify")


def signed_in(person):
    client = InspectingClient()
    client.force_login(person)
    return client


def address(dialogue, name="room"):
    return reverse(f"dialogues:{name}", args=[dialogue.pk])


def write(cast, dialogue, person, item, text, *, slot=0, paused=True, at=None):
    seat = cast.seat(dialogue, person)
    entry = Entry.objects.filter(author=seat, item=item, slot=slot).first()
    return actions.save(
        seat,
        item,
        text=text,
        based_on=entry.revision if entry else 0,
        client=uuid4(),
        at=at or timezone.now(),
        slot=slot,
        paused=paused,
    )


def sent(response):
    """What a browser would send back from the sheet's form, the places that stand outside it included."""
    tree = parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("id") == "sheet")
    inside = {id(one) for one in form.iter()}
    found = {}
    for field in tree.iter():
        if not isinstance(field.tag, str) or not field.get("name"):
            continue
        if id(field) not in inside and field.get("form") != "sheet":
            continue
        if field.tag == "textarea":
            found[field.get("name")] = (field.text or "").removeprefix("\n")
        elif field.tag == "input" and (
            field.get("type") not in {"radio", "checkbox"} or field.get("checked") is not None
        ):
            found[field.get("name")] = field.get("value") or ""
    return found


def text_of(response):
    return " ".join(response.content.decode().split())


def count(client, url, **headers):
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(url, headers=headers).status_code == 200
    return [
        [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(PLUMBING)]
        for captured in (content, keys)
    ]


def test_each_side_writes_its_own_fields_and_reads_the_others(cast):
    dialogue = cast.start(Phase.DURING)
    for person in (cast.ada, cast.ben):
        fields = sent(signed_in(person).get(address(dialogue)))
        written = {name.removeprefix("text-") for name in fields if name.startswith("text-")}
        seat = cast.seat(dialogue, person)
        blueprint = dialogue.edition.blueprint
        places = [*blueprint.wrap_up.fields, *(point.item for point in blueprint.during.frame if point.item)]
        places += [theme.note for theme in blueprint.during.guide]
        assert written == {item.key for item in places if seat.side in item.writers()}


def test_the_partner_sees_the_guide_without_notes(cast):
    dialogue = cast.start(Phase.DURING)
    write(cast, dialogue, cast.ada, "guide.meaning", "My planted note")
    assert "My planted note" in text_of(signed_in(cast.ada).get(address(dialogue)))
    page = text_of(signed_in(cast.ben).get(address(dialogue)))
    assert "My planted note" not in page
    for theme in dialogue.edition.blueprint.during.guide:
        assert theme.title.for_("partner", "en") in page


def test_the_course_names_the_two_people(cast):
    dialogue = cast.start(Phase.DURING)
    page = text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "<b>Ada</b> <span>Tells what the preparation brought up" in page
    assert "<b>Ben</b> <span>Asks about ideas" in page
    assert "<b>Both</b>" in page


def test_the_goal_is_the_blueprints_sentence_until_the_partner_writes_it(cast):
    dialogue = cast.start(Phase.DURING)
    default = "We are here to reflect"
    assert default in text_of(signed_in(cast.ada).get(address(dialogue)))
    write(cast, dialogue, cast.ben, "goal", "To find out about 2028")
    page = text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "To find out about 2028" in page
    assert default not in page


def test_what_has_been_shared_lies_on_the_table_for_both(cast):
    dialogue = cast.start(Phase.DURING)
    write(cast, dialogue, cast.ada, "success", "The archive is in use")
    write(cast, dialogue, cast.ada, "feedback", "Stays with me")
    write(cast, dialogue, cast.ben, "feedback-notes", "You see what others miss")
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    actions.share(cast.seat(dialogue, cast.ben), ["feedback-notes"], at=timezone.now())
    for person in (cast.ada, cast.ben):
        page = text_of(signed_in(person).get(address(dialogue)))
        assert "The archive is in use" in page
        assert "You see what others miss" in page
        assert "Stays with me" not in page


def test_what_the_partner_gives_before_the_end_is_seen_by_the_partner_alone(cast):
    dialogue = cast.start(Phase.DURING)
    assert "Keep the door open" in text_of(signed_in(cast.ben).get(address(dialogue)))
    assert "Keep the door open" not in text_of(signed_in(cast.ada).get(address(dialogue)))


def test_one_button_saves_everything_without_a_script(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    fields = sent(client.get(address(dialogue)))
    fields |= {
        "text-reflection": "To lead a group",
        "text-action": "Write to Ingrid",
        "due-action": "2030-05-28",
        "text-guide.meaning": "A note",
    }
    assert client.post(address(dialogue), fields).status_code == 302
    again = sent(client.get(address(dialogue)))
    assert again["text-reflection"] == "To lead a group"
    assert (again["text-action"], again["due-action"]) == ("Write to Ingrid", "2030-05-28")
    assert again["text-action/1"] == ""
    assert again["text-guide.meaning"] == "A note"
    page = text_of(signed_in(cast.ben).get(address(dialogue)))
    assert "To lead a group" in page
    assert "by Tuesday 28 May" in page


def test_only_the_date_of_a_step_can_be_changed(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    write(cast, dialogue, cast.ada, "action", "Write to Ingrid")
    fields = sent(client.get(address(dialogue)))
    client.post(address(dialogue), fields | {"due-action": "2030-06-01"})
    assert sent(client.get(address(dialogue)))["due-action"] == "2030-06-01"


def test_a_date_that_is_none_comes_back_with_the_words(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    fields = sent(client.get(address(dialogue)))
    response = client.post(address(dialogue), fields | {"text-action": "Call Jonas", "due-action": "soon"})
    assert response.status_code == 400
    assert sent(response)["text-action"] == "Call Jonas"
    assert "could not be read" in text_of(response)


def test_an_emptied_step_is_gone(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    write(cast, dialogue, cast.ada, "action", "First")
    write(cast, dialogue, cast.ada, "action", "Second", slot=1)
    client.post(address(dialogue), sent(client.get(address(dialogue))) | {"text-action": ""})
    fields = sent(client.get(address(dialogue)))
    assert [name for name in fields if name.startswith("text-action")] == ["text-action/1", "text-action/2"]
    assert "First" not in text_of(signed_in(cast.ben).get(address(dialogue)))


def test_a_further_step_works_with_and_without_a_script(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    fields = sent(client.get(address(dialogue)))
    response = client.post(address(dialogue), fields | {"text-action": "First", "then": "add"}, follow=True)
    assert {"text-action/1", "text-action/2"} <= set(sent(response))
    row = client.get(address(dialogue) + "?add=action&slot=3", headers={"HX-Request": "true"})
    assert 'name="text-action/3"' in row.content.decode()
    other = signed_in(cast.ben).get(address(dialogue) + "?add=action&slot=3", headers={"HX-Request": "true"})
    assert other.status_code == 400


def test_what_is_shown_on_a_pause_waits_for_it(cast):
    dialogue = cast.start(Phase.DURING)
    write(cast, dialogue, cast.ada, "reflection", "Said")
    write(cast, dialogue, cast.ada, "reflection", "Said and more", paused=False)
    page = text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "Ben sees what you had written at" in page
    assert "Said and more" not in text_of(signed_in(cast.ben).get(address(dialogue)))
    signed_in(cast.ada).post(address(dialogue, "room-show"), {"show": "reflection"}, headers={"HX-Request": "true"})
    assert "Said and more" in text_of(signed_in(cast.ben).get(address(dialogue)))


def test_the_writer_chooses_when_the_other_one_sees_it(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    answer = client.post(
        address(dialogue, "room-show"), {"how-reflection": "as-i-write"}, headers={"HX-Request": "true"}
    )
    assert 'value="as-i-write" checked' in answer.content.decode()
    fields = sent(client.get(address(dialogue)))
    assert fields["how-reflection"] == "as-i-write"
    client.post(address(dialogue), fields | {"how-action": "on-pause"})
    write(cast, dialogue, cast.ada, "action", "Not shown yet", slot=1, paused=False)
    assert "Not shown yet" not in text_of(signed_in(cast.ben).get(address(dialogue)))


def test_what_nobody_owes_is_seen_once_it_is_shown(cast):
    dialogue = cast.start(Phase.DURING)
    assert "A clear word" not in text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "A clear word" in text_of(signed_in(cast.ben).get(address(dialogue)))
    write(cast, dialogue, cast.ben, "prospects", "One post may open in 2028")
    page = text_of(signed_in(cast.ada).get(address(dialogue)))
    assert "A clear word" in page
    assert "One post may open in 2028" in page


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_either_sets_the_quiet_clock(cast, who):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(getattr(cast, who))
    assert "<progress" not in text_of(client.get(address(dialogue)))
    client.post(address(dialogue, "room-time"), {"minutes": "60"})
    page = text_of(client.get(address(dialogue)))
    assert "About 60 minutes left" in page
    assert '<progress class="st-time" max="60" value="0"' in page


def test_the_clock_speaks_to_five_minutes_and_never_alarms(cast):
    from samtalerum.dialogues.forms.clock import clock

    dialogue = cast.start(Phase.DURING)
    start = timezone.now()
    dialogue.meets_at, dialogue.minutes = start, 60
    told = {gone: clock(dialogue, now=start + timedelta(minutes=gone)).words for gone in (-5, 0, 13, 49, 57, 61)}
    assert told[0] == "About 60 minutes left"
    assert told[13] == "About 45 minutes left"
    assert told[49] == "About 10 minutes left"
    assert told[57] == "A few minutes left"
    assert told[61] == "The time you agreed on is over"
    assert told[-5].startswith("You begin at")
    assert clock(dialogue, now=start + timedelta(days=1)) is None


@pytest.mark.parametrize("minutes", ["0", "soon", "-5", "481", "9" * 5000])
def test_a_time_that_is_none_is_refused_in_words(cast, minutes):
    dialogue = cast.start(Phase.DURING)
    response = signed_in(cast.ada).post(address(dialogue, "room-time"), {"minutes": minutes})
    assert response.status_code == 400
    assert "between 5 and 480" in text_of(response)


def test_without_a_sheet_the_owner_says_that_it_was_held_and_can_take_it_back(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    fields = sent(client.get(address(dialogue)))
    client.post(address(dialogue), fields | {"text-reflection": "Last words", "then": "hold"})
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.HELD
    assert sent(client.get(address(dialogue)))["text-reflection"] == "Last words"
    client.post(address(dialogue, "undo"))
    dialogue.refresh_from_db()
    assert dialogue.phase == Phase.DURING
    assert "without a sheet" not in text_of(signed_in(cast.ben).get(address(dialogue)))


def test_nothing_changed_answers_204_and_a_change_only_what_the_other_can_change(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    dialogue.refresh_from_db()
    url = f"{address(dialogue, 'poll')}?page=room&clock="
    seen = dialogue.revision
    htmx = {"HX-Request": "true"}
    assert client.get(f"{url}&seen={seen}", headers=htmx).status_code == 204
    write(cast, dialogue, cast.ben, "advice", "Talk with Ingrid")
    answer = client.get(f"{url}&seen={seen}", headers=htmx)
    assert "Talk with Ingrid" in text_of(answer)
    tree = parse(answer.content.decode(), namespaceHTMLElements=False)
    names = {one.get("name") for one in tree.iter() if isinstance(one.tag, str) and one.get("name")}
    assert not [name for name in names if name.startswith(("text-", "due-", "revision-"))]
    swapped = {one.get("id") for one in tree.iter() if isinstance(one.tag, str) and one.get("hx-swap-oob")}
    assert {"field-advice", "agree", "shared", "clock", "phase", "seen"} <= swapped
    assert not swapped & {"field-reflection", "field-action", "guide", "sheet"}


def test_the_clock_arrives_by_asking_although_nobody_has_written(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.ada)
    actions.set_minutes(seat=cast.seat(dialogue, cast.ben), minutes=45, at=timezone.now())
    dialogue.refresh_from_db()
    url = f"{address(dialogue, 'poll')}?page=room&seen={dialogue.revision}"
    answer = client.get(f"{url}&clock=as-it-was", headers={"HX-Request": "true"})
    assert "About 45 minutes left" in text_of(answer)


def test_the_room_is_there_from_opening_it_until_it_is_closed(cast):
    dialogue = cast.start(Phase.BEFORE)
    client = signed_in(cast.ada)
    assert client.get(address(dialogue)).status_code == 302
    actions.take(Step.MEET, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    assert client.get(address(dialogue)).status_code == 200
    actions.take(Step.HOLD, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    assert client.get(address(dialogue)).status_code == 200
    actions.take(Step.CLOSE, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    assert client.get(address(dialogue)).url == address(dialogue, "sheet")


def test_words_that_come_too_late_stay_in_the_page(cast):
    dialogue = cast.start(Phase.HELD)
    client = signed_in(cast.ada)
    fields = sent(client.get(address(dialogue)))
    actions.take(Step.CLOSE, seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    response = client.post(address(dialogue), fields | {"text-reflection": "Too late"})
    assert response.status_code == 409
    assert "Too late" in text_of(response)


def test_a_stranger_finds_nothing(cast):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(cast.cleo)
    for name in ("room", "sheet"):
        assert client.get(address(dialogue, name)).status_code == 404
    for name in ("room", "room-show", "room-time", "room-confirm"):
        assert client.post(address(dialogue, name)).status_code == 404


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_the_room_costs_ten_statements_and_one_for_keys_however_much_is_written(cast, who):
    dialogue = cast.start(Phase.DURING)
    client = signed_in(getattr(cast, who))
    few = count(client, address(dialogue))
    for slot in range(6):
        write(cast, dialogue, cast.ada, "action", f"Step {slot}", slot=slot)
    write(cast, dialogue, cast.ada, "reflection", "Words")
    write(cast, dialogue, cast.ben, "advice", "Words")
    write(cast, dialogue, cast.ada, "success", "Words")
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    actions.confirm(
        cast.seat(dialogue, cast.ada), fingerprint=cast.fingerprint(cast.seat(dialogue, cast.ada)), at=timezone.now()
    )
    many = count(client, address(dialogue))
    assert len(many[0]) <= 9, "\n".join(many[0])
    assert len(many[1]) == 1
    assert len(many[0]) <= len(few[0]) + 2  # the log of what is opened, asked and written
    url = f"{address(dialogue, 'poll')}?page=room&seen=0"
    assert len(count(client, url, **{"HX-Request": "true"})[0]) <= 9
