"""Who reads what, after any sequence of writing, sharing, taking back, meeting and holding."""

import contextlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtalerum.dialogues import actions
from samtalerum.dialogues.models import Dialogue, Entry
from samtalerum.dialogues.phases import Phase, Step
from samtalerum.dialogues.seats import seat_or_404
from samtalerum.dialogues.visibility import read, ring, visible_entries
from samtalerum.ground.refusals import Refusal
from samtalerum.vault import api as vault

OWNERS, PARTNERS = ["success", "feedback"], ["feedback-notes", "advice-notes"]
PRIVATE = {**dict.fromkeys(OWNERS, "ada"), **dict.fromkeys(PARTNERS, "ben")}
JOINT = {"reflection": "ada", "advice": "ben", "goal": "ben"}
NOTES = {"guide.meaning": "ada"}
WRITER = {**PRIVATE, **JOINT, **NOTES}

ITEMS = st.sampled_from(sorted(WRITER))
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=40)
MOVES = st.one_of(
    st.tuples(st.just("save"), ITEMS, WORDS, st.booleans()),
    st.tuples(st.just("share"), st.sampled_from(sorted(WRITER))),
    st.tuples(st.just("stop"), st.sampled_from(sorted(WRITER))),
    st.tuples(st.just("show"), st.sampled_from(sorted(WRITER)), st.sampled_from(["as-i-write", "on-pause"])),
    st.tuples(st.just("take"), st.sampled_from([Step.MEET, Step.HOLD, Step.CLOSE])),
    st.tuples(st.just("undo")),
)


class Rules:
    """What the two should read, worked out beside the product and without it."""

    def __init__(self):
        self.draft, self.shown, self.pausing = {}, {}, {"reflection"}

    def saved(self, item, text, *, paused):
        """What the other reads follows the writing where it is joint or shared, at once or at a pause."""
        self.draft[item] = text
        if item in JOINT:
            if item not in self.pausing or paused:
                self.shown[item] = text
        elif item in self.shown:
            self.shown[item] = text

    def shared(self, item):
        if self.draft.get(item, "").strip():
            self.shown[item] = self.draft[item]

    def reads(self, who):
        """By item: one's own drafts, and what the other shows."""
        mine = {item: text for item, text in self.draft.items() if WRITER[item] == who}
        return mine | {item: text for item, text in self.shown.items() if WRITER[item] != who}


def play(cast, dialogue, move, rules, *, at):
    """Make one move; the rules follow only if the product did not refuse."""
    kind, *rest = move
    person = cast.ada if kind in {"take", "undo"} else getattr(cast, WRITER[rest[0]])
    seat = cast.seat(dialogue, person)
    if kind == "save":
        item, text, paused = rest
        entry = visible_entries(seat).filter(author=seat, item=item).first()
        actions.save(
            seat, item, text=text, based_on=entry.revision if entry else 0, client=uuid4(), at=at, paused=paused
        )
        rules.saved(item, text, paused=paused)
    elif kind == "share":
        actions.share(seat, rest, at=at)
        rules.shared(rest[0])
    elif kind == "stop":
        actions.stop_sharing(seat, rest, at=at)
        rules.shown.pop(rest[0], None)
    elif kind == "show":
        actions.choose_show(seat, *rest, at=at)
        (rules.pausing.add if rest[1] == "on-pause" else rules.pausing.discard)(rest[0])
    elif kind == "take":
        actions.take(rest[0], seat=seat, at=at)
    else:
        actions.undo(seat=seat, at=at)


def what_is_read(cast, dialogue, person, *, at):
    """Everything this person can open, by item; places without anything written are left out."""
    seat = cast.seat(dialogue, person)
    readings = read(seat, ring(seat), at=at)
    return {one.entry.item: one.text for one in readings if one.entry.revision}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, max_size=14))
def test_each_reads_exactly_what_the_rules_say_whatever_happened_before(cast, at, moves):
    Dialogue.objects.all().delete()  # of the example before
    dialogue, rules = cast.start(at=at), Rules()
    now = at
    for move in moves:
        now += timedelta(minutes=7)
        with contextlib.suppress(Refusal):
            play(cast, dialogue, move, rules, at=now)
        assert what_is_read(cast, dialogue, cast.ada, at=now) == rules.reads("ada")
        assert what_is_read(cast, dialogue, cast.ben, at=now) == rules.reads("ben")
    with pytest.raises(Http404):
        seat_or_404(cast.cleo, dialogue.pk)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, max_size=12))
def test_what_is_not_shown_lies_under_a_key_that_the_other_cannot_use(cast, at, moves):
    Dialogue.objects.all().delete()  # of the example before
    dialogue, rules = cast.start(at=at), Rules()
    for move in moves:
        with contextlib.suppress(Refusal):
            play(cast, dialogue, move, rules, at=at)
    for entry in Entry.objects.filter(dialogue=dialogue).select_related("author"):
        someone_else = cast.ben if entry.author.person_id == cast.ada.pk else cast.ada
        if entry.draft:
            keys = vault.ring(someone_else.pk, [entry.author.scope])
            with pytest.raises(vault.NotAReader):
                vault.open(keys, [(entry.draft, entry.draft_place(entry.revision))], at=at)
        stranger = vault.ring(cast.cleo.pk, [dialogue.scope])
        if entry.shown:
            with pytest.raises(vault.NotAReader):
                vault.open(stranger, [(entry.shown, entry.shown_place(entry.shown_revision))], at=at)
        assert (entry.shown is not None) == (entry.item in rules.shown)


def test_what_is_held_back_until_a_pause_is_not_read_before(cast, at):
    dialogue = cast.start(Phase.DURING, at=at)
    ada, client = cast.seat(dialogue, cast.ada), uuid4()
    actions.save(ada, "reflection", text="half a thou", based_on=0, client=client, at=at, paused=False)
    assert "reflection" not in what_is_read(cast, dialogue, cast.ben, at=at)
    actions.save(ada, "reflection", text="half a thought", based_on=1, client=client, at=at, paused=True)
    assert what_is_read(cast, dialogue, cast.ben, at=at)["reflection"] == "half a thought"


def test_erasing_the_own_key_leaves_what_is_shared_and_nothing_else(cast, at):
    dialogue = cast.start(at=at)
    ada = cast.seat(dialogue, cast.ada)
    for item in OWNERS:
        actions.save(ada, item, text=f"about {item}", based_on=0, client=uuid4(), at=at)
    actions.share(ada, ["success"], at=at)
    actions.erase_private(ada, at=at)
    assert what_is_read(cast, dialogue, cast.ada, at=at) == {"success": "about success"}
    assert what_is_read(cast, dialogue, cast.ben, at=at) == {"success": "about success"}
