"""Somebody is here twice: two persons become one.

An administrator may only ask. Each account that was ever used must say yes, signed in with its own address; otherwise
an administrator could read somebody's conversations by merging them into an account of their own.
What another package keeps about a person it moves itself: it registers a `Mover` in its AppConfig.ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from samtalerum.ground.refusals import Refusal
from samtalerum.people import notices, sessions
from samtalerum.people.actions import LastAdministrator
from samtalerum.people.departures import Departure
from samtalerum.people.factors.models import CodeApp, Passkey, RecoveryCode
from samtalerum.people.models import (
    Address,
    Affiliation,
    EarlierName,
    Event,
    Leadership,
    Leave,
    Person,
    Session,
    StandIn,
    Supervision,
)
from samtalerum.people.takes_two import AddressChange, Merge


@dataclass(frozen=True)
class Mover:
    """What a package does when `gone` becomes part of `keep`.

    `may(keep, gone)`: false refuses the whole merge, for example where the two talk with each other.
    `move(keep, gone, at)`: moves what it keeps; runs in the transaction of the merge, before the accounts change.
    `confidential(person)`: it keeps something that only this person's own yes may move, even from an account that
    never signed in: somebody who has been invited already has a place in a conversation.
    """

    name: str
    may: Callable[[Person, Person], bool]
    move: Callable[[Person, Person, datetime], None]
    confidential: Callable[[Person], bool] = lambda _person: False


class CannotMerge(Refusal):
    """Two people, or something that can't be moved."""

    message = _("These two accounts can't become one.")


_movers: dict[str, Mover] = {}
# These rows speak of the account itself, not of the person: they stay where they are.
STAYS = {AddressChange, Merge, Session, Person}


def register(mover: Mover) -> None:
    """Add a mover; the same name again replaces it."""
    _movers[mover.name] = mover


def unregister(name: str) -> None:
    """Take a mover away (for tests)."""
    _movers.pop(name, None)


def open_for(person: Any) -> QuerySet[Merge]:
    """Proposals that concern this person."""
    return (
        Merge.objects.filter(Q(keep=person) | Q(gone=person), ended_at__isnull=True)
        .select_related("keep", "gone")
        .prefetch_related("keep__addresses", "gone__addresses")
    )


def asked_of(person: Any) -> Merge | None:
    """The proposal this person has still to answer, if any."""
    unanswered = Q(keep=person, keep_agreed_at__isnull=True) | Q(gone=person, gone_agreed_at__isnull=True)
    return open_for(person).filter(unanswered).first()


@transaction.atomic
def propose(*, keep: Person, gone: Person, actor: Any, at: datetime) -> Merge:
    """Ask whether the two are one. Carried out at once where neither account was ever used."""
    if keep.pk == gone.pk or not keep.is_active or gone.merged_into_id:
        raise CannotMerge
    if Merge.objects.filter(gone=gone, ended_at__isnull=True).exists():
        raise CannotMerge(_("This has been asked already and waits for an answer."))
    merge = Merge.objects.create(keep=keep, gone=gone, asked_by=actor, asked_at=at)
    if not _waits_for(merge):
        _carry_out(merge, at=at)
        return merge
    for person in (keep, gone):
        notices.merge_asked.send(to=person, about=merge.pk, at=at)
    return merge


@transaction.atomic
def agree(merge: Merge, *, person: Any, at: datetime) -> str:
    """This account is mine. Carried out when every used account has said so. Returns what to tell the person."""
    merge = _still_open(merge)
    if person.pk == merge.keep_id:
        merge.keep_agreed_at = at
    if person.pk == merge.gone_id:
        merge.gone_agreed_at = at
    merge.save()
    if _waits_for(merge):
        return gettext_noop("Thank you. Now sign in with the other address and say the same there.")
    _carry_out(merge, at=at)
    return gettext_noop("The two accounts are one now.")


@transaction.atomic
def decline(merge: Merge, *, at: datetime) -> str:
    """They are two people; or the administrator takes the question back."""
    merge = _still_open(merge)
    merge.ended_at = at
    merge.save(update_fields=["ended_at"])
    return gettext_noop("Thank you. The two accounts stay apart.")


