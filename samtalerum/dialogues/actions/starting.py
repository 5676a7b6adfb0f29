"""How a dialogue starts: the owner asks, or the partner invites."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.blueprints import editions
from samtalerum.dialogues import notices
from samtalerum.dialogues.actions.course import AlreadyOpen, lock, move, refuse_unless_stand_in, take
from samtalerum.dialogues.models import Dialogue, Entry, Passage, Seat
from samtalerum.dialogues.phases import Phase, Side, Step, row
from samtalerum.dialogues.seats import free_to_invite_for, open_between, other
from samtalerum.dialogues.visibility import ring
from samtalerum.ground.dates import local_date
from samtalerum.ground.refusals import Forbidden, WrongMoment
from samtalerum.people import who
from samtalerum.vault import api as vault

# The few words with a question or an invitation: they belong to no item of the blueprint.
WORDS = "words"


class NotAPartner(Forbidden):
    """Only a leader or supervisor leads a conversation."""

    message = _("This person is not a leader or supervisor here, or it is you. Choose somebody else.")


def ask(*, owner: Any, partner: Any, words: str, at: datetime) -> Dialogue:
    """The owner asks a leader, a supervisor or another leader. Nobody else is told."""
    if not who.may_partner(owner, partner, local_date(at)):
        raise NotAPartner
    return _start(Step.ASK, owner=owner, partner=partner, words=words, at=at)


def invite(*, partner: Any, owner: Any, words: str, at: datetime, by: Any = None) -> Dialogue:
    """The partner invites somebody whom the partner leads or supervises; or `by`, a stand-in, does it in that name.

    The words are then the partner's and the owner's to read, as always: a stand-in gets no key.
    """
    if by is not None:
        refuse_unless_stand_in(by, partner, owner, at=at)
        if not free_to_invite_for(by, partner, at=at).filter(pk=owner.pk).exists():
            raise AlreadyOpen
    today = local_date(at)
    led = who.led_by(partner, today).filter(pk=owner.pk).exists()
    if not led and not who.supervised_by(partner, today).filter(pk=owner.pk).exists():
        raise Forbidden(_("You can invite the people you lead or supervise."))
    return _start(Step.INVITE, owner=owner, partner=partner, words=words, at=at, by=by)


def invite_all(*, partner: Any, owners: Iterable[Any], words: str, at: datetime, by: Any = None) -> list[Dialogue]:
    """One letter to each alone. Whoever has come to talk with the partner meanwhile is not invited beside that."""
    invited = []
    for owner in owners:
        with suppress(AlreadyOpen):
            invited.append(invite(partner=partner, owner=owner, words=words, at=at, by=by))
    return invited


@transaction.atomic
def suggest(*, seat: Seat, somebody: Any, at: datetime) -> Dialogue:
    """The one who was asked suggests somebody else; the owner decides. Only the name is kept."""
    owner = other(seat).person
    if somebody.pk == seat.person_id or not who.may_partner(owner, somebody, local_date(at)):
        raise NotAPartner
    dialogue = lock(seat.dialogue_id)
    allowed = row(Step.SUGGEST, Phase(dialogue.phase), Side(seat.side))
    dialogue.suggested = somebody
    move(dialogue, allowed, seat=seat, at=at)
    seat.dialogue = dialogue
    return dialogue


def ask_suggested(*, seat: Seat, words: str, at: datetime) -> Dialogue:
    """The owner takes the first question back and asks the one who was suggested."""
    if seat.dialogue.phase != Phase.SUGGESTED or seat.side != Side.OWNER or seat.dialogue.suggested is None:
        raise WrongMoment
    asked = ask(owner=seat.person, partner=seat.dialogue.suggested, words=words, at=at)
    take(Step.WITHDRAW, seat=seat, at=at)
    return asked


def _start(step: Step, *, owner: Any, partner: Any, words: str, at: datetime, by: Any = None) -> Dialogue:
    if open_between(owner, partner):
        raise AlreadyOpen
    dialogue_id = uuid4()
    seats = {
        Side.OWNER: Seat(dialogue_id=dialogue_id, person=owner, side=Side.OWNER),
        Side.PARTNER: Seat(dialogue_id=dialogue_id, person=partner, side=Side.PARTNER),
    }
    # Keys first, in a store of their own: a key without a dialogue is harmless, the other way round is not.
    vault.create_key(vault.Scope.dialogue(dialogue_id), readers=[owner.pk, partner.pk])
    for seat in seats.values():
        vault.create_key(seat.scope, readers=[seat.person_id])
    allowed = row(step, None, Side.OWNER if step == Step.ASK else Side.PARTNER)
    starter = seats[Side.OWNER if step == Step.ASK else Side.PARTNER]
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=owner.pk)  # two presses at once: the second finds the first
        if open_between(owner, partner):
            raise AlreadyOpen
        dialogue = Dialogue.every.create(
            pk=dialogue_id,
            edition=editions.current_of_kind("conversation"),
            phase=allowed.to,
            phase_since=at,
            started_at=at,
            last_activity_at=at,
        )
        Seat.objects.bulk_create(seats.values())
        began = Passage.objects.create(
            dialogue=dialogue, step=step, come_from="", to=allowed.to, seat=starter, at=at, by=by
        )
        notices.step_taken(began, allowed, at=at)
        starter.dialogue = dialogue
        if words.strip():
            _say(starter, words, at=at)
    return dialogue


def _say(seat: Seat, words: str, *, at: datetime) -> None:
    """The words with a question are the other's to read at once."""
    entry = Entry(
        dialogue=seat.dialogue,
        author=seat,
        item=WORDS,
        revision=1,
        shown_revision=1,
        shown_at=at,
        shared_at=at,
        saved_at=at,
    )
    keys = ring(seat)
    entry.draft = keys.seal(entry.draft_place(1), words)
    entry.shown = keys.seal(entry.shown_place(1), words)
    entry.save(force_insert=True)
