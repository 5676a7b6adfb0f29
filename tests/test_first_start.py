"""The first start makes everything; the real thing refuses, in words, to serve what would not protect people."""

import os
import shutil
import stat

import pytest

from tests.servers import copy_of, free_port, samtalerum

pytestmark = pytest.mark.browser  # each starts a process


def refusal(var, **environment) -> str:
    """What `samtalerum serve` says when it does not start; it must not."""
    ended = samtalerum(var, "serve", "--port", str(free_port()), **environment)
    assert ended.returncode == 1, ended.stdout
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SAMTALERUM_DEBUG": "yes"}, "SAMTALERUM_DEBUG is on"),
        ({"SAMTALERUM_DEBUG": "perhaps"}, "Write yes or no"),
        ({"SAMTALERUM_SECRET_KEY": ""}, "SAMTALERUM_SECRET_KEY is missing or shorter than 50"),
        ({"SAMTALERUM_SECRET_KEY": "short"}, "SAMTALERUM_SECRET_KEY is missing or shorter than 50"),
        ({"SAMTALERUM_HOSTS": ""}, "SAMTALERUM_HOSTS is missing"),
        ({"SAMTALERUM_HOSTS": "*"}, "SAMTALERUM_HOSTS is missing or *"),
        ({"SAMTALERUM_URL": "http://samtale.fjordby.example"}, "https://"),
        ({"SAMTALERUM_DEMO": "yes"}, "anybody could sign in as anybody"),
        ({"SAMTALERUM_MASTER_KEY": "abc"}, "SAMTALERUM_MASTER_KEY"),
        ({"SAMTALERUM_RETENTION": "private=a while"}, "private=90"),
        ({"SAMTALERUM_RETENTION": "private=200"}, "longer is not"),
        ({"DATABASE_URL": "mysql://somewhere/db"}, "postgresql://"),
    ],
)
def test_what_does_not_protect_people_is_not_served(template, tmp_path, wrong, sentence):
    assert sentence in refusal(copy_of(template, tmp_path / "var"), **wrong)


def test_plain_http_is_not_served_beyond_this_machine(template, tmp_path):
    ended = samtalerum(copy_of(template, tmp_path / "var"), "serve", "--host", "0.0.0.0")
    assert ended.returncode == 1
    assert "https://" in ended.stderr


def test_a_key_store_in_the_content_database_is_refused_before_anything_is_made(tmp_path):
    one = f"sqlite://{tmp_path}/one.sqlite3"
    assert "KEYS_DATABASE_URL" in refusal(tmp_path / "var", DATABASE_URL=one, KEYS_DATABASE_URL=one)
    assert not (tmp_path / "one.sqlite3").exists()


@pytest.fixture
def with_files(tmp_path):
    """A var/ whose master key is a file and wraps keys of the demo."""
    var = tmp_path / "with-files"
    made = samtalerum(var, "demo", "--seed-only", SAMTALERUM_MASTER_KEY="", SAMTALERUM_SECRET_KEY="")
    assert made.returncode == 0, made.stderr
    return var


def test_the_keys_and_the_data_must_be_the_right_ones(with_files, tmp_path):
    (key,) = (with_files / "master-keys").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o400
    assert stat.S_IMODE(with_files.stat().st_mode) == 0o700
    assert "demo university" in refusal(with_files, SAMTALERUM_MASTER_KEY="")
    key.chmod(0o444)
    assert "chmod 0400" in refusal(with_files, SAMTALERUM_MASTER_KEY="")
    key.chmod(0o600)
    right = key.read_text()
    key.write_text("00" * 32)
    assert "is not the one that wrapped" in refusal(with_files, SAMTALERUM_MASTER_KEY="")
    key.rename(key.with_name("20200101T000000Z.key"))
    assert "Put that file back" in refusal(with_files, SAMTALERUM_MASTER_KEY="")
    shutil.rmtree(with_files / "master-keys")
    assert "master" in refusal(with_files, SAMTALERUM_MASTER_KEY="").lower()
    assert not (with_files / "master-keys").exists(), "a lost key is never replaced by a new one"
    assert len(right.strip()) == 64


def test_the_demo_listens_to_this_machine_only(tmp_path):
    ended = samtalerum(tmp_path / "var", "demo", "--host", "0.0.0.0")
    assert ended.returncode == 1
    assert "this machine only" in ended.stderr


def test_a_busy_port_is_said_in_words(server):
    ended = samtalerum(server.var, "serve", "--port", str(server.port))
    assert ended.returncode == 1
    assert f"Port {server.port} is taken" in ended.stderr


def test_the_real_thing_says_how_to_make_the_first_administrator(servers):
    with servers() as server:
        assert "samtalerum create-admin" in server.log.read_text()
        made = samtalerum(server.var, "create-admin", "--name", "Ida Ihle", "--email", "ida@fjordby.example")
        assert made.returncode == 0, made.stderr
        again = samtalerum(server.var, "create-admin", "--name", "Ida Ihle", "--email", "ida@fjordby.example")
        assert again.returncode == 0, "twice does no harm"
        reset = samtalerum(server.var, "reset-factors", "ida@fjordby.example")
        assert "Ida Ihle signs in with a code by mail" in reset.stdout, reset.stderr
        nobody = samtalerum(server.var, "reset-factors", "nobody@fjordby.example")
        assert (nobody.returncode, nobody.stderr.strip()) == (1, "Nobody who may sign in has this address.")
        server.log.write_text("")
        server.restart()
        assert "create-admin" not in server.log.read_text()


def test_ctrl_c_ends_it_without_a_complaint(server):
    process = server.process
    server.stop()
    assert process.returncode in {0, 130, -2}
    assert "Traceback" not in server.log.read_text()


def test_a_command_that_does_not_exist_is_answered_with_those_that_do(tmp_path):
    ended = samtalerum(tmp_path / "var", "brew-coffee")
    assert ended.returncode == 2
    assert "create-admin" in ended.stderr


def test_nothing_that_tests_start_reads_the_environment_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setitem(os.environ, "SAMTALERUM_DEBUG", "yes")
    assert samtalerum(tmp_path / "var", "init").returncode == 0
