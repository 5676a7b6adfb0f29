"""What each subcommand of `samtalerum` does. Each sets Django up itself: the demo has settings to choose before."""

import argparse
import os
import secrets
import socket
import sys
from pathlib import Path

from config import static_files

PORT = 8000


def serve(arguments: argparse.Namespace) -> int:
    """Refuse in words, or serve."""
    _setup()
    if not _may_start(host=arguments.host):
        return 1
    from django.contrib.auth import get_user_model

    if not get_user_model().objects.filter(is_administrator=True).exists():
        print("There is no administrator yet. Make one: samtalerum create-admin")
    return _uvicorn(arguments)


def _may_start(*, host: str) -> bool:
    """Make what is missing; or say what is wrong."""
    from config import refusals

    wrong = refusals.settings_refusals(host=host)
    if not wrong:
        prepare()
        wrong = refusals.data_refusals()
    if wrong:
        print("Samtalerum does not start:", file=sys.stderr)
        for sentence in wrong:
            print(f"- {sentence}", file=sys.stderr)
        print("docs/settings.md explains each setting.", file=sys.stderr)
    return not wrong


def demo(arguments: argparse.Namespace) -> int:
    """The demo: its own settings, only on this machine."""
    if arguments.host not in {"127.0.0.1", "localhost", "::1"}:
        print("The demo serves on this machine only: anybody can sign in as anybody.", file=sys.stderr)
        return 1
    _as_demo(arguments.port)
    _setup()
    from config import refusals
    from config.demo import seed

    if _busy(arguments.host, arguments.port):
        return _say_busy(arguments.port)
    prepare()
    wrong = refusals.data_refusals()
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    seed.seed_once()
    return 0 if arguments.seed_only else _uvicorn(arguments)


def init(_arguments: argparse.Namespace) -> int:
    """Everything that must be there before the first start."""
    _setup()
    prepare()
    print("Ready: both databases, the master key and the blueprint are there.")
    return 0


def create_admin(arguments: argparse.Namespace) -> int:
    """Ask for what was not given."""
    _setup()
    prepare()
    from samtalerum.ground.refusals import Refusal
    from samtalerum.people import actions

    name = arguments.name or input("Name: ")
    email = arguments.email or input("E-mail address: ")
    try:
        person = actions.create_administrator(name=name, email=email, language=arguments.language)
    except Refusal as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{person.display_name} can sign in with {email}.")
    return 0


def work(_arguments: argparse.Namespace) -> int:
    """Until it is told to end; then after the mail at hand."""
    _setup()
    import signal

    from samtalerum.mail import worker

    if not _may_start(host="127.0.0.1"):
        return 1
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # this thread waits for them; the one that works never sees them
    end = worker.start()
    print("Working. SIGTERM ends it after the mail at hand.", flush=True)
    signal.sigwait(ends)
    end()
    return 0


def send_test_mail(arguments: argparse.Namespace) -> int:
    """Asks neither database."""
    _setup()
    from config import catalogues
    from samtalerum.mail import commands

    catalogues.compile_all()
    return commands.send_test_mail(arguments.address)


def doctor(arguments: argparse.Namespace) -> int:
    """Changes nothing, but for a mail if one is asked for."""
    if arguments.demo:
        _as_demo(PORT)
    _setup()
    from config import doctor as looking

    return looking.report(looking.examine(mail_to=arguments.mail), as_json=arguments.json)


def keys(arguments: argparse.Namespace) -> int:
    """Without touching a word: data keys are wrapped anew, not changed."""
    _setup()
    from django.utils import timezone

    from samtalerum.vault import commands

    return commands.listing() if arguments.what == "list" else commands.rotate(at=timezone.now())


