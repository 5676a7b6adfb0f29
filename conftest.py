"""For every test: both databases where one is asked for, a master key, and small files."""

import pytest

BOTH = pytest.mark.django_db(databases=["default", "keys"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the database gets both stores."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & {"db", "cast", "client"} and item.get_closest_marker("django_db") is None:
            item.add_marker(BOTH)


@pytest.fixture(autouse=True)
def _a_master_key(settings, tmp_path):
    """A key of the test's own; nothing is read from, or written to, the checkout's var/."""
    settings.MASTER_KEY = "5a" * 32
    settings.MASTER_KEY_DIR = tmp_path / "master-keys"
    settings.VAR_DIR = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
