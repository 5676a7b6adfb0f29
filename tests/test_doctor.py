"""The doctor says what is wrong and how to mend it; probes say whether to send people here. Neither opens a word."""

import json
import os
from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from config import doctor, health
from samtalerum.mail.models import Letter, Worker
from samtalerum.people.models import Person
from samtalerum.vault import masters
from samtalerum.web import counting
from tests.cast import Cast


@pytest.fixture
def well(cast: Cast, settings, tmp_path):
    """Everything as it should be: keys in files, a worker, styles, a folder for this account alone."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir(mode=0o700)
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    fonts = settings.STATIC_ROOT / "vendor" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "sans.woff2").touch()
    (settings.STATIC_ROOT / "samtalerum.0123.css").touch()
    settings.PUBLIC_URL, settings.SECRET_KEY, settings.ALLOWED_HOSTS = "http://localhost:8000", "x" * 60, ["testserver"]
    now = timezone.now()
    Worker.objects.create(started_at=now, seen_at=now)
    return cast


def wrong(about: str, **asked: str) -> list[doctor.Finding]:
    """What is to be mended about something."""
    return [one for one in doctor.examine(**asked) if one.about == about and not one.well]


def test_where_all_is_well_every_line_says_so(well, capsys):
    found = doctor.examine()
    assert [str(one) for one in found if not one.well] == []
    assert doctor.report(found, as_json=False) == 0
    assert "All is well." in capsys.readouterr().out


def test_a_line_that_is_wrong_says_how_to_mend_it_and_the_status_tells_machines(well, capsys):
    Person.objects.update(is_administrator=False)
    found = doctor.examine()
    assert doctor.report(found, as_json=False) == 1
    assert "WRONG  administrators: there is none. samtalerum create-admin" in capsys.readouterr().out
    assert doctor.report(found, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["about"] for one in told if not one["well"]] == ["administrators"]


def test_a_worker_that_is_silent_and_mails_that_wait_are_told(well):
    now = timezone.now()
    Worker.objects.update(seen_at=now - timedelta(hours=2))
    assert "samtalerum worker" in wrong("worker")[0].mend
    Letter.objects.create(once="1", notice="x", written_at=now, due=now - timedelta(hours=2))
    assert "1 are late" in wrong("mail")[0].words


def test_a_master_key_that_others_can_read_and_an_old_one_are_told(well, settings, tmp_path):
    settings.MASTER_KEY, settings.MASTER_KEY_DIR = "", tmp_path / "master-keys"
    key = masters.create_first(settings.MASTER_KEY_DIR, timezone.now())
    key.chmod(0o440)
    assert any("can be read" in one.words or "mode" in one.words for one in wrong("master keys"))
    key.chmod(0o400)


def test_a_folder_that_others_can_read_is_told(well, settings):
    settings.VAR_DIR.chmod(0o755)
    assert f"chmod 700 {settings.VAR_DIR}" in wrong("folder")[0].mend


def test_settings_that_would_not_serve_are_told_in_the_words_of_the_refusal(well, settings):
    settings.SECRET_KEY = "short"
    assert "SAMTALERUM_SECRET_KEY" in wrong("settings")[0].words


def test_a_full_disk_is_told(well, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert "Make room" in wrong("disk")[0].mend


def test_a_database_that_is_away_is_one_finding_and_not_the_end_of_looking(well, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError

    monkeypatch.setattr(connections["keys"], "cursor", away)
    found = doctor.examine()
    assert not next(one for one in found if one.about == "key store").well
    assert next(one for one in found if one.about == "disk").well


def test_probes_answer_whoever_asks_and_numbers_only_whoever_knows_the_token(well, client, settings):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json() == {"ready": True, "missing": []}
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "secret-token"
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    page = client.get("/metrics", headers={"Authorization": "Bearer secret-token"})
    assert page.status_code == 200
    assert "samtalerum_workers 1" in page.content.decode()
    assert well.ada.display_name not in page.content.decode()


def test_requests_are_counted_by_view_and_class_of_answer_and_never_by_address(well, client, settings, monkeypatch):
    monkeypatch.setattr(counting, "COUNTS", counting.Counts())
    settings.METRICS_TOKEN = "secret-token"
    secret = "0b6e9f1c-1111-4222-8333-944444444444"
    client.get("/healthz")
    client.get("/healthz")
    client.post("/healthz")
    client.get(f"/dialogues/{secret}/")
    client.get(f"/nothing/{secret}")
    page = client.get("/metrics", headers={"Authorization": "Bearer secret-token"}).content.decode()
    process = f'process="{os.getpid()}"'
    assert f'samtalerum_requests_total{{{process},view="health:live",status="2xx"}} 2' in page
    assert f'samtalerum_requests_total{{{process},view="health:live",status="4xx"}} 1' in page
    assert f'samtalerum_requests_total{{{process},view="dialogues:show",status="3xx"}} 1' in page
    assert f'samtalerum_requests_total{{{process},view="none",status="4xx"}} 1' in page
    assert f'samtalerum_request_seconds_count{{{process},view="health:live"}} 3' in page
    assert f"samtalerum_streams{{{process}}} 0" in page
    assert secret not in page


def test_the_steps_of_the_times_add_up():
    counts = counting.Counts()
    for seconds in (0.01, 0.025, 0.03, 0.7, 60):
        counts.add("home:home", 200, seconds)
    said = "".join(counts.lines())
    steps = [int(line.rsplit(" ", 1)[1]) for line in said.splitlines() if "_bucket" in line]
    assert steps == [2, 3, 3, 3, 3, 4, 4, 4, 5]
    assert "60.765" in next(line for line in said.splitlines() if "_sum" in line)


def test_not_ready_says_what_is_missing(well, client, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError

    monkeypatch.setattr(connections["keys"], "cursor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["key store"])
    health._migrated.clear()


def test_how_often_the_pages_of_coaching_are_asked_for_is_not_told(client_for, cast, monkeypatch):
    counts = counting.Counts()
    monkeypatch.setattr(counting, "COUNTS", counts)
    client_for(cast.ada).get("/desk/")
    told = "".join(counts.lines())
    assert 'view="dialogues:show",status="4xx"' in told
    assert "coaching" not in told
