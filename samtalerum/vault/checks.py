"""What must be right with the keys before anything is served. Each refusal says what to do."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from samtalerum.vault import masters
from samtalerum.vault.keystore import store


def one_database() -> list[str]:
    """Why these settings can't be served with; asks no database, so that nothing is made in the wrong one."""
    content, keys = settings.DATABASES["default"], settings.DATABASES["keys"]
    same = ("ENGINE", "NAME", "HOST", "PORT")
    if any(content.get(part, "") != keys.get(part, "") for part in same):
        return []
    return [
        _(
            "The key store lies in the content database. Then a back-up holds texts and keys together, and erasing "
            "does not reach it. Give KEYS_DATABASE_URL a database of its own."
        )
    ]


def refusals() -> list[str]:
    """Why the vault can't be served from; empty when it can. Needs the databases to be migrated."""
    together = one_database()
    if together:
        return together
    try:
        known = masters.load()
        for epoch in store.masters_in_use():
            known.key(epoch)
            if not store.sample_opens(epoch):
                return [
                    _(
                        "The master key %(epoch)s is not the one that wrapped the key store. "
                        "Put the right file back from its own back-up; nothing has been changed."
                    )
                    % {"epoch": epoch}
                ]
    except ImproperlyConfigured as problem:
        return [str(problem)]
    return []
