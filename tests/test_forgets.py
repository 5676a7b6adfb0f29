"""Who stores, forgets: every model of the house has its rule, and a model without one fails here."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from samtalerum.blueprints.models import Edition
from samtalerum.coaching.models import CoachingUnit
from samtalerum.dialogues.models import ReminderOff
from samtalerum.mail.models import Turn
from samtalerum.people.factors.models import CodeApp, Passkey, RecoveryCode
from samtalerum.people.models import (
    Address,
    Affiliation,
    EarlierName,
    Leadership,
    Leave,
    Person,
    StandIn,
    Supervision,
    Unit,
)
from samtalerum.vault.forgetting import forgotten
from samtalerum.vault.keystore.models import WrappedKey
from samtalerum.vault.models import Receipt

OURS = [model for model in apps.get_models() if model.__module__.startswith("samtalerum.")]

# Models that no sweep forgets, each with the reason.
KEPT = {
    CoachingUnit: "what the coaching unit says of itself; nothing about anybody",
    Edition: "the wording of a blueprint; nothing about anybody",
    Passkey: "how somebody signs in, until that person removes it",
    CodeApp: "as a passkey",
    RecoveryCode: "as a passkey; a used one goes with the next list",
    ReminderOff: "a wish of a person, kept as the person; switching it on again removes it",
    Turn: "when a sweep is next due; nothing about anybody",
    Receipt: "a day and a number: that erasing works, without saying whose",
    WrappedKey: "deleting it is what erasing is; each goes with the words it opens",
    Unit: "the institution's own parts; nothing about anybody",
    Person: "who somebody is, while the institution has to do with them; administrators keep it, and merging moves it",
    Address: "as the person",
    EarlierName: "as the person",
    Affiliation: "the institution's facts about work, kept as the person; administrators change and remove it",
    Leadership: "as an affiliation",
    Supervision: "as an affiliation",
    StandIn: "as an affiliation",
    Leave: "as an affiliation; no reason for it is kept",
}


def without_a_rule(models: Iterable[type[Model]]) -> list[type[Model]]:
    """Those that neither a function forgets nor a reason keeps; or both."""
    return [model for model in models if (model in forgotten()) == (model in KEPT)]


def test_every_model_is_forgotten_or_says_why_not():
    assert without_a_rule(OURS) == [], "Who forgets it? @forgets(...), or a reason in KEPT"


def test_whatever_names_a_person_or_a_dialogue_and_is_kept_is_about_work_alone():
    """A model that points at a person can't be called nothing about anybody."""
    for model, reason in KEPT.items():
        points = [field for field in model._meta.get_fields() if field.related_model is Person and field.concrete]
        assert not points or "nothing about anybody" not in reason, model


def test_a_model_that_nobody_forgets_is_noticed():
    assert without_a_rule([ContentType]) == [ContentType]