def _still_open(merge: Merge) -> Merge:
    """The proposal, held until the transaction ends: a no and a yes at the same moment take turns."""
    found = Merge.objects.select_for_update().select_related("keep", "gone").filter(pk=merge.pk, ended_at=None).first()
    if found is None:
        raise CannotMerge(_("This has been answered in the meantime."))
    return found


def _waits_for(merge: Merge) -> list[Person]:
    """The accounts that were used, or hold something confidential, and have not agreed."""
    answers = ((merge.keep, merge.keep_agreed_at), (merge.gone, merge.gone_agreed_at))
    return [person for person, agreed in answers if agreed is None and needs_a_yes(person)]


def needs_a_yes(person: Person) -> bool:
    """There is something that somebody else could take over."""
    return person.last_login is not None or any(mover.confidential(person) for mover in _movers.values())


def _carry_out(merge: Merge, *, at: datetime) -> None:
    keep, gone = (Person.objects.select_for_update().get(pk=pk) for pk in (merge.keep_id, merge.gone_id))
    if gone.is_administrator and not keep.is_administrator:
        raise LastAdministrator(_("One of the two is an administrator and the other is not. Change that first."))
    for mover in _movers.values():
        if not mover.may(keep, gone):
            raise CannotMerge
        mover.move(keep, gone, at)
    _move_belonging(keep, gone)
    _move_account(keep, gone, at=at)
    _refuse_leftovers(gone)
    merge.ended_at = at
    merge.save()


def _move_belonging(keep: Person, gone: Person) -> None:
    """What both have is kept once; what would join the person with themselves goes."""
    joined = (
        (Affiliation, "person", ("unit", "category", "starts")),
        (Leadership, "person", ("unit", "ends")),
        (Supervision, "person", ("supervisor", "ends")),
        (Supervision, "supervisor", ("person", "ends")),
        (StandIn, "person", ("leader", "ends")),
        (StandIn, "leader", ("person", "ends")),
        (Leave, "person", ("starts",)),
    )
    for model, field, same in joined:
        rows: Any = model._default_manager  # noqa: SLF001 - public by its documentation
        for row in rows.filter(**{field: gone}):
            alike = {name: getattr(row, name) for name in same}
            if keep in alike.values() or rows.filter(**{field: keep}, **alike).exists():
                row.delete()
            else:
                setattr(row, field, keep)
                row.save()


def _move_account(keep: Person, gone: Person, *, at: datetime) -> None:
    Address.objects.filter(person=gone, ends_at__isnull=True).update(ends_at=at)
    Address.objects.filter(person=gone).update(person=keep)
    EarlierName.objects.filter(person=gone).update(person=keep)
    Event.objects.filter(person=gone).update(person=keep)
    if gone.display_name != keep.display_name:
        EarlierName.objects.create(person=keep, name=gone.display_name, until=at)
    number, gone.institution_id = gone.institution_id, None
    gone.is_active = gone.is_administrator = gone.is_coordinator = False
    gone.merged_into = keep
    gone.save()
    if number and not keep.institution_id:
        keep.institution_id = number
        keep.save(update_fields=["institution_id"])
    # A passkey names the account it was made for: the account that is kept keeps its own, and the other's end.
    for model in (Passkey, CodeApp, RecoveryCode):
        model._default_manager.filter(person=gone).delete()  # noqa: SLF001 - public by its documentation
    AddressChange.objects.filter(person=gone, ended_at=None).update(ended_at=at)
    Departure.objects.filter(person=gone).delete()  # whether the one person leaves is asked anew
    sessions.end_all(gone)
    Event.objects.create(person=keep, actor=None, kind=Event.Kind.MERGED, at=at)


def _refuse_leftovers(gone: Person) -> None:
    """Nothing may stay behind with an account nobody can use: a package without a mover refuses by having rows."""
    for relation in Person._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not (relation.auto_created and relation.one_to_many) or model in STAYS:
            continue
        field = relation.field.name  # type: ignore[union-attr]
        if (model, field) != (Event, "actor") and model._base_manager.filter(**{field: gone}).exists():  # noqa: SLF001
            raise CannotMerge
