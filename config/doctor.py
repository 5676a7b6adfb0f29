"""`samtalerum doctor`: each line says that something is well, or what is wrong and how to mend it. Opens no word."""

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

LEAST_FREE = 1_000_000_000  # bytes
LEAST_SHARE = 0.05
CLOCKS_APART = timedelta(seconds=5)
STORES = {"default": "content database", "keys": "key store"}


@dataclass(frozen=True)
class Finding:
    """One line. `mend`: what to do; empty where all is well."""

    about: str
    words: str
    mend: str = ""

    @property
    def well(self) -> bool:
        """Nothing to do."""
        return not self.mend

    def __str__(self) -> str:
        return f"ok     {self.about}: {self.words}" if self.well else f"WRONG  {self.about}: {self.words} {self.mend}"


def examine(*, host: str = "127.0.0.1", mail_to: str = "") -> list[Finding]:
    """Everything, in the order in which one would mend it. What can't be looked at because of something earlier says so."""
    found: list[Finding] = []
    for about, look in (
        ("settings", lambda: _settings(host)),
        ("folder", _folder),
        ("master keys", _master_keys),
        ("content database", lambda: _database("default")),
        ("key store", lambda: _database("keys")),
        ("keys", _keys),
        ("blueprint", _blueprint),
        ("administrators", _administrators),
        ("worker", _worker),
        ("mail", lambda: _mail(mail_to)),
        ("clock", _clock),
        ("disk", _disk),
        ("translations", _translations),
        ("fonts and styles", _fonts),
    ):
        found += _looked(about, look)
    return found


def report(found: list[Finding], *, as_json: bool) -> int:
    """Print them; 0 when all is well, 1 when something is to be mended."""
    if as_json:
        print(json.dumps([asdict(one) | {"well": one.well} for one in found], ensure_ascii=False, indent=1))
    else:
        print(*found, sep="\n")
        wrong = sum(not one.well for one in found)
        print(f"\n{wrong} to mend." if wrong else "\nAll is well.")
    return 0 if all(one.well for one in found) else 1


