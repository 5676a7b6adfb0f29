"""Another address for somebody: asked for by an administrator, and in force when it can no longer be a takeover.

Whoever has the address is sent the codes, so an administrator who could change it alone could sign in as anybody.
It takes effect at once where nothing can be taken over, or when the person says yes, or when a second administrator
does; otherwise after some days in which the old address could object by one click. Second factors stay what they were.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from samtalerum.ground.refusals import Conflict, Forbidden
from samtalerum.people import actions, merging, notices
from samtalerum.people.factors import rules
from samtalerum.people.models import Address, Event, Person, tidy
from samtalerum.people.takes_two import AddressChange

Kind = Event.Kind


class NotAlone(Forbidden):
    """Two administrators must be two people, and the second no puppet of the first."""

    message = _("Another administrator must confirm it, who has been one for longer than the wait.")


class Settled(Conflict):
    """Somebody was faster, or its day has come."""

    message = _("This has been settled in the meantime.")


@transaction.atomic
def ask(person: Person, email: str, *, actor: Any, at: datetime) -> AddressChange | None:
    """Ask for another address; None: it is in force already."""
    if not person.email or person.pk == actor.pk or not merging.needs_a_yes(person):
        actions.new_address(person, email, actor=actor, at=at)
        return None
    if Address.objects.filter(email=tidy(email), ends_at=None).exists():
        raise actions.Taken
    if waiting_for(person) is not None:
        raise Conflict(_("Another address waits already. Take that one back first."))
    change = AddressChange.objects.create(
        person=person, email=tidy(email), asked_by=actor, asked_at=at, due_at=at + settings.ADDRESS_WAIT
    )
    _write(change, Kind.ADDRESS_ASKED, actor=actor, at=at)
    notices.address_asked.send(to=person, about=change.pk, email=person.email, at=at)
    return change


def waiting_for(person: Any) -> AddressChange | None:
    """What this person can still say yes or no to."""
    return AddressChange.objects.filter(person=person, ended_at=None).first()


@transaction.atomic
def agree(change: AddressChange, *, at: datetime) -> str:
    """The person wants it so."""
    change = _open(change)
    _use(change, at=at, own_wish=True)
    return gettext_noop("The new address signs in from now on. The old one has been told.")


@transaction.atomic
def confirm(change: AddressChange, *, by: Any, at: datetime) -> str:
    """A second administrator vouches for it."""
    change = _open(change)
    since = change.asked_at - settings.ADDRESS_WAIT
    fresh = Event.objects.filter(person=by, kind=Kind.ROLE_GIVEN, detail="administrator", at__gt=since)
    if by.pk == change.asked_by_id or fresh.exists():
        raise NotAlone
    _write(change, Kind.ADDRESS_VOUCHED, actor=by, at=at)
    _use(change, at=at, own_wish=False)
    return gettext_noop("The new address signs in from now on. The old one has been told.")


@transaction.atomic
def stop(change: AddressChange, *, by: Any | None, at: datetime) -> str:
    """The old address objects (nobody is signed in then), the person says no, or an administrator takes it back."""
    change = _open(change)
    _end(change, at=at)
    _write(change, Kind.ADDRESS_STOPPED, actor=by, at=at)
    return gettext_noop("The address stays as it is.")


def settle(at: datetime) -> int:
    """Nobody objected in time. Twice does no harm."""
    due = AddressChange.objects.filter(ended_at=None, due_at__lte=at)
    return sum(_settle_one(pk, at=at) for pk in list(due.values_list("pk", flat=True)))


def by_token(given: str) -> AddressChange | None:
    """The change that a link speaks of; it may be settled by now."""
    try:
        pk = Signer(salt=notices.ADDRESS_SALT).unsign(given)
    except BadSignature:
        return None
    return AddressChange.objects.select_related("person").filter(pk=pk).first()


@transaction.atomic
def _settle_one(pk: UUID, *, at: datetime) -> int:
    change = AddressChange.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if change is None:
        return 0
    if change.person.is_active and not Address.objects.filter(email=change.email, ends_at=None).exists():
        _use(change, at=at, own_wish=False)
    else:
        _end(change, at=at)
        _write(change, Kind.ADDRESS_STOPPED, actor=None, at=at)
    return 1


def _open(change: AddressChange) -> AddressChange:
    """Held until the transaction ends: a yes and a no at the same moment take turns."""
    found = AddressChange.objects.select_for_update().filter(pk=change.pk, ended_at=None).first()
    if found is None:
        raise Settled
    return found


def _use(change: AddressChange, *, at: datetime, own_wish: bool) -> None:
    person = Person.objects.select_for_update().get(pk=change.person_id)
    _end(change, at=at)
    actions.new_address(person, change.email, actor=change.asked_by, at=at)
    if not own_wish and not rules.asked(person) and rules.has_any(person):
        # Whoever reads the new mailbox must still be the person: from now on the second factor is asked for.
        person.demands_second = True
        person.save(update_fields=["demands_second"])
        _write(change, Kind.DEMANDED, actor=None, at=at)


def _end(change: AddressChange, *, at: datetime) -> None:
    AddressChange.objects.filter(pk=change.pk).update(ended_at=at)


def _write(change: AddressChange, kind: str, *, actor: Any, at: datetime) -> None:
    Event.objects.create(person_id=change.person_id, actor=actor, kind=kind, at=at)
