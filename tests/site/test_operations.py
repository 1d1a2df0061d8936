"""What docs/operations.md and docker-compose.yml say is so: variables, commands, backup and restore."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from boji.cli import main
from tests.site.test_serve import served, wait_for

ROOT = Path(__file__).parents[2]
SETTINGS = set(
    re.findall(r'(?:environ\.get|_flag)\(\s*"(BOJI_\w+)"', (ROOT / "boji/site/settings.py").read_text())
)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
HANDBOOK = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_handbook() -> None:
    rows = set(re.findall(r"^\| `(BOJI_\w+)`", HANDBOOK, re.MULTILINE))
    assert rows == SETTINGS


@pytest.mark.parametrize("service", ["company", "site", "jobs"])
def test_compose_sets_what_there_is_and_runs_commands_that_there_are(service: str) -> None:
    described = COMPOSE["services"][service]
    assert {name for name in described["environment"] if name.startswith("BOJI_")} <= SETTINGS
    words = " ".join(described["command"]).rpartition("|| ")[2].split()
    assert words[0] == "boji"
    command = main.commands[words[1]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words[2:] if word.startswith("--")} <= known


def test_the_image_starts_a_command_that_there_is() -> None:
    found = re.search(r'^CMD \["boji", "(\w+)"', (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found is not None
    assert found[1] in main.commands


@pytest.mark.slow
def test_a_backup_taken_while_the_site_runs_is_restored(tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    with served(tmp_path / "first") as site:
        wait_for(lambda: site.is_ready)
        backup.mkdir()
        with (
            closing(sqlite3.connect(site.workspace / "boji.sqlite3")) as source,
            closing(sqlite3.connect(backup / "boji.sqlite3")) as target,
        ):
            source.backup(target)
        left = shutil.ignore_patterns("boji.sqlite3*", "tmp")
        shutil.copytree(site.workspace, backup / "workspace", ignore=left)
    restored = tmp_path / "second" / "company"
    shutil.copytree(backup / "workspace", restored)
    shutil.copy(backup / "boji.sqlite3", restored / "boji.sqlite3")
    with served(tmp_path / "second") as site:
        wait_for(lambda: site.is_ready)
        assert (restored / "secret.key").read_text() == (backup / "workspace" / "secret.key").read_text()
