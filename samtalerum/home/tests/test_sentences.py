"""Every row of the table of phases, read aloud from both sides: one sentence and one thing to do."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.urls import resolve

from samtalerum.dialogues import actions, facts
from samtalerum.dialogues.actions.course import lock, move
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.phases import LAPSES_AFTER, QUESTION, TABLE, Phase, Row, Side, Step
from samtalerum.dialogues.seats import seats_of
from samtalerum.home import sentences

OWNER, PARTNER = Side.OWNER, Side.PARTNER
ROOM = "dialogues:room"

# step, from, taken by, told to: the sentence, the action, where it leads
EXPECTED = {
    ("ask", None, OWNER, OWNER): ("You asked Ben on", "See your question", "dialogues:answer"),
    ("ask", None, OWNER, PARTNER): ("Ada asks you for a conversation", "Read and answer", "dialogues:answer"),
    ("invite", None, PARTNER, OWNER): ("Ben invites you to a conversation", "Read and answer", "dialogues:answer"),
    ("invite", None, PARTNER, PARTNER): ("You invited Ada on", "See your invitation", "dialogues:answer"),
    ("accept", "asked", PARTNER, OWNER): ("You and Ben have both said yes", "Prepare", "dialogues:prepare"),
    ("accept", "asked", PARTNER, PARTNER): ("You and Ada have both said yes", "Prepare", "dialogues:prepare"),
    ("accept", "invited", OWNER, OWNER): ("You and Ben have both said yes", "Prepare", "dialogues:prepare"),
    ("accept", "invited", OWNER, PARTNER): ("You and Ada have both said yes", "Prepare", "dialogues:prepare"),
    ("suggest", "asked", PARTNER, OWNER): (
        "Ben suggests that you talk with Dora Dam instead",
        "Choose what to do",
        "dialogues:answer",
    ),
    ("suggest", "asked", PARTNER, PARTNER): (
        "You suggested Dora Dam. Ada decides.",
        "See what you suggested",
        "dialogues:answer",
    ),
    ("decline", "asked", PARTNER, OWNER): ("Ben said no this time", "Ask somebody else", "dialogues:ask"),
    ("decline", "asked", PARTNER, PARTNER): ("You said no to Ada’s question", "Read it again", "dialogues:answer"),
    ("decline", "invited", OWNER, OWNER): (
        "You said no to Ben’s invitation",
        "Ask for a conversation",
        "dialogues:ask",
    ),
    ("decline", "invited", OWNER, PARTNER): (
        "Ada said no to your invitation",
        "Read it again",
        "dialogues:answer",
    ),
    ("withdraw", "asked", OWNER, OWNER): (
        "You took your question to Ben back",
        "Ask somebody else",
        "dialogues:ask",
    ),
    ("withdraw", "asked", OWNER, PARTNER): ("Ada took the question to you back", "Read it again", "dialogues:answer"),
    ("withdraw", "suggested", OWNER, OWNER): (
        "You took your question to Ben back",
        "Ask somebody else",
        "dialogues:ask",
    ),
    ("withdraw", "suggested", OWNER, PARTNER): (
        "Ada took the question to you back",
        "Read it again",
        "dialogues:answer",
    ),
    ("withdraw", "invited", PARTNER, OWNER): (
        "Ben took the invitation back",
        "Ask for a conversation",
        "dialogues:ask",
    ),
    ("withdraw", "invited", PARTNER, PARTNER): (
        "You took your invitation to Ada back",
        "Invite again",
        "dialogues:invite",
    ),
    ("withdraw", "before", OWNER, OWNER): (
        "You ended the conversation with Ben before you met",
        "Ask somebody else",
        "dialogues:ask",
    ),
    ("withdraw", "before", OWNER, PARTNER): (
        "Ada ended the conversation before you met",
        "Read it again",
        "dialogues:answer",
    ),
    ("withdraw", "before", PARTNER, OWNER): (
        "Ben ended the conversation before you met",
        "Ask somebody else",
        "dialogues:ask",
    ),
    ("withdraw", "before", PARTNER, PARTNER): (
        "You ended the conversation with Ada before you met",
        "Read it again",
        "dialogues:answer",
    ),
    **{
        ("move", come_from, OWNER, told): said
        for come_from in ("before", "during")
        for told, said in (
            (OWNER, ("You moved the conversation with Ben", "Ask somebody else", "dialogues:ask")),
            (PARTNER, ("Ada ended the conversation", "Look at it", "dialogues:answer")),
        )
    },
    ("lapse", "asked", None, OWNER): ("Ben did not answer for 60 days", "Ask somebody else", "dialogues:ask"),
    ("lapse", "asked", None, PARTNER): ("Ada’s question has ended", "Read it again", "dialogues:answer"),
    ("lapse", "invited", None, OWNER): (
        "The invitation from Ben has ended",
        "Ask for a conversation",
        "dialogues:ask",
    ),
    ("lapse", "invited", None, PARTNER): ("Ada did not answer for 60 days", "Invite again", "dialogues:invite"),
    ("lapse", "suggested", None, OWNER): ("Your question to Ben has ended", "Ask somebody else", "dialogues:ask"),
    ("lapse", "suggested", None, PARTNER): ("Ada’s question has ended", "Read it again", "dialogues:answer"),
    **{
        ("lapse", phase, None, told): (f"The conversation with {name} has ended", action, to)
        for phase in ("before", "during")
        for told, name, action, to in (
            (OWNER, "Ben", "Ask again", "dialogues:ask"),
            (PARTNER, "Ada", "Invite again", "dialogues:invite"),
        )
    },
    **{
        ("leave", phase, None, told): (f"{name} is no longer here, so the conversation has ended", action, to)
        for phase in ("asked", "invited", "suggested", "before", "during")
        for told, name, action, to in (
            (OWNER, "Ben", "Ask somebody else", "dialogues:ask"),
            (PARTNER, "Ada", "Look at it", "dialogues:answer"),
        )
    },
    ("meet", "before", OWNER, OWNER): ("The room with Ben is open", "Go to the room", ROOM),
    ("meet", "before", OWNER, PARTNER): ("The room with Ada is open", "Go to the room", ROOM),
    ("meet", "before", PARTNER, OWNER): ("The room with Ben is open", "Go to the room", ROOM),
    ("meet", "before", PARTNER, PARTNER): ("The room with Ada is open", "Go to the room", ROOM),
    ("hold", "before", OWNER, OWNER): ("You and Ben have talked", "Go on with the sheet", ROOM),
    ("hold", "before", OWNER, PARTNER): ("Ada says that you have talked", "Go on with the sheet", ROOM),
    ("hold", "during", OWNER, OWNER): ("You and Ben have talked", "Go on with the sheet", ROOM),
    ("hold", "during", OWNER, PARTNER): ("Ada says that you have talked", "Go on with the sheet", ROOM),
    **{
        ("confirm", come_from, side, told): (
            f"You and {name} have both confirmed the sheet",
            action,
            "dialogues:after",
        )
        for come_from in ("during", "held")
        for side in (OWNER, PARTNER)
        for told, name, action in (
            (OWNER, "Ben", "See your steps and the sheet"),
            (PARTNER, "Ada", "See the steps and the sheet"),
        )
    },
    **{
        ("close", come_from, OWNER, told): (sentence, "Look at what is kept", "dialogues:after")
        for come_from in ("held", "confirmed")
        for told, sentence in (
            (OWNER, "You have closed the conversation with Ben"),
            (PARTNER, "You and Ada have talked"),
        )
    },
    ("reopen", "closed", OWNER, OWNER): ("You and Ben have", None, None),
    ("reopen", "closed", OWNER, PARTNER): (None, None, None),
}
CASES = [(row, taker, told) for row in TABLE for taker in (sorted(row.who) or [None]) for told in Side]


def travel(cast, row: Row, taker: Side | None, at) -> Dialogue:
    """Take this step by real actions, and be where it leads."""
    if row.come_from is None:
        return cast.start(row.to, at=at)
    if row.step == Step.REOPEN:
        dialogue = cast.start(row.to, at=at)
        actions.take(Step.CLOSE, seat=cast.seat(dialogue, cast.ada), at=at)
    else:
        dialogue = cast.start(row.come_from, at=at)
    person = cast.ben if taker == PARTNER else cast.ada
    if row.step == Step.LAPSE:
        late = at + LAPSES_AFTER if row.come_from in QUESTION else at + timedelta(days=366)
        assert actions.lapse_old_questions(at=late) + actions.lapse_never_held(at=late) == 1
    elif row.step == Step.LEAVE:
        move(lock(dialogue.pk), row, seat=None, at=at)  # either may have left: both sentences are read
    elif row.step == Step.SUGGEST:
        actions.suggest(seat=cast.seat(dialogue, person), somebody=cast.another_leader(), at=at)
    elif row.step == Step.MOVE:
        actions.move_to(cast.seat(dialogue, person), cast.another_leader(), items=[], words="", at=at)
    elif row.step == Step.CONFIRM:
        cast.confirm(dialogue, at=at)
    else:
        actions.take(row.step, seat=cast.seat(dialogue, person), at=at)
    return dialogue


def said(cast, dialogue, side, at):
    """What home says to that side."""
    person = cast.ada if side == OWNER else cast.ben
    seat = next(seat for seat in seats_of(person) if seat.dialogue_id == dialogue.pk)
    return sentences.say(seat, facts.of([seat])[seat.pk].sheet, at=at)


def leads_to(one):
    return resolve(urlsplit(one.url).path).view_name


@pytest.mark.parametrize(
    ("row", "taker", "told"), CASES, ids=lambda one: f"{one.come_from}-{one.step}" if isinstance(one, Row) else one
)
def test_for_every_row_and_both_sides_home_says_one_sentence_and_one_thing_to_do(cast, at, row, taker, told):
    dialogue = travel(cast, row, taker, at)
    dialogue.refresh_from_db()
    assert dialogue.phase == row.to
    one = said(cast, dialogue, told, at)
    sentence, action, view = EXPECTED[row.step, row.come_from, taker, told]
    if sentence is not None:
        assert one.sentence.startswith(sentence)
    if action is not None:
        assert (one.action, leads_to(one)) == (action, view)
    assert one.action
    assert "%(" not in one.sentence
    assert "  " not in one.sentence
    assert not one.post


def test_no_row_is_left_out_and_none_is_made_up():
    assert {(row.step, row.come_from, taker, told) for row, taker, told in CASES} == set(EXPECTED)


def test_closing_tells_the_other_one_nothing(cast, at):
    dialogue = cast.start(Phase.CLOSED, at=at)
    assert "close" not in said(cast, dialogue, PARTNER, at).sentence.casefold()


def test_a_date_is_named_and_on_the_day_itself_the_room_is_the_thing_to_do(cast, at):
    dialogue = cast.start(Phase.BEFORE, at=at)
    seat = cast.seat(dialogue, cast.ben)
    for days, sentence, action in (
        (9, "You meet Ben on Wednesday 13 March, 10:07", "Prepare"),
        (0, "You meet Ben today, 10:07", "Open the room"),
        (-3, "You were to meet Ben on Friday 1 March, 10:07", "Open the room"),
    ):
        actions.agree_on_date(seat=seat, meets_at=at + timedelta(days=days), minutes=60, place="", at=at)
        one = said(cast, dialogue, OWNER, at)
        assert (one.sentence, one.action) == (sentence, action)
        assert one.post == (action == "Open the room")
        assert leads_to(one) == ("dialogues:take" if one.post else "dialogues:prepare")


def test_whoever_has_confirmed_waits_and_the_other_one_is_asked_to_read(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    ada = cast.seat(dialogue, cast.ada)
    actions.save(ada, "reflection", text="We talked", based_on=0, client=uuid4(), at=at)
    assert said(cast, dialogue, OWNER, at).action == "Go to the room"
    actions.confirm(ada, fingerprint=cast.fingerprint(ada, at=at), at=at)
    assert said(cast, dialogue, OWNER, at).sentence == "You have confirmed the sheet; Ben has not yet"
    assert said(cast, dialogue, PARTNER, at).sentence.startswith("Ada has confirmed the sheet")
    assert said(cast, dialogue, PARTNER, at).action == "Read and confirm"


def test_a_sheet_that_was_changed_is_read_and_confirmed_again(cast, at):
    dialogue = cast.start(Phase.CONFIRMED, at=at)
    ada, ben = cast.seat(dialogue, cast.ada), cast.seat(dialogue, cast.ben)
    later = at + timedelta(hours=1)
    actions.save(ben, "advice", text="Something else", based_on=1, client=uuid4(), at=later)
    assert said(cast, dialogue, OWNER, later).sentence == "Ben changed the sheet. Read it and confirm again."
    assert said(cast, dialogue, PARTNER, later).sentence.startswith("You changed the sheet")
    for seat in (ada, ben):
        actions.confirm(seat, fingerprint=cast.fingerprint(seat, at=later), at=later)
    assert "both confirmed" in said(cast, dialogue, OWNER, later).sentence


def test_a_suggestion_stands_also_when_the_suggested_person_is_no_longer_known(cast, at):
    dialogue = cast.start(Phase.SUGGESTED, at=at)
    Dialogue.objects.filter(pk=dialogue.pk).update(suggested=None)
    assert "with somebody else instead" in said(cast, dialogue, OWNER, at).sentence


def test_an_earlier_year_is_named(cast, at):
    dialogue = cast.start(Phase.ASKED, at=at)
    assert "4 March 2030" in said(cast, dialogue, OWNER, at.replace(year=2031)).sentence
