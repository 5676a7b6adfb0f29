"""Recovery codes: ten at a time, each worth one sign-in.

A code has 80 random bits, so a plain hash can't be guessed back, and changing the server's secret spoils none.
"""

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from samtalerum.people.factors.models import RecoveryCode

HOW_MANY = 10
BYTES = 10
LENGTH = 16  # letters and digits, in four groups


@transaction.atomic
def make(person: Any, *, at: datetime) -> list[str]:
    """Ten new ones; the old ones stop working. This is the only time they can be read."""
    RecoveryCode.objects.filter(person=person).delete()
    codes = [base64.b32encode(secrets.token_bytes(BYTES)).decode().lower() for _ in range(HOW_MANY)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, hashed=_hashed(person, code), made_at=at) for code in codes
    )
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


def use(person: Any, typed: str, *, at: datetime) -> bool:
    """Claimed by update: of two tries at once with the same code, one succeeds."""
    mine = RecoveryCode.objects.filter(person=person, hashed=_hashed(person, plain(typed)), used_at=None)
    return mine.update(used_at=at) == 1


def plain(typed: str) -> str:
    """Without the strokes between groups; what looks alike on paper is the same."""
    return "".join(character for character in typed.lower() if character.isalnum()).translate({48: "o", 49: "l"})


def _hashed(person: Any, code: str) -> str:
    return hashlib.sha256(f"{person.pk}:{code}".encode()).hexdigest()