def _looked(about: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """A database that is away, or a key that can't be read, is a finding and not the end of looking."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        return list(look())
    except ImproperlyConfigured as problem:
        return [Finding(about, str(problem), "docs/settings.md explains each setting.")]
    except (DatabaseError, OSError) as problem:
        kind = type(problem).__name__
        return [Finding(about, f"could not be looked at ({kind}).", "Mend what stands above, then look again.")]


def _settings(host: str) -> Iterator[Finding]:
    from config import refusals

    wrong = [] if settings.DEMO else refusals.settings_refusals(host=host)
    yield from (Finding("settings", sentence, "docs/settings.md explains each setting.") for sentence in wrong)
    if not wrong:
        yield Finding("settings", "the demo's" if settings.DEMO else f"for {settings.PUBLIC_URL}")


def _folder() -> Iterator[Finding]:
    mode = stat.S_IMODE(settings.VAR_DIR.stat().st_mode)
    if mode & 0o077:
        yield Finding(
            "folder", f"{settings.VAR_DIR} can be read by others (mode {mode:o}).", f"chmod 700 {settings.VAR_DIR}"
        )
    else:
        yield Finding("folder", f"{settings.VAR_DIR}, for this account alone")


def _master_keys() -> Iterator[Finding]:
    from samtalerum.vault import masters

    known = masters.load()
    if settings.MASTER_KEY:
        yield Finding("master keys", "one, from the environment; it is never renewed")
        return
    for path in sorted(settings.MASTER_KEY_DIR.glob("*.key")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o377:
            yield Finding("master keys", f"{path.name} has mode {mode:o}.", f"chmod 400 {path}")
    age = timezone.now() - masters.born(settings.MASTER_KEY_DIR, known.current)
    late = settings.KEY_ROTATION_DAYS and age > timedelta(days=2 * settings.KEY_ROTATION_DAYS)
    words = f"{len(known.epochs)}, the current one {age.days} days old"
    yield (
        Finding("master keys", f"{words}.", "Is a worker running? Else: samtalerum keys rotate")
        if late
        else Finding("master keys", words)
    )


def _database(alias: str) -> Iterator[Finding]:
    from django.db.migrations.executor import MigrationExecutor

    about, connection = STORES[alias], connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding(about, f"{len(missing)} migrations are missing.", "samtalerum init")
    else:
        yield Finding(about, f"{connection.display_name}, every migration is in")


def _keys() -> Iterator[Finding]:
    from config import refusals

    wrong = refusals.data_refusals()
    yield from (Finding("keys", sentence, "docs/operations.md, Master keys") for sentence in wrong)
    if not wrong:
        yield Finding("keys", "the master keys open the key store")


def _blueprint() -> Iterator[Finding]:
    from samtalerum.blueprints import editions

    try:
        edition = editions.current_of_kind("conversation")
    except editions.NothingPublished:
        yield Finding("blueprint", "there is none.", "samtalerum init")
        return
    yield Finding("blueprint", f"{edition.key}, edition {edition.digest[:8]}")


def _administrators() -> Iterator[Finding]:
    from samtalerum.people.models import Person

    count = Person.objects.filter(is_administrator=True, is_active=True).count()
    if count:
        yield Finding("administrators", str(count))
    else:
        yield Finding("administrators", "there is none.", "samtalerum create-admin")


def _worker() -> Iterator[Finding]:
    from samtalerum.mail import facts

    now = facts.standing(timezone.now())
    if not now.workers:
        seen = f"none since {now.seen_at:%Y-%m-%d %H:%M} UTC." if now.seen_at else "none has ever run."
        yield Finding("worker", seen, "Start samtalerum worker, or serve without SAMTALERUM_WORKER=separate.")
    else:
        yield Finding("worker", f"{now.workers} running")


def _mail(address: str) -> Iterator[Finding]:
    from samtalerum.mail import commands, facts

    now = facts.standing(timezone.now())
    if now.failed or now.late:
        words = f"{now.late} are late and {now.failed} were given up within a fortnight."
        yield Finding("mail", words, "See whether the mail server answers: samtalerum send-test-mail ADDRESS")
    else:
        yield Finding("mail", f"{now.waiting} waiting, {now.sent} sent within a fortnight")
    if address:
        refused = commands.send_test_mail(address)
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        yield (
            Finding(
                "mail server", f"{where} did not take the mail.", "Check SAMTALERUM_SMTP_HOST and what it says above."
            )
            if refused
            else Finding("mail server", f"{where} took a mail to {address}")
        )


def _clock() -> Iterator[Finding]:
    """Beside the database's, where that is another machine's; and never before the newest thing that happened."""
    if connections["default"].vendor == "postgresql":
        with connections["default"].cursor() as cursor:
            before = datetime.now(UTC)
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - before)
        if apart > CLOCKS_APART:
            yield Finding(
                "clock", f"{apart.seconds} seconds apart from the database's.", "Let both machines keep time by NTP."
            )
            return
    from samtalerum.vault.models import AccessLog

    latest = AccessLog.objects.order_by("-at").values_list("at", flat=True).first()
    if latest and latest > timezone.now() + CLOCKS_APART:
        yield Finding("clock", "it stands before things that have happened already.", "Set it by NTP.")
    else:
        yield Finding("clock", f"{timezone.localtime():%Y-%m-%d %H:%M} {settings.TIME_ZONE}")


def _disk() -> Iterator[Finding]:
    usage = shutil.disk_usage(settings.VAR_DIR)
    free = f"{usage.free / 1e9:.1f} GB free at {settings.VAR_DIR}"
    if usage.free < LEAST_FREE or usage.free < LEAST_SHARE * usage.total:
        yield Finding("disk", f"{free}.", "Make room: with none left nothing can be saved.")
    else:
        yield Finding("disk", free)


def _translations() -> Iterator[Finding]:
    from config import catalogues

    for language in catalogues.LANGUAGES:
        source, target = catalogues.path(language), catalogues.path(language).with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            yield Finding("translations", f"{language} is not compiled.", "samtalerum messages")
            return
    yield Finding("translations", ", ".join(["en", *catalogues.LANGUAGES]))


def _fonts() -> Iterator[Finding]:
    fonts = list((Path(settings.STATIC_ROOT) / "vendor" / "fonts").glob("*.woff2"))
    style = list(Path(settings.STATIC_ROOT).glob("samtalerum*.css"))
    if not fonts or not style:
        yield Finding("fonts and styles", f"not collected in {settings.STATIC_ROOT}.", "samtalerum init")
    else:
        yield Finding("fonts and styles", f"{len(fonts)} font files")
