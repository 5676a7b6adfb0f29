"""A third reader: one way, by name, until a day, and revocable; both authors see that it was opened."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from samtalerum.dialogues import actions, notices, retention, sweeps
from samtalerum.dialogues.actions.sending import AlreadySent, NotSentYet
from samtalerum.dialogues.models import Dialogue, SentPart, SentSheet
from samtalerum.dialogues.phases import Phase
from samtalerum.ground.refusals import Forbidden, Invalid
from samtalerum.mail.models import Letter
from samtalerum.vault import api as vault
from samtalerum.vault.models import AccessLog

MONTH = timedelta(days=30)


@pytest.fixture
def held(cast) -> Dialogue:
    """A conversation that both have confirmed."""
    dialogue = cast.start(Phase.BEFORE)
    actions.take("meet", seat=cast.seat(dialogue, cast.ada), at=dialogue.started_at)
    cast.confirm(dialogue)
    dialogue.refresh_from_db()
    return dialogue


@pytest.fixture
def sent(cast, held) -> SentSheet:
    """Ada has sent it to Cleo."""
    return send(cast, held)


def send(cast, held) -> SentSheet:
    return actions.send_sheet(
        cast.seat(held, cast.ada), cast.cleo, until=(held.held_at + MONTH).date(), at=held.held_at
    )


def test_the_third_reader_reads_the_confirmed_sheet_and_nothing_else(cast, held, sent):
    received = actions.read_sent(cast.cleo, sent.pk, at=held.held_at)
    assert [line.text for line in received.lines] == [
        "reflection by Ada Aa",
        "action by Ada Aa",
        "advice by Ben Bo",
    ]
    for scope in (held.scope, cast.seat(held, cast.ada).scope):
        with pytest.raises(vault.NotAReader):
            vault.ring(cast.cleo.pk, [scope]).has(scope)


def test_nobody_else_reads_it_not_even_by_its_address(cast, held, sent, client_for):
    for person in (cast.ada, cast.ben):
        with pytest.raises(Http404):
            actions.read_sent(person, sent.pk, at=held.held_at)
    assert client_for(cast.ben).get(reverse("dialogues:received", args=[sent.pk])).status_code == 404
    with pytest.raises(vault.NotAReader):
        vault.ring(cast.ben.pk, [sent.scope]).has(sent.scope)


def test_each_author_sees_who_opened_the_own_words(cast, held, sent, client_for):
    actions.read_sent(cast.cleo, sent.pk, at=held.held_at)
    opened = AccessLog.objects.filter(actor=cast.cleo.pk, action="opened").values_list("author", flat=True)
    assert set(opened) == {cast.ada.pk, cast.ben.pk}
    for person in (cast.ada, cast.ben):
        page = client_for(person).get(reverse("dialogues:access")).content.decode()
        assert cast.cleo.display_name in page
        assert "your words on the sheet that was sent" in page


def test_both_see_on_the_sheet_who_else_can_read_it(cast, held, sent, client_for):
    SentSheet.objects.update(until=(held.held_at + timedelta(days=4000)).date())
    for person in (cast.ada, cast.ben):
        page = client_for(person).get(reverse("dialogues:sheet", args=[held.pk])).content.decode()
        assert "Who else can read it" in page
        assert cast.cleo.display_name in page


def test_taken_back_it_opens_no_more_whatever_the_reader_kept(cast, held, sent):
    kept = list(sent.parts.select_related("author", "sheet"))
    actions.stop_sending(cast.seat(held, cast.ada), sent.pk, at=held.held_at)
    with pytest.raises(Http404):
        actions.read_sent(cast.cleo, sent.pk, at=held.held_at)
    keys = vault.ring(cast.cleo.pk, [sent.scope])
    assert vault.open(keys, [(part.body, part.place()) for part in kept], at=held.held_at) == [None, None]
    assert not SentPart.objects.exists()
    again = send(cast, held)
    keys = vault.ring(cast.cleo.pk, [again.scope])
    assert vault.open(keys, [(part.body, part.place()) for part in kept], at=held.held_at) == [None, None]


def test_the_partner_and_the_reader_are_mailed_while_it_can_be_read(cast, held, sent):
    partner = Letter.objects.get(notice="dialogues/sheet-sent")
    reader = Letter.objects.get(notice="dialogues/sheet-received")
    assert (partner.person, reader.person) == (cast.ben.pk, cast.cleo.pk)
    assert notices.sheet_sent.holds(partner)
    assert notices.sheet_received.holds(reader)
    assert notices.sheet_received.link(reader) == reverse("dialogues:received", args=[sent.pk])
    actions.stop_sending(cast.seat(held, cast.ada), sent.pk, at=held.held_at)
    assert not notices.sheet_sent.holds(partner)
    assert not notices.sheet_received.holds(reader)


def test_it_ends_with_its_last_day(cast, held, sent):
    last = held.held_at + MONTH
    actions.read_sent(cast.cleo, sent.pk, at=last)
    sweeps.run(last)
    actions.read_sent(cast.cleo, sent.pk, at=last)
    with pytest.raises(Http404):
        actions.read_sent(cast.cleo, sent.pk, at=last + timedelta(days=1))
    sweeps.run(last + timedelta(days=1))
    assert not SentPart.objects.exists()
    assert not vault.ring(cast.cleo.pk, [sent.scope]).has(sent.scope)


def test_it_is_erased_with_the_sheet(cast, held, sent):
    day = retention.dates(held).sheet
    SentSheet.objects.update(until=day + timedelta(days=99))
    retention.erase_what_is_due(at=held.held_at + timedelta(days=(day - held.held_at.date()).days + 1))
    assert not SentSheet.objects.exists()
    assert not vault.ring(cast.cleo.pk, [sent.scope]).has(sent.scope)


def test_only_the_owner_sends_only_what_both_confirmed_and_each_reader_has_one_copy(cast, held, sent):
    until = (held.held_at + MONTH).date()
    with pytest.raises(Forbidden):
        actions.send_sheet(cast.seat(held, cast.ben), cast.cleo, until=until, at=held.held_at)
    with pytest.raises(Forbidden):
        actions.stop_sending(cast.seat(held, cast.ben), sent.pk, at=held.held_at)
    with pytest.raises(AlreadySent):
        send(cast, held)
    with pytest.raises(Invalid):
        actions.send_sheet(cast.seat(held, cast.ada), cast.ben, until=until, at=held.held_at)
    early = cast.start(Phase.BEFORE)
    with pytest.raises(NotSentYet):
        actions.send_sheet(cast.seat(early, cast.ada), cast.cleo, until=until, at=held.held_at)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reader": ""}, "Write who is to read the sheet."),
        ({"reader": "Nobody Known"}, "Nobody here has this name or address."),
        ({"reader": "Ben Bo"}, "Ben can read the sheet already."),
        ({"reader": "Ada Aa"}, "You can read the sheet already."),
        ({"until": "2000-01-01"}, "This day has passed."),
        ({"until": "2990-01-01"}, "A year is the longest."),
        ({"until": "soon"}, "Write it as year-month-day"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_sent(cast, held, client_for, typed, said):
    form = {"reader": cast.cleo.display_name, "until": (held.held_at + MONTH).date().isoformat()} | typed
    answer = client_for(cast.ada).post(reverse("dialogues:send", args=[held.pk]), form)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not SentSheet.objects.exists()