def back_up(arguments: argparse.Namespace) -> int:
    """Harmless while serving."""
    _setup()
    from django.db import DatabaseError
    from django.utils import timezone

    from config.backup import Refused, taking

    try:
        taking.take(arguments.folder.absolute(), at=timezone.now(), say=_say)
    except (Refused, DatabaseError) as refused:
        print(f"Not backed up: {refused}", file=sys.stderr)
        return 1
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Both halves, or the content alone beside the keys of today."""
    content, keys_half = arguments.content or arguments.folder, arguments.keys or arguments.folder
    if not content or not (keys_half or arguments.keys_stay):
        print("From where? samtalerum restore DIR, or --content DIR with --keys DIR or --keys-stay", file=sys.stderr)
        return 2
    _setup()
    from django.db import DatabaseError

    from config.backup import Refused, restoring

    try:
        restoring.restore(content, None if arguments.keys_stay else keys_half, say=_say)
    except (Refused, DatabaseError) as refused:
        print(f"Not restored: {refused}", file=sys.stderr)
        return 1
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def reset_factors(arguments: argparse.Namespace) -> int:
    """Whoever lost passkeys, code app and recovery codes signs in with a code by mail again, and is told so."""
    _setup()
    prepare()
    from django.utils import timezone

    from samtalerum.ground.refusals import Refusal
    from samtalerum.people import actions

    try:
        person = actions.reset_factors(arguments.address, at=timezone.now())
    except Refusal as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{person.display_name} signs in with a code by mail, and is told so. New factors are set up after that.")
    return 0


def messages(_arguments: argparse.Namespace) -> int:
    """Compile what is newer than its .mo."""
    from config import catalogues

    catalogues.compile_all()
    return 0


def blueprints(arguments: argparse.Namespace) -> int:
    """check FILE, publish FILE, list."""
    _setup()
    from django.utils import timezone

    from samtalerum.blueprints import commands

    if arguments.what != "list" and arguments.file is None:
        print(f"Which file? samtalerum blueprint {arguments.what} FILE", file=sys.stderr)
        return 2
    if arguments.what == "check":
        return commands.check(arguments.file)
    prepare()
    if arguments.what == "publish":
        return commands.publish(arguments.file, at=timezone.now())
    return commands.listing()


def prepare() -> None:
    """Master key, tables in both databases, translations, blueprint, static files: made where they are missing."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    from config import catalogues
    from samtalerum.blueprints import editions
    from samtalerum.vault import masters

    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.MASTER_KEY and _is_new():
        masters.create_first(settings.MASTER_KEY_DIR, timezone.now())
    masters.load()
    catalogues.compile_all()
    for alias in ("keys", "default"):
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", database=alias, interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    editions.publish_shipped(at=timezone.now())
    static_files.collect()


def _is_new() -> bool:
    """No key has been wrapped yet: only then may a first master key be made."""
    from django.db import connections

    from samtalerum.vault.keystore import store

    tables = connections["keys"].introspection.table_names()
    return "keystore_wrappedkey" not in tables or not store.masters_in_use()


def _setup() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _uvicorn(arguments: argparse.Namespace) -> int:
    import uvicorn
    from django.conf import settings

    if _busy(arguments.host, arguments.port):
        return _say_busy(arguments.port)
    if arguments.workers > 1 and "sqlite" in str(settings.DATABASES["default"]["ENGINE"]):
        print("Several processes want PostgreSQL: set DATABASE_URL and KEYS_DATABASE_URL.", file=sys.stderr)
        return 1
    print(f"Samtalerum serves on {settings.PUBLIC_URL} (Ctrl-C stops it)", flush=True)
    uvicorn.run(
        "config.asgi:application",
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers,
        log_level="warning",
        access_log=False,  # paths carry ids: they stay out of logs
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.PROXIES,
        timeout_graceful_shutdown=3,
        lifespan="off",
    )
    return 0


def _busy(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _say_busy(port: int) -> int:
    print(f"Port {port} is taken. Stop what uses it, or choose another with PORT={port + 1}.", file=sys.stderr)
    return 1


def _as_demo(port: int) -> None:
    os.environ["SAMTALERUM_DEMO"] = "yes"
    os.environ.setdefault("SAMTALERUM_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ.setdefault("SAMTALERUM_INSTITUTION", "Fjordby University")
    os.environ["SAMTALERUM_URL"] = f"http://localhost:{port}"
    os.environ["SAMTALERUM_SECRET_KEY"] = _demo_secret()


def _demo_secret() -> str:
    """A secret of the demo's own, kept between starts so that nobody is signed out."""
    folder = Path(os.environ.get("SAMTALERUM_VAR") or Path(__file__).resolve().parent.parent / "var")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "demo-secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")
