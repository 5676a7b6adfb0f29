"""The preparation of either side: what stands on the page, what is opened for it, what it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.dialogues import actions
from samtalerum.dialogues.phases import Phase
from samtalerum.vault.models import AccessLog
from tests.inspecting import InspectingClient

PLANTED = "My planted sentence about the sediment archive"
NOTE = "My planted note about Ada"


def signed_in(person):
    client = InspectingClient()
    client.force_login(person)
    return client


def address(dialogue, name="prepare"):
    return reverse(f"dialogues:{name}", args=[dialogue.pk])


def write(cast, dialogue, person, item, text, *, at=None):
    seat = cast.seat(dialogue, person)
    return actions.save(seat, item, text=text, based_on=0, client=uuid4(), at=at or timezone.now())


def fields(response):
    """What a browser would send back from the page: every named field with its value."""
    from html5lib import parse

    tree = parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("data-save") is not None)
    sent = {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("type") == "hidden"}
    for area in form.iter("textarea"):
        sent[area.get("name")] = area.text or ""
    return sent


def statements(alias, captured):
    plumbing = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured[alias] if not query["sql"].startswith(plumbing)]


def count(client, url):
    with CaptureQueriesContext(connections["default"]) as content, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(url).status_code == 200
    captured = {"default": content.captured_queries, "keys": keys.captured_queries}
    return statements("default", captured), statements("keys", captured)


def test_the_owner_finds_every_topic_of_the_blueprint_in_order(cast):
    dialogue = cast.start()
    page = signed_in(cast.ada).get(address(dialogue)).content.decode()
    places = [page.index(f'id="place-{item.key}"') for item in dialogue.edition.blueprint.before.owner.form]
    assert places == sorted(places)
    assert page.count("Only you can read this") == len(places)


def test_a_stranger_finds_nothing(cast):
    dialogue = cast.start()
    for name in ("prepare", "prepare-print", "share", "as-seen"):
        assert signed_in(cast.cleo).get(address(dialogue, name)).status_code == 404


def test_one_button_saves_every_topic_without_a_script(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    sent = fields(client.get(address(dialogue)))
    sent |= {"text-success": "\nfirst line\r\nsecond", "text-career": "A small group here"}
    response = client.post(address(dialogue), sent)
    assert response.status_code == 302
    page = client.get(address(dialogue)).content.decode()
    assert "\n\nfirst line\nsecond</textarea>" in page
    assert "A small group here" in page
    assert "Everything is saved" in page


def test_a_page_that_stood_open_leaves_alone_what_was_not_touched_on_it(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    write(cast, dialogue, cast.ada, "success", "written first")
    old = fields(client.get(address(dialogue)))
    new = fields(client.get(address(dialogue)))
    client.post(address(dialogue), new | {"text-success": "written elsewhere since"})
    response = client.post(address(dialogue), old | {"text-motivation": "only this was touched"})
    assert response.status_code == 302
    page = client.get(address(dialogue)).content.decode()
    assert "written elsewhere since" in page
    assert "only this was touched" in page


def test_what_cannot_be_saved_is_said_at_the_field_and_stays_in_the_page(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    sent = fields(client.get(address(dialogue)))
    long = "much too long " * 3000
    response = client.post(address(dialogue), sent | {"text-success": long, "text-feedback": "this one is fine"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "longer than 40,000 characters" in page
    assert 'aria-invalid="true"' in page
    assert long.strip() in page
    assert "<title>Error:" in page
    assert "this one is fine" in client.get(address(dialogue)).content.decode()


def test_two_topics_written_elsewhere_are_asked_about_one_by_one_and_nothing_is_lost(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    old = fields(client.get(address(dialogue)))
    client.post(
        address(dialogue),
        fields(client.get(address(dialogue))) | {"text-success": "there one", "text-feedback": "there two"},
    )
    response = client.post(address(dialogue), old | {"text-success": "here one", "text-feedback": "here two"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "here one" in page
    assert "here two" in page
    again = fields(response)
    url = reverse("dialogues:conflict", args=[dialogue.pk, "success", 0])
    both = client.post(url, again).content.decode()
    assert "here" in both
    assert "there" in both
    assert 'name="text-feedback" value="here two"' in both


def test_sharing_a_topic_saves_it_first_and_says_so_at_the_topic(cast):
    dialogue = cast.start()
    ada, ben = signed_in(cast.ada), signed_in(cast.ben)
    assert PLANTED not in ben.get(address(dialogue)).content.decode()
    sent = fields(ada.get(address(dialogue)))
    response = ada.post(address(dialogue), sent | {"text-success": PLANTED, "share": "success"})
    assert response["Location"].endswith("#place-success")
    assert "Shared with Ben<small>since today" in ada.get(address(dialogue)).content.decode()
    assert "Ben has not opened it yet" in ada.get(address(dialogue)).content.decode()
    page = ben.get(address(dialogue)).content.decode()
    assert PLANTED in page
    assert "Ada sees that you opened it today" in page
    assert "Ben opened it today" in ada.get(address(dialogue)).content.decode()


def test_an_empty_topic_is_not_shared(cast):
    dialogue = cast.start()
    client = signed_in(cast.ada)
    sent = fields(client.get(address(dialogue)))
    response = client.post(address(dialogue), sent | {"share": "success"}, follow=True)
    assert "There is nothing written yet, so nothing was shared." in response.content.decode()


def test_the_partner_ticks_the_checklist_and_nobody_else_sees_it(cast):
    dialogue = cast.start()
    ben = signed_in(cast.ben)
    page = ben.get(address(dialogue)).content.decode()
    for check in dialogue.edition.blueprint.before.partner.checklist:
        assert f'value="{check.key}"' in page
    key = dialogue.edition.blueprint.before.partner.checklist[0].key
    sent = fields(ben.get(address(dialogue)))
    response = ben.post(
        address(dialogue, "checklist"), sent | {"tick": key, "then": "checklist", "text-feedback-notes": NOTE}
    )
    assert response.status_code == 302
    page = ben.get(address(dialogue)).content.decode()
    assert f'value="{key}" checked' in page
    assert NOTE in page, "a page without a script sends the notes along"
    assert key not in signed_in(cast.ada).get(address(dialogue)).content.decode()


def test_the_partner_is_told_whose_data_a_note_about_somebody_is_and_when_it_is_erased(cast):
    dialogue = cast.start()
    page = signed_in(cast.ben).get(address(dialogue)).content.decode()
    assert "What you write about Ada is also Ada’s data" in page
    assert "Erased 30 days after you have both confirmed the sheet" in page


def test_a_note_is_shared_as_written_feedback_and_the_owner_reads_it_where_the_owner_prepares(cast):
    dialogue = cast.start()
    ada, ben = signed_in(cast.ada), signed_in(cast.ben)
    sent = fields(ben.get(address(dialogue)))
    ben.post(address(dialogue), sent | {"text-feedback-notes": NOTE})
    assert NOTE not in ada.get(address(dialogue)).content.decode()
    ben.post(address(dialogue), fields(ben.get(address(dialogue))) | {"share": "feedback-notes"})
    page = ada.get(address(dialogue)).content.decode()
    assert "What Ben shares" in page
    assert NOTE in page


@pytest.mark.parametrize("phase", [Phase.ASKED, Phase.HELD, Phase.WITHDRAWN])
def test_outside_its_time_the_preparation_can_be_read_and_not_written(cast, phase):
    dialogue = cast.start(phase)
    client = signed_in(cast.ada)
    page = client.get(address(dialogue)).content.decode()
    assert "<textarea" not in page
    response = client.post(address(dialogue), {"text-success": "too late", "revision-success": "0"})
    assert response.status_code == 409
    assert "too late" in response.content.decode()


def test_reading_is_written_down_once_a_quarter_of_an_hour_and_never_for_the_writer(cast):
    dialogue = cast.start()
    write(cast, dialogue, cast.ada, "success", PLANTED)
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    for client in (signed_in(cast.ada), signed_in(cast.ben)):
        for _again in range(3):
            client.get(address(dialogue))
    opened = AccessLog.objects.filter(action="opened")
    assert {row.actor for row in opened} == {cast.ben.pk}
    assert opened.count() in {1, 2}, "two only when the quarter-hour turned during the test"


def test_a_page_that_does_not_show_the_others_words_does_not_open_them(cast):
    dialogue = cast.start(Phase.DURING)
    ben = signed_in(cast.ben)
    write(cast, dialogue, cast.ada, "success", PLANTED)
    write(cast, dialogue, cast.ada, "evaluation.went-well", PLANTED)
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    for name in ("prepare-print", "share", "as-seen"):
        ben.get(address(dialogue, name))
    ben.post(
        reverse("dialogues:conflict", args=[dialogue.pk, "evaluation.went-well", 0]),
        {"text-evaluation.went-well": "mine", "back": "room"},
    )
    assert not AccessLog.objects.filter(action="opened").exists()


def test_ticks_that_come_too_late_do_not_cost_the_words_sent_along(cast):
    dialogue = cast.start()
    ben = signed_in(cast.ben)
    sent = fields(ben.get(address(dialogue)))
    actions.take("withdraw", seat=cast.seat(dialogue, cast.ada), at=timezone.now())
    answer = ben.post(address(dialogue, "checklist"), sent | {"tick": "use-network", "text-feedback-notes": NOTE})
    assert answer.status_code == 409
    assert NOTE in answer.content.decode()


@pytest.mark.parametrize("who", ["ada", "ben"])
@pytest.mark.parametrize("name", ["prepare", "prepare-print", "share", "as-seen"])
def test_a_page_costs_the_same_however_much_is_written_and_stays_in_its_budget(cast, who, name):
    dialogue = cast.start()
    person = getattr(cast, who)
    client = signed_in(person)
    few, _keys = count(client, address(dialogue, name))
    for item in dialogue.edition.blueprint.before.owner.form:
        write(cast, dialogue, cast.ada, item.key, f"about {item.key}")
    for item in dialogue.edition.blueprint.before.partner.notes:
        write(cast, dialogue, cast.ben, item.key, f"about {item.key}")
    for seat in (cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)):
        actions.share(
            seat,
            [
                item.key
                for item in dialogue.edition.blueprint.items().values()
                if item.part in {"preparation", "notes"} and seat.side in item.writers()
            ],
            at=timezone.now(),
        )
    first, keys = count(client, address(dialogue, name))
    second, _keys = count(client, address(dialogue, name))
    assert len(first) <= 9, "\n".join(first)
    assert len(keys) == 1
    assert len(first) <= len(few) + 2, "the log is looked at and added to"
    assert len(second) <= len(first)


def test_empty_paper_holds_no_word_and_filled_paper_every_one(cast):
    dialogue = cast.start()
    write(cast, dialogue, cast.ada, "success", PLANTED)
    client = signed_in(cast.ada)
    assert PLANTED in client.get(address(dialogue, "prepare-print")).content.decode()
    empty = client.get(address(dialogue, "prepare-print") + "?empty=1").content.decode()
    assert PLANTED not in empty
    assert empty.count("st-pen-lines") == len(dialogue.edition.blueprint.before.owner.form)


def test_an_open_page_learns_what_is_shared_and_who_has_opened_it(cast):
    dialogue = cast.start()
    ben = signed_in(cast.ben)
    seen = cast.seat(dialogue, cast.ben).dialogue.revision
    poll = f"{address(dialogue, 'poll')}?page=prepare&seen="
    assert ben.get(f"{poll}{seen}", headers={"HX-Request": "true"}).status_code == 204
    write(cast, dialogue, cast.ada, "success", PLANTED)
    assert ben.get(f"{poll}{seen}", headers={"HX-Request": "true"}).status_code == 204, "private words change nothing"
    actions.share(cast.seat(dialogue, cast.ada), ["success"], at=timezone.now())
    news = ben.get(f"{poll}{seen}", headers={"HX-Request": "true"})
    assert news.status_code == 200
    assert PLANTED in news.content.decode()
    assert 'hx-swap-oob="true"' in news.content.decode()
    assert "<textarea" not in news.content.decode(), "no field is ever swapped"


def test_erased_words_say_so_instead_of_failing(cast):
    dialogue = cast.start()
    write(cast, dialogue, cast.ada, "success", PLANTED)
    from samtalerum.vault import api as vault

    vault.erase(vault.Scope.dialogue(dialogue.pk), vault.Scope.own(dialogue.pk, cast.ada.pk), at=timezone.now())
    page = signed_in(cast.ada).get(address(dialogue)).content.decode()
    assert "What was written here has been erased." in page
    assert "<textarea" not in page


def test_times_on_the_page_are_in_words(cast, at):
    dialogue = cast.start(at=at)
    write(cast, dialogue, cast.ada, "success", PLANTED, at=at - timedelta(days=3))
    assert "Saved 1 March 2030" in signed_in(cast.ada).get(address(dialogue)).content.decode()
