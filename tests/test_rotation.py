"""A new master key while people write, from another process, and killed on the way."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections

from samtalerum.vault import api as vault
from samtalerum.vault import masters, rotation
from samtalerum.vault.keystore import store
from samtalerum.vault.sealed import Place, Scope
from tests.servers import ROOT, Server, samtalerum

AT = datetime(2030, 3, 4, 9, tzinfo=UTC)
WRITERS = 50
AT_ONCE = 8  # a connection each: a server that others use too has only so many
ADA, BEN = UUID(int=1), UUID(int=2)
pytestmark = pytest.mark.browser  # each copies a template, as those with a server do


class Writer:
    """Makes keys, changes readers and reads, until told to end; remembers what went wrong."""

    def __init__(self, end: threading.Event, door: threading.Semaphore) -> None:
        self.end, self.door = end, door
        self.turns, self.wrong = 0, ""
        self.thread = threading.Thread(target=self.write)

    def write(self) -> None:
        try:
            while not self.end.is_set() or not self.turns:
                with self.door:
                    self.turn()
                    connections.close_all()
        except BaseException as problem:
            self.wrong = repr(problem)
            raise

    def turn(self) -> None:
        scope = Scope.dialogue(uuid4())
        place = Place(scope, uuid4(), "goal/0", "draft", ADA, 1)
        vault.create_key(scope, readers=[ADA])
        sealed = vault.ring(ADA, [scope]).seal(place, "words")
        vault.add_reader(scope, BEN)
        vault.remove_reader(scope, BEN)
        assert vault.open(vault.ring(ADA, [scope]), [(sealed, place)], at=AT) == ["words"]
        self.turns += 1


def test_while_fifty_people_write_no_read_and_no_write_fails(at_rest, settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "master-keys"
    masters.create_first(settings.MASTER_KEY_DIR, AT)
    end, door = threading.Event(), threading.Semaphore(AT_ONCE)
    writers = [Writer(end, door) for _ in range(WRITERS)]
    for one in writers:
        one.thread.start()
    done = [rotation.rotate(at=AT + timedelta(days=day)) for day in range(1, 6)]
    end.set()
    for one in writers:
        one.thread.join()
    assert [one.wrong for one in writers if one.wrong] == []
    assert sum(one.stuck for one in done) == 0
    assert all(one.destroyed for one in done)
    assert store.keys_by_master() == {done[-1].epoch: sum(one.turns for one in writers)}
    assert store.do_not_open(done[-1].epoch) == 0


DIES = """
import os, signal, django
django.setup()
from django.utils import timezone
from samtalerum.vault import masters, rotation
from samtalerum.vault.keystore import store
module, step, times = {module}, "{step}", {times}
done = getattr(module, step)
store.BATCH = 2
def die(*arguments):
    global times
    times -= 1
    return done(*arguments) if times else os.kill(os.getpid(), signal.SIGKILL)
setattr(module, step, die)
rotation.rotate(at=timezone.now())
"""


def test_other_processes_follow_at_once_and_a_rotation_that_was_killed_is_finished(
    servers, django_db_blocker, settings
):
    from tests.browser import at_the_servers_data

    server: Server = servers(SAMTALERUM_MASTER_KEY="")
    folder = server.var / "master-keys"
    with server, django_db_blocker.unblock(), at_the_servers_data(server, settings):
        settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", folder
        first = masters.load().current
        scopes = [Scope.dialogue(uuid4()) for _ in range(5)]
        for scope in scopes:
            vault.create_key(scope, readers=[ADA])
        for module, step, times in (("store", "_rewrap", 2), ("masters", "_shred", 1)):
            died = subprocess.run(
                [sys.executable, "-c", DIES.format(module=module, step=step, times=times)],
                cwd=ROOT,
                env={**server.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
                capture_output=True,
                check=False,
            )
            assert died.returncode == -9, died.stderr.decode()
            assert all(vault.ring(ADA, scopes).has(scope) for scope in scopes)
        ended = samtalerum(server.var, "keys", "rotate", SAMTALERUM_MASTER_KEY="")
        assert ended.returncode == 0, ended.stderr
        assert f"Destroyed: {first}" not in ended.stdout, "that one went with the second that was killed"
        assert [path.suffix for path in folder.iterdir() if path.name != ".rotation"] == [".key"]
        assert all(vault.ring(ADA, scopes).has(scope) for scope in scopes)
        listed = samtalerum(server.var, "keys", "list", SAMTALERUM_MASTER_KEY="")
        assert "5 keys  current" in listed.stdout
        assert server.ask("/sign-in/") == 200
