"""Persons, their addresses, roles and sessions."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Conflict, Invalid, Refusal
from samtalerum.people import notices, sessions
from samtalerum.people.actions.leaving import stop_leaving
from samtalerum.people.models import Address, EarlierName, Event, Person, tidy


class Taken(Conflict):
    """An address or a staff number is one person's."""

    message = _("Somebody else has this address.")


class LastAdministrator(Refusal):
    """Without one, nobody could make another."""

    message = _("This is the last administrator. Make somebody else an administrator first.")


def create_administrator(*, name: str, email: str, language: str = "en") -> Person:
    """The first administrator, from the command line; somebody who is here already is given the role."""
    email = tidy(email)
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Invalid(_("This is not an e-mail address.")) from problem
    if not name.strip():
        raise Invalid(_("Write a name."))
    at = timezone.now()  # called by a command, not by a view
    with transaction.atomic():
        person = Person.objects.by_address(email) or add_person(name=name, email=email, language=language, at=at)
        set_roles(person, administrator=True, coordinator=person.is_coordinator, actor=None, at=at)
    return person


@transaction.atomic
def add_person(
    *, name: str, email: str = "", language: str = "en", institution_id: str | None = None, at: datetime
) -> Person:
    """A person who can sign in once there is an address."""
    person = Person(display_name=name.strip(), language=language, institution_id=institution_id or None)
    person.set_unusable_password()
    person.save()
    if email:
        _begin_address(person, email, at=at)
    return person


@transaction.atomic
def set_own(person: Any, *, display_name: str, language: str, appearance: str, mails: str, at: datetime) -> None:
    """What a person sets for oneself."""
    _rename(person, display_name, at=at)
    person.language = language
    person.appearance = appearance
    person.mails = mails
    person.save(update_fields=["display_name", "language", "appearance", "mails"])


@transaction.atomic
def change_person(
    person: Person, *, display_name: str, language: str, institution_id: str | None, at: datetime
) -> None:
    """What an administrator keeps about somebody. An earlier name stays findable for administrators."""
    _rename(person, display_name, at=at)
    person.language = language
    person.institution_id = institution_id or None
    person.save(update_fields=["display_name", "language", "institution_id"])


@transaction.atomic
def new_address(person: Person, email: str, *, actor: Any, at: datetime) -> None:
    """From now on this address signs in. Ends every session, and tells the old address."""
    current = Address.objects.select_for_update().filter(person=person, ends_at__isnull=True).first()
    if current is not None and current.email == tidy(email):
        return
    if current is not None:
        current.ends_at = at
        current.save(update_fields=["ends_at"])
    _begin_address(person, email, at=at)
    sessions.end_all(person)
    Event.objects.create(person=person, actor=actor, kind=Event.Kind.ADDRESS, at=at)
    if current is not None:
        notices.address_changed.send(to=person, stamp=at.isoformat(), email=current.email, at=at)


@transaction.atomic
def set_roles(person: Person, *, administrator: bool, coordinator: bool, actor: Any, at: datetime) -> None:
    """Give and take roles; each change is written down in the security log."""
    if not administrator:
        _refuse_without_administrator(person)
    for field, given in (("is_administrator", administrator), ("is_coordinator", coordinator)):
        if getattr(person, field) != given:
            kind = Event.Kind.ROLE_GIVEN if given else Event.Kind.ROLE_TAKEN
            Event.objects.create(person=person, actor=actor, kind=kind, detail=field.removeprefix("is_"), at=at)
            setattr(person, field, given)
    person.save(update_fields=["is_administrator", "is_coordinator"])


@transaction.atomic
def close_account(person: Person, *, actor: Any, at: datetime) -> None:
    """Nobody signs in as this person any more. What belongs to the person stays for its time."""
    _refuse_without_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions.end_all(person)
    Event.objects.create(person=person, actor=actor, kind=Event.Kind.CLOSED, at=at)


@transaction.atomic
def open_account(person: Person, *, actor: Any, at: datetime) -> None:
    """The person may sign in again. One who was merged into another stays closed."""
    if person.merged_into_id:
        raise Conflict(_("This account was merged into another. Open that one."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    stop_leaving(person, at=at)
    Event.objects.create(person=person, actor=actor, kind=Event.Kind.OPENED, at=at)


@transaction.atomic
def sign_out_everywhere(person: Any, *, at: datetime) -> None:
    """End all sessions, this one included."""
    sessions.end_all(person)
    Event.objects.create(person=person, actor=person, kind=Event.Kind.SESSIONS_ENDED, at=at)


def may_sign_in(person: Any) -> bool:
    """Asked afresh: the account may have been merged a moment ago."""
    return Person.objects.filter(pk=person.pk, is_active=True).exists()


def _rename(person: Any, name: str, *, at: datetime) -> None:
    before = Person.objects.values_list("display_name", flat=True).get(pk=person.pk)
    person.display_name = name.strip()
    if person.display_name != before:
        EarlierName.objects.create(person=person, name=before, until=at)


def _begin_address(person: Person, email: str, *, at: datetime) -> None:
    try:
        with transaction.atomic():
            Address.objects.create(person=person, email=tidy(email), starts_at=at)
    except IntegrityError as problem:
        raise Taken from problem


def _refuse_without_administrator(person: Person) -> None:
    """Locks the administrators: two at once can't each remove the other."""
    left = Person.objects.select_for_update().filter(is_administrator=True, is_active=True)
    if person.is_administrator and person.is_active and not [one for one in left if one.pk != person.pk]:
        raise LastAdministrator
