"""The `samtalerum` command: everything an operator types. What it then does: config/commands.py."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from config import commands, static_files

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; returns the exit status."""
    arguments = _parser().parse_args(argv)
    os.umask(0o077)  # whatever is made here is its account's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SAMTALERUM_STATIC_STORAGE", static_files.STORAGE)
    from django.core.exceptions import ImproperlyConfigured

    try:
        action: Callable[[argparse.Namespace], int] = arguments.action
        return action(arguments)
    except ImproperlyConfigured as problem:
        print(f"Samtalerum does not start: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def names() -> list[str]:
    """The names of all subcommands."""
    choices = next(one.choices for one in _parser()._actions if isinstance(one, argparse._SubParsersAction))  # noqa: SLF001
    return list(choices)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samtalerum", description="A room for conversations.")
    subcommands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, action: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = subcommands.add_parser(name, help=text, description=text)
        sub.set_defaults(action=action)
        return sub

    for part in (_to_serve, _to_look_after, _to_keep, _further):  # the order of `samtalerum --help`
        part(command)
    return parser


def _to_serve(command: Command) -> None:
    for name, action, text in (
        ("serve", commands.serve, "Serve the real thing; says what is missing."),
        ("demo", commands.demo, "Serve an invented university on this machine, with its people and conversations."),
    ):
        sub = command(name, action, text)
        sub.add_argument("--host", default="127.0.0.1", help="address to listen on")
        port = int(os.environ.get("PORT") or commands.PORT)
        sub.add_argument("--port", type=int, default=port, help="port to listen on")
        sub.add_argument("--workers", type=int, default=1, help="processes (PostgreSQL only)")
        sub.add_argument("--seed-only", action="store_true", help=argparse.SUPPRESS)
    command("init", commands.init, "Make var/, the first master key and both databases; harmless when they are there.")
    admin = command("create-admin", commands.create_admin, "Make an administrator, who can then add everybody else.")
    admin.add_argument("--name", help="the person's name")
    admin.add_argument("--email", help="the person's e-mail address")
    admin.add_argument("--language", choices=["en", "da", "sv"], default="en")


def _to_look_after(command: Command) -> None:
    command(
        "worker", commands.work, "Send mails and do what time does; any number may run. SAMTALERUM_WORKER=separate."
    )
    says = "Send one mail through the mail server, and say what it answered."
    command("send-test-mail", commands.send_test_mail, says).add_argument("address", help="where to")
    says = "Look at everything, and say what is wrong and how to mend it. 0: all is well."
    health = command("doctor", commands.doctor, says)
    health.add_argument("--mail", metavar="ADDRESS", default="", help="send a mail there, to see that it leaves")
    health.add_argument("--json", action="store_true", help="for machines")
    health.add_argument("--demo", action="store_true", help="look at the demo")


def _to_keep(command: Command) -> None:
    says = "List master keys, or make a new one and destroy the old; harmless while serving."
    command("keys", commands.keys, says).add_argument("what", choices=["list", "rotate"])
    taken = command("backup", commands.back_up, "Copy both stores while serving, each half for a place of its own.")
    taken.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    says = "Put a back-up into stores that hold nothing yet. Stop Samtalerum first."
    put = command("restore", commands.restore, says)
    put.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="a folder that holds both halves")
    put.add_argument("--content", type=Path, metavar="DIR", help="where the content half lies")
    put.add_argument("--keys", type=Path, metavar="DIR", help="where the half of the key store lies")
    put.add_argument("--keys-stay", action="store_true", help="restore the content beside today's key store")


def _further(command: Command) -> None:
    reset = command("reset-factors", commands.reset_factors, "Remove all second factors of somebody who has lost them.")
    reset.add_argument("address", help="the person's e-mail address")
    command("messages", commands.messages, "Compile the translations.")
    blueprint = command("blueprint", commands.blueprints, "Check, publish or list blueprints.")
    blueprint.add_argument("what", choices=["check", "publish", "list"])
    blueprint.add_argument("file", nargs="?", type=Path, help="the YAML file")


if __name__ == "__main__":
    sys.exit(main())
