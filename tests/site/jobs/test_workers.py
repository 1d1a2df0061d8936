"""Workers as processes: several at once, one killed in the middle of a job, one told to stop. Nothing is done
twice, nothing is lost; on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from boji.workspace import Workspace

ROOT = Path(__file__).parents[3]
DRIVER = str(Path(__file__).with_name("driver.py"))
PATIENCE = 60.0
FIELDS = ("state", "attempts", "step_zh")


class Site:
    """A workspace with its database, spoken to by processes."""

    def __init__(self, workspace: Workspace, environment: dict[str, str]) -> None:
        self.workspace, self._environment = workspace, environment

    def driver(self, *words: str) -> list[str]:
        return [sys.executable, DRIVER, str(self.workspace.path), *words]

    @property
    def _options(self) -> dict[str, Any]:
        return {"cwd": ROOT, "env": os.environ | self._environment | {"PYTHONPATH": str(ROOT)}, "text": True}

    def ask(self, name: str, *arguments: dict[str, Any]) -> None:
        words = [json.dumps(one) for one in arguments]
        subprocess.run(self.driver("enqueue", name, *words), check=True, **self._options)

    def jobs(self) -> list[dict[str, Any]]:
        """The rows as they are; read past Django, whose own database is another one in tests on SQLite."""
        asked = f"SELECT {', '.join(FIELDS)} FROM jobs_job ORDER BY id"
        if self._environment:
            with connection.cursor() as cursor:
                cursor.execute(asked)
                rows = cursor.fetchall()
        else:
            with closing(sqlite3.connect(self.workspace.path / "boji.sqlite3")) as file:
                rows = file.execute(asked).fetchall()
        return [dict(zip(FIELDS, row, strict=True)) for row in rows]

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            self.driver("work"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._options
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def site(workspace: Workspace, transactional_db: None) -> Site:
    """On PostgreSQL the test's own database, emptied afterwards; else the file in the workspace."""
    if connection.vendor != "postgresql":
        return Site(workspace, {})
    known = connection.settings_dict
    place = f"{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"
    secret = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return Site(workspace, {"BOJI_DATABASE_URL": f"postgres://{known['USER']}{secret}@{place}"})


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.1)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []


@pytest.mark.slow
def test_a_job_whose_worker_is_killed_is_done_by_another(site: Site, tmp_path: Path) -> None:
    site.ask("wait", {"folder": str(tmp_path), "number": 1})
    with site.worker() as first:
        wait_for(lambda: lines(tmp_path / "begun") == ["1"])
        wait_for(lambda: site.jobs()[0]["step_zh"] == "等门打开")
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert site.jobs()[0]["state"] == "running", "as the dead worker left it"
    (tmp_path / "gate").touch()
    with site.worker():
        wait_for(lambda: site.jobs()[0]["state"] == "done")
    assert site.jobs()[0]["attempts"] == 2
    assert lines(tmp_path / "done") == ["1"]


@pytest.mark.slow
def test_several_workers_do_each_job_once(site: Site, tmp_path: Path) -> None:
    (tmp_path / "gate").touch()
    numbers = [str(number) for number in range(30)]
    site.ask("wait", *({"folder": str(tmp_path), "number": int(number)} for number in numbers))
    with site.worker(), site.worker(), site.worker():
        wait_for(lambda: len(lines(tmp_path / "done")) >= 30)
        wait_for(lambda: all(job["state"] == "done" for job in site.jobs()))
    assert sorted(lines(tmp_path / "done"), key=int) == numbers
    assert {job["attempts"] for job in site.jobs()} == {1}


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_ends_its_job_first(site: Site, tmp_path: Path) -> None:
    folder = {"folder": str(tmp_path)}
    site.ask("wait", folder | {"number": 1}, folder | {"number": 2})
    with site.worker() as worker:
        wait_for(lambda: lines(tmp_path / "begun") == ["1"])
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert worker.poll() is None
        (tmp_path / "gate").touch()
        assert worker.wait(PATIENCE) == 0
    assert [job["state"] for job in site.jobs()] == ["done", "queued"]
