"""A person's conversations, to take along: what this person wrote, and as their owner what was shared there.

A partner takes the own words and the confirmed sheet: what an employee shared was shared for a conversation, and does
not leave with the leader. Everything is opened as the pages open it: by `visibility` and `vault.open`, so the log says
it. A sheet that somebody else has sent is not taken (SentPart): it is lent until a day.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samtalerum.blueprints.schema import Item
from samtalerum.dialogues.actions.following import open_thread
from samtalerum.dialogues.actions.referring import referrals
from samtalerum.dialogues.actions.sheet import standing_version
from samtalerum.dialogues.actions.starting import WORDS
from samtalerum.dialogues.elsewhere import records_of
from samtalerum.dialogues.forms.access import openings
from samtalerum.dialogues.forms.wording import meeting, said, title
from samtalerum.dialogues.handed import FollowUp, Referral
from samtalerum.dialogues.models import Entry, Seat, SheetVersion, StepNote
from samtalerum.dialogues.phases import ENDED, Phase, Side, Step
from samtalerum.dialogues.seats import other, seats_of
from samtalerum.dialogues.visibility import Reading, open_entries, rings, visible_entries
from samtalerum.ground.dates import clock, day_year
from samtalerum.people.taking import By, Chapter, Fact, Passage, named, on, takes
from samtalerum.vault import api as vault


@takes(Entry, StepNote, FollowUp, SheetVersion, Referral, order=10)
def conversations(person: Any, at: datetime) -> list[Chapter]:
    """A chapter for each that has a place for this person now, the oldest first."""
    seats = list(seats_of(person).order_by("dialogue__started_at"))
    keys = rings(person.pk, seats)
    return [_conversation(seat, keys, at=at) for seat in seats]


@takes(order=30)
def held_elsewhere(person: Any, at: datetime) -> list[Chapter]:  # noqa: ARG001 - as every function that takes
    """That one talked outside Samtalerum: with whom and on which day."""
    facts = [
        Fact("held-elsewhere", one.across(person).display_name, day_year(one.on), one.on.isoformat())
        for one in records_of(person)
    ]
    return [Chapter("elsewhere", _("Held elsewhere"), tuple(facts))] if facts else []


@takes(order=80)
def opened_by_others(person: Any, at: datetime) -> list[Chapter]:  # noqa: ARG001 - as every function that takes
    """Who has opened what this person wrote, the latest first."""
    facts = [
        Fact("opened", one.who, f"{one.what}, {day_year(one.at)}, {clock(one.at)}", one.at.isoformat())
        for one in openings(person)
    ]
    return [Chapter("openings", _("Who has opened what"), tuple(facts))] if facts else []


def _conversation(seat: Seat, keys: vault.Ring, *, at: datetime) -> Chapter:
    called = said(seat.dialogue.edition.blueprint.title, seat.side)
    heading = _("%(what)s with %(name)s") % {"what": called, "name": other(seat).person.display_name}
    passages = [
        *written(seat, keys, at=at),
        *_sheet(seat, keys, at=at),
        *_thread(seat, keys, at=at),
        *_contacts(seat, keys, at=at),
    ]
    return Chapter("conversation", heading, tuple(_facts(seat)), tuple(passages))


def _facts(seat: Seat) -> list[Fact]:
    """What both know of its course. That the owner has closed it is told nobody, so it is not here."""
    dialogue, across = seat.dialogue, other(seat)
    begun = {one.step: one for one in dialogue.passages.all() if one.undone_at is None}
    asked = _("Asked") if Step.ASK in begun else _("Invited")
    accepted = begun[Step.ACCEPT].at if Step.ACCEPT in begun else None
    ended = dialogue.phase_since if Phase(dialogue.phase) in ENDED else None
    days = (
        ("asked", asked, dialogue.started_at),
        ("accepted", _("Both said yes"), accepted),
        ("held", _("Held"), dialogue.held_at),
        ("confirmed", _("Sheet confirmed by both"), dialogue.confirmed_at),
        ("ended", _("Ended without having been held"), ended),
    )
    meets = ", ".join(filter(None, (meeting(dialogue.meets_at, dialogue.minutes), dialogue.place)))
    return [
        *named("with", _("With"), across.person.display_name),
        *named(
            "role", _("Who is, in this conversation"), said(dialogue.edition.blueprint.roles[across.side], seat.side)
        ),
        *on("meets", _("Agreed for"), dialogue.meets_at, meets),
        *(fact for key, label, when in days for fact in on(key, label, when, day_year(when) if when else "")),
    ]


def written(seat: Seat, keys: vault.Ring, *, at: datetime) -> Iterator[Passage]:
    """Entries in the blueprint's order; of another's only what was shared with the owner."""
    found = visible_entries(seat)
    if seat.side != Side.OWNER:
        found = found.filter(author=seat)
    readings = open_entries(seat, keys, list(found), at=at)
    items = seat.dialogue.edition.heading.items()
    notes = _step_notes(seat, keys, at=at)
    order = [WORDS, *items]
    for one in sorted(readings, key=lambda one: (order.index(one.entry.item), not one.mine, one.entry.slot)):
        if one.text and one.text.strip():
            yield _passage(one, seat, items.get(one.entry.item), notes.get(one.entry.pk, ""))


def _passage(one: Reading, seat: Seat, item: Item | None, note: str) -> Passage:
    author = seat if one.mine else other(seat)
    return Passage(
        kind=item.part if item else "question",
        title=title(item, seat.side) if item else _("The words at the beginning"),
        text=one.text or "",
        by="me" if one.mine else "other",
        author=author.person.display_name,
        item=one.entry.item,
        questions=tuple(said(text, seat.side) for text in item.questions) if item and item.title else (),
        shared_at=one.entry.shared_at,
        facts=(*_step(one), *_typed_for(one, seat), *named("note", _("Your note"), note)),
    )


def _step(one: Reading) -> list[Fact]:
    step = getattr(one.entry, "step", None)
    if step is None:
        return []
    return [
        Fact("state", _("Step"), str(step.get_state_display()), step.state),
        *on("until", _("By"), step.until, day_year(step.until) if step.until else ""),
    ]


def _typed_for(one: Reading, seat: Seat) -> list[Fact]:
    """Typed at the table for the one who writes there, and not confirmed by that one."""
    if not one.entry.written_down:
        return []
    whose = other(seat) if one.mine else seat
    return named("written-down-for", _("Written down for"), whose.person.display_name)


def _step_notes(seat: Seat, keys: vault.Ring, *, at: datetime) -> dict[Any, str]:
    notes = list(StepNote.objects.filter(step__entry__author=seat))
    texts = vault.open(keys, [(note.words, note.place(seat, note.revision)) for note in notes], at=at) if notes else []
    return {note.step_id: text for note, text in zip(notes, texts, strict=True) if text}


def _sheet(seat: Seat, keys: vault.Ring, *, at: datetime) -> Iterator[Passage]:
    """The version that both confirmed last: the word of both, whoever wrote a line."""
    standing = standing_version(seat, keys, at=at)
    version, sheet = standing or (None, None)
    if version is None or sheet is None:
        return
    items = seat.dialogue.edition.blueprint.items()
    for line in sheet.lines:
        due = on("due", _("By"), line.due, day_year(line.due) if line.due else "")
        called = title(items[line.item], seat.side)
        yield Passage(
            "confirmed-sheet",
            called,
            line.text,
            "both",
            item=line.item,
            shared_at=version.complete_at,
            facts=tuple(due),
        )


def _thread(seat: Seat, keys: vault.Ring, *, at: datetime) -> Iterator[Passage]:
    """Questions that came up later, and answers; a partner takes the own ones."""
    if seat.side == Side.OWNER:
        sent = open_thread(seat, keys, at=at)
    else:
        mine = list(FollowUp.objects.filter(dialogue=seat.dialogue_id, author=seat).select_related("author"))
        texts = vault.open(keys, [(one.words, one.place()) for one in mine], at=at) if mine else []
        sent = [(one, text) for one, text in zip(mine, texts, strict=True) if text is not None]
    for one, text in sent:
        by: By = "me" if one.author_id == seat.pk else "other"
        author = (seat if by == "me" else other(seat)).person.display_name
        yield Passage("follow-up", _("Asked and answered later"), text, by, author, shared_at=one.sent_at)


def _contacts(seat: Seat, keys: vault.Ring, *, at: datetime) -> Iterator[Passage]:
    """Contacts that the partner handed on: to the owner, by the partner."""
    for one in referrals(seat, keys, at=at):
        facts = [*named("where", _("Where"), one.card.where), *named("reach", _("How to reach"), one.card.reach)]
        by: By = "me" if one.referral.author_id == seat.pk else "other"
        text = "\n\n".join(filter(None, (one.card.what_for, one.why)))
        author = one.referral.author.person.display_name
        yield Passage("referral", one.card.name, text, by, author, shared_at=one.referral.handed_at, facts=tuple(facts))
