"""Second factors come, are renamed and go. Each change stands in the security log, and the person is told by mail."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AttestedCredentialData

from samtalerum.ground.refusals import Conflict, Invalid, Refusal
from samtalerum.people import notices, sessions
from samtalerum.people.factors import code_app, recovery, rules
from samtalerum.people.factors.models import CodeApp, Passkey, RecoveryCode
from samtalerum.people.models import Event, Person, tidy

Kind = Event.Kind


class LastFactor(Refusal):
    """Without one, the person could not sign in any more."""

    message = _("Your account asks for a second factor, and this is your last one. Add another first.")


class NoFactor(Refusal):
    """It would lock the person out."""

    message = _("Add a passkey or set up a code app first.")


@transaction.atomic
def add_passkey(person: Any, *, name: str, credential: AttestedCredentialData, uses: int, at: datetime) -> Passkey:
    """One more. The same key can't be added twice."""
    if Passkey.objects.filter(credential_id=credential.credential_id).exists():
        raise Conflict(_("This passkey is here already."))
    made = Passkey.objects.create(
        person=person,
        name=name,
        credential_id=credential.credential_id,
        credential=bytes(credential),
        uses=uses,
        added_at=at,
    )
    _written(person, Kind.PASSKEY_ADDED, detail=name, at=at)
    return made


def rename_passkey(passkey: Passkey, *, name: str) -> None:
    """Only what the person calls it."""
    passkey.name = name
    passkey.save(update_fields=["name"])


@transaction.atomic
def remove_passkey(passkey: Passkey, *, at: datetime) -> None:
    """It signs nobody in any more."""
    person = _held(passkey.person)
    _refuse_the_last(person)
    Passkey.objects.filter(pk=passkey.pk).delete()
    _without_factors(person)
    _written(person, Kind.PASSKEY_REMOVED, detail=passkey.name, at=at)


@transaction.atomic
def confirm_code_app(app: CodeApp, typed: str, *, at: datetime) -> bool:
    """The first digits are right: from now on the app counts."""
    if app.confirmed_at is not None or not code_app.accepts(app, typed, at=at):
        return False
    CodeApp.objects.filter(pk=app.pk).update(confirmed_at=at)
    _written(app.person, Kind.APP_ADDED, at=at)
    return True


@transaction.atomic
def remove_code_app(app: CodeApp, *, at: datetime) -> None:
    """Its digits are worth nothing any more; setting up anew makes a new secret."""
    person = _held(app.person)
    _refuse_the_last(person)
    CodeApp.objects.filter(pk=app.pk).delete()
    _without_factors(person)
    _written(person, Kind.APP_REMOVED, at=at)


@transaction.atomic
def make_recovery_codes(person: Any, *, at: datetime) -> list[str]:
    """Ten new ones, to be shown once."""
    if not rules.has_any(_held(person)):
        raise NoFactor
    made = recovery.make(person, at=at)
    _written(person, Kind.CODES_MADE, at=at)
    return made


@transaction.atomic
def demand(person: Any, *, yes: bool, at: datetime) -> None:
    """A code by mail alone is not enough for my account."""
    person = _held(person)
    if yes and not rules.has_any(person):
        raise NoFactor
    if person.demands_second != yes:
        person.demands_second = yes
        person.save(update_fields=["demands_second"])
        _written(person, Kind.DEMANDED if yes else Kind.NOT_DEMANDED, at=at)


@transaction.atomic
def recovery_code_used(person: Any, *, at: datetime) -> None:
    """Somebody who has the paper is worth a mail."""
    _written(person, Kind.CODE_USED, at=at)


@transaction.atomic
def reset_factors(email: str, *, at: datetime) -> Person:
    """From the command line, for whoever lost everything: a code by mail signs in again, and a role asks for new
    factors at once."""
    person = Person.objects.by_address(tidy(email))
    if person is None:
        raise Invalid(_("Nobody who may sign in has this address."))
    person = _held(person)
    remove_all(person)
    sessions.end_all(person)
    Event.objects.create(person=person, actor=None, kind=Kind.FACTORS_RESET, at=at)
    notices.factors_reset.send(to=person, stamp=at.isoformat(), at=at)
    return person


def remove_all(person: Person) -> None:
    """Everything the person could prove with."""
    for model in (Passkey, CodeApp, RecoveryCode):
        model._default_manager.filter(person=person).delete()  # noqa: SLF001 - public by its documentation
    person.demands_second = False
    person.save(update_fields=["demands_second"])


def _held(person: Any) -> Person:
    """Locked: two removals at once can't each leave the other's factor as the last."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _refuse_the_last(person: Person) -> None:
    if rules.asked(person) and rules.owned(person).one_left:
        raise LastFactor


def _without_factors(person: Person) -> None:
    """Recovery codes stand in for a factor; without any they would be one themselves."""
    if not rules.has_any(person):
        RecoveryCode.objects.filter(person=person).delete()


def _written(person: Any, kind: str, *, at: datetime, detail: str = "") -> None:
    Event.objects.create(person=person, actor=person, kind=kind, detail=detail, at=at)
    notices.factors_changed.send(to=person, stamp=f"{kind} {at.isoformat()}", at=at)
