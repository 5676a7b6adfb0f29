"""The files in deploy/ say what the product does, and are ones that their programs take."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.cli import names
from tests.servers import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_a_unit_runs_a_command_that_there_is_and_keeps_secrets_to_itself(unit):
    text = unit.read_text(encoding="utf-8")
    assert re.search(r"config\.cli (\w+)", text).group(1) in names()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077", "LimitCORE=0"):
        assert line in text
    assert "SECRET_KEY=" not in text
    assert "SAMTALERUM_MASTER_KEYS=/var/lib/samtalerum-keys" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="There is no systemd here.")
@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_systemd_finds_nothing_in_a_unit_but_that_the_program_is_not_installed_here(unit):
    tried = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    lines = [line for line in tried.stderr.splitlines() if unit.name in line and "is not executable" not in line]
    assert lines == []


def test_every_setting_in_deploy_is_one_that_is_documented():
    known = set(re.findall(r"`((?:SAMTALERUM|DATABASE|KEYS)_\w+)`", (ROOT / "docs" / "settings.md").read_text("utf-8")))
    used = set()
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            used |= set(
                re.findall(r"\b(?:SAMTALERUM_[A-Z_]+|(?:KEYS_)?DATABASE_URL(?:_FILE)?)\b", path.read_text("utf-8"))
            )
    assert {name.removesuffix("_FILE") for name in used} <= known


def test_the_image_gets_what_the_product_needs_and_serves_as_nobody_special():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "USER 990" in text
    assert "--require-hashes" in text
    for folder in ("config", "samtalerum", "locale"):
        assert f"COPY {folder} {folder}" in text


def test_the_dockerfile_is_one_that_hadolint_finds_nothing_in():
    program = Path(sys.executable).parent / "hadolint"
    tried = subprocess.run([str(program), str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (tried.returncode, tried.stdout) == (0, "")
