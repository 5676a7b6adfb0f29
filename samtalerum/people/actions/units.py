"""The tree of units."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtalerum.ground.refusals import Refusal
from samtalerum.people.models import Affiliation, Leadership, Unit


class Circle(Refusal):
    """A tree has no circles."""

    message = _("A unit can't lie under itself or under one of its own. Choose another unit above it.")


class StillNeeded(Refusal):
    """Somebody belongs there, or a unit lies under it."""

    message = _("People or units still belong to this unit after that day. Move or end them first.")


def add_unit(*, parent: Unit | None, names: dict[str, str]) -> Unit:
    """`names`: name, and name_da and name_sv where they differ."""
    return Unit.objects.create(parent=parent, **names)


@transaction.atomic
def change_unit(unit: Unit, *, parent: Unit | None, names: dict[str, str]) -> None:
    """Rename it, or move it with everything below. Locks the tree: two moves at once could close a circle."""
    parents = dict(Unit.objects.select_for_update().values_list("pk", "parent"))
    if parent is not None and unit.pk in _upwards(parent.pk, parents):
        raise Circle
    unit.parent = parent
    for field, name in names.items():
        setattr(unit, field, name)
    unit.save()


@transaction.atomic
def end_unit(unit: Unit, *, last_day: date) -> None:
    """It no longer exists after that day; its leaders lead it until then."""
    after = Q(ends__isnull=True) | Q(ends__gt=last_day)
    below = Unit.objects.filter(parent=unit).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=last_day))
    if Affiliation.objects.filter(after, unit=unit).exists() or below.exists():
        raise StillNeeded
    Leadership.objects.filter(after, unit=unit, starts__lte=last_day).update(ends=last_day)
    Leadership.objects.filter(unit=unit, starts__gt=last_day).delete()
    unit.ended_on = last_day
    unit.save(update_fields=["ended_on"])


def reopen_unit(unit: Unit) -> None:
    """It exists after all. Leaders are named anew."""
    unit.ended_on = None
    unit.save(update_fields=["ended_on"])


def _upwards(unit: UUID, parents: dict[UUID, UUID | None]) -> set[UUID]:
    walked: set[UUID] = set()
    step: UUID | None = unit
    while step is not None and step not in walked:
        walked.add(step)
        step = parents.get(step)
    return walked
