"""`samtalerum restore`: a back-up put into stores that hold nothing yet, or refused in words before anything is written.

With today's key store (`--keys-stay`) what was erased since the back-up has its rows again, and no key: it reads as
erased. With the key store of the back-up it could be read again, until the master key that wraps it is destroyed.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections

from config.backup import engines, sampling
from config.backup.manifest import ALIASES, CONTENT, KEYS, NAMES, Manifest, Refused, Say, read
from samtalerum.dialogues.models import Dialogue
from samtalerum.people.models import Person
from samtalerum.vault import checks, masters
from samtalerum.vault.keystore import store

Halves = dict[str, tuple[Manifest, Path]]


@dataclass(frozen=True)
class Restored:
    """What is there now."""

    persons: int
    dialogues: int
    keys: int
    opens: store.Opens
    seconds: float


def restore(content: Path, keys: Path | None, *, say: Say) -> Restored:
    """Put both halves back; without `keys` the content alone, beside today's key store."""
    began = time.monotonic()
    folders = {KEYS: keys, CONTENT: content}
    halves = {part: read(folder, part) for part, folder in folders.items() if folder}
    _refuse(halves)
    try:
        for part, (manifest, copy) in halves.items():
            _put_back(part, manifest, copy, say=say)
        opens = _look(halves)
    except Refused:
        for part in halves:
            engines.clear(ALIASES[part])
        raise
    done = Restored(
        sampling.persons(ALIASES[CONTENT]),
        sampling.dialogues(ALIASES[CONTENT]),
        store.total(),
        opens,
        time.monotonic() - began,
    )
    say(f"Tried: {opens.opened} texts of a sample open, {opens.erased} are erased.")
    say(f"Restored: {done.persons} people, {done.dialogues} conversations, {done.keys} keys.")
    return done


def _put_back(part: str, manifest: Manifest, copy: Path, *, say: Say) -> None:
    """With the tables of this version."""
    alias = ALIASES[part]
    say(f"Restoring the {NAMES[part]} of {manifest.began:%Y-%m-%d %H:%M} UTC …")
    engines.clear(alias)  # tables of a new installation, which hold nothing
    engines.ENGINES[manifest.engine].put_back(alias, copy)
    call_command("migrate", database=alias, interactive=False, verbosity=0)


def _refuse(halves: Halves) -> None:
    """Before anything is written."""
    for sentence in checks.one_database():
        raise Refused(sentence)
    for part, (manifest, _copy) in halves.items():
        engine = engines.of(ALIASES[part])
        if manifest.engine != engine:
            raise Refused(
                f"This back-up was taken on {manifest.engine}, and the {NAMES[part]} here is on {engine}. "
                "Restore it into the engine it came from: DATABASE_URL and KEYS_DATABASE_URL."
            )
        if _holds_something(part):
            raise Refused(
                f"The {NAMES[part]} here is not empty, and is never written over. Point "
                f"{'DATABASE_URL' if part == CONTENT else 'KEYS_DATABASE_URL'} (or SAMTALERUM_VAR) at a new place."
            )
    _refuse_keys(halves)


def _refuse_keys(halves: Halves) -> None:
    if KEYS in halves:
        manifest, content = halves[KEYS][0], halves[CONTENT][0]
        if manifest.began < content.began:
            raise Refused(
                f"The key store is from {manifest.began:%Y-%m-%d %H:%M} and older than the content, from "
                f"{content.began:%Y-%m-%d %H:%M}: what was begun in between would have no key. Take the key store of the "
                "same back-up, or a later one."
            )
        wanted = manifest.masters
    elif not store.is_there(ALIASES[KEYS]) or not store.total():
        raise Refused("There is no key here that could stay. Name the half of the key store: --keys DIR")
    else:
        wanted = store.masters_in_use()
    try:
        known = masters.load()
        for epoch in wanted:
            known.key(epoch)
    except ImproperlyConfigured as problem:
        raise Refused(str(problem)) from None


def _look(halves: Halves) -> store.Opens:
    """Counts as they were written down, and a sample that opens."""
    for part, count in ((CONTENT, sampling.dialogues(ALIASES[CONTENT])), (KEYS, store.total())):
        if part in halves:
            written = halves[part][0].dialogues if part == CONTENT else halves[part][0].keys
            if count != written:
                raise Refused(f"The {NAMES[part]} was to hold {written} and holds {count}: it is not the copy it says.")
    opens = sampling.opens(ALIASES[CONTENT], ALIASES[KEYS])
    if opens.wrong or (opens.tried and not opens.opened):
        raise Refused(
            f"Of {opens.tried} texts that were tried {opens.opened} open, {opens.erased} have no key and {opens.wrong} "
            "don't open with theirs. The key store or the master keys are another installation's, or a file was changed. "
            "What was written has been taken away again."
        )
    return opens


def _holds_something(part: str) -> bool:
    tables = connections[ALIASES[part]].introspection.table_names()
    if part == KEYS:
        return store.is_there(ALIASES[KEYS]) and store.total() > 0
    return any(model._meta.db_table in tables and model.objects.exists() for model in (Person, Dialogue))
